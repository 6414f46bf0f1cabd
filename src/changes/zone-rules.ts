// What new rules of a time zone move: a local time stays, and its instant is another one. That is a change like any other, so
// that calendars, reminders and endpoints follow. Instants are compared, not versions, since not every runtime has one to read.
import type { Sqlite } from '../sqlite/port.ts'
import { publishedAt } from './append-changes.ts'
import type { Step } from './change.ts'
import { append, readOrigin, readTalk } from './change-log.ts'
import { instantsOf, type Standing, standingAfter } from './standing.ts'

/** Appends a change for each talk that is not over and whose instants are others than were told. The caller has a transaction open. */
export function appendMoved(db: Sqlite, standings: readonly Standing[], newId: () => string, now: number): Step[] {
  return standings.filter((standing) => isMoved(standing, now)).map((standing) => appendOne(db, standing, newId(), now))
}

function isMoved({ withdrawn, told, known }: Standing, now: number): boolean {
  const is = instantsOf(known)
  if (withdrawn || told === null || is === null) return false
  const moved = is.start !== told.start || (is.end !== null && told.end !== null && is.end !== told.end)
  return moved && Math.max(is.end ?? is.start, told.end ?? told.start) > now
}

function appendOne(db: Sqlite, was: Standing, id: string, now: number): Step {
  const talk = readTalk(db, was.talk, was.revision)
  const origin = readOrigin(db, was.talk)
  if (talk === null || origin === null) throw new Error(`zone-rules: ${was.talk} stands but is not in the log`)
  const at = publishedAt(db, now)
  const is = standingAfter(was, talk, at)
  const change = { id, talk: was.talk, revision: is.revision, types: ['talk.updated' as const], at, after: talk }
  return { change: { ...change, before: talk, cursor: append(db, origin, change, is) }, was, is }
}
