// The title of an event: the talk's title, then in brackets what is not known yet.
import type { Standing } from '../changes/standing.ts'
import { dayWords, monthWords, qualified, shortWords, whenWords, yearOf } from '../language/dates.ts'
import { titleIn } from '../language/names.ts'
import { fill, type Language, WORDS } from '../language/words.ts'
import type { Talk } from '../talks/talk.ts'
import { type When, whenOf } from '../talks/when.ts'
import type { View } from './appearance.ts'

/**
 * SUMMARY: the mark stands at the end, since a month view shows the first twenty characters. `present`: where the talk
 * stands, if it is shown at an earlier date.
 */
export function summaryOf(talk: Talk, { known, movedFrom, span }: Standing, view: View, lang: Language, present: Standing): string {
  const words = WORDS[lang].summary
  const title = titleIn(lang, talk)
  switch (view) {
    case 'cancelled':
    case 'postponed':
    case 'withdrawn':
    case 'left':
      return fill(words[view], { title })
    case 'plain':
    case 'over':
      return marked(title, whenOf(known), span.shown?.certainty === 'coarse', lang)
    case 'vague': {
      const [was, now] = [whenOf(known), whenOf(present.known)]
      const date = lastDate(was, lang, yearOf(now) !== yearOf(was))
      return vaguely(date === null ? title : fill(words.was, { title, date }), now, lang)
    }
    case 'moved': {
      const when = whenOf(known)
      const was = movedFrom && whenOf(movedFrom)
      const text = marked(title, when, span.shown?.certainty === 'coarse', lang)
      const besides = when.precision === 'minute' ? when.start.slice(0, 10) : null
      const year = was !== null && yearOf(was) !== span.shown?.from.slice(0, 4)
      const date = was && shortWords(was, lang, { besides, year })
      return date ? fill(words.moved, { title: text, date }) : text
    }
  }
}

/** The date without its time: "10 January", with the year where it is not that of the present date. */
function lastDate(when: When, lang: Language, year: boolean): string | null {
  switch (when.precision) {
    case 'minute':
      return dayWords(when.start.slice(0, 10), lang, { year })
    case 'unknown':
      return null
    default:
      return whenWords(when, lang, { year, weekday: false })
  }
}

/** Where nothing is known that a calendar could show. */
function vaguely(title: string, when: When, lang: Language): string {
  const words = WORDS[lang].summary
  return when.precision === 'unknown'
    ? fill(words.date, { title })
    : fill(words.vague, { title, date: whenWords(when, lang, { weekday: false }) })
}

function marked(title: string, when: When, coarse: boolean, lang: Language): string {
  const words = WORDS[lang].summary
  switch (when.precision) {
    case 'minute':
    case 'days':
    case 'year':
    case 'unknown':
      return title
    case 'day':
      if (when.qualifier === 'certain') return fill(words.time, { title })
      return fill(words.about, { title, date: qualified(dayWords(when.day, lang), when.qualifier, lang, 'day') })
    case 'month':
      return fill(words.vague, { title, date: qualified(monthWords(when.month, lang, false), when.qualifier, lang, 'month') })
    case 'window': {
      if (!coarse || when.from === null || when.to === null) return fill(words.date, { title })
      const date = fill(WORDS[lang].date.span, { from: dayWords(when.from, lang), to: dayWords(when.to, lang) })
      return fill(words.vague, { title, date })
    }
  }
}
