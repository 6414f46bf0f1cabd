// A desk that is killed and started again: the real process on one database, its records in a file that changes between
// starts, and a receiver that outlives it.
import type { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { TalkRecord } from '../../../src/talks/record.ts'
import { recordsJson } from '../../make.ts'
import { folder, launch, type Running, start } from '../../process.ts'
import { createReceiver, messageOf, type Receiver } from '../receiver.ts'

const TOKEN = 'the-token-of-the-operator'
const PRELOAD = new URL('kill-at.mjs', import.meta.url).href

export interface Change {
  cursor: number
  id: string
  talk: string
  revision: number
}

export interface Killed {
  receiver: Receiver
  /** What the records say from the next start on. */
  write(talks: readonly TalkRecord[]): void
  /** Starts it. `at`: the desk's time. */
  up(at: string): Promise<Running>
  /** Starts it where it is to be killed at a point (kill-at.mjs), and waits until it was. */
  dieAt(point: string, at: string): Promise<void>
  /** Starts it, and kills it after so many milliseconds, whatever it does then. */
  dieAfter(millis: number, at: string): Promise<void>
  /** What a killed process had sent has been read, once this resolves. */
  buried(child: ReturnType<typeof spawn>): Promise<void>
  register(desk: Running, wish: Record<string, unknown>): Promise<string>
  /** Everything in the log. */
  changes(desk: Running): Promise<Change[]>
  /** Resolves when nothing waits to be delivered. */
  settled(desk: Running): Promise<void>
  close(): Promise<void>
}

export async function createKilled(): Promise<Killed> {
  const place = folder()
  const receiver = await createReceiver()
  const events = join(place, 'events.json')
  const env = (at: string) => ({
    DATABASE: join(place, 'parley.db'),
    EVENTS: events,
    CLOCK_FROM: at,
    ADMIN_TOKEN: TOKEN,
    ALLOW_ADDRESSES: '127.0.0.1',
  })
  const running = new Set<Running>()
  const killed: Killed = {
    receiver,
    write: (talks) => writeFileSync(events, recordsJson(talks)),
    async up(at) {
      const desk = await start(env(at))
      running.add(desk)
      return desk
    },
    async dieAt(point, at) {
      const { child, ended } = launch(['src/node.ts'], {
        PORT: '0',
        ...env(at),
        NODE_OPTIONS: `--import ${PRELOAD}`,
        KILL_AT: point,
      })
      const guard = setTimeout(() => child.kill('SIGTERM'), 10_000)
      const { out, err } = await ended
      clearTimeout(guard)
      expect({ signal: child.signalCode, out, err }).toMatchObject({ signal: 'SIGKILL' })
      await receiver.quiet()
    },
    async dieAfter(millis, at) {
      const { child, ended } = launch(['src/node.ts'], { PORT: '0', ...env(at) })
      const timer = setTimeout(() => child.kill('SIGKILL'), millis)
      const { err } = await ended
      clearTimeout(timer)
      expect({ signal: child.signalCode, err }).toMatchObject({ signal: 'SIGKILL' })
      await receiver.quiet()
    },
    async buried(child) {
      if (child.signalCode === null) await new Promise((resolve) => child.once('close', resolve))
      await receiver.quiet()
    },
    async register(desk, wish) {
      const answer = await fetch(`${desk.url}/api/endpoints`, {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
        body: JSON.stringify(wish),
      })
      expect(answer.status).toBe(201)
      return ((await answer.json()) as { id: string }).id
    },
    async changes(desk) {
      const all: Change[] = []
      for (;;) {
        const page = (await (await fetch(`${desk.url}/api/changes?after=${all.at(-1)?.cursor ?? 0}&limit=1000`)).json()) as {
          changes: Change[]
          more: boolean
        }
        all.push(...page.changes)
        if (!page.more) return all
      }
    },
    async settled(desk) {
      for (const began = Date.now(); ; ) {
        const { deliveries } = (await (await fetch(`${desk.url}/healthz`)).json()) as {
          deliveries: { waiting: number; inFlight: number }
        }
        if (deliveries.waiting === 0 && deliveries.inFlight === 0) return
        if (Date.now() - began > 25_000) throw new Error(`it does not settle: ${JSON.stringify(deliveries)}`)
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    },
    async close() {
      await Promise.all([...running].map((desk) => desk.stop('SIGKILL')))
      await receiver.close()
    },
  }
  return killed
}

/** Cursors and the revisions of each talk count from 1 without a gap. */
export function expectNoGaps(changes: readonly Change[]): void {
  expect(changes.map(({ cursor }) => cursor)).toEqual(changes.map((_, index) => index + 1))
  for (const [talk, own] of Map.groupBy(changes, (change) => change.talk))
    expect([talk, ...own.map(({ revision }) => revision)]).toEqual([talk, ...own.map((_, index) => index + 1)])
}

/** Every endpoint got every change after a cursor; what came twice had the same id and the same bytes. */
export function expectAllTold({ received }: Receiver, changes: readonly Change[], paths: readonly string[], after: number): void {
  const missed = paths.flatMap((path) => {
    const got = new Set(received.filter((each) => each.path === path).map(({ id }) => id))
    return changes.filter(({ cursor, id }) => cursor > after && !got.has(`msg_${id}`)).map(({ cursor }) => `${path}: ${cursor}`)
  })
  expect(missed).toEqual([])
  const bodies = new Map<string, string>()
  for (const { id, body } of received) {
    if (bodies.get(id) !== undefined) expect(body).toBe(bodies.get(id))
    bodies.set(id, body)
  }
  // One id for each change, and none beside: nothing was told under another name.
  const known = new Set(changes.map(({ id }) => `msg_${id}`))
  expect(received.filter((each) => messageOf(each).data.change && !known.has(each.id)).map(({ id }) => id)).toEqual([])
}
