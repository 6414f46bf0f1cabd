// In which language a page is, and when it is sent again.
import { describe, expect, it } from 'vitest'
import { desk, diary, record } from '../../make.ts'
import { appOf } from './page-text.ts'

describe('the language of a page', () => {
  const made = () => desk(diary([record({ languages: { de: { title: 'Gespräche' } } })]))
  const asked = async (path: string, language?: string) =>
    (
      await appOf(made()).request(`https://parley.example${path}`, {
        headers: { accept: 'text/html', ...(language ? { 'accept-language': language } : {}) },
      })
    ).text()
  const langOf = (page: string) => /<html lang="(\w+)">/.exec(page)?.[1]

  it('is that of the address, else the one that the browser prefers, else English', async () => {
    expect(langOf(await asked('/'))).toBe('en')
    expect(langOf(await asked('/', 'de-CH,de;q=0.9,en;q=0.8'))).toBe('de')
    expect(langOf(await asked('/', 'it,fr;q=0.5,de;q=0.4'))).toBe('fr')
    expect(langOf(await asked('/', 'de;q=0, fr;q=0.1'))).toBe('fr')
    expect(langOf(await asked('/', 'x'.repeat(10_000)))).toBe('en')
    expect(langOf(await asked('/?lang=de', 'fr'))).toBe('de')
    expect(langOf(await asked('/nowhere', 'fr'))).toBe('fr')
  })

  it('goes along with links where the reader has chosen it, and not else', async () => {
    expect(await asked('/?lang=de')).toContain('href="/talks/us-russia-1?lang=de"><bdi>Gespräche</bdi>')
    expect(await asked('/', 'de')).toContain('href="/talks/us-russia-1"><bdi>Gespräche</bdi>')
    expect(await asked('/', 'de')).toContain('calendar.ics?lang=de')
  })

  it('is refused where it is none', async () => {
    const response = await appOf(made()).request('https://parley.example/?lang=xx', {
      headers: { accept: 'text/html', 'accept-language': 'de' },
    })
    expect([response.status, langOf(await response.text())]).toEqual([400, 'de'])
  })
})

describe('a page that was read before', () => {
  it('is not sent again, and is another one in another language', async () => {
    const made = appOf(desk(diary([record()])))
    const ask = (headers: Record<string, string>) => made.request('https://parley.example/', { headers })
    const first = await ask({})
    const tag = first.headers.get('etag') ?? ''
    expect(first.headers.get('vary')).toContain('accept-language')
    expect((await ask({ 'if-none-match': tag })).status).toBe(304)
    expect((await ask({ 'if-none-match': tag, 'accept-language': 'de' })).status).toBe(200)
    expect((await ask({ 'if-modified-since': first.headers.get('last-modified') ?? '' })).status).toBe(304)
  })
})
