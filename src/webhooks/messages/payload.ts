// What a message says: `{ type, timestamp, data }`. Talks and changes look the same here and in the API.

import type { Change } from '../../changes/change.ts'
import type { Dated } from '../../changes/move.ts'
import type { Standing } from '../../changes/standing.ts'
import { type Dates, sentenceOf } from '../../language/change-sentence.ts'
import { reminderSentence } from '../../language/reminder-sentence.ts'
import type { Language } from '../../language/words.ts'
import type { Reminder } from '../../reminders/due-reminders.ts'
import { parseSchedule } from '../../reminders/schedule.ts'
import { formatLead } from '../../talks/lead.ts'
import { pageOf, type Site, uidOf } from '../../talks/site.ts'
import type { Talk } from '../../talks/talk.ts'
import { instantText } from '../../talks/time.ts'

/** A talk with what the log knows of it. */
export function talkJson(talk: Talk, standing: Standing, site: Site) {
  const { revision, announcedAt, at, withdrawn, movedFrom } = standing
  const url = pageOf(talk.id, site)
  return { ...talk, uid: uidOf(talk.id, site), revision, announcedAt, revisedAt: at, withdrawn, movedFrom, url, calendar: `${url}.ics` }
}

/** A change, with one sentence that says what happened. */
export function changeJson(change: Change, dates: Dates, lang: Language) {
  const { cursor, id, talk, revision, types, at, before, after } = change
  return { cursor, id, talk, revision, types, at, before, after, sentence: sentenceOf(change, dates, lang) }
}

/** Lateness below this is none, in milliseconds. */
const IN_TIME = 60_000

/** A reminder, with one sentence that says what it reminds of. */
export function reminderJson(reminder: Omit<Reminder, 'endpoints'>, talk: Talk, known: Dated, lang: Language) {
  const { start, schedule, dueAt, late, movedFrom } = reminder
  const timeKnown = start.instant !== null
  const lateBy = late < IN_TIME ? null : formatLead({ unit: 'seconds', seconds: Math.floor(late / 1000) })
  return {
    lead: formatLead(parseSchedule(schedule).lead),
    dueAt: instantText(dueAt),
    lateBy,
    timeKnown,
    startsAt: start.instant === null ? null : instantText(start.instant),
    day: start.day ?? known.when.slice(0, 10),
    zone: start.zone,
    movedFrom,
    sentence: reminderSentence(talk, known, { timeKnown, late: lateBy === null ? 0 : late, movedFrom }, lang),
  }
}

/** The body of a message; frozen from here on. */
export function bodyOf(type: string, timestamp: string, data: unknown): string {
  return JSON.stringify({ type, timestamp, data })
}
