// A piece of a calendar: its bytes, and a digest of them that is made once, so that making the tag of a whole calendar
// does not read every byte again.

export interface Piece {
  bytes: Uint8Array
  /** Two numbers of 32 bits. */
  digest: readonly [number, number]
}

const encoder = new TextEncoder()

export function pieceOf(text: string): Piece {
  return { bytes: encoder.encode(text), digest: digestOf(text) }
}

/** The piece without `end`, which is ASCII. It keeps the digest of the whole, which tells pieces apart just as well. */
export function withoutEnd({ bytes, digest }: Piece, end: string): Piece {
  return { bytes: bytes.subarray(0, -end.length), digest }
}

/** A tag for the pieces in this order: 120 bits of SHA-256 over their digests and lengths, in base64url. */
export async function tagOf(pieces: readonly Piece[]): Promise<string> {
  const numbers = new Uint32Array(pieces.length * 3)
  for (const [index, { bytes, digest }] of pieces.entries()) numbers.set([digest[0], digest[1], bytes.length], index * 3)
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', numbers))
  return btoa(String.fromCharCode(...hash.subarray(0, 15)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
}

/** FNV-1a twice over the UTF-16 units, from two starts and with two primes, each finished as MurmurHash3 does. */
function digestOf(text: string): [number, number] {
  let one = 0x811c9dc5
  let other = 0x9747b28c
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    one = Math.imul(one ^ unit, 0x01000193)
    other = Math.imul(other ^ unit, 0x5bd1e995)
  }
  return [finished(one ^ other), finished(other + text.length)]
}

function finished(value: number): number {
  let mixed = value
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
