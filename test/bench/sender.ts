// A desk that sends as it does in the service, to a receiver in another process; and a bare undici Pool that sends the same.
import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Pool } from 'undici'
import { createDesk, type Desk } from '../../src/desk.ts'
import { createClock } from '../../src/runtime/clock.ts'
import { openNode } from '../../src/sqlite/driver.node.ts'
import type { Diary } from '../../src/talks/diary.ts'
import { NODE_BOUNDS } from '../../src/webhooks/deliveries/concurrency.ts'
import { createSend } from '../../src/webhooks/deliveries/send.node.ts'
import type { Request } from '../../src/webhooks/deliveries/send.ts'
import { parseAllowed } from '../../src/webhooks/endpoints/address.ts'
import type { Endpoint } from '../../src/webhooks/endpoints/endpoint.ts'
import { newEndpointOf } from '../../src/webhooks/endpoints/request.ts'
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
  /** What is sent from now on, as it is handed over. */
  watch(seen: ((request: Request) => void) | null): void
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
  const db = openNode(join(folder(), 'parley.db'))
  const wake = () => {
    soon = false
    if (awake) desk.wake()
  }
  const desk = createDesk({
    db,
    clock: createClock(Date.now, at),
    diary,
    publicUrl: 'https://parley.example',
    domain: { wanted: null, otherwise: 'parley.example' },
    emptyDiary: 'publish',
    mostBytes: 1_000_000,
    log: () => {},
    sending: {
      send: (request) => {
        seen?.(request)
        return sender.send(request)
      },
      sign: signNode,
      forbidden: sender.forbidden,
      allowed,
      bounds: NODE_BOUNDS,
      onDue: () => {
        if (!soon) setImmediate(wake)
        soon = true
      },
    },
  })
  return {
    desk,
    watch: (given) => {
      seen = given
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
  filterText?: string
}

/** As the registrar adds them, in one transaction. */
export function addEndpoints({ courier, clock }: Desk, wishes: readonly Wish[]): Endpoint[] {
  return courier.db.transaction(() =>
    wishes.map(({ url, leads = [], filterText = '' }) =>
      courier.endpoints.add(
        newEndpointOf({ url, leads }, { owner: 'operator', url, filterText, createdAt: clock.real(), leadsSince: clock.now() }),
        { tokenHash: '', secret: newSecret(), oldSecret: null, code: null },
      ),
    ),
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
