// A desk that sends for real, in this process: its clock can be set, its names resolve as they are told to, and it is
// asked over its API.
import type { LookupFunction } from 'node:net'
import type { Desk, DeskOptions } from '../../src/desk.ts'
import { createClock } from '../../src/runtime/clock.ts'
import type { Logger } from '../../src/runtime/logger.ts'
import { openNode } from '../../src/sqlite/driver.node.ts'
import type { Sqlite } from '../../src/sqlite/port.ts'
import type { Diary } from '../../src/talks/diary.ts'
import type { TalkRecord } from '../../src/talks/record.ts'
import type { App } from '../../src/web/app.ts'
import { clientAt } from '../../src/web/client-address.ts'
import { NODE_BOUNDS } from '../../src/webhooks/deliveries/bounds.ts'
import { createSend } from '../../src/webhooks/deliveries/send.node.ts'
import { type Allowed, parseAllowed } from '../../src/webhooks/endpoints/address.ts'
import type { Resolve } from '../../src/webhooks/endpoints/look-up.ts'
import { signNode } from '../../src/webhooks/endpoints/signature.node.ts'
import { desk as createDesk, diary } from '../make.ts'
import { createApp } from '../web/checked-app.ts'

export const ADMIN = 'the-token-of-the-operator'

export interface Setting {
  db?: Sqlite
  /** The real time of its clock, in milliseconds. */
  at?: number
  talks?: readonly TalkRecord[]
  /** What ALLOW_ADDRESSES says. */
  allowed?: string
  /** What names resolve to; others do not. */
  names?: Record<string, string[]>
  lookup?: LookupFunction
  resolve?: Resolve
  deadline?: number
  open?: boolean
  adminToken?: string | null
  secretKey?: string | null
  /** How push services reach the operator; without it, nobody can follow. */
  contact?: string | null
}

export interface Asked {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
  body: any
  text: string
}

export interface Office {
  readonly db: Sqlite
  readonly desk: Desk
  readonly app: App
  /** All that was logged, a line each. */
  readonly lines: string[]
  now: number
  /** Starts it anew with other records. */
  restart(talks?: readonly TalkRecord[] | Diary): Promise<void>
  ask(method: string, path: string, body?: unknown, token?: string | null, headers?: Record<string, string>): Promise<Asked>
  /** Registers as the operator; throws where that is refused. */
  register(wish: Record<string, unknown>): Promise<{ id: string; secret: string; token: string }>
  /** Does all that is due, and waits for what is on its way. */
  run(): Promise<void>
  close(): Promise<void>
}

export async function createOffice(setting: Setting = {}): Promise<Office> {
  const { allowed = '127.0.0.1', names = {}, open = false, adminToken = ADMIN, secretKey = null, deadline } = setting
  const db = setting.db ?? openNode(':memory:')
  const exceptions = parseAllowed(allowed) as Allowed
  const lookup = setting.lookup ?? lookupOf(names)
  const sender = createSend({
    allowed: exceptions,
    ownUrl: () => 'https://parley.example',
    lookup,
    resolve: setting.resolve ?? resolveBy(lookup),
    ...(deadline === undefined ? {} : { deadline }),
  })
  const lines: string[] = []
  const log: Logger = (level, event, fields) => void lines.push(JSON.stringify({ level, event, ...fields }))
  const clock = createClock(() => office.now, null)
  const sending: DeskOptions['sending'] = {
    send: sender.send,
    lookUp: sender.lookUp,
    sign: signNode,
    allowed: exceptions,
    bounds: NODE_BOUNDS,
    secretKey,
    contact: setting.contact ?? null,
  }
  let desk: Desk | null = null
  let app: App | null = null
  const start = async (given: readonly TalkRecord[] | Diary) => {
    const read = 'talks' in given ? given : diary(given)
    desk = createDesk(read, { db, options: { clock, log, sending } })
    await desk.unlock()
    app = createApp(desk, {
      adminToken,
      open,
      onError: (error) => lines.push(String(error)),
      clientOf: ({ req }) => clientAt(req.header('cf-connecting-ip')),
    })
  }
  const office: Office = {
    db,
    get desk() {
      return desk as Desk
    },
    get app() {
      return app as App
    },
    lines,
    now: setting.at ?? Date.now(),
    async restart(given = []) {
      await desk?.stop()
      await start(given)
    },
    async ask(method, path, body, token = ADMIN, headers = {}) {
      const response = await office.app.hono.request(`https://parley.example${path}`, {
        method,
        headers: {
          ...headers,
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const text = await response.text()
      return { status: response.status, headers: response.headers, text, body: text.startsWith('{') ? JSON.parse(text) : null }
    },
    async register(wish) {
      const { status, body, text } = await office.ask('POST', '/api/endpoints', wish)
      if (status !== 201) throw new Error(text)
      return body
    },
    async run() {
      office.desk.wake()
      await office.desk.idle()
    },
    async close() {
      await desk?.stop()
      await sender.close()
    },
  }
  await start(setting.talks ?? [])
  return office
}

export function lookupOf(names: Record<string, string[]>): LookupFunction {
  return (host, options, callback) => {
    const found = (names[host] ?? (/^[\d.]+$|:/.test(host) ? [host] : [])).map((address) => ({
      address,
      family: address.includes(':') ? 6 : 4,
    }))
    const [first] = found
    if (!first) return callback(Object.assign(new Error(`${host} is not known`), { code: 'ENOTFOUND' }), [])
    if (options.all) callback(null, found)
    else callback(null, first.address, first.family)
  }
}

/** Names as a lookup has them, as name servers would give them. */
function resolveBy(lookup: LookupFunction): Resolve {
  return (host) =>
    new Promise((resolve, reject) => {
      lookup(host, { all: true }, (error, found) => {
        if (error) reject(error)
        else resolve(Array.isArray(found) ? found.map(({ address }) => address) : [])
      })
    })
}
