// Exports in which something is wrong: each is refused, and nothing changes, or the desk that comes of it works.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SCHEMA_VERSION } from '../../../src/sqlite/migrations.ts'
import type { Sqlite } from '../../../src/sqlite/port.ts'
import { diary, record } from '../../make.ts'
import { createApp } from '../checked-app.ts'
import { anew, BODY, RECORDS, register, TOKEN, unsigned, type World, world } from '../worlds.ts'

type Row = Record<string, unknown>
interface Line {
  table: string
  row: Row
}

/** Each imports and starts desks. */
const RUNS = 60
const AT = '2022-01-09T09:31:00Z'

/** A desk with a bit of everything: a talk that moved, one withdrawn, reminders that fired, and deliveries that wait. */
async function goodExport(): Promise<string> {
  const source = await world('2022-01-08T09:30:00Z', { down: true })
  const { id } = await register(source)
  await source.request(
    'POST',
    '/api/endpoints',
    JSON.stringify({ ...BODY, zone: 'Europe/Zurich', filter: { party: 'us' }, headers: { 'x-key': 'a' } }),
  )
  const other = record({ id: 'other', topics: ['peace'], place: { city: 'Geneva', country: 'CH' } })
  source.made.replace(diary([record({ when: '2022-01-10T11:00', zone: 'Europe/Zurich' }), other]))
  source.made.wake()
  source.made.replace(diary([record({ when: '2022-01-10T11:00', zone: 'Europe/Zurich' })]))
  source.clock.set(Date.parse('2022-01-09T10:00:00Z'))
  source.made.wake()
  await source.made.idle()
  source.made.owner.replay(source.made.endpoints.find(id) as never, { after: 0 })
  source.made.wake()
  await source.made.idle()
  return (await source.request('GET', '/api/export?move=yes')).text()
}

const dump = (db: Sqlite) =>
  JSON.stringify(
    ['setting', 'change', 'talk', 'subject', 'start', 'endpoint', 'message', 'delivery'].map((table) => db.all(`SELECT * FROM ${table}`)),
  )

const VALUES: unknown[] = [null, '', 'x', '0', 'null', '{}', '[]', '[[', '"x"', '2022-13-45', 0, 1, -1, 2, 99, 2 ** 52, [], {}, true]
const value = fc.constantFrom(...VALUES)
const SPOIL = fc.record({
  line: fc.nat(),
  cell: fc.nat(),
  inner: fc.nat(),
  how: fc.constantFrom('value', 'inside', 'deeper', 'name', 'without', 'twice', 'lost'),
  value,
})
type Spoil = typeof SPOIL extends fc.Arbitrary<infer T> ? T : never

/** Alters one cell: the whole value, or a part of the JSON that it holds. */
function spoiled(text: string, { line, cell, inner, how, value }: Spoil): string {
  const lines = unsigned(text).trim().split('\n')
  const index = 1 + (line % (lines.length - 2))
  const given = JSON.parse(lines[index] as string) as Line
  const names = Object.keys(given.row)
  const name = names[cell % names.length] as string
  if (how === 'twice') return [...lines.slice(0, index), lines[index], ...lines.slice(index), ''].join('\n')
  if (how === 'lost') return [...lines.slice(0, index), ...lines.slice(index + 1), ''].join('\n')
  if (how === 'name') given.row[`${name}_`] = given.row[name]
  if (how === 'name' || how === 'without') delete given.row[name]
  if (how === 'value') given.row[name] = value
  if (how === 'inside' || how === 'deeper') given.row[name] = altered(given.row[name], inner, value, how === 'deeper')
  return [...lines.slice(0, index), JSON.stringify(given), ...lines.slice(index + 1), ''].join('\n')
}

function altered(kept: unknown, inner: number, value: unknown, deeper: boolean): unknown {
  if (typeof kept !== 'string' || !/^[[{]/.test(kept)) return typeof kept === 'string' ? `${kept}x` : value
  const content = JSON.parse(kept) as Row
  let part = content
  for (;;) {
    const names = Object.keys(part)
    const name = names[inner % Math.max(1, names.length)]
    if (name === undefined) break
    const next = part[name]
    if (deeper && typeof next === 'object' && next !== null && Object.keys(next).length > 0) {
      part = next as Row
      continue
    }
    part[name] = value
    break
  }
  return JSON.stringify(content)
}

const PATHS = [
  '/',
  '/?lang=de',
  '/past',
  '/changes',
  '/changes.atom',
  '/month/2022-01',
  '/calendar.ics',
  '/calendar.ics?lang=fr',
  '/subscribe',
  '/parties',
  '/talks/us-russia-1',
  '/talks/other',
  '/api/talks',
  '/api/changes',
  '/api/subjects/party',
  '/api/endpoints',
  '/metrics',
  '/api/export',
  '/sitemap.xml',
  '/series',
  '/topics',
  '/places',
]

async function works(target: World, why: string): Promise<void> {
  for (const at of [AT, '2022-01-10T09:30:00Z']) {
    const { made } = await anew(target, at, RECORDS)
    expect([why, made.health().faults]).toEqual([why, []])
    const { hono } = createApp(made, {
      adminToken: TOKEN,
      open: false,
      onError(error) {
        throw new Error(why, { cause: error })
      },
    })
    for (const path of PATHS) {
      const response = await hono.request(path, { headers: { authorization: `Bearer ${TOKEN}` } })
      expect([why, path, response.status < 500]).toEqual([why, path, true])
      await response.arrayBuffer()
    }
    for (const { id } of made.endpoints.list(0, 10)) {
      const response = await hono.request(`/api/endpoints/${id}/deliveries`, { headers: { authorization: `Bearer ${TOKEN}` } })
      expect([why, id, response.status]).toEqual([why, id, 200])
    }
    await made.stop()
  }
}

async function isHarmless(text: string, why: string): Promise<void> {
  const target = await world(AT)
  const before = dump(target.db)
  const answer = await target.request('POST', '/api/import', text)
  if (answer.status === 200) await works(target, why)
  else {
    const { detail } = (await answer.json()) as { detail: string }
    expect([why, answer.status >= 400 && answer.status < 500, detail.length < 600]).toEqual([why, true, true])
    expect(dump(target.db)).toBe(before)
  }
}

describe('an export in which one cell is wrong', () => {
  it('is refused, and nothing changes, or the desk works and starts again', async () => {
    const good = await goodExport()
    await fc.assert(
      fc.asyncProperty(SPOIL, async (spoil) => {
        await isHarmless(spoiled(good, spoil), JSON.stringify(spoil))
      }),
      { numRuns: RUNS, endOnFailure: true, includeErrorInReport: true },
    )
  })

  it.each<[string, string, (row: Row) => void, RegExp]>([
    [
      'a standing',
      'change',
      (row) => Object.assign(row, { standing: '{}' }),
      /line \d+, a row of "change": "standing" is not what this version can read/,
    ],
    [
      'a day',
      'reminded',
      (row) => Object.assign(row, { known: '{"when":"2022-02-30","zone":null}' }),
      /line \d+, a row of "reminded": "known"/,
    ],
    ['a lead', 'lead', (row) => Object.assign(row, { schedule: 'soon' }), /line \d+, a row of "lead": "schedule"/],
    ['a name', 'subject', (row) => Object.assign(row, { names: 'no JSON' }), /line \d+, a row of "subject": "names"/],
    ['a setting', 'setting","row":{"key":"domain', (row) => Object.assign(row, { value: '' }), /line \d+, a row of "setting"/],
    ['another setting', 'setting","row":{"key":"renderer', (row) => Object.assign(row, { value: '2022-13-45' }), /"renderer" is not what/],
    [
      'what an attempt took',
      'delivery',
      (row) => Object.assign(row, { attempted_at: 1641720600000, took: null }),
      /both "attempted_at" and/,
    ],
    ['a talk of the log', 'talk', (row) => Object.assign(row, { cursor: 1 }), /does not stand at its latest change/],
  ])('says where it is: %s', async (_name, table, spoil, message) => {
    const lines = unsigned(await goodExport()).split('\n')
    const index = lines.findIndex((line) => line.startsWith(`{"table":"${table}"`))
    const line = JSON.parse(lines[index] as string) as Line
    spoil(line.row)
    lines[index] = JSON.stringify(line)
    const target = await world(AT)
    const before = dump(target.db)
    const answer = await target.request('POST', '/api/import', lines.join('\n'))
    expect([answer.status, ((await answer.json()) as { detail: string }).detail]).toEqual([409, expect.stringMatching(message)])
    expect(dump(target.db)).toBe(before)
  })
})

describe('an export in which a delivery counts fewer attempts than it has', () => {
  it('is refused, since the next attempt could not be written down', async () => {
    const lines = unsigned(await goodExport()).split('\n')
    const index = lines.findIndex((line) => line.startsWith('{"table":"delivery"') && line.includes('"attempted_at":1'))
    const { row } = JSON.parse(lines[index] as string) as Line
    const attempt = { delivery: row.key, number: row.total, at: row.attempted_at, took: 5, status: 503, error: null, answer: null }
    const end = lines.findIndex((line) => line.startsWith('{"table":"tally"'))
    const text = lines.toSpliced(end, 0, JSON.stringify({ table: 'attempt', row: attempt })).join('\n')
    const target = await world(AT)
    const answer = await target.request('POST', '/api/import', text)
    expect([answer.status, ((await answer.json()) as { detail: string }).detail]).toEqual([
      409,
      expect.stringContaining('has more attempts than it counts'),
    ])
  })
})

describe('the last line of an export', () => {
  it('has a count and a hash, so that what was altered or lost on the way is refused', async () => {
    const text = await goodExport()
    const detail = async (given: string) => {
      const answer = await (await world(AT)).request('POST', '/api/import', given)
      return [answer.status, ((await answer.json()) as { detail: string }).detail]
    }
    const lines = text.split('\n')
    expect(await detail([...lines.slice(0, 4), ...lines.slice(5)].join('\n'))).toEqual([400, expect.stringContaining('some are missing')])
    expect(await detail(text.replace('United States', 'United Stetes'))).toEqual([
      400,
      expect.stringContaining('it is not as it was written'),
    ])
  })
  it('may be that of an earlier version, and the answer says which it was', async () => {
    const text = await goodExport()
    for (const [given, verified] of [
      [text, true],
      [unsigned(text), false],
    ] as const)
      expect(await (await (await world(AT)).request('POST', '/api/import', given)).json()).toMatchObject({ verified })
  })
})

describe('a body that is no export', () => {
  const endless = (start: string, bytes: string) => {
    const piece = new TextEncoder().encode(bytes.repeat(64 * 1024))
    let taken = 0
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(taken === 0 ? new TextEncoder().encode(start) : piece)
        taken++
        if (taken === 900) controller.close()
      },
    })
    return { stream, taken: () => taken }
  }
  const HEADING = `{"parley":1,"schema":${SCHEMA_VERSION},"exportedAt":"${AT}","moved":true}\n`
  it.each([
    ['brackets', '', '[', 'is longer than 4 MiB'],
    ['brackets after a heading', HEADING, '[', 'is longer than 4 MiB'],
    ['lines of brackets', HEADING, '[[[[[[[[\n', 'line 2 is not a row'],
    ['lines that are no rows', HEADING, '{"a":1}\n', 'is not a row'],
    ['another file', '', 'a,b,c\n', 'line 1 is not'],
  ])('is refused before all of it came: %s', async (_name, start, bytes, message) => {
    const target = await world(AT)
    const { stream, taken } = endless(start, bytes)
    const answer = await target.request('POST', '/api/import', stream)
    expect([answer.status, ((await answer.json()) as { detail: string }).detail]).toEqual([400, expect.stringContaining(message)])
    expect(taken()).toBeLessThan(100)
  })
})
