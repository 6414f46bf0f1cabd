// Notices: what messages say about an endpoint itself, or about a reminder that was not sent. Instants are texts in UTC; a `url`
// is one that may be told.
import type { MessageType } from '../formats/message-types.ts'

export function failingNotice(endpoint: string, url: string, since: string) {
  return { endpoint, url, since, sentence: `The endpoint ${endpoint} has failed since ${since}.` }
}

export function disabledNotice(endpoint: string, url: string, since: string) {
  const reason = unreachedSince(since)
  return { endpoint, url, since, reason, sentence: `The endpoint ${endpoint} is disabled: ${reason}` }
}

/** Why an endpoint was disabled. */
export function unreachedSince(since: string): string {
  return `No message has reached it since ${since}.`
}

export function skippedNotice(talk: string, schedule: string, dueAt: string, reason: 'begun' | 'stale') {
  const why = reason === 'begun' ? 'the talk had begun' : 'it would have come too late'
  return { talk, schedule, dueAt, reason, sentence: `A reminder of ${talk} was due at ${dueAt} and was not sent: ${why}.` }
}

export function testNotice(endpoint: string) {
  return { endpoint, sentence: 'This is a test, which the owner of this endpoint asked for.' }
}

/** A code, or the most of one, as messages have it; and wherever an answer has it, however that goes on. */
const OWN_CODE = /(?<![\w-])[A-HJKMNP-TV-Z2-9]{5}-[A-HJKMNP-TV-Z2-9]{5}(?![\w-])/g
const ANY_CODE = /[A-HJKMNP-TV-Z2-9]{5}-[A-HJKMNP-TV-Z2-9]{0,5}/gi
const HIDDEN = '·····-·····'

/** What an owner may read of a message or an answer to it: a code is for whoever runs the address alone. */
export function withoutCode(type: MessageType, text: string, by: 'us' | 'them'): string {
  return type === 'endpoint.verification' ? text.replace(by === 'us' ? OWN_CODE : ANY_CODE, HIDDEN) : text
}

/** `desk` is the desk's URL, so that whoever runs the address knows who asks. */
export function verificationNotice(endpoint: string, code: string, desk: string) {
  const sentence = `Somebody asked ${desk} to send messages about talks here. To take them, answer with this code, or type it back; to take none, do nothing.`
  return { endpoint, code, sentence }
}
