import { describe, expect, it } from 'vitest'
import { pieceOf } from '../../src/calendar/feed-piece.ts'
import { pour } from '../../src/web/calendar-stream.ts'

const PIECES = Array.from({ length: 3000 }, (_, index) => pieceOf(`${index} – ${'ü'.repeat((index * 7919) % 400)}\n`))
/** Longer than a block. */
const LONG = pieceOf('x'.repeat(300_000))

describe('pieces poured into a stream', () => {
  it.each([
    ['many small ones', PIECES],
    ['a long one among them', [...PIECES.slice(0, 10), LONG, ...PIECES.slice(10)]],
    ['one', [LONG]],
  ])('come out whole and in order: %s', async (_name, pieces) => {
    const length = pieces.reduce((sum, { bytes }) => sum + bytes.length, 0)
    const { readable, writable } = new FixedLengthStream(length)
    const poured = pour(pieces, writable)
    const decoder = new TextDecoder()
    let text = ''
    for await (const chunk of readable) {
      // What was written is not overwritten while it is still to be read.
      await scheduler.wait(0)
      text += decoder.decode(chunk, { stream: true })
    }
    await poured
    expect(text).toBe(pieces.map(({ bytes }) => new TextDecoder().decode(bytes)).join(''))
  })
})
