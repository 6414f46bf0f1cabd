// One delivery as a signed request. What is known of its endpoint and its message is cached, and where the signature can be
// made at once, nothing is awaited.
import type { Clock } from '../../runtime/clock.ts'
import { createLru } from '../../runtime/lru.ts'
import type { Sqlite } from '../../sqlite/port.ts'
import type { Secrets } from '../endpoints/secrets.ts'
import { type Sign, type SigningKeys, secretBytes, signatureHeader, signedText } from '../endpoints/signature.ts'
import type { Endpoints, Target } from '../endpoints/store.ts'
import { FORMATS } from '../formats/formats.ts'
import type { Claim, Lapse } from './delivery.ts'
import type { Bodies, Frozen } from './frozen-bodies.ts'
import { lapseOf } from './lease.ts'
import type { Reply } from './retry.ts'
import type { Send } from './send.ts'

export interface RequestOptions {
  db: Sqlite
  bodies: Bodies
  endpoints: Endpoints
  secrets: Secrets
  clock: Clock
  send: Send
  sign: Sign
}

export interface Requests {
  /** Reads what claims need while a transaction is open: there, a read costs a tenth of what it does by itself. */
  prepare(claims: readonly Claim[]): void
  /** Sends a delivery; resolves to why not if it is a reminder that has lapsed. Rejects if the database cannot be read. */
  send(claim: Claim): Promise<Reply | Lapse>
}

/** An endpoint's address, and the keys that sign for it. */
interface Signer extends SigningKeys {
  url: string
}

const MOST_SIGNERS = 20_000

export function createRequests({ db, bodies, endpoints, secrets, clock, send, sign }: RequestOptions): Requests {
  // The text that was signed last: a message to many endpoints has the same one within a second.
  let text = { message: -1, timestamp: -1, bytes: new Uint8Array() }
  let signers = createLru<number, Signer>(MOST_SIGNERS)
  let targets = createLru<number, Target>(MOST_SIGNERS)
  let version = endpoints.version

  /** Empties the caches if any endpoint was altered. */
  const current = (): void => {
    if (version === endpoints.version) return
    signers = createLru(MOST_SIGNERS)
    targets = createLru(MOST_SIGNERS)
    version = endpoints.version
  }

  const targetOf = (key: number): Target => {
    current()
    let target = targets.get(key)
    if (target === undefined) {
      target = endpoints.target(key)
      targets.set(key, target)
    }
    return target
  }

  const openSigner = async (key: number): Promise<Signer> => {
    const { id, url, secret, oldSecret, oldSecretEnds } = targetOf(key)
    const since = version
    const [bytes, old] = await Promise.all([secrets.open(secret), oldSecret === null ? null : secrets.open(oldSecret)])
    const opened = secretBytes(bytes)
    if (opened === null) throw new Error(`request: the secret of ${id} cannot be used`)
    const signer = { url, secret: opened, oldSecret: old === null ? null : secretBytes(old), oldSecretEnds: oldSecretEnds ?? 0 }
    current()
    if (since === version) signers.set(key, signer)
    return signer
  }

  const textOf = (claim: Claim, timestamp: number, body: Uint8Array): Uint8Array<ArrayBuffer> => {
    if (text.message !== claim.message || text.timestamp !== timestamp)
      text = { message: claim.message, timestamp, bytes: signedText(claim.id, timestamp, body) }
    return text.bytes
  }

  const sendSigned = (claim: Claim, signer: Signer): Promise<Reply | Lapse> => {
    const message = bodies.get(claim.message)
    const now = clock.real()
    const timestamp = Math.floor(now / 1000)
    const given = signatureHeader(signer, textOf(claim, timestamp, message.body), now, sign)
    return typeof given === 'string'
      ? post(message, signer, timestamp, given)
      : given.then((made) => post(message, signer, timestamp, made))
  }

  const post = (message: Frozen, { url }: Signer, timestamp: number, signature: string): Promise<Reply | Lapse> => {
    const lapse = lapseOf(db, message, clock.now())
    if (lapse !== null) return Promise.resolve(lapse)
    const format = FORMATS[message.format]
    const headers = {
      'content-type': format.contentType,
      'user-agent': 'Parley',
      'accept-encoding': 'identity',
      ...format.headers({ id: message.id, timestamp, signature }),
    }
    return send({ url, headers, body: message.body })
  }

  return {
    prepare(claims) {
      current()
      for (const { endpoint } of claims) if (!signers.get(endpoint)) targetOf(endpoint)
    },
    send(claim) {
      try {
        current()
        const signer = signers.get(claim.endpoint) ?? openSigner(claim.endpoint)
        return signer instanceof Promise ? signer.then((opened) => sendSigned(claim, opened), unsigned) : sendSigned(claim, signer)
      } catch (error) {
        return Promise.reject(error)
      }
    },
  }
}

function unsigned(error: unknown): Reply {
  return { error: 'unsigned', detail: error instanceof Error ? error.message : String(error) }
}
