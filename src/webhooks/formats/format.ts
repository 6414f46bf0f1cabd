// How messages are written for a kind of receiver. A format is one pure file, named in formats.ts.
import type { MessageType } from './message-types.ts'

/** What a message tells in one language, before any format has written it. */
export interface Payload {
  type: MessageType
  /** When it happened, in UTC. */
  timestamp: string
  data: object
}

/** What is known of a message only when it is sent. */
export interface Sending {
  /** The same however often it is sent. */
  id: string
  /** Of the real time, in whole seconds. */
  timestamp: number
  /** Signatures in the form of Standard Webhooks. */
  signature: string
}

export interface Format {
  contentType: string
  /** The body, which is then frozen: nothing in it depends on an endpoint. */
  body(payload: Payload): string
  headers(sending: Sending): Record<string, string>
}
