// Calendars as they are served: built, hashed and compressed once for each address, day and state of the log, and cached
// within a bound of bytes. One in the cache is returned at once, not as a promise.
import type { Histories } from '../changes/histories.ts'
import { createLru } from '../runtime/lru.ts'
import type { Site } from '../talks/site.ts'
import type { Day } from '../talks/time.ts'
import type { EventTexts } from './event-texts.ts'
import { buildFeed } from './feed.ts'
import type { FeedRequest } from './feed-key.ts'
import { type Piece, tagOf } from './feed-piece.ts'

export interface Answer {
  /** In bytes. */
  length: number
  /** Joined once and kept; where the answer has a stream, joined anew at every read. */
  readonly bytes: Uint8Array<ArrayBuffer>
  /** The same bytes as a new stream; `null` where the runtime sends joined bytes best. */
  readonly stream: (() => ReadableStream<Uint8Array>) | null
  /** Hash of the bytes, without quotes. */
  tag: string
  /** UTC, whole seconds. */
  changedAt: string
  /** `null` until `compress` has made it. */
  gzip: Uint8Array<ArrayBuffer> | null
}

export interface FeedCache {
  /** The calendar as of that day. If building it fails, the last good one; rejects if there is none. */
  get(request: FeedRequest, today: Day): Answer | Promise<Answer>
  /** The cached calendar, if it is as of that day and of the latest change; else `null`. */
  kept(request: FeedRequest, today: Day): Answer | null
  /** Fills in `gzip`, once for each answer; `null` where the runtime compresses by itself. */
  readonly compress: ((answer: Answer) => Promise<Uint8Array<ArrayBuffer>>) | null
}

/** Makes a stream of pieces; `length` is their total in bytes. */
export type Streamed = (pieces: readonly Piece[], length: number) => ReadableStream<Uint8Array>

export type Gzip = (bytes: Uint8Array) => Promise<Uint8Array<ArrayBuffer>>

interface Options {
  histories: Histories
  texts: EventTexts
  site: Site
  mostBytes: number
  /** Left out where the platform compresses. */
  gzip?: Gzip
  /** Given where memory is scarce: the pieces then stay unjoined, and are shared with the cached texts. */
  streamed?: Streamed
  /** Told of a calendar that could not be made. */
  onFault: (error: unknown) => void
}

interface Kept {
  cursor: number
  day: Day
  answer: Answer
}

export function createFeedCache({ histories, texts, site, mostBytes, gzip, streamed, onFault }: Options): FeedCache {
  const kept = createLru<string, Kept>(mostBytes, ({ answer }, key) => Math.ceil(answer.length * (gzip ? 1.3 : 1)) + key.length * 2 + 500)
  const making = new Map<string, Promise<Answer>>()
  const compressing = new WeakMap<Answer, Promise<Uint8Array<ArrayBuffer>>>()

  const make = async (request: FeedRequest, today: Day): Promise<Answer> => {
    const { cursor } = histories
    const { address } = request
    const { parts, changedAt } = buildFeed(request, { histories, texts, site }, today)
    const tag = await tagOf(parts)
    const before = kept.get(address)?.answer
    const answer =
      before?.tag === tag && before.changedAt === changedAt ? before : answerOf(parts, { tag, changedAt, gzip: null }, streamed)
    kept.set(address, { cursor, day: today, answer })
    return answer
  }

  /** Calendars are built one after another: several large ones at once would not fit into memory. */
  let latest: Promise<unknown> = Promise.resolve()
  const makeInTurn = (request: FeedRequest, today: Day): Promise<Answer> => {
    const made = latest.then(() => make(request, today))
    // Resolves to nothing, so that neither a calendar nor an error is kept in memory until the next one.
    const over = () => {}
    latest = made.then(over, over)
    return made
  }

  /** What is cached, if it is of this state of the log and this day. */
  const current = ({ address }: FeedRequest, today: Day): Answer | null => {
    const found = kept.get(address)
    return found && found.cursor === histories.cursor && found.day === today ? found.answer : null
  }

  return {
    kept: current,
    get(request, today) {
      const ready = current(request, today)
      if (ready) return ready
      const key = `${histories.cursor} ${today} ${request.address}`
      const running = making.get(key)
      if (running) return running
      const promise = makeInTurn(request, today)
        .catch((error: unknown) => {
          onFault(error)
          const lastGood = kept.get(request.address)
          if (lastGood) return lastGood.answer
          throw error
        })
        .finally(() => making.delete(key))
      making.set(key, promise)
      return promise
    },
    compress: gzip
      ? (answer) => {
          const running = compressing.get(answer)
          if (running) return running
          const promise = gzip(answer.bytes).then((compressed) => {
            answer.gzip = compressed
            return compressed
          })
          promise.catch(() => compressing.delete(answer))
          compressing.set(answer, promise)
          return promise
        }
      : null,
  }
}

function answerOf(pieces: readonly Piece[], about: Pick<Answer, 'tag' | 'changedAt' | 'gzip'>, streamed?: Streamed): Answer {
  const length = pieces.reduce((sum, { bytes }) => sum + bytes.length, 0)
  if (!streamed) return { ...about, length, bytes: concat(pieces, length), stream: null }
  return {
    ...about,
    length,
    get bytes() {
      return concat(pieces, length)
    },
    stream: () => streamed(pieces, length),
  }
}

function concat(parts: readonly Piece[], length: number): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(length)
  let offset = 0
  for (const { bytes } of parts) {
    joined.set(bytes, offset)
    offset += bytes.length
  }
  return joined
}
