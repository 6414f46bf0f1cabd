// A new secret for an endpoint. For a while both sign, so that its receiver has time to switch.
import { inOneSentence } from '../../talks/flaw.ts'
import { parseLead } from '../../talks/lead.ts'
import { excerpt } from '../../talks/quoting.ts'
import { instantText } from '../../talks/time.ts'
import type { Endpoint } from '../endpoints/endpoint.ts'
import { endpointFlaw, type FieldProblem } from '../endpoints/endpoint-flaws.ts'
import { newSecret } from '../endpoints/signature.ts'
import type { OwnerOptions } from './owner-parts.ts'
import { conflict, type Done, done, FROZEN, REMOVED } from './result.ts'

/** Seconds. */
const OVERLAP = 24 * 3600
const LONGEST_OVERLAP = 7 * 24 * 3600

export function createRotation({ endpoints, secrets, clock, random, log, frozen }: OwnerOptions) {
  return {
    async rotate({ key, id, oldSecretEnds }: Endpoint, overlap: string | null): Promise<Done<{ secret: string; endsAt: number }>> {
      const seconds = overlapOf(overlap)
      if (typeof seconds !== 'number') return { ok: false, fields: [seconds] }
      const until = oldSecretEnds ?? 0
      if (seconds > 0 && until > clock.real())
        return conflict(
          `The secret before still signs until ${instantText(until)}. Rotate then, or now with { "overlap": "PT0S" }, which ends both.`,
        )
      const secret = newSecret(random)
      const sealed = await secrets.seal(secret)
      if (frozen.since !== null) return FROZEN
      if (!endpoints.get(key)) return REMOVED
      const endsAt = clock.real() + seconds * 1000
      const { secret: old } = endpoints.sealed(key)
      endpoints.alter(key, { secret: sealed, oldSecret: seconds === 0 ? null : old, oldSecretEnds: seconds === 0 ? null : endsAt })
      log('info', 'endpoint.rotated', { endpoint: id })
      return done({ secret, endsAt })
    },
  }
}

/** How long both secrets sign, in seconds, a day by default; or what is wrong with the text. */
function overlapOf(text: string | null): number | FieldProblem {
  const seconds = text === null ? OVERLAP : secondsOf(text)
  if (seconds !== null && seconds <= LONGEST_OVERLAP) return seconds
  return { field: 'overlap', ...inOneSentence(endpointFlaw('not-an-overlap', { value: excerpt(text) })) }
}

function secondsOf(text: string): number | null {
  if (text === 'PT0S') return 0
  const lead = parseLead(text)
  return lead && (lead.unit === 'days' ? lead.days * 86_400 : lead.seconds)
}
