// What a message tells, in one language: a change or a reminder with the talk as it stands.

import { deadlineOf } from '../../calendar/deadline.ts'
import type { Step } from '../../changes/change.ts'
import type { Dated } from '../../changes/move.ts'
import type { Standing } from '../../changes/standing.ts'
import { changeJson, talkJson } from '../../changes/talk-json.ts'
import { sentenceOf } from '../../language/change-sentence.ts'
import { type ReminderFacts, reminderSentence } from '../../language/reminder-sentence.ts'
import type { Language } from '../../language/words.ts'
import type { Reminder } from '../../reminders/reminder.ts'
import { parseSchedule } from '../../reminders/schedule.ts'
import { formatLead } from '../../talks/lead.ts'
import type { Site } from '../../talks/site.ts'
import type { Talk } from '../../talks/talk.ts'
import { instantText } from '../../talks/time.ts'
import { MINUTE } from '../../talks/units.ts'
import type { Payload } from '../formats/format.ts'
import { REMINDER } from '../formats/message-types.ts'
import { changeBrief, reminderBrief } from './brief.ts'

/** A talk, and how it stands. */
export interface Standpoint {
  talk: Talk
  standing: Standing
}

export function changePayload(step: Step, lang: Language, site: Site): Payload {
  const { change, is } = step
  // A change always has a talk before or after it.
  const talk = (change.after ?? change.before) as Talk
  const data = { change: changeJson(step, sentenceOf(step, lang)), talk: talkJson(talk, is, site) }
  return { type: change.types[0] ?? 'talk.updated', timestamp: change.at, data, brief: () => changeBrief(step, lang, site) }
}

/** `now` in the desk's time. */
export function reminderPayload(
  reminder: Omit<Reminder, 'askers'>,
  { talk, standing }: Standpoint,
  lang: Language,
  site: Site,
  now: number,
): Payload {
  const facts = factsOf(reminder)
  const known = reminder.about === 'start' ? standing.known : deadlineOf(standing).known
  const data = { reminder: reminderJson(reminder, facts, talk, known, lang), talk: talkJson(talk, standing, site) }
  return { type: REMINDER, timestamp: instantText(now), data, brief: () => reminderBrief(talk, known, facts, lang, site) }
}

/** A reminder that is told so many milliseconds after it was due, or more, says how late it is. */
export const LATE = MINUTE

function factsOf({ about, start, late, movedFrom }: Omit<Reminder, 'askers'>): ReminderFacts {
  return { about, timeKnown: start.instant !== null, late: late < LATE ? 0 : late, movedFrom }
}

function reminderJson(reminder: Omit<Reminder, 'askers'>, facts: ReminderFacts, talk: Talk, known: Dated, lang: Language) {
  const { about, start, schedule, dueAt, movedFrom } = reminder
  const { timeKnown, late } = facts
  const lateBy = late === 0 ? null : formatLead({ unit: 'seconds', seconds: Math.floor(late / 1000) })
  return {
    about,
    lead: formatLead(parseSchedule(schedule).lead),
    dueAt: instantText(dueAt),
    lateBy,
    timeKnown,
    startsAt: start.instant === null ? null : instantText(start.instant),
    day: start.day ?? known.when.slice(0, 10),
    zone: start.zone,
    movedFrom,
    sentence: reminderSentence(talk, known, facts, lang),
  }
}
