// Taking a text out of all that is kept of one talk: what should never have gone out, such as a phone number. It is done where
// the text stands, in every version, in one transaction; that it was done, and by whom, stays.
import type { Sqlite } from '../sqlite/port.ts'
import { etagOf } from './record-store.ts'

/** In place of the text where something has to stand. */
export const REMOVED = '[removed]'

/** Fields that cannot hold anything else than what they are for: they go as a whole. */
const WHOLE = ['email', 'phone', 'url', 'online']

/** Fields that hold ids, dates and words of a list: without these, nothing could be read any more. */
const KEPT = new Set(
  'id when zone status party role attendance country level format source supports stance published embargoUntil verifiedAt deadline topics kind wikidata'.split(
    ' ',
  ),
)

/** How many rows had it, by what they are kept as. */
export interface Redacted {
  changes: number
  versions: number
  messages: number
  answers: number
  drafts: number
}

export interface Redaction extends Redacted {
  /** Whether what was left of it in unused parts of the file is gone, too. */
  isClean: boolean
  /** Copies of the whole state that were made before, and may have it. */
  copies: { at: number; by: string; what: string; where: string | null }[]
}

/** The caller has a transaction open, and forgets all that it holds in memory once it is committed. */
export function redact(db: Sqlite, talk: string, text: string): Redacted {
  return {
    changes: redactChanges(db, talk, text),
    versions: redactVersions(db, talk, text),
    // Answers may repeat what was sent; they are found by the messages, which are altered after them.
    answers: redactAnswers(db, talk, text),
    messages: redactMessages(db, talk, text),
    drafts: redactDrafts(db, text),
  }
}

/** Whether a text is anywhere in a value. */
export function holds(value: unknown, text: string): boolean {
  if (typeof value === 'string') return value.includes(text)
  return typeof value === 'object' && value !== null && Object.entries(value).some(([key, each]) => !isKept(key, each) && holds(each, text))
}

function isKept(key: string, value: unknown): boolean {
  return KEPT.has(key) && (typeof value === 'string' || (Array.isArray(value) && value.every((each) => typeof each === 'string')))
}

/** A value without the text: fields that it makes up go, and elsewhere it is said that something was removed. */
export function without<T>(value: T, text: string): T {
  if (typeof value === 'string') return value.replaceAll(text, REMOVED) as T
  if (Array.isArray(value)) return value.filter((each) => !isLink(each, text)).map((each: unknown) => without(each, text)) as T
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).flatMap(([key, each]): [string, unknown][] => {
    if (isKept(key, each)) return [[key, each]]
    if (!WHOLE.includes(key) || !holds(each, text)) return [[key, without(each, text)]]
    // A source without an address has none that is known.
    return key === 'url' && 'published' in value ? [[key, null]] : []
  })
  return Object.fromEntries(entries) as T
}

/** A link is nothing without its address. */
function isLink(value: unknown, text: string): boolean {
  const { url, title, published } = Object(value) as { url?: unknown; title?: unknown; published?: unknown }
  return typeof url === 'string' && title !== undefined && published === undefined && url.includes(text)
}

function redactChanges(db: Sqlite, talk: string, text: string): number {
  const rows = db.all<{ cursor: number; json: string }>(
    'SELECT cursor, talk_json AS json FROM change WHERE talk = ? AND talk_json IS NOT NULL',
    talk,
  )
  const found = rows.filter(({ json }) => holds(JSON.parse(json), text))
  for (const { cursor, json } of found)
    db.run('UPDATE change SET talk_json = ? WHERE cursor = ?', JSON.stringify(without(JSON.parse(json), text)), cursor)
  db.run('DELETE FROM kept WHERE talk = ?', talk)
  return found.length
}

function redactVersions(db: Sqlite, talk: string, text: string): number {
  const sql = "SELECT version, body FROM record WHERE kind = 'talk' AND id = ? AND body IS NOT NULL"
  const found = db.all<{ version: number; body: string }>(sql, talk).filter(({ body }) => holds(JSON.parse(body), text))
  for (const { version, body } of found) {
    const redacted = without(JSON.parse(body) as object, text)
    db.run(
      "UPDATE record SET body = ?, etag = ? WHERE kind = 'talk' AND id = ? AND version = ?",
      ...[JSON.stringify(redacted), etagOf(redacted), talk, version],
    )
  }
  const acts = db.all<{ key: number; detail: string }>(
    "SELECT key, detail FROM act WHERE kind = 'talk' AND subject = ? AND detail IS NOT NULL",
    talk,
  )
  for (const { key, detail } of acts)
    if (detail.includes(text)) db.run('UPDATE act SET detail = ? WHERE key = ?', detail.replaceAll(text, REMOVED), key)
  return found.length
}

function redactMessages(db: Sqlite, talk: string, text: string): number {
  const rows = db.all<{ key: number; body: string }>('SELECT key, body FROM message WHERE talk = ?', talk)
  const found = rows.filter(({ body }) => isIn(body, text))
  for (const { key, body } of found) db.run('UPDATE message SET body = ? WHERE key = ?', redactedBody(body, text), key)
  return found.length
}

function redactAnswers(db: Sqlite, talk: string, text: string): number {
  const ofTalk = 'SELECT delivery.key FROM delivery JOIN message ON message.key = message WHERE talk = ?1'
  const like = 'instr(answer, ?2) > 0'
  return (
    db.run(`UPDATE delivery SET answer = replace(answer, ?2, ?3) WHERE key IN (${ofTalk}) AND ${like}`, talk, text, REMOVED) +
    db.run(`UPDATE attempt SET answer = replace(answer, ?2, ?3) WHERE delivery IN (${ofTalk}) AND ${like}`, talk, text, REMOVED)
  )
}

function redactDrafts(db: Sqlite, text: string): number {
  const found = db.all<{ id: string; form: string }>('SELECT id, form FROM draft').filter(({ form }) => holds(JSON.parse(form), text))
  for (const { id, form } of found) {
    const { fields } = JSON.parse(form) as { fields: [string, string][] }
    const redacted = fields.map(([name, value]) => [name, value.replaceAll(text, '')])
    db.run('UPDATE draft SET form = ? WHERE id = ?', JSON.stringify({ fields: redacted }), id)
  }
  return found.length
}

/** Whether a body has the text, also with the signs that formats of chats escape by. */
function isIn(body: string, text: string): boolean {
  const value = parsed(body)
  return value === undefined ? body.includes(text) : holds(value, text) || bare(JSON.stringify(value)).includes(bare(text))
}

function redactedBody(body: string, text: string): string {
  const value = parsed(body)
  const redacted = value === undefined ? body.replaceAll(text, REMOVED) : JSON.stringify(without(value, text))
  // What is escaped by a chat's rules is not found letter by letter: then nothing of the message stays.
  return bare(redacted).includes(bare(text)) ? JSON.stringify({ redacted: true }) : redacted
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

/** Letters and digits, and what joins them; without signs that escape. */
function bare(text: string): string {
  return text.replace(/&#?\w{2,6};/g, '').replace(/[^\p{L}\p{N}@.]/gu, '')
}
