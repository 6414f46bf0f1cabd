// Talks as JSON: their filters, pages and fields.
import { describe, expect, it } from 'vitest'
import { desk, diary, record } from '../../make.ts'
import { appOf } from '../pages/page-text.ts'

describe('talks as JSON', () => {
  it('have the filters of the diary', async () => {
    const made = desk(diary([record(), record({ id: 'b', parties: [{ party: 'nato' }] }), record({ id: 'c', when: '2022' })]))
    const ids = async (query: string) =>
      ((await (await appOf(made).request(`https://parley.example/api/talks${query}`)).json()) as { talks: { id: string }[] }).talks.map(
        ({ id }) => id,
      )
    expect(await ids('')).toEqual(['c', 'b', 'us-russia-1'])
    expect(await ids('?party=nato')).toEqual(['b'])
    expect(await ids('?since=2022-02-01')).toEqual(['c'])
    expect(await ids('?until=2021-12-31')).toEqual([])
  })

  it('come in pages that lead to the next', async () => {
    const made = desk(diary(Array.from({ length: 5 }, (_, index) => record({ id: `t${index}` }))))
    const seen: string[] = []
    for (let url: string | null = 'https://parley.example/api/talks?limit=2'; url; ) {
      const page = (await (await appOf(made).request(url)).json()) as { next: string | null; total: number; talks: { id: string }[] }
      expect(page.total).toBe(5)
      seen.push(...page.talks.map(({ id }) => id))
      url = page.next
    }
    expect(seen).toEqual(['t0', 't1', 't2', 't3', 't4'])
  })

  it('are one at an address, also beside its page', async () => {
    const made = desk(diary([record({ contact: { name: 'Hidden', public: false } })]))
    const [one, same] = await Promise.all(
      ['/api/talks/us-russia-1', '/talks/us-russia-1.json'].map(async (path) =>
        (await appOf(made).request(`https://parley.example${path}`)).json(),
      ),
    )
    expect(one).toEqual(same)
    expect(one).toMatchObject({
      id: 'us-russia-1',
      uid: 'us-russia-1@parley.example',
      revision: 1,
      withdrawn: false,
      url: 'https://parley.example/talks/us-russia-1',
      calendar: 'https://parley.example/talks/us-russia-1.ics',
      announcedAt: '2022-01-05T12:00:00Z',
    })
    expect(JSON.stringify(one)).not.toContain('Hidden')
  })
})
