// A desk that is killed while editors edit: what was answered is there after the restart, and nothing is there by half.
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { Resource } from '../../src/editing/resource.ts'
import { openNode } from '../../src/sqlite/driver.node.ts'
import { record, SOURCES } from '../make.ts'
import { folder, type Running, start } from '../process.ts'

const TOKEN = 'the-token-of-the-operator'
const running: Running[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop('SIGKILL')))
})

/** What was answered: the version of a record, and the change that came of it. */
interface Acknowledged {
  id: string
  etag: string
  title: string
  change: string
}

async function up(path: string): Promise<Running> {
  const desk = await start({ DATABASE: path, ADMIN_TOKEN: TOKEN })
  running.push(desk)
  return desk
}

/** Edits records in turn until the desk is gone; what of it was answered. */
async function edits({ url }: Running, round: number, editor: number, answered: () => void): Promise<Acknowledged[]> {
  const done: Acknowledged[] = []
  for (let number = 0; ; number++) {
    const id = `talk-${editor}-${number % 5}`
    const title = `Edit ${round} ${editor} ${number}`
    const body = {
      talk: record({ id, title, parties: [{ party: `p-${editor}` }] }),
      sources: SOURCES,
      parties: { [`p-${editor}`]: { name: `Party ${editor}`, kind: 'group' } },
    }
    try {
      const exists = round > 0 || number >= 5
      const response = await fetch(`${url}/api/records/${id}`, {
        method: 'PUT',
        headers: {
          authorization: `Bearer ${TOKEN}`,
          'content-type': 'application/json',
          ...(exists ? { 'if-match': '*' } : { 'if-none-match': '*' }),
        },
        body: JSON.stringify(body),
      })
      const answer = (await response.json()) as { changes?: { id: string }[]; detail?: string }
      // A record of an earlier round may have died before it was written.
      if (response.status === 404) continue
      expect([response.status < 300, answer.detail]).toEqual([true, undefined])
      done.push({ id, title, etag: response.headers.get('etag') ?? '', change: answer.changes?.[0]?.id ?? '' })
      answered()
    } catch (error) {
      if (error instanceof TypeError) return done
      throw error
    }
  }
}

/** What is in the database by half: a version without its act, a change without its version, or the other way. */
function halves(path: string): unknown[] {
  const db = openNode(path, { readOnly: true })
  const found = [
    ...db.all('SELECT id FROM record WHERE act NOT IN (SELECT key FROM act)'),
    ...db.all("SELECT key FROM act WHERE what = 'record.put' AND key NOT IN (SELECT act FROM record)"),
    ...db.all("SELECT id FROM change WHERE origin = 'desk' AND act NOT IN (SELECT act FROM record)"),
    ...db.all("SELECT id, version FROM record WHERE kind = 'talk' AND act NOT IN (SELECT act FROM change WHERE act IS NOT NULL)"),
    ...db.all('SELECT id FROM record GROUP BY kind, id HAVING max(version) <> count(*)'),
  ]
  db.close()
  return found
}

describe('a desk that is killed while editors edit', () => {
  it('has every edit that it answered, each with its change, and none by half', { timeout: 120_000 }, async () => {
    const path = join(folder(), 'parley.db')
    const acknowledged: Acknowledged[] = []
    for (let round = 0; round < 6; round++) {
      const desk = await up(path)
      // Some milliseconds after an answer, while others are at work.
      let left = 20 + round
      const count = () => {
        if (--left === 0) setTimeout(() => desk.child.kill('SIGKILL'), round)
      }
      const answered = (await Promise.all([1, 2, 3].map((editor) => edits(desk, round, editor, count)))).flat()
      await desk.stop('SIGKILL')
      expect(answered.length).toBeGreaterThanOrEqual(20 + round)
      acknowledged.push(...answered)
      expect(halves(path)).toEqual([])
    }

    const desk = await up(path)
    const get = async <T>(address: string) =>
      (await (await fetch(desk.url + address, { headers: { authorization: `Bearer ${TOKEN}` } })).json()) as T
    for (const [id, edits] of Map.groupBy(acknowledged, ({ id }) => id)) {
      const { versions } = await get<{ versions: { etag: string; change: string; record: Resource }[] }>(`/api/records/${id}/versions`)
      const kept = new Map(versions.map(({ change, etag, record: { talk } }) => [change, { etag, title: talk.title }]))
      for (const { change, etag, title } of edits) expect([id, title, kept.get(change)]).toEqual([id, title, { etag, title }])
      // What stands is the last that was written.
      const { talk } = await get<Resource>(`/api/records/${id}`)
      expect(talk.title).toBe(versions.at(-1)?.record.talk.title)
      expect(await get(`/talks/${id}.json`)).toMatchObject({ title: talk.title })
    }
    expect(await get('/healthz')).toMatchObject({ status: 'ok', faults: [] })
  })
})
