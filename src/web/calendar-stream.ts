// A calendar as a stream. On Workers, the joined bytes of a large one become garbage that is collected late, since nothing
// there counts them. One block that is filled again and again makes none.
import type { Piece } from '../calendar/feed-piece.ts'

const BLOCK = 128 * 1024

/** Writes the pieces in order and closes the stream. The block is reused, since `write` resolves once a chunk is taken. */
export async function pour(pieces: readonly Piece[], writable: WritableStream<Uint8Array>): Promise<void> {
  const writer = writable.getWriter()
  const block = new Uint8Array(BLOCK)
  let filled = 0
  const flush = async () => {
    if (filled > 0) await writer.write(block.subarray(0, filled))
    filled = 0
  }
  for (const { bytes } of pieces) {
    if (filled + bytes.length > BLOCK) await flush()
    if (bytes.length > BLOCK) await writer.write(bytes)
    else {
      block.set(bytes, filled)
      filled += bytes.length
    }
  }
  await flush()
  await writer.close()
}
