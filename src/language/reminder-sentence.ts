// What a reminder reminds of, in one sentence of the reader's language.
import type { Dated } from '../changes/move.ts'
import type { Talk } from '../talks/talk.ts'
import { MINUTE } from '../talks/units.ts'
import { whenOf } from '../talks/when.ts'
import { whenWords } from './dates.ts'
import { titleIn } from './names.ts'
import { fill, type Language, WORDS } from './words.ts'

export interface ReminderFacts {
  /** Whether a talk begins, or its deadline for accreditation ends. */
  about: 'start' | 'accreditation'
  timeKnown: boolean
  /** In milliseconds, 0 if it comes in time. */
  late: number
  /** The date that the talk's last reminder gave. */
  movedFrom: Dated | null
}

export function reminderSentence(talk: Talk, known: Dated, facts: ReminderFacts, lang: Language): string {
  return fill(WORDS[lang].reminder.reminder, { title: titleIn(lang, talk), date: whatIsDue(known, facts, lang) })
}

/** The same without the name of the talk. */
export function whatIsDue(known: Dated, { about, timeKnown, late, movedFrom }: ReminderFacts, lang: Language): string {
  const words = WORDS[lang].reminder
  const date = whenWords(whenOf(known), lang)
  const parts = [about === 'start' ? date : fill(words.accreditation, { date })]
  if (about === 'start' && !timeKnown) parts.push(words.timeNotKnown)
  if (movedFrom !== null) parts.push(fill(words.movedFrom, { date: whenWords(whenOf(movedFrom), lang) }))
  if (late > 0) parts.push(fill(words.late, { time: spanWords(late, lang) }))
  return `${parts.reduce((one, next) => fill(WORDS[lang].sentence.and, { one, next }))}.`
}

/** "2 h 5 min": a delay in whole minutes, without the units that are 0. */
function spanWords(millis: number, lang: Language): string {
  const words = WORDS[lang].reminder
  const minutes = Math.floor(millis / MINUTE)
  const parts = [
    [Math.floor(minutes / 1440), words.days],
    [Math.floor(minutes / 60) % 24, words.hours],
    [minutes % 60, words.minutes],
  ] as const
  return parts
    .filter(([count]) => count > 0)
    .map(([count, template]) => fill(template, { count: String(count) }))
    .join(' ')
}
