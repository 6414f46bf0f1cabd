// A desk taken through a span of time with edits of one talk, told as lines: what an endpoint got, and when.
import { createDesk, type Desk } from '../../src/desk.ts'
import { createSetClock } from '../../src/runtime/clock.ts'
import { systemRandom } from '../../src/runtime/random.ts'
import { openNode } from '../../src/sqlite/driver.node.ts'
import type { TalkRecord } from '../../src/talks/record.ts'
import { NODE_BOUNDS } from '../../src/webhooks/deliveries/bounds.ts'
import type { Reply } from '../../src/webhooks/deliveries/retry.ts'
import type { Send } from '../../src/webhooks/deliveries/send.ts'
import { NewEndpoint } from '../../src/webhooks/endpoints/endpoint-fields.ts'
import { diary, record } from '../make.ts'

/** What happens at an instant, UTC. */
export interface Step {
  at: string
  /** The talk as its record now has it; `null` withdraws it. */
  talk?: Partial<TalkRecord> | null
  /** What an endpoint registers. */
  asks?: Partial<NewEndpoint>
  /** The desk was not running since the step before. */
  down?: true
  /** The clock of the machine is set to another time, from which it goes on. */
  clock?: string
  /** While the next reminder is signed, after it was leased. */
  meanwhile?: Partial<TalkRecord>
}

export interface Case {
  name: string
  steps: readonly Step[]
  until: string
}

interface Body {
  type: string
  data: { reminder?: { lead: string; lateBy: string | null; timeKnown: boolean; sentence: string }; change?: { sentence: string } }
}

/** The lines that a person reads: instant, type, sentence. */
export async function tell({ steps, until }: Case): Promise<string[]> {
  const lines: string[] = []
  const clock = createSetClock(Date.parse(steps[0]?.at ?? until), Date.now)
  let meanwhile: Partial<TalkRecord> | null = null
  const send: Send = async ({ body }): Promise<Reply> => {
    const text = typeof body === 'string' ? body : new TextDecoder().decode(body)
    lines.push(lineOf(clock.now(), JSON.parse(text) as Body))
    return { status: 204, retryAfter: null, answer: '' }
  }
  const desk: Desk = createDesk({
    db: openNode(':memory:'),
    clock,
    random: systemRandom,
    diary: diary([]),
    publicUrl: 'https://parley.example',
    domain: { wanted: null, otherwise: 'parley.example' },
    emptyDiary: 'publish',
    mostBytes: 1_000_000,
    log: (_level, event, { reason }) => {
      if (event === 'reminder.skipped') lines.push(`${stamp(clock.now())}  (skipped: ${reason})`)
    },
    sending: {
      send,
      // Signing lies between the lease and the request.
      sign: async () => {
        const edit = meanwhile
        meanwhile = null
        if (edit) {
          desk.replace(diary([record(edit)]))
          desk.wake()
        }
        return 'c2lnbmVk'
      },
      bounds: NODE_BOUNDS,
    },
  })
  desk.wake()
  for (const step of steps) {
    await go(desk, clock, step.down ? null : Date.parse(step.at))
    clock.set(Date.parse(step.clock ?? step.at))
    if (step.asks) await desk.owner.register(NewEndpoint.parse({ url: 'https://hooks.example/', ...step.asks }), 'operator')
    if (step.talk !== undefined) desk.replace(diary(step.talk === null ? [] : [record(step.talk)]))
    meanwhile = step.meanwhile ?? meanwhile
    desk.wake()
    await desk.idle()
  }
  await go(desk, clock, Date.parse(until))
  await desk.stop()
  return lines
}

/** From one wake-up to the next, up to an instant; nowhere where the desk is down. */
async function go(desk: Desk, clock: ReturnType<typeof createSetClock>, to: number | null): Promise<void> {
  for (let next = desk.next(); to !== null && next !== null && next < to; next = desk.next()) {
    clock.set(next)
    desk.wake()
    await desk.idle()
  }
}

function lineOf(now: number, { type, data: { reminder, change } }: Body): string {
  if (change) return `${stamp(now)}  ${type}: ${change.sentence}`
  return `${stamp(now)}  reminder ${reminder?.lead}: ${reminder?.sentence}`
}

function stamp(now: number): string {
  return new Date(now).toISOString().slice(0, 16).replace('T', ' ')
}
