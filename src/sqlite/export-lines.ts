// The lines of an export, out of pieces of any size: each within a bound, in UTF-8, and no deeper than a row is.
import { isShallow } from '../talks/shallow.ts'
import { NEWLINE } from './export.ts'

/** More than any row has: its talk alone is within a megabyte. */
const LONGEST = 4 * 1024 * 1024
/** A row is an object in an object. */
const DEEPEST = 3

/** `visit` answers what is wrong with a line, or `null`; once something is, no more lines are read. */
export function createLines(visit: (line: string) => string | null) {
  let pieces: Uint8Array[] = []
  let length = 0
  let number = 1
  const line = (): string | null => {
    const bytes = joined(pieces, length)
    pieces = []
    length = 0
    if (bytes.length === 0) return null
    const text = decoded(bytes)
    if (text === null) return 'it is not UTF-8'
    if (!isShallow(text, DEEPEST)) return `line ${number} is not a row of this schema`
    number++
    return visit(text)
  }
  const add = (piece: Uint8Array): string | null => {
    length += piece.length
    if (length > LONGEST) return `line ${number} is longer than ${LONGEST / 1024 / 1024} MiB, which no row is`
    pieces.push(piece)
    return null
  }
  return {
    take(bytes: Uint8Array): string | null {
      let from = 0
      for (let to = bytes.indexOf(NEWLINE); to >= 0; to = bytes.indexOf(NEWLINE, from)) {
        const wrong = add(bytes.subarray(from, to)) ?? line()
        if (wrong !== null) return wrong
        from = to + 1
      }
      return from < bytes.length ? add(bytes.slice(from)) : null
    },
    end: line,
  }
}

/** Lines of an export that was read before. */
export function* linesOf(blocks: readonly Uint8Array[]): Generator<string> {
  const found: string[] = []
  const lines = createLines((line) => {
    found.push(line)
    return null
  })
  for (const block of blocks) {
    lines.take(block)
    yield* found.splice(0)
  }
  lines.end()
  yield* found
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const [only] = pieces
  if (pieces.length === 1 && only !== undefined) return only
  const whole = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

function decoded(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)
  } catch {
    return null
  }
}
