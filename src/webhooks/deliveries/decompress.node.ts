// Responses that come compressed although nobody asked for it (RFC 9110, 8.4): their owners want to read them.
import type { Transform } from 'node:stream'
import { constants, createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib'

const ZLIB = { finishFlush: constants.Z_SYNC_FLUSH }
/** Each also reads what breaks off in the middle. */
const DECODERS = new Map<string, () => Transform>([
  ['gzip', () => createGunzip(ZLIB)],
  ['x-gzip', () => createGunzip(ZLIB)],
  ['deflate', () => createInflate(ZLIB)],
  ['br', () => createBrotliDecompress({ finishFlush: constants.BROTLI_OPERATION_FLUSH })],
  ['zstd', () => createZstdDecompress({ finishFlush: constants.ZSTD_e_flush })],
])
/** Codings one over another. */
const MOST_CODINGS = 3

/** The first bytes of what was compressed, `most` of them at most; the bytes as they came if they cannot be read. */
export async function decompress(bytes: Uint8Array, contentEncoding: string, most: number): Promise<Uint8Array> {
  const codings = contentEncoding.toLowerCase().split(',', MOST_CODINGS + 1)
  const decoders = codings
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity')
    .map((coding) => DECODERS.get(coding))
    .reverse()
  if (decoders.length > MOST_CODINGS) return bytes
  let read = bytes
  for (const decoder of decoders) {
    const decoded = decoder === undefined ? null : await firstOf(decoder(), read, most)
    if (decoded === null) return bytes
    read = decoded
  }
  return read
}

function firstOf(decoder: Transform, bytes: Uint8Array, most: number): Promise<Uint8Array | null> {
  return new Promise((resolve) => {
    const parts: Uint8Array[] = []
    let length = 0
    const end = () => {
      decoder.destroy()
      resolve(Buffer.concat(parts).subarray(0, most))
    }
    decoder.on('data', (part: Uint8Array) => {
      parts.push(part)
      length += part.length
      if (length >= most) end()
    })
    decoder.on('end', end)
    decoder.on('error', () => (length === 0 ? resolve(null) : end()))
    decoder.end(bytes)
  })
}
