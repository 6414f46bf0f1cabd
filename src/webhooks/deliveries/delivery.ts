// A delivery: one message for one endpoint. It waits, is leased, is on its way, and comes back as an attempt, until it is
// settled. Instants are milliseconds of the real time.
import { type MessageType, REMINDER } from '../formats/message-types.ts'

/**
 * `delivered`; `failed`: every retry was used, or the endpoint ended; `expired`: the talk began before it could be
 * told; `obsolete`: the talk moved or was called off before.
 */
export const DELIVERY_STATES = ['waiting', 'delivered', 'failed', 'expired', 'obsolete'] as const
export type DeliveryState = (typeof DELIVERY_STATES)[number]

/** A delivery that is leased, to be sent now. */
export interface Claim {
  delivery: number
  endpoint: number
  message: number
  id: string
  type: MessageType
  tries: number
}

export interface Attempt {
  at: number
  took: number
  status: number | null
  error: string | null
  answer: string | null
}

/** What an attempt came to. */
export interface Outcome {
  claim: Claim
  attempt: Attempt
  state: DeliveryState
  /** When it is due again, where it waits. */
  due: number
  /** Whether the receiver wants nothing more, ever; and how long it wants to be left alone. */
  gone: boolean
  hold: number
}

/** Why a reminder is not sent any more: the talk began, or it has another start or none. */
export type Lapse = 'expired' | 'obsolete'

/** What was decided of a reminder without sending it. */
export interface Lapsed {
  delivery: number
  endpoint: number
  state: Lapse
}

/** By which plan a message is tried again. */
export type Kind = 'change' | 'reminder' | 'verification'

export function kindOf(type: MessageType): Kind {
  if (type === REMINDER) return 'reminder'
  return type === 'endpoint.verification' || type === 'endpoint.test' ? 'verification' : 'change'
}
