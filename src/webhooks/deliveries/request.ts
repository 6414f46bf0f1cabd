// One delivery as a signed request. What is known of its endpoint and its message is kept, and where secret and signature
// are there at once nothing is waited for.
import type { Clock } from '../../runtime/clock.ts'
import { createLru } from '../../runtime/lru.ts'
import type { Sqlite } from '../../sqlite/port.ts'
import type { Vault } from '../endpoints/secrets.ts'
import { type Sign, secretBytes, signedText } from '../endpoints/signature.ts'
import type { Endpoints, Target } from '../endpoints/store.ts'
import { REMINDER } from '../formats/message-types.ts'
import type { Frozen, Messages } from './bodies.ts'
import { type Claim, stands } from './queue.ts'
import type { Reply } from './retry.ts'
import type { Send } from './send.ts'

export interface PostOptions {
  db: Sqlite
  messages: Messages
  endpoints: Endpoints
  vault: Vault
  clock: Clock
  send: Send
  sign: Sign
}

export interface Post {
  /** Reads what claims need while a transaction is open: in one, a read costs a tenth of what it does by itself. */
  prepare(claims: readonly Claim[]): void
  /** Sends what was leased; `lapsed` is a reminder that does not hold any more. Rejects where the store cannot be read. */
  send(claim: Claim): Promise<Reply | 'lapsed'>
}

interface Sender {
  url: string
  secret: Uint8Array<ArrayBuffer>
  oldSecret: Uint8Array<ArrayBuffer> | null
  oldSecretEnds: number
}

const MOST_SENDERS = 20_000

export function createPost({ db, messages, endpoints, vault, clock, send, sign }: PostOptions): Post {
  // What was signed last: a message for many has one text within a second.
  let text = { message: -1, timestamp: -1, bytes: new Uint8Array() }
  let senders = createLru<number, Sender>(MOST_SENDERS)
  let targets = createLru<number, Target>(MOST_SENDERS)
  let version = endpoints.version

  /** Forgets what was known of endpoints when any was altered. */
  const current = (): void => {
    if (version === endpoints.version) return
    senders = createLru(MOST_SENDERS)
    targets = createLru(MOST_SENDERS)
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

  const openSender = async (key: number): Promise<Sender> => {
    const { id, url, secret, oldSecret, oldSecretEnds } = targetOf(key)
    const since = version
    const [bytes, old] = await Promise.all([vault.open(secret), oldSecret === null ? null : vault.open(oldSecret)])
    const opened = secretBytes(bytes)
    if (opened === null) throw new Error(`deliver: the secret of ${id} cannot be used`)
    const sender = { url, secret: opened, oldSecret: old === null ? null : secretBytes(old), oldSecretEnds: oldSecretEnds ?? 0 }
    current()
    if (since === version) senders.set(key, sender)
    return sender
  }

  const textOf = (of: Claim, timestamp: number, body: Uint8Array): Uint8Array<ArrayBuffer> => {
    if (text.message !== of.message || text.timestamp !== timestamp)
      text = { message: of.message, timestamp, bytes: signedText(of.id, timestamp, body) }
    return text.bytes
  }

  const signed = (of: Claim, sender: Sender): Promise<Reply | 'lapsed'> => {
    const message = messages.get(of.message)
    const now = clock.real()
    const timestamp = Math.floor(now / 1000)
    const given = signatures(sender, textOf(of, timestamp, message.body), now, sign)
    return typeof given === 'string' ? go(message, sender, timestamp, given) : given.then((made) => go(message, sender, timestamp, made))
  }

  const go = (message: Frozen, { url }: Sender, timestamp: number, signature: string): Promise<Reply | 'lapsed'> => {
    if (message.type === REMINDER && !stands(db, message, clock.now())) return Promise.resolve('lapsed')
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Parley',
      'accept-encoding': 'identity',
      'webhook-id': message.id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signature,
    }
    return send({ url, headers, body: message.body })
  }

  return {
    prepare(claims) {
      current()
      for (const { endpoint } of claims) if (!senders.get(endpoint)) targetOf(endpoint)
    },
    send(of) {
      try {
        current()
        const sender = senders.get(of.endpoint) ?? openSender(of.endpoint)
        return sender instanceof Promise ? sender.then((opened) => signed(of, opened), unsigned) : signed(of, sender)
      } catch (error) {
        return Promise.reject(error)
      }
    },
  }
}

function unsigned(error: unknown): Reply {
  return { error: 'unsigned', detail: error instanceof Error ? error.message : String(error) }
}

/** While a secret rotates, one signature by each. */
function signatures(
  { secret, oldSecret, oldSecretEnds }: Sender,
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
