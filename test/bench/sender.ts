// A desk that sends as it does in the service, to a receiver in another process; and a bare undici Pool that sends the same.
import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Pool } from 'undici'
import { createDesk, type Desk } from '../../src/desk.ts'
import { createClock } from '../../src/runtime/clock.ts'
import { systemRandom } from '../../src/runtime/random.ts'
import { openNode } from '../../src/sqlite/driver.node.ts'
import type { Sqlite } from '../../src/sqlite/port.ts'
import type { Diary } from '../../src/talks/diary.ts'
import { NODE_BOUNDS } from '../../src/webhooks/deliveries/bounds.ts'
import { createSend } from '../../src/webhooks/deliveries/send.node.ts'
import type { Request } from '../../src/webhooks/deliveries/send.ts'
import { parseAllowed } from '../../src/webhooks/endpoints/address.ts'
import type { Endpoint } from '../../src/webhooks/endpoints/endpoint.ts'
import { newSituation } from '../../src/webhooks/endpoints/endpoint.ts'
import { defaults } from '../../src/webhooks/endpoints/endpoint-fields.ts'
import { newId } from '../../src/webhooks/endpoints/secrets.ts'
import { signNode } from '../../src/webhooks/endpoints/signature.node.ts'
import { newSecret } from '../../src/webhooks/endpoints/signature.ts'
import { folder } from '../process.ts'

export interface Receiver {
  url: string
  /** Begins to count; `taken` resolves when it has taken so many more requests. */
  count(until: number): Promise<{ taken: Promise<unknown> }>
  stop(): void
}

export function startReceiver(): Promise<Receiver> {
  const child: ChildProcess = fork(fileURLToPath(new URL('receiver.ts', import.meta.url)))
  const message = <T>() => new Promise<T>((resolve) => child.once('message', (given) => resolve(given as T)))
  return message<{ port: number }>().then(({ port }) => ({
    url: `http://127.0.0.1:${port}`,
    async count(until) {
      const ready = message()
      child.send({ until })
      await ready
      return { taken: message() }
    },
    stop: () => child.disconnect(),
  }))
}

export interface Sender {
  desk: Desk
  db: Sqlite
  /** What is sent from now on, as it is handed over. */
  watch(seen: ((request: Request) => void) | null): void
  /** Publishes and queues all that is due, and sends nothing. */
  wakeOnly(): void
  /** Wakes the desk whenever it asks, until it is told to stop. */
  start(): void
  close(): Promise<void>
}

/** With a database in a file, nothing published yet but an empty diary, and no wake-up before `start`. */
export function createSender(diary: Diary, at: string): Sender {
  const allowed = parseAllowed('127.0.0.0/8')
  if ('wrong' in allowed) throw new Error(`bench: ${allowed.wrong} is no address`)
  const sender = createSend({ allowed, ownUrl: () => 'https://parley.example' })
  let seen: ((request: Request) => void) | null = null
  let awake = false
  let soon = false
  let rests = false
  const db = openNode(join(folder(), 'parley.db'))
  const wake = () => {
    soon = false
    if (awake) desk.wake()
  }
  const desk = createDesk({
    db,
    clock: createClock(Date.now, at),
    random: systemRandom,
    diary,
    publicUrl: 'https://parley.example',
    domain: { wanted: null, otherwise: 'parley.example' },
    emptyDiary: 'publish',
    mostBytes: 1_000_000,
    log: () => {},
    sending: {
      send: (request, begun) => {
        seen?.(request)
        return sender.send(request, begun)
      },
      sign: signNode,
      lookUp: sender.lookUp,
      allowed,
      bounds: NODE_BOUNDS,
      contact: 'desk@diary.example',
      rests: () => rests,
      onDue: () => {
        if (!soon) setImmediate(wake)
        soon = true
      },
    },
  })
  return {
    desk,
    db,
    watch: (given) => {
      seen = given
    },
    wakeOnly() {
      rests = true
      desk.wake()
      rests = false
    },
    start() {
      awake = true
      desk.wake()
    },
    async close() {
      awake = false
      await sender.close()
      await desk.stop()
      db.close()
    },
  }
}

export interface Wish {
  url: string
  leads?: string[]
  filter?: string
}

/** As owners register them, in one transaction. */
export function addEndpoints({ db, desk: { endpoints, clock } }: Pick<Sender, 'db' | 'desk'>, wishes: readonly Wish[]): Endpoint[] {
  const situation = () => newSituation({ owner: 'operator', createdAt: clock.real(), leadsSince: clock.now() })
  const secrets = () => ({
    tokenHash: '',
    secret: newSecret(systemRandom),
    oldSecret: null,
    code: null,
    headerValues: null,
    credentialValues: null,
  })
  return db.transaction(() =>
    wishes.map((wish) => endpoints.add({ id: newId('ep', systemRandom), ...defaults(), ...wish, ...situation(), ...secrets() })),
  )
}

/** Sends requests by a bare Pool, so many at once, each answer read to its end; milliseconds. */
export async function sendBare(pool: Pool, requests: readonly Request[], atOnce: number): Promise<number> {
  const start = performance.now()
  let next = 0
  const worker = async () => {
    for (let request = requests[next++]; request !== undefined; request = requests[next++]) {
      const { pathname } = new URL(request.url)
      const { statusCode, body } = await pool.request({ path: pathname, method: 'POST', headers: request.headers, body: request.body })
      await body.text()
      if (statusCode !== 200) throw new Error(`bench: the receiver answered ${statusCode}`)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return performance.now() - start
}
