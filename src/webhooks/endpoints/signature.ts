// Standard Webhooks, `v1`: HMAC-SHA256 over id, timestamp and body (https://www.standardwebhooks.com, "Signature scheme").
import type { Random } from '../../runtime/random.ts'

const SECRET_PREFIX = 'whsec_'
/** How far a timestamp may lie from the receiver's clock, in seconds. */
const TOLERANCE = 5 * 60
const encoder = new TextEncoder()

/** Signs one text with the bytes of one secret; base64. */
export type Sign = (secret: Uint8Array<ArrayBuffer>, text: Uint8Array<ArrayBuffer>) => string | Promise<string>

/** The bytes of a `whsec_` secret, 24 to 64 of them; `null` for anything else. */
export function secretBytes(secret: string): Uint8Array<ArrayBuffer> | null {
  if (!secret.startsWith(SECRET_PREFIX) || !/^[A-Za-z0-9+/]+={0,2}$/.test(secret.slice(SECRET_PREFIX.length))) return null
  try {
    const bytes = bytesOf(secret.slice(SECRET_PREFIX.length))
    return bytes.length >= 24 && bytes.length <= 64 ? bytes : null
  } catch {
    return null
  }
}

export function newSecret(random: Random): string {
  return `${SECRET_PREFIX}${base64(random.bytes(32))}`
}

/** `timestamp` in whole seconds. */
export function signedText(id: string, timestamp: number, body: string | Uint8Array): Uint8Array<ArrayBuffer> {
  const head = encoder.encode(`${id}.${timestamp}.`)
  const tail = typeof body === 'string' ? encoder.encode(body) : body
  const text = new Uint8Array(head.length + tail.length)
  text.set(head)
  text.set(tail, head.length)
  return text
}

/** With the platform's WebCrypto. */
export const sign: Sign = async (secret, text) => {
  const key = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  return base64(new Uint8Array(await crypto.subtle.sign('HMAC', key, text)))
}

/** The bytes of an endpoint's secret; and of the one before, which signs as well until it ends, in milliseconds of the real time. */
export interface SigningKeys {
  secret: Uint8Array<ArrayBuffer>
  oldSecret: Uint8Array<ArrayBuffer> | null
  oldSecretEnds: number
}

/** The header `webhook-signature`: while a secret rotates, one signature by each. */
export function signatureHeader(
  { secret, oldSecret, oldSecretEnds }: SigningKeys,
  text: Uint8Array<ArrayBuffer>,
  now: number,
  sign: Sign,
): string | Promise<string> {
  const fresh = sign(secret, text)
  const old = oldSecret !== null && now < oldSecretEnds ? sign(oldSecret, text) : null
  if (typeof fresh === 'string' && (old === null || typeof old === 'string')) return listed(fresh, old)
  return Promise.all([fresh, old]).then(([one, other]) => listed(one, other))
}

function listed(fresh: string, old: string | null): string {
  return old === null ? `v1,${fresh}` : `v1,${fresh} v1,${old}`
}

export interface SignedHeaders {
  'webhook-id': string
  'webhook-timestamp': string
  'webhook-signature': string
}

/** What a receiver does: whether one of the signatures is by this secret, and the message is not old. `now` in seconds. */
export async function verify(headers: SignedHeaders, body: string, secret: string, now: number): Promise<boolean> {
  const bytes = secretBytes(secret)
  const timestamp = Number(headers['webhook-timestamp'])
  if (bytes === null || !/^\d{1,12}$/.test(headers['webhook-timestamp']) || Math.abs(now - timestamp) > TOLERANCE) return false
  const expected = `v1,${await sign(bytes, signedText(headers['webhook-id'], timestamp, body))}`
  return headers['webhook-signature'].split(' ').some((given) => sameText(given, expected))
}

/** Takes as long wherever the two differ. */
export function sameText(a: string, b: string): boolean {
  if (a.length !== b.length) return false
  let difference = 0
  for (let index = 0; index < a.length; index++) difference |= a.charCodeAt(index) ^ b.charCodeAt(index)
  return difference === 0
}

/** Throws where the text is not base64. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64)
  const bytes = new Uint8Array(binary.length)
  for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index)
  return bytes
}

/** As URLs and headers take it: without padding (RFC 4648, section 5). */
export function base64url(bytes: Uint8Array): string {
  return base64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

export function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
}
