// A delivery: one message for one endpoint. It waits, is leased, is in flight, and comes back as an attempt, until it is
// settled. Instants are milliseconds of the real time.
import type { Answer } from '../formats/format.ts'
import type { FormatName } from '../formats/formats.ts'
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
  format: FormatName
  /** When it was queued, or queued again; `null` where it was queued by a version that did not note it. */
  queuedAt: number | null
  /** When its message was queued. */
  createdAt: number
  /** How often it was tried since it was queued, and since it was queued for the first time. */
  tries: number
  total: number
}

export interface Attempt {
  at: number
  /** Milliseconds. */
  took: number
  status: number | null
  error: string | null
  answer: string | null
}

/** What an attempt came to. */
export interface Outcome {
  claim: Claim
  attempt: Attempt
  /** The response as far as it was read; the attempt keeps the beginning of it. `null` where none came. */
  response: Answer | null
  state: DeliveryState
  /** When it is due again, if it waits. */
  due: number
  /** Whether the receiver wants nothing more, ever; and for how many milliseconds it asked to be left alone, if it did. */
  gone: boolean
  retryAfter: number | null
}

/** Why a reminder is not sent any more: the talk began, or it has another start or none. */
export type Lapse = 'expired' | 'obsolete'

/** A reminder that is settled without being sent. */
export interface Lapsed {
  delivery: number
  endpoint: number
  format: FormatName
  state: Lapse
}

/** By which plan of retries a message is sent. */
export type Kind = 'change' | 'reminder' | 'verification'

export function kindOf(type: MessageType): Kind {
  if (type === REMINDER) return 'reminder'
  return type === 'endpoint.verification' || type === 'endpoint.test' ? 'verification' : 'change'
}
