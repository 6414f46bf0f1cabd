// Addresses on pages, and addresses that are wrong.
import { describe, expect, it } from 'vitest'
import { desk, diary, record } from '../../make.ts'
import { appOf, html } from './page-text.ts'

describe('addresses on pages', () => {
  it.each([
    '/',
    '/?party=us',
    '/?page=2',
    '/talks/t1',
    '/past',
    '/month',
    '/subscribe?party=us',
    '/parties',
    '/parties/us/subscribe',
    '/parties/us',
    '/topics/ukraine/past',
    '/nowhere',
  ])('keeps its links below the path of PUBLIC_URL: %s', async (path) => {
    const talks = Array.from({ length: 250 }, (_, index) => record({ id: `t${index}`, place: { city: 'Geneva' }, topics: ['ukraine'] }))
    const made = desk(diary(talks, { series: { id: 's', title: 'S' } }), { options: { publicUrl: 'https://host.example/parley' } })
    const links = [...(await html(made, path)).matchAll(/href="(\/[^"]*)"/g)].map(([, link]) => link)
    expect(links.length).toBeGreaterThan(4)
    expect(links.filter((link) => !link?.startsWith('/parley/'))).toEqual([])
  })

  it('says a problem in words to a person, and as a problem to a program', async () => {
    const made = desk(diary([record()]))
    expect(await html(made, '/?party=nobody')).toContain('No party “nobody” is known here.')
    expect(await html(made, '/?party=nobody&lang=de')).toContain('Beteiligte „nobody“ sind hier nicht bekannt.')
    expect(await html(made, '/?patry=us&lang=fr')).toContain('«\u00a0patry\u00a0» n’est pas un filtre de cette page.')
    expect(await html(made, '/nowhere')).toContain('There is nothing at this address')
    const answer = await appOf(made).request('https://parley.example/?party=nobody')
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
  })
})
