// What an act comes to, for whoever decides about it: each change with its sentence in every language and the entry that
// calendars will have, and whom it tells. How many read a calendar, nobody can know.
import { comingEvent } from '../calendar/coming-event.ts'
import type { Step } from '../changes/change.ts'
import type { Histories } from '../changes/histories.ts'
import { sentenceOf } from '../language/change-sentence.ts'
import { LANGUAGES, type Language } from '../language/words.ts'
import type { Moment } from '../runtime/clock.ts'
import type { Site } from '../talks/site.ts'
import type { FormatName } from '../webhooks/formats/formats.ts'

export interface Effects {
  /** The first of them. */
  changes: {
    step: Step
    sentences: Record<Language, string>
    /** A VEVENT; `null` where no calendar can show the talk. */
    event: string | null
  }[]
  /** How many changes there are in all. */
  count: number
  /** How many endpoints of each format are told of any of them. */
  told: Partial<Record<FormatName, number>>
}

/** Changes that are shown one by one. */
const MOST = 100

interface Options {
  histories: Pick<Histories, 'talks'>
  site: Site
  audience: (steps: readonly Step[], now: Moment) => Effects['told']
}

export function effectsOf(steps: readonly Step[], now: Moment, { histories, site, audience }: Options): Effects {
  const changes = steps.slice(0, MOST).map((step) => {
    const sentences = Object.fromEntries(LANGUAGES.map((lang) => [lang, sentenceOf(step, lang)])) as Record<Language, string>
    const event = comingEvent(step, histories.talks.get(step.change.talk) ?? [], { lang: 'en', site, today: now.today })
    return { step, sentences, event }
  })
  return { changes, count: steps.length, told: audience(steps, now) }
}
