// The pages of parties, series, topics and places, and their lists.
import { describe, expect, it } from 'vitest'
import { desk, diary, record } from '../../make.ts'
import { appOf, html, rows } from './page-text.ts'

describe('pages of parties, series, topics and places', () => {
  const made = () =>
    desk(
      diary(
        [record({ id: 'a', topics: ['arms-control'], place: { city: 'Geneva', country: 'CH' } }), record({ id: 'b', when: '2021-12-01' })],
        { series: { id: 's', title: 'The series' } },
      ),
    )

  it.each(['/parties/us', '/series/s'])('have what is coming, what was, and a calendar of their own: %s', async (path) => {
    const page = await html(made(), path)
    expect(rows(page)).toEqual(['a'])
    expect(page).toContain(`<link rel="alternate" type="text/calendar" href="${path}.ics">`)
    expect(page).toContain(`href="${path}/subscribe"`)
    expect(rows(await html(made(), `${path}/past`))).toEqual(['b'])
  })

  it('are listed, with counts', async () => {
    expect(await html(made(), '/topics')).toContain(
      '<a href="/topics/arms-control"><bdi>arms control</bdi></a> <span class="soft">1 talk</span> <b>1 to come</b>',
    )
    expect(await html(made(), '/places')).toContain('href="/places/geneva-ch"')
    expect(await html(made(), '/parties')).toContain('<bdi>United States</bdi></a> <span class="soft">2 talks</span>')
  })

  it('do not exist where nothing was ever called so', async () => {
    const response = await appOf(made()).request('https://parley.example/parties/nobody', { headers: { accept: 'text/html' } })
    expect([response.status, await response.text()]).toEqual([404, expect.stringContaining('Nothing in this diary is called “nobody”.')])
  })
})
