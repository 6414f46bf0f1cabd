// Sending one message to one address: what a runtime does for the dispatcher.
import type { Reply } from './retry.ts'

export interface Request {
  url: string
  headers: Record<string, string>
  body: string | Uint8Array<ArrayBuffer>
  /** Default: POST. */
  method?: 'POST' | 'OPTIONS'
}

/**
 * Never rejects: whatever goes wrong is a reply. Follows no redirect. Ends within `DEADLINE`; if queued, within a minute.
 * `begun` is handed what ends it early; its reply is then of no interest.
 */
export type Send = (request: Request, begun?: (cancel: () => void) => void) => Promise<Reply>

/** What an exchange comes to that was ended early: nobody looks at it. */
export const CANCELLED: Reply = { error: 'timeout', detail: 'it was ended early' }

/** For the whole exchange, body included: milliseconds. */
export const DEADLINE = 15_000
/** How much of a response is read, in bytes; decompressed, if it is compressed. */
export const MOST_READ = 16 * 1024
/** Headers of an answer that some format asks about, in lower case. */
export const ANSWERED_HEADERS = ['webhook-allowed-origin'] as const
/** How much of a response is kept, in characters. */
export const MOST_KEPT = 1024

/** A response as text, without control characters, which could steer a terminal. */
export function answerText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).replace(/[^\P{Cc}\n\t]/gu, '\uFFFD')
}
