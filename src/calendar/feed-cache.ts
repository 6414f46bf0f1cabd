// Calendars as they are answered: made, hashed and compressed once per state of the log and form, and kept within a
// bound of bytes. What is kept is returned at once, not as a promise.
import type { Histories } from '../changes/histories.ts'
import { createLru } from '../runtime/lru.ts'
import type { Site } from '../talks/site.ts'
import type { Day } from '../talks/time.ts'
import type { EventTexts } from './event-texts.ts'
import { buildFeed } from './feed.ts'
import type { FeedRequest } from './feed-key.ts'
import { type Piece, tagOf } from './feed-piece.ts'

export interface Answer {
  /** How many bytes it has. */
  length: number
  /** Joined once and kept; or joined at each look, where the answer has a stream. */
  readonly bytes: Uint8Array<ArrayBuffer>
  /** The same bytes as a new stream; `null` where the runtime sends them best as they are. */
  readonly stream: (() => ReadableStream<Uint8Array>) | null
  /** Hash of the bytes, without quotes. */
  tag: string
  /** UTC, whole seconds. */
  changedAt: string
  /** Made when it is first asked for. */
  gzip: Uint8Array<ArrayBuffer> | null
}

export interface FeedCache {
  /** The calendar as of that day. Where making it fails, the last good one. */
  get(request: FeedRequest, today: Day): Answer | Promise<Answer>
  /** The calendar, where it is as of that day already. */
  kept(request: FeedRequest, today: Day): Answer | null
  /** Makes `gzip`, once an answer; `null` where the runtime compresses by itself. */
  readonly compress: ((answer: Answer) => Promise<Uint8Array<ArrayBuffer>>) | null
}

/** Makes a stream of pieces, which have so many bytes. */
export type Streamed = (pieces: readonly Piece[], length: number) => ReadableStream<Uint8Array>

export type Gzip = (bytes: Uint8Array) => Promise<Uint8Array<ArrayBuffer>>

interface Options {
  histories: Histories
  texts: EventTexts
  site: Site
  mostBytes: number
  /** Left out where the platform compresses. */
  gzip?: Gzip
  /** Where bytes that are joined are dear: the pieces are kept as they are, and shared with the texts. */
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

  /** One after the other: many large ones that are asked for at once would not fit into memory together. */
  let latest: Promise<unknown> = Promise.resolve()
  const makeInTurn = (request: FeedRequest, today: Day): Promise<Answer> => {
    const made = latest.then(() => make(request, today))
    // Neither what came of it nor why it failed is held until the next.
    const over = () => {}
    latest = made.then(over, over)
    return made
  }

  /** What is kept, if it is of this state of the log and this day. */
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
