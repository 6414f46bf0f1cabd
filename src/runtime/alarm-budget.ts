// Shifts of an object on Workers: what is done from one alarm to the next. Alarms run one after the other, and each may
// make only so many requests.
import { MINUTE } from '../talks/units.ts'
import type { Clock } from './clock.ts'

/** A desk, as far as a shift has to do with it. */
export interface Wakeable {
  readonly clock: Clock
  /** Does what is due, and answers when to wake next. */
  wake(): number | null
  /** Resolves when nothing is on its way. */
  idle(): Promise<void>
}

export interface Shifts {
  /** Does what is due, and waits until what it sends has come back, or the next shift has to go on. */
  work(desk: Wakeable): Promise<void>
  /** Something is due earlier than was known. */
  call(): void
  /** Sends, and counts it. */
  counted<Request, Reply>(send: (request: Request) => Reply): (request: Request) => Reply
  /** Whether this shift has sent as much as it may. */
  rests(): boolean
}

/** An alarm may run for 15 minutes; what is not done by then is done by the next. */
const LONGEST = 5 * MINUTE
/** One invocation may make 50 requests on the free plan. What is on its way beside these is at most a handful. */
const MOST_SENDS = 30
const LONGEST_NAP = MINUTE
const SHORTEST_NAP = 100

export function createShifts(): Shifts {
  const naps = new Set<() => void>()
  let sent = 0
  let working = 0
  const rests = () => sent >= MOST_SENDS
  const call = () => {
    for (const end of naps) end()
  }

  /** Is over after a while, or once something is due. */
  const nap = (millis: number): { over: Promise<void>; end: () => void } => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, Math.min(LONGEST_NAP, Math.max(SHORTEST_NAP, millis)))
    naps.add(resolve)
    const end = () => {
      clearTimeout(timer)
      naps.delete(resolve)
    }
    return { over: promise, end }
  }

  // What falls due while this waits for a slow answer is done here, or a single receiver that hangs would hold
  // everyone's messages back.
  const share = async (desk: Wakeable): Promise<void> => {
    const until = Date.now() + LONGEST
    let next = desk.wake()
    let busy = true
    const idle = desk.idle().then(() => {
      busy = false
    })
    while (busy && Date.now() < until && !(rests() && isDue(desk, next))) {
      const wait = next === null ? LONGEST_NAP : waitFor(desk, next)
      const called = nap(rests() ? SHORTEST_NAP : wait)
      await Promise.race([idle, called.over])
      called.end()
      if (busy) next = desk.wake()
    }
  }

  return {
    rests,
    call,
    counted: (send) => (request) => {
      sent++
      if (rests()) call()
      return send(request)
    },
    async work(desk) {
      // The sweep of a minute may come while an alarm works: neither may send for the other once more.
      if (working === 0) sent = 0
      working++
      try {
        await share(desk)
      } finally {
        working--
      }
    },
  }
}

/** Milliseconds until then. */
export function waitFor({ clock }: Pick<Wakeable, 'clock'>, next: number): number {
  return Math.max(0, next - clock.now())
}

function isDue(desk: Wakeable, next: number | null): boolean {
  return next !== null && waitFor(desk, next) === 0
}
