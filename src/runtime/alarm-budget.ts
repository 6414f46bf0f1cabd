// Shifts of a Durable Object: the work of one alarm. Alarms run one after another, and each may make only a limited number
// of requests.
import { MINUTE } from '../talks/units.ts'
import type { Clock } from './clock.ts'

/** What a shift needs of a desk. */
export interface Wakeable {
  readonly clock: Clock
  /** Does what is due, and returns when to wake next. */
  wake(): number | null
  /** Resolves when no request is in flight and all results are written down. */
  idle(): Promise<void>
}

export interface Shifts {
  /** Does what is due and waits for the responses; ends sooner where its time or its requests are used up. */
  work(desk: Wakeable): Promise<void>
  /** Ends the wait of a shift, since something is due earlier than was known. */
  call(): void
  /** The same function, with each call counted as a request of the shift. */
  counted<Given extends unknown[], Reply>(send: (...given: Given) => Reply): (...given: Given) => Reply
  /** Whether this shift has sent as much as it may. */
  rests(): boolean
}

/** An alarm may run for 15 minutes; a shift ends well before, and leaves the rest to the next. */
const LONGEST = 5 * MINUTE
/** One invocation may make 50 requests on the free plan; at most a handful begin after this many. */
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

  /** A wait that is over after `millis`, within bounds, or at the next `call`. */
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

  // What falls due during the wait for a slow response is done in the same shift: otherwise a single receiver that hangs
  // would hold everyone's messages back.
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
    counted:
      (send) =>
      (...given) => {
        sent++
        if (rests()) call()
        return send(...given)
      },
    async work(desk) {
      // The cron trigger may come while an alarm works: it must not reset the count, which the two then share.
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

/** Milliseconds until `next`, which is in the desk's time; 0 if it has passed. */
export function waitFor({ clock }: Pick<Wakeable, 'clock'>, next: number): number {
  return Math.max(0, next - clock.now())
}

function isDue(desk: Wakeable, next: number | null): boolean {
  return next !== null && waitFor(desk, next) === 0
}
