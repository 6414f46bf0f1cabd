// Sending through a queue: the desk puts a signed request on it, and a consumer sends it and hands back the reply. A queue
// may lose a request or deliver it twice: so each has a ticket that can be taken once, and one that is not taken in time is
// a failure like any other, after which the delivery is tried again.
import { base64, bytesOf } from '../endpoints/signature.ts'
import type { Reply } from './retry.ts'
import { CANCELLED, DEADLINE, type Request, type Send } from './send.ts'

/** What the queue carries. */
export interface Carried {
  ticket: string
  url: string
  headers: Record<string, string>
  body: string
  /** Whether the body is base64 of bytes that are no text. */
  isBase64?: boolean
  /** Default: POST. */
  method?: 'POST' | 'OPTIONS'
}

export interface QueueSend {
  send: Send
  /** Whether the consumer with this ticket is to send: `true` at most once, and never after its time is over. */
  take(ticket: string): boolean
  /** Takes the reply; ignored if it comes too late. */
  answer(ticket: string, reply: Reply): void
}

export interface QueueOptions {
  put: (batch: Carried[]) => Promise<unknown>
  /** A random name for each request. */
  newTicket: () => string
  /** For what is too large for the queue. */
  direct: Send
  /** How long a ticket waits to be taken, and then for its reply, in milliseconds: together less than a lease. */
  patience?: number
  held?: number
}

/** Limits of a batch on Cloudflare Queues, with some room: 100 messages, 128 kB each, 256 kB in all. */
const MOST_MESSAGES = 100
const MOST_EACH = 100_000
const MOST_ALL = 220_000
const PATIENCE = 35_000
/** A whole exchange, and the way back. */
const HELD = DEADLINE + 3000

interface Waiting {
  /** Starts the wait for the reply; `false` if the ticket was taken before. */
  take: () => boolean
  end: (reply: Reply) => void
}

export function createQueueSend({ put, newTicket, direct, patience = PATIENCE, held = HELD }: QueueOptions): QueueSend {
  const waiting = new Map<string, Waiting>()
  let gathered: Carried[] = []

  const flush = (): void => {
    const all = gathered
    gathered = []
    for (const batch of batches(all)) {
      put(batch).catch((error: unknown) => {
        const detail = `the queue took nothing: ${error instanceof Error ? error.message : String(error)}`
        for (const { ticket } of batch) waiting.get(ticket)?.end({ error: 'unreachable', detail })
      })
    }
  }

  return {
    send(request, begun) {
      const carried = carriedOf(request, newTicket())
      if (sizeOf(carried) > MOST_EACH) return direct(request, begun)
      return new Promise((resolve) => {
        const end = (reply: Reply) => {
          clearTimeout(timer)
          waiting.delete(carried.ticket)
          resolve(reply)
        }
        const late = (detail: string) => () => end({ error: 'timeout', detail })
        let taken = false
        let timer = setTimeout(late('the queue carried it for too long'), patience)
        const take = () => {
          if (taken) return false
          taken = true
          clearTimeout(timer)
          timer = setTimeout(late('nothing came back from the queue'), held)
          return true
        }
        waiting.set(carried.ticket, { take, end })
        begun?.(() => end(CANCELLED))
        if (gathered.push(carried) === 1) setTimeout(flush, 0)
      })
    },
    take: (ticket) => waiting.get(ticket)?.take() ?? false,
    answer: (ticket, reply) => waiting.get(ticket)?.end(reply),
  }
}

function carriedOf({ url, headers, body, method }: Request, ticket: string): Carried {
  return { ticket, url, headers, ...carriedBody(body), ...(method === undefined ? {} : { method }) }
}

/** A queue carries texts; what is encrypted is none. */
function carriedBody(body: Request['body']): Pick<Carried, 'body' | 'isBase64'> {
  if (typeof body === 'string') return { body }
  try {
    return { body: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body) }
  } catch {
    return { body: base64(body), isBase64: true }
  }
}

/** The request that was put on the queue. */
export function requestIn({ url, headers, body, isBase64, method }: Carried): Request {
  return { url, headers, body: isBase64 ? bytesOf(body) : body, ...(method === undefined ? {} : { method }) }
}

function sizeOf({ url, headers, body }: Carried): number {
  return new TextEncoder().encode(url + JSON.stringify(headers) + body).length
}

function* batches(all: readonly Carried[]): Generator<Carried[]> {
  let batch: Carried[] = []
  let size = 0
  for (const carried of all) {
    const more = sizeOf(carried)
    if (batch.length === MOST_MESSAGES || (batch.length > 0 && size + more > MOST_ALL)) {
      yield batch
      batch = []
      size = 0
    }
    batch.push(carried)
    size += more
  }
  if (batch.length > 0) yield batch
}
