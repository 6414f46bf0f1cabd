// How messages are written for a kind of receiver. A format is one pure file, named in formats.ts.
import type { Language } from '../../language/words.ts'
import type { MessageType } from './message-types.ts'

/** What a message tells in one language, before any format has written it. */
export interface Payload {
  type: MessageType
  /** When it happened, in UTC. */
  timestamp: string
  data: object
  /** The same for people. */
  brief: () => Brief
}

/** What tells a message from all others. */
export interface Identity {
  /** The same however often it is sent. */
  id: string
  talk: string | null
  /** The desk's URL, without a slash at its end. */
  desk: string
}

/** What a message says to people: short texts of one language, without markup, and nothing that a source did not say. */
export interface Brief {
  type: MessageType
  /** What it is about: a talk by its title, or the desk. */
  title: string
  /** What happened or is due. */
  sentence: string
  /** The date of the talk in words, and its start in milliseconds where the time is known; `null` for notices. */
  when: { words: string; start: number | null } | null
  /** What is not known yet, in one sentence each. */
  unknown: readonly string[]
  /** Who says so: "Official: …", "Reported: …". */
  sources: readonly string[]
  /** The page of the talk, and what its link says; `null` for notices. */
  link: { url: string; words: string } | null
  /** The id of the talk. */
  talk: string | null
  lang: Language
}

/** A message as it is about to be sent, and what is known of it only then. */
export interface Sending extends Identity {
  type: MessageType
  /** From when on it is worth nothing, in milliseconds of the desk's time. */
  expires: number | null
  /** The desk's time, in milliseconds. */
  now: number
  /** Of the real time, in whole seconds. */
  timestamp: number
  /** Signatures in the form of Standard Webhooks. */
  signature: string
  /** How the desk names itself to a push service at an origin (RFC 8292). Rejects where nobody can follow. */
  authorization(origin: string): Promise<string>
}

/** Where a message goes: what an endpoint has, and its frozen body does not. */
export interface Address {
  url: string
  /** Secrets that the format asks for, by their names. */
  credentials: Readonly<Record<string, string>>
}

/** A request as far as a format decides it. */
export interface Completed {
  url: string
  headers?: Record<string, string>
  body: string | Uint8Array<ArrayBuffer>
  method?: 'POST' | 'OPTIONS'
}

export interface Answer {
  status: number
  /** What was read of the body. */
  answer: string
  /** Headers that some format asks about, in lower case. */
  headers?: Readonly<Record<string, string>>
}

/**
 * What an answer means where its status does not say it as for a program: `gone`, the receiver wants nothing more; `refused`,
 * it will never take this message; or when it may be tried again, as in a `Retry-After`.
 */
export type Judged = 'delivered' | 'gone' | 'refused' | { retryAfter: string }

export interface Credential {
  /** What its value looks like. */
  pattern: RegExp
  /** An example, for whoever got it wrong. */
  example: string
}

export interface Format {
  /** Programs hear of a change at once; people when it was not taken back for a while. */
  readBy: 'programs' | 'people'
  contentType: string
  /** What its URLs look like, as an example; where there is none, any URL will do. */
  urls?: { example: string; right: (url: URL) => boolean }
  /** Whether whoever knows the URL can write there: others are told its origin alone. */
  hasSecretUrl?: true
  credentials?: Readonly<Record<string, Credential>>
  /** The body, which is then frozen: nothing in it depends on an endpoint. */
  body(payload: Payload, identity: Identity): string
  headers?(sending: Sending): Record<string, string>
  /** Puts an endpoint's own into a request. Without it, the body goes to the URL as they are. */
  complete?(address: Address, body: string, sending: Sending): Completed | Promise<Completed>
  /** `null`: by its status. */
  judge?(answer: Answer): Judged | null
  /** Whether the answer to a verification says that messages are wanted. Without it, an answer does that holds the code. */
  agrees?(answer: Answer, desk: string): boolean
  /** What a wait that a receiver asks for holds: its endpoint, or all endpoints at its origin. Default: the endpoint. */
  holds?: 'endpoint' | 'origin'
}
