// A desk whose records are edited over HTTP, by holders of tokens.
import type { Desk } from '../../../src/desk.ts'
import type { Scope } from '../../../src/editing/tokens.ts'
import { createSetClock, type SetClock } from '../../../src/runtime/clock.ts'
import { openNode } from '../../../src/sqlite/driver.node.ts'
import type { Sqlite } from '../../../src/sqlite/port.ts'
import type { Diary } from '../../../src/talks/diary.ts'
import type { TalkRecord } from '../../../src/talks/record.ts'
import { NODE_BOUNDS } from '../../../src/webhooks/deliveries/bounds.ts'
import { desk, diary, record, SOURCES } from '../../make.ts'
import { createApp } from '../checked-app.ts'
import { TOKEN } from '../worlds.ts'

export const NEW = { 'if-none-match': '*' }
export const ANY = { 'if-match': '*' }
export const FILES = diary([record()])

/** What an answer says, as far as suites ask. */
export interface Answered {
  status: number
  etag: string
  body: {
    type?: string
    detail?: string
    errors?: { talk?: string; field: string; code: string }[]
    edits?: { by: string; fields: { field: string }[] }[]
    changes?: { id: string; talk: string; types: string[] }[]
    records?: { id: string; etag: string | null; problems?: { field: string; code: string }[] }[]
    [name: string]: unknown
  }
}

export interface RecordDesk {
  db: Sqlite
  made: Desk
  clock: SetClock
  /** `by`: a token; the operator's if left out. */
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>, by?: string): Promise<Answered>
  /** The text of a token of Anna's. */
  token(name: string, scopes: Scope[], ends?: number | null): Promise<string>
}

export function resource(change: Partial<TalkRecord> = {}) {
  return { talk: record({ id: 'by-hand', ...change }), sources: SOURCES }
}

export async function recordDesk({
  files = FILES as Diary,
  db = openNode(':memory:') as Sqlite,
  at = '2022-01-05T12:00:00Z',
} = {}): Promise<RecordDesk> {
  const clock = createSetClock(Date.parse(at), Date.now)
  const sending = { send: null, bounds: NODE_BOUNDS, secretKey: 'a key of at least thirty-two characters' }
  const made = desk(files, { db, options: { clock, sending } })
  await made.unlock()
  const onError = (error: unknown) => {
    throw error
  }
  const { hono } = createApp(made, { adminToken: TOKEN, open: false, onError })
  return {
    db,
    made,
    clock,
    async ask(method, path, body, headers = {}, by = TOKEN) {
      const isRaw = typeof body === 'string' || body instanceof Uint8Array
      const response = await hono.request(`https://parley.example${path}`, {
        method,
        headers: { authorization: `Bearer ${by}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { body: isRaw ? (body as string | Uint8Array<ArrayBuffer>) : JSON.stringify(body) }),
      })
      const text = await response.text()
      return { status: response.status, etag: response.headers.get('etag') ?? '', body: text === '' ? {} : JSON.parse(text) }
    },
    async token(name, scopes, ends = null) {
      const given = await made.tokens.make({ name, scopes, ends }, 'operator', Date.now())
      return given?.text ?? ''
    },
  }
}
