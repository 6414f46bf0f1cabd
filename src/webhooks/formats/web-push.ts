// Notices on phones and desks, by Web Push: the message is encrypted for one browser (RFC 8291), and its push service keeps
// it for a while (RFC 8030). The desk names itself with every request (RFC 8292).
import { encryptNotification } from '@block65/webcrypto-web-push'
import { hash } from 'fast-sha256'
import { WORDS } from '../../language/words.ts'
import type { Answer, Brief, Completed, Format, Judged, Payload } from './format.ts'
import { type MessageType, REMINDER } from './message-types.ts'
import { shortened } from './shortened.ts'

/** Services that browsers are known to use; https://github.com/pushpad/known-push-services. */
const SERVICES =
  /^(?:fcm\.googleapis\.com|(?:[\w-]+\.)*push\.apple\.com|(?:[\w-]+\.)*push\.services\.mozilla\.com|(?:[\w-]+\.)*notify\.windows\.com)$/
/** Bytes of a notice: with its head and tag a push service takes 4,096, and Firefox on Android less. */
const MOST_BYTES = 2847
const MOST_SENTENCE = 600
/** For how long a push service keeps a notice, in seconds (RFC 8030, 5.2). */
const LEAST_KEPT = 60
const MOST_KEPT = 28 * 24 * 3600
const KEPT_TEST = 3600
/** Base64url characters of a topic; a length of 4n + 1 is refused by Apple. */
const TOPIC = 32

const URGENT: ReadonlySet<MessageType> = new Set(['talk.rescheduled', 'talk.cancelled', 'talk.postponed', 'talk.reinstated', REMINDER])

export const webPush: Format = {
  readBy: 'people',
  contentType: 'application/octet-stream',
  hasSecretUrl: true,
  urls: { example: 'https://updates.push.services.mozilla.com/wpush/v2/…', right: ({ hostname }) => SERVICES.test(hostname) },
  credentials: {
    p256dh: { pattern: /^[\w-]{86,88}=?$/, example: 'the public key of a PushSubscription, 65 bytes in base64url' },
    auth: { pattern: /^[\w-]{22,24}=?=?$/, example: 'the authentication secret of a PushSubscription, 16 bytes in base64url' },
  },
  body: ({ brief, data }) => noticeText(brief(), data),
  async complete({ url, credentials }, body, { type, talk, id, expires, now, authorization: authorize }): Promise<Completed> {
    const { p256dh = '', auth = '' } = credentials
    const subscription = { endpoint: url, expirationTime: null, keys: { p256dh, auth } }
    const [encrypted, authorization] = await Promise.all([
      encryptNotification(subscription, new TextEncoder().encode(body), { pad: false }),
      authorize(new URL(url).origin),
    ])
    const headers = {
      authorization,
      'content-encoding': 'aes128gcm',
      ttl: String(keptFor(type, expires, now)),
      urgency: URGENT.has(type) ? 'high' : 'normal',
      topic: topicOf(talk === null ? id : (JSON.parse(body) as { tag: string }).tag),
    }
    return { url, headers, body: encrypted }
  },
  judge,
  holds: 'origin',
}

/** What the service worker shows, as JSON. */
function noticeText(brief: Brief, data: Payload['data']): string {
  const { code, endpoint } = data as { code?: string; endpoint?: string }
  const { following, manage } = WORDS[brief.lang].brief
  const whole = (sentence: string): string =>
    JSON.stringify({
      title: shortened(brief.title, 120),
      text: [sentence, ...brief.unknown.slice(0, 3), ...brief.sources.slice(0, 1).map((line) => shortened(line, 120))].join('\n'),
      lang: brief.lang,
      tag: brief.talk === null ? brief.type : `${brief.talk} ${kindOf(brief.type, data)}`,
      url: brief.link?.url ?? null,
      manage,
      ...(code === undefined ? {} : { code, endpoint }),
    })
  let most = MOST_SENTENCE
  const said = code === undefined ? brief.sentence : following
  let text = whole(shortened(said, most))
  while (new TextEncoder().encode(text).length > MOST_BYTES && most > 1) {
    most = Math.floor(most / 2)
    text = whole(shortened(said, most))
  }
  return text
}

/** What a later notice about the same talk replaces: one of its kind, and never something weightier. */
function kindOf(type: MessageType, data: Payload['data']): string {
  if (type === REMINDER) return (data as { reminder?: { about?: string } }).reminder?.about === 'accreditation' ? 'deadline' : 'reminder'
  return type === 'talk.updated' || type === 'talk.parties_changed' ? 'update' : 'change'
}

function keptFor(type: MessageType, expires: number | null, now: number): number {
  if (type === 'endpoint.test' || type === 'endpoint.verification') return KEPT_TEST
  const left = expires === null ? MOST_KEPT : Math.floor((expires - now) / 1000)
  return Math.min(MOST_KEPT, Math.max(LEAST_KEPT, left))
}

/** A notice that was not shown yet is replaced by a later one of its kind about the same talk (RFC 8030, 5.4). */
function topicOf(text: string): string {
  const bytes = hash(new TextEncoder().encode(text))
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .slice(0, TOPIC)
}

/** 404 and 410: the subscription has ended. 413: this notice is too large. */
function judge({ status }: Answer): Judged | null {
  if (status === 404 || status === 410) return 'gone'
  return status === 413 || status === 400 ? 'refused' : null
}
