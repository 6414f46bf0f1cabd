// A push service that is not ours, on loopback: it holds requests against RFC 8030, 8291 and 8292, and decrypts them as a
// browser would, with Mozilla's http_ece.
import { createECDH, type ECDH, randomBytes } from 'node:crypto'
import * as ece from 'http_ece'
import { createReceiver, type Received, type Receiver } from './receiver.ts'

export interface Browser {
  /** As `PushSubscription.toJSON` gives it. */
  subscription: { endpoint: string; keys: { p256dh: string; auth: string } }
  key: ECDH
}

export interface Pushed {
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
  notice: any
  headers: Record<string, string>
  bytes: number
}

export interface PushService extends Pick<Receiver, 'answer' | 'close' | 'received' | 'url'> {
  subscribe(name: string): Browser
  /** What came for a browser, decrypted. */
  noticesOf(browser: Browser): Pushed[]
  answer: Receiver['answer']
}

export async function createPushService(): Promise<PushService> {
  const receiver = await createReceiver()
  receiver.answer = () => 201
  return Object.assign(receiver, {
    subscribe(name: string): Browser {
      const key = createECDH('prime256v1')
      key.generateKeys()
      const keys = { p256dh: key.getPublicKey('base64url'), auth: randomBytes(16).toString('base64url') }
      return { subscription: { endpoint: `${receiver.url}/push/${name}`, keys }, key }
    },
    noticesOf({ subscription, key }: Browser): Pushed[] {
      const { pathname } = new URL(subscription.endpoint)
      return receiver.received
        .filter(({ path }) => path === pathname)
        .map((received) => {
          const bytes = Buffer.from(received.bytes)
          const text = ece.decrypt(bytes, { version: 'aes128gcm', privateKey: key, authSecret: subscription.keys.auth })
          return { notice: JSON.parse(text.toString('utf8')), headers: received.headers, bytes: text.length }
        })
    },
  })
}

/** What a request says of who sends it; throws where its signature does not hold (RFC 8292, section 2). */
export async function senderOf({ headers }: Pick<Received, 'headers'>): Promise<{ aud: string; exp: number; sub: string; key: string }> {
  const [, token = '', key = ''] = /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(headers.authorization ?? '') ?? []
  const [head = '', claims = '', signature = ''] = token.split('.')
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const publicKey = await crypto.subtle.importKey('raw', Buffer.from(key, 'base64url'), algorithm, false, ['verify'])
  const signed = Buffer.from(`${head}.${claims}`)
  if (!(await crypto.subtle.verify(algorithm, publicKey, Buffer.from(signature, 'base64url'), signed)))
    throw new Error('the signature does not hold')
  return { ...JSON.parse(Buffer.from(claims, 'base64url').toString()), key }
}
