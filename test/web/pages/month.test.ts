// The month as a table: each talk at its days, and what has no day below.
import { describe, expect, it } from 'vitest'
import type { Desk } from '../../../src/desk.ts'
import { inOrder } from '../../../src/web/pages/agenda.ts'
import { monthGrid } from '../../../src/web/pages/month-grid.ts'
import { desk, diary, record } from '../../make.ts'
import { createApp } from '../checked-app.ts'

async function ask(made: Desk, path: string): Promise<Response> {
  const onError = (error: unknown) => {
    throw error
  }
  const { hono } = createApp(made, { adminToken: null, open: false, onError })
  return hono.request(`https://parley.example${path}`, { headers: { accept: 'text/html' } })
}

const html = async (made: Desk, path: string) => (await ask(made, path)).text()

/** The names in each cell of the table, by the day that it says. */
function cellsOf(page: string): Record<string, string[]> {
  const cells = [...page.matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map(([, cell = '']) => cell)
  return Object.fromEntries(
    cells.flatMap((cell) => {
      const day = /<span class="vh">\w+ (\d+ \w+)</.exec(cell)?.[1]
      const talks = [...cell.matchAll(/talks\/([\w-]+)"/g)].map(([, id = '']) => id)
      return day !== undefined && talks.length > 0 ? [[day, talks]] : []
    }),
  )
}

describe('a month', () => {
  const TALKS = [
    record({ id: 'a' }),
    record({ id: 'b', when: '2022-01-30/2022-02-02' }),
    record({ id: 'c', when: '2022-01' }),
    record({ id: 'd', when: '2022-03-01' }),
    record({ id: 'e', when: '[2022-01-07..2022-01-11]' }),
  ]

  it('has each talk at its day, those of several days as bars in each week, and below what has no day', async () => {
    const page = await html(desk(diary(TALKS)), '/month/2022-01')
    expect(cellsOf(page)).toEqual({ '7 January': ['e'], '10 January': ['e', 'a'], '30 January': ['b'], '31 January': ['b'] })
    expect(page).toContain('<li class="bar n3 l0 dashed">')
    expect(page).toContain('<li class="bar n2 l0 dashed">')
    expect(page).toContain('<li class="bar n1 l0">')
    expect([...page.matchAll(/<h4 class="title"><a href="[^"]*\/talks\/([\w-]+)/g)].map(([, id]) => id)).toEqual(['c'])
    expect(page).toContain('4 talks. 1 of them with no day yet.')
    expect(page).toContain('href="/month/2021-12"')
  })

  it('says so where every day is known', async () => {
    expect(await html(desk(diary([record()])), '/month/2022-01')).toMatch(/day not known<\/h2><p class="soft">None\.<\/p>/)
  })

  it('leads from each day with talks to that day in the list, which has it', async () => {
    const made = desk(diary(TALKS), { at: '2022-01-08T00:00:00Z' })
    const page = await html(made, '/month/2022-01')
    const days = [...page.matchAll(/<a class="d \w+" href="([^"#]+)#([^"]+)"/g)].map(([, address = '', anchor]) => ({
      address: address.replaceAll('&amp;', '&'),
      anchor,
    }))
    expect(days.length).toBe(7)
    expect(days[0]?.anchor).toBe('d2022-01-08')
    for (const { address, anchor } of days) expect(await html(made, address)).toContain(`id="${anchor}"`)
  })

  it('takes the filters of lists, keeps them from month to month, and says how to take them off', async () => {
    const made = desk(diary([record({ id: 'a', topics: ['one'] }), record({ id: 'b', topics: ['two'] })]))
    const page = await html(made, '/month/2022-01?topic=two')
    expect(cellsOf(page)).toEqual({ '10 January': ['b'] })
    expect(page).toContain('href="/month/2021-12?topic=two"')
    expect(page).toMatch(/class="chips".*href="\/month\/2022-01"/s)
  })

  it('names three talks a day, and counts more', async () => {
    const made = desk(diary(['a', 'b', 'c', 'd', 'e'].map((id) => record({ id }))))
    const page = await html(made, '/month/2022-01')
    expect(cellsOf(page)['10 January']).toEqual(['a', 'b', 'c'])
    expect(page).toMatch(/>2 more<\/a>/)
  })

  it('is refused where it is none', async () => {
    const made = desk(diary([record()]))
    for (const month of ['2022-13', '2022', 'x', '2300-01']) expect((await ask(made, `/month/${month}`)).status).toBe(404)
    for (const query of ['month=2022-01', 'page=2', 'topic=none', 'x=1'])
      expect((await ask(made, `/month/2022-01?${query}`)).status).toBe(400)
  })
})

describe('the grid of a month', () => {
  it('has every day of a talk once, in whole weeks, with no two bars on one lane', () => {
    const whens = ['2022-01-20/2022-02-03', '2022-02-02/2022-02-09', '[2022-02-09..2022-03-20]', '2022-02-14/2022-02-15', '2022-02-15']
    const made = desk(diary(whens.map((when, index) => record({ id: `t${index}`, when }))))
    const weeks = monthGrid('2022-02', inOrder(made.histories.standing()))
    const days = weeks.flat()
    expect([days[0]?.day, days.at(-1)?.day, days.length]).toEqual(['2022-01-31', '2022-03-06', 35])
    const on = (talk: string) => days.filter(({ all }) => all.some(({ standing }) => standing.talk === talk)).map(({ day }) => day.slice(5))
    expect(on('t0')).toEqual(['02-01', '02-02', '02-03'])
    expect(on('t1')).toEqual(['02-02', '02-03', '02-04', '02-05', '02-06', '02-07', '02-08', '02-09'])
    expect(on('t2')).toHaveLength(20)
    expect(on('t3')).toEqual(['02-14', '02-15'])
    expect(on('t4')).toEqual(['02-15'])
    for (const week of weeks) {
      const cells = week.flatMap(({ day, bars }) =>
        bars.flatMap(({ days: length, lane }) => Array.from({ length }, (_, index) => `${lane} ${Number(day.slice(8)) + index}`)),
      )
      expect(new Set(cells).size).toBe(cells.length)
    }
  })
})
