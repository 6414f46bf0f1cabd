// Sending one message to one address: what a runtime does for the deliverer.
import type { Reply } from './retry.ts'

export interface Request {
  url: string
  headers: Record<string, string>
  body: string | Uint8Array<ArrayBuffer>
}

/** Never throws: whatever goes wrong is a reply. Follows no redirect, and ends within `DEADLINE`. */
export type Send = (request: Request) => Promise<Reply>

/** For the whole exchange, body included: milliseconds. */
export const DEADLINE = 15_000
/** How much of an answer is read, in bytes. */
export const MOST_READ = 16 * 1024
/** How much of an answer is kept, in characters. */
export const MOST_KEPT = 1024

/** An answer as it is kept: text, without what could steer a terminal. */
export function keptAnswer(bytes: Uint8Array): string {
  return new TextDecoder()
    .decode(bytes)
    .slice(0, MOST_KEPT)
    .replace(/[^\P{Cc}\n\t]/gu, '\uFFFD')
}
