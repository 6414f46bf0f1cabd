// Sending at an owner's request: a test, a delivery again, or all changes from a point in the log on.
import { latestCursor } from '../../changes/change-log.ts'
import { deliveryOf } from '../deliveries/queue.ts'
import { type From, type Replayed, replay } from '../deliveries/replay.ts'
import type { Endpoint } from '../endpoints/endpoint.ts'
import { endpointFlaw } from '../endpoints/endpoint-flaws.ts'
import { newId } from '../endpoints/secrets.ts'
import { noticeMessage } from '../messages/message.ts'
import { testNotice } from '../messages/notices.ts'
import type { OwnerOptions } from './owner-parts.ts'
import { conflict, type Done, done, FROZEN } from './result.ts'

export function createResending(options: OwnerOptions) {
  const { db, queue, endpoints, site, clock, random, frozen, onDue } = options
  return {
    /** Returns the key of the delivery. */
    test(endpoint: Endpoint): Done<number> {
      if (frozen.since !== null) return FROZEN
      if (endpoint.state !== 'active') return conflict(`It is ${endpoint.state}: nothing is sent to it.`)
      const message = noticeMessage(newId('msg', random), 'endpoint.test', testNotice(endpoint.id), endpoint, site, clock.now())
      const delivery = db.transaction(() => {
        queue.add(message, [endpoint.key], clock.real())
        return deliveryOf(db, endpoint.key, message.id) ?? 0
      })
      onDue()
      return done(delivery)
    },

    /** Queues again, or for the first time, the changes from there on that the endpoint asks for; looks at 5,000 at most. */
    replay(endpoint: Endpoint, from: From): Done<Replayed> {
      if (frozen.since !== null) return FROZEN
      if (!takesDeliveries(endpoint)) return conflict(`It is ${endpoint.state}: nothing is sent to it. Enable it first.`)
      if ('after' in from && from.after > latestCursor(db))
        return { ok: false, fields: [{ field: 'after', ...endpointFlaw('beyond-log', { end: `${latestCursor(db)}` }) }] }
      // Whoever runs the receiver wants it now.
      endpoints.alter(endpoint.key, { heldUntil: null, remindersHeldUntil: null })
      queue.dueTimes.bring([endpoint.key], clock.real())
      const value = replay(options, endpoint, from, clock.moment())
      onDue()
      return done(value)
    },

    resend(endpoint: Endpoint, delivery: number): Done<null> {
      if (frozen.since !== null) return FROZEN
      if (!takesDeliveries(endpoint)) return conflict(`The endpoint is ${endpoint.state}: nothing is sent to it.`)
      db.transaction(() => queue.requeue(delivery, clock.real(), true))
      onDue()
      return done(null)
    },
  }
}

function takesDeliveries({ state }: Endpoint): boolean {
  return state === 'active' || state === 'paused'
}
