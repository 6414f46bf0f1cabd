// What a message says to people, in short: who meets, what happened, what is not known, and who says so.
import type { Step } from '../../changes/change.ts'
import type { Dated } from '../../changes/move.ts'
import { whatHappened } from '../../language/change-sentence.ts'
import { whenWords } from '../../language/dates.ts'
import { attributions, unknowns } from '../../language/facts.ts'
import { titleIn } from '../../language/names.ts'
import { type ReminderFacts, whatIsDue } from '../../language/reminder-sentence.ts'
import { capital, fill, type Language, WORDS } from '../../language/words.ts'
import { pageOf, type Site } from '../../talks/site.ts'
import { isCalledOff } from '../../talks/status.ts'
import type { Talk } from '../../talks/talk.ts'
import { instantOf } from '../../talks/time.ts'
import { whenOf } from '../../talks/when.ts'
import type { Brief } from '../formats/format.ts'
import { type MessageType, REMINDER } from '../formats/message-types.ts'

export function changeBrief(step: Step, lang: Language, site: Site): Brief {
  const { change, is } = step
  const talk = (change.after ?? change.before) as Talk
  const gone = change.after === null || isCalledOff(talk)
  const brief = { ...about(talk, lang, site), type: change.types[0] ?? 'talk.updated', sentence: whatHappened(step, lang) }
  // What is called off has no date that anyone should note.
  return gone ? brief : { ...brief, when: dateOf(is.known, lang), unknown: unknowns(talk, whenOf(is.known), lang) }
}

export function reminderBrief(talk: Talk, known: Dated, facts: ReminderFacts, lang: Language, site: Site): Brief {
  return {
    ...about(talk, lang, site),
    type: REMINDER,
    sentence: capital(whatIsDue(known, facts, lang), lang),
    when: dateOf(known, lang),
    unknown: facts.about === 'start' ? unknowns(talk, whenOf(known), lang) : [],
  }
}

/** A notice that is not about a talk. `sentence` as it is told to programs, in English. */
export function noticeBrief(type: MessageType, notice: object, lang: Language): Brief {
  const { sentence = '', code = '' } = notice as { sentence?: string; code?: string }
  const words = WORDS[lang].brief
  const said: Partial<Record<MessageType, string>> = {
    'endpoint.test': words.test,
    'endpoint.verification': fill(words.verification, { code }),
  }
  return { type, title: 'Parley', sentence: said[type] ?? sentence, when: null, unknown: [], sources: [], link: null, talk: null, lang }
}

function about(talk: Talk, lang: Language, site: Site): Omit<Brief, 'type' | 'sentence'> {
  const link = { url: pageOf(talk.id, site), words: WORDS[lang].brief.open }
  return { title: titleIn(lang, talk), when: null, unknown: [], sources: attributions(talk, lang), link, talk: talk.id, lang }
}

function dateOf(known: Dated, lang: Language): Brief['when'] {
  const when = whenOf(known)
  const start = when.precision === 'minute' ? instantOf(when.start, when.zone) : null
  return { words: whenWords(when, lang), start }
}
