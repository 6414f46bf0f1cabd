// What an attempt came to, and what follows for its delivery.
import { type Claim, kindOf, type Outcome } from './delivery.ts'
import { type Reply, verdictOn } from './retry.ts'

/** `jitter` from 0 to 1; `at` is when the attempt began. */
export function outcomeOf(claim: Claim, reply: Reply, at: number, jitter: number, now: number): Outcome {
  const verdict = verdictOn(reply, kindOf(claim.type), claim.tries + 1, jitter, now)
  const attempt =
    'status' in reply
      ? { at, took: now - at, status: reply.status, error: null, answer: reply.answer === '' ? null : reply.answer }
      : { at, took: now - at, status: null, error: `${reply.error}: ${reply.detail}`, answer: null }
  const plain = { claim, attempt, due: now, gone: false, hold: 0 }
  switch (verdict.kind) {
    case 'delivered':
      return { ...plain, state: 'delivered' }
    case 'gone':
      return { ...plain, state: 'failed', gone: true }
    case 'exhausted':
      return { ...plain, state: 'failed' }
    case 'retry':
      return { ...plain, state: 'waiting', due: now + verdict.inMillis, hold: verdict.hold }
  }
}
