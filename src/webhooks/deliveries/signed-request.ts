// One delivery as a signed request. What is known of its endpoint and its message is cached, and where the signature can be
// made at once, nothing is awaited.
import type { Clock } from '../../runtime/clock.ts'
import { createLru } from '../../runtime/lru.ts'
import type { Sqlite } from '../../sqlite/port.ts'
import type { Site } from '../../talks/site.ts'
import type { Credentials } from '../endpoints/credentials.ts'
import type { Secrets } from '../endpoints/secrets.ts'
import { type Sign, type SigningKeys, secretBytes, signatureHeader, signedText } from '../endpoints/signature.ts'
import { type StaticHeaders, staticHeadersIn } from '../endpoints/static-headers.ts'
import type { Endpoints, Target } from '../endpoints/store.ts'
import type { Completed, Sending } from '../formats/format.ts'
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
  site: Site
  authorization: Sending['authorization']
}

/** Is handed what ends a request early. */
type Begun = (cancel: () => void) => void

export interface Requests {
  /** Reads what claims need while a transaction is open: there, a read costs a tenth of what it does by itself. */
  prepare(claims: readonly Claim[]): void
  /** Sends a delivery; resolves to why not if it is a reminder that has lapsed. Rejects if the database cannot be read. */
  send(claim: Claim, begun: Begun): Promise<Reply | Lapse>
}

/** An endpoint's address, the keys that sign for it, and its own headers. */
interface Signer extends SigningKeys {
  url: string
  /** What its owner has sent with every message; what the desk sends itself has precedence. */
  headers: StaticHeaders
  /** What its format needs beside the URL. */
  credentials: Credentials
}

const MOST_SIGNERS = 20_000

export function createRequests({ db, bodies, endpoints, secrets, clock, send, sign, site, authorization }: RequestOptions): Requests {
  // The text that was signed last: a message to many endpoints has the same one within a second.
  let text = { message: -1, timestamp: -1, bytes: new Uint8Array() }
  let signers = createLru<number, Signer | Promise<Signer>>(MOST_SIGNERS)
  let version = endpoints.version

  /** Empties the cache if any endpoint was altered. */
  const current = (): void => {
    if (version === endpoints.version) return
    signers = createLru(MOST_SIGNERS)
    version = endpoints.version
  }

  /** Keeps what signs for each of these. A secret that cannot be opened is tried again with the next message. */
  const open = (keys: readonly number[]): void => {
    for (const target of endpoints.targets(keys)) {
      const signer = signerIn(target, secrets)
      signers.set(target.key, signer)
      if (!(signer instanceof Promise)) continue
      const kept = signers
      signer.then(
        (opened) => kept.set(target.key, opened),
        () => kept.delete(target.key),
      )
    }
  }

  const textOf = (claim: Claim, timestamp: number, body: Uint8Array): Uint8Array<ArrayBuffer> => {
    if (text.message !== claim.message || text.timestamp !== timestamp)
      text = { message: claim.message, timestamp, bytes: signedText(claim.id, timestamp, body) }
    return text.bytes
  }

  const sendSigned = (claim: Claim, signer: Signer, begun: Begun): Promise<Reply | Lapse> => {
    const message = bodies.get(claim.message)
    const now = clock.real()
    const timestamp = Math.floor(now / 1000)
    const given = signatureHeader(signer, textOf(claim, timestamp, message.body), now, sign)
    return typeof given === 'string'
      ? post(message, signer, timestamp, given, begun)
      : given.then((made) => post(message, signer, timestamp, made, begun))
  }

  const post = (
    message: Frozen,
    { url, headers: own, credentials }: Signer,
    timestamp: number,
    signature: string,
    begun: Begun,
  ): Promise<Reply | Lapse> => {
    const lapse = lapseOf(db, message, clock.now())
    if (lapse !== null) return Promise.resolve(lapse)
    const format = FORMATS[message.format]
    const { id, type, talk, expires } = message
    const sending = { id, type, talk, desk: site.url, expires, now: clock.now(), timestamp, signature, authorization }
    const headers = {
      ...own,
      'content-type': format.contentType,
      'user-agent': 'Parley',
      'accept-encoding': 'identity',
      ...format.headers?.(sending),
    }
    if (!format.complete && !format.hasSecretUrl) return send({ url, headers, body: message.body }, begun)
    const completed = format.complete?.({ url, credentials }, new TextDecoder().decode(message.body), sending) ?? {
      url,
      body: message.body,
    }
    const sendCompleted = (made: Completed) => send({ ...made, headers: { ...headers, ...made.headers } }, begun)
    const reply = completed instanceof Promise ? completed.then(sendCompleted, unsigned) : sendCompleted(completed)
    const hidden = [...Object.values(credentials), ...(format.hasSecretUrl ? secretsIn(url) : [])]
    return hidden.length === 0 ? reply : reply.then((came) => withoutSecrets(came, hidden))
  }

  return {
    prepare(claims) {
      current()
      const unknown = new Set(claims.map(({ endpoint }) => endpoint).filter((endpoint) => !signers.has(endpoint)))
      if (unknown.size > 0) open([...unknown])
    },
    send(claim, begun) {
      try {
        current()
        if (!signers.has(claim.endpoint)) open([claim.endpoint])
        const signer = signers.get(claim.endpoint)
        if (signer === undefined) throw new Error(`request: there is no endpoint ${claim.endpoint}`)
        return signer instanceof Promise
          ? signer.then((opened) => sendSigned(claim, opened, begun), unsigned)
          : sendSigned(claim, signer, begun)
      } catch (error) {
        return Promise.reject(error)
      }
    },
  }
}

/** Rejects where the secret cannot be used. */
function signerIn(target: Target, secrets: Secrets): Signer | Promise<Signer> {
  try {
    return signerOf(target, secrets)
  } catch (error) {
    return Promise.reject(error)
  }
}

function signerOf(
  { id, url, secret, oldSecret, oldSecretEnds, headerValues, credentialValues }: Target,
  secrets: Secrets,
): Signer | Promise<Signer> {
  const sealed = [secret, oldSecret, headerValues, credentialValues].map((text) => (text === null ? null : secrets.open(text)))
  const made = ([opened, old, headers, credentials]: readonly (string | null | undefined)[]): Signer => {
    const bytes = secretBytes(opened ?? '')
    if (bytes === null) throw new Error(`request: the secret of ${id} cannot be used`)
    return {
      url,
      secret: bytes,
      oldSecret: old ? secretBytes(old) : null,
      oldSecretEnds: oldSecretEnds ?? 0,
      headers: headers ? staticHeadersIn(headers) : {},
      credentials: credentials ? (JSON.parse(credentials) as Credentials) : {},
    }
  }
  const isOpen = (text: string | null | Promise<string>): text is string | null => !(text instanceof Promise)
  return sealed.every(isOpen) ? made(sealed) : Promise.all(sealed).then(made)
}

/** Shorter ones are no secrets: a number of a chat may well stand in an answer that has to be understood. */
const SHORTEST_SECRET = 20

/** What is kept of a reply is read by others: a secret that it repeats, such as in the URL that failed, is taken out. */
function withoutSecrets(reply: Reply, hidden: readonly string[]): Reply {
  const values = hidden.filter(({ length }) => length >= SHORTEST_SECRET).sort((a, b) => b.length - a.length)
  const clean = (text: string) => values.reduce((rest, secret) => rest.replaceAll(secret, '…'), text)
  return 'status' in reply ? { ...reply, answer: clean(reply.answer) } : { ...reply, detail: clean(reply.detail) }
}

/** What of a URL lets whoever knows it write there: all that follows its origin, and each long part of that. */
function secretsIn(url: string): string[] {
  const { origin, pathname, search, searchParams } = new URL(url)
  const query = [...searchParams.values()].flatMap((value) => [value, encodeURIComponent(value)])
  return [url.slice(origin.length), `${pathname}${search}`, pathname, ...pathname.split('/'), ...query]
}

function unsigned(error: unknown): Reply {
  return { error: 'unsigned', detail: error instanceof Error ? error.message : String(error) }
}
