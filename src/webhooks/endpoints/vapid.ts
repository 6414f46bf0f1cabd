// The key pair by which push services know the desk (VAPID, RFC 8292). It is made at the first start and kept like a secret:
// subscriptions are bound to it, so without it every follower is lost.
import { vapidHeaders } from '@block65/webcrypto-web-push'
import type { Sqlite } from '../../sqlite/port.ts'
import { readSetting, writeSetting } from '../../sqlite/settings.ts'
import { HOUR } from '../../talks/units.ts'
import { type Secrets, VAPID_KEYS } from './secrets.ts'
import { base64url, bytesOf } from './signature.ts'

export interface Vapid {
  /** 65 bytes in base64url, as browsers are given it; `null` where nobody can follow. */
  readonly publicKey: string | null
  /** Reads the key pair, or makes it. */
  unlock(): Promise<void>
  /** What a push service at this origin is told of who sends. */
  authorization(origin: string): Promise<string>
}

interface Keys {
  publicKey: string
  privateKey: string
}

interface Options {
  db: Sqlite
  secrets: Secrets
  /** How whoever runs a push service reaches the operator; `null`: nobody can follow. */
  contact: string | null
  readOnly: boolean
  now: () => number
}

export function createVapid({ db, secrets, contact, readOnly, now }: Options): Vapid {
  let keys: Keys | null = null
  const tokens = new Map<string, { at: number; text: Promise<string> }>()
  return {
    get publicKey() {
      return keys?.publicKey ?? null
    },
    async unlock() {
      if (contact === null) return
      const sealed = readSetting(db, VAPID_KEYS)
      if (sealed !== null) keys = JSON.parse(await secrets.open(sealed)) as Keys
      else if (!readOnly) {
        keys = await newKeys()
        writeSetting(db, VAPID_KEYS, await secrets.seal(JSON.stringify(keys)))
      }
    },
    authorization(origin) {
      if (keys === null || contact === null) return Promise.reject(new Error('there is no key for push services, since CONTACT is not set'))
      const kept = tokens.get(origin)
      if (kept && kept.at <= now() && now() - kept.at < HOUR) return kept.text
      const subject = contact.startsWith('https:') ? contact : `mailto:${contact}`
      // A push service takes https only; one that the operator has excepted is told its address as if it did.
      const subscription = { endpoint: origin.replace(/^http:/, 'https:'), expirationTime: null, keys: { auth: '', p256dh: '' } }
      const text = vapidHeaders(subscription, { subject, ...keys }).then(({ headers }) => headers.authorization)
      tokens.set(origin, { at: now(), text })
      text.catch(() => tokens.delete(origin))
      return text
    },
  }
}

/** A pair on the curve P-256: the public key as a point, the private one as a number, both in base64url. */
async function newKeys(): Promise<Keys> {
  const usages = ['sign', 'verify'] as const
  const pair = (await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [...usages])) as { privateKey: CryptoKey }
  const { x = '', y = '', d = '' } = (await crypto.subtle.exportKey('jwk', pair.privateKey)) as { x?: string; y?: string; d?: string }
  const bytes = (text: string) => bytesOf(text.replaceAll('-', '+').replaceAll('_', '/'))
  return { publicKey: base64url(Uint8Array.from([4, ...bytes(x), ...bytes(y)])), privateKey: d }
}
