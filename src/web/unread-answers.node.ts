// Answers that are not read. One that makes no progress for a while ends with its connection; and where all of them together
// hold too much memory, the oldest do. A body that many are sent is held once, and counted once.
import { type IncomingMessage, type Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** Milliseconds in which a client has to take something of what is written to it. Slow ones take it in lumps. */
const PATIENCE = 30_000
/** The most bytes of bodies that clients have yet to take. */
const MOST_BYTES = 64 * 1024 * 1024
/** Smaller bodies are not counted. */
const COUNTED = 16 * 1024

export interface Unread {
  /** For `createServer`: answers whose bodies are counted. */
  ServerResponse: typeof ServerResponse
  /** Ends connections to which nothing can be written for long. */
  watch(server: Server): void
  /** What is held now. */
  readonly bytes: number
}

export function createUnread({ patience = PATIENCE, mostBytes = MOST_BYTES } = {}): Unread {
  const bodies = new Map<unknown, number>()
  // In the order in which they were begun.
  const answers = new Map<ServerResponse, { body: unknown; size: number }>()
  let held = 0

  const forget = (answer: ServerResponse): void => {
    const entry = answers.get(answer)
    if (!entry) return
    answers.delete(answer)
    const others = (bodies.get(entry.body) ?? 1) - 1
    if (others > 0) return void bodies.set(entry.body, others)
    bodies.delete(entry.body)
    held -= entry.size
  }

  const note = (answer: ServerResponse, body: unknown, size: number): void => {
    answers.set(answer, { body, size })
    const others = bodies.get(body) ?? 0
    bodies.set(body, others + 1)
    if (others === 0) held += size
    answer.once('finish', () => forget(answer))
    answer.once('close', () => forget(answer))
    for (const oldest of answers.keys()) {
      if (held <= mostBytes || oldest === answer) return
      forget(oldest)
      oldest.destroy()
    }
  }

  class CountedResponse<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
    // biome-ignore lint/suspicious/noExplicitAny: Node's own declaration has three forms
    override end(...given: any[]): this {
      const [chunk] = given
      // A text is copied for each who is sent it; bytes are not.
      if (chunk instanceof Uint8Array && chunk.length > COUNTED) note(this, chunk.buffer, chunk.length)
      else if (typeof chunk === 'string' && chunk.length > COUNTED) note(this, this, chunk.length)
      return super.end(...(given as Parameters<ServerResponse['end']>))
    }
  }

  return {
    ServerResponse: CountedResponse,
    get bytes() {
      return held
    },
    watch(server) {
      const latest = new WeakMap<Socket, ServerResponse>()
      server.setTimeout(patience)
      server.on('request', ({ socket }: IncomingMessage, answer: ServerResponse) => void latest.set(socket, answer))
      // Node asks for progress before it calls this: bytes that a client takes count as such.
      server.on('timeout', (socket) => {
        const answer = latest.get(socket)
        const waitsForUs = answer !== undefined && !answer.writableFinished && !answer.destroyed && socket.writableLength === 0
        if (waitsForUs) socket.setTimeout(patience)
        else socket.destroy()
      })
    },
  }
}
