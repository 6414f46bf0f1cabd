// For how long an endpoint has failed, and how long it is left alone after a failure. Spans and instants are milliseconds,
// instants of the real time.
import { DAY, HOUR, MINUTE, SECOND } from '../../talks/units.ts'
import type { Endpoint, Failing } from '../endpoints/endpoint.ts'
import type { Outcome } from './delivery.ts'

/** Without a `Retry-After`, an endpoint is left alone for this long, then twice as long, and so on up to the longest. */
const FIRST_HOLD = 5 * SECOND
const LONGEST_HOLD = HOUR
/** How long a `Retry-After` holds changes at most. */
const LONGEST_RETRY_AFTER = DAY
/** A reminder that is late is worth little. */
const LONGEST_FOR_REMINDERS = 10 * MINUTE

interface Times {
  /** Since when the endpoint has failed. */
  since: number
  /** Since when the desk has run; `null` where a runtime wakes it as it is needed. */
  runsSince: number | null
  now: number
}

/**
 * How an endpoint has failed, after one more attempt. The gap since the attempt before counts, but no more of it than was
 * planned to pass, and nothing from before the desk was started. Requests that were in flight together are one failure.
 */
export function failedAgain(before: Failing | null, { claim, attempt }: Outcome, { since, runsSince, now }: Times): Failing {
  const message = Math.max(claim.createdAt, since)
  if (before === null) return { at: now, times: 1, millis: 0, wait: 0, firstMessage: message, lastMessage: message }
  const isTogether = attempt.at < before.at
  // Where nothing waited meanwhile, nobody knows how it was.
  const times = before.wait === 0 ? 0 : before.times
  const gap = Math.max(0, now - Math.max(before.at, runsSince ?? before.at))
  return {
    at: now,
    times: isTogether ? before.times : times + 1,
    millis: before.millis + Math.min(gap, before.wait),
    wait: before.wait,
    firstMessage: Math.min(before.firstMessage, message),
    lastMessage: Math.max(before.lastMessage, message),
  }
}

/** Until when changes and reminders wait: no hold that stands is made shorter. */
export function holdAfter(
  { heldUntil, remindersHeldUntil }: Pick<Endpoint, 'heldUntil' | 'remindersHeldUntil'>,
  { times }: Failing,
  retryAfter: number | null,
  now: number,
): Pick<Endpoint, 'heldUntil' | 'remindersHeldUntil'> {
  const wait =
    retryAfter === null
      ? Math.min(FIRST_HOLD * 2 ** Math.min(times - 1, 20), LONGEST_HOLD)
      : Math.min(Math.max(retryAfter, FIRST_HOLD), LONGEST_RETRY_AFTER)
  return {
    heldUntil: Math.max(heldUntil ?? 0, now + wait),
    remindersHeldUntil: Math.max(remindersHeldUntil ?? 0, now + Math.min(wait, LONGEST_FOR_REMINDERS)),
  }
}
