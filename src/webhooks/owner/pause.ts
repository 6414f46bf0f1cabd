// Pausing endpoints, and enabling them again.
import { type Ended, type Endpoint, UNTROUBLED } from '../endpoints/endpoint.ts'
import type { Alteration } from '../endpoints/store.ts'
import type { OwnerOptions } from './owner-parts.ts'
import { conflict, type Done, done, FROZEN } from './result.ts'

export function createSwitch(options: OwnerOptions) {
  const { clock, frozen, onDue } = options
  return {
    pause(endpoint: Endpoint): Done<Endpoint> {
      if (frozen.since !== null) return FROZEN
      if (endpoint.state !== 'active' && endpoint.state !== 'paused') return conflict(`It is ${endpoint.state}, and cannot be paused.`)
      return done(become(options, endpoint, { state: 'paused' }))
    },

    /** Returns what had ended it, with the cursor after which to replay what it missed. */
    enable(endpoint: Endpoint): Done<{ endpoint: Endpoint; ended: Ended | null }> {
      if (frozen.since !== null) return FROZEN
      if (endpoint.state === 'gone') return conflict(goneFor(endpoint.ended))
      if (endpoint.state === 'unverified') return conflict('It has to be verified first.')
      const leads = endpoint.state === 'disabled' ? { leadsSince: clock.now() } : {}
      const value = { endpoint: become(options, endpoint, { ...UNTROUBLED, ...leads, state: 'active' }), ended: endpoint.ended }
      onDue()
      return done(value)
    },
  }
}

/** What ended it says itself, as its receiver answered. */
function goneFor(ended: Ended | null): string {
  return `${ended?.reason ?? 'It wants nothing more.'} That ends an endpoint for good. Register a new one.`
}

/** Alters an endpoint; what waits for it may be due now. A new state is logged. */
export function become({ queue, endpoints, clock, log }: OwnerOptions, endpoint: Endpoint, change: Alteration): Endpoint {
  endpoints.alter(endpoint.key, change)
  queue.dueTimes.bring([endpoint.key], clock.real())
  const after = endpoints.get(endpoint.key) as Endpoint
  if (after.state !== endpoint.state) log('info', `endpoint.${after.state}`, { endpoint: endpoint.id })
  return after
}
