// Dates in words, the same on every machine: no locale data but our own.
import { type Day, weekdayOf } from '../talks/time.ts'
import type { When } from '../talks/when.ts'
import { fill, type Language, WORDS } from './words.ts'

interface Style {
  year?: boolean
  weekday?: boolean
  short?: boolean
}

/** "10 January", with the year, the weekday or a short month where asked for. */
export function dayWords(day: Day, lang: Language, { year = false, weekday = false, short = false }: Style = {}): string {
  const words = WORDS[lang]
  const [y = '', m = '', d = ''] = day.split('-')
  const month = (short ? words.shortMonths : words.months)[Number(m) - 1] ?? ''
  const date = fill(year ? words.date.dayYear : words.date.day, {
    day: d === '01' ? words.firstOfMonth : String(Number(d)),
    month,
    year: y,
  })
  if (!weekday) return date
  const name = words.weekdays[weekdayOf(day)] ?? ''
  return fill(words.date.weekday, { weekday: name, date })
}

/** "January 2022". */
export function monthWords(month: string, lang: Language, year = true): string {
  const words = WORDS[lang]
  const name = words.months[Number(month.slice(5, 7)) - 1] ?? ''
  return year ? fill(words.date.month, { month: name, year: month.slice(0, 4) }) : name
}

/** All that a `when` says; in a sentence the weekday, or a year and zone that are said anyway, can be left out. */
export function whenWords(when: When, lang: Language, { weekday = true, year = true, zone = true } = {}): string {
  const { date } = WORDS[lang]
  const full = (day: Day) => dayWords(day, lang, { year, weekday })
  const plain = (day: Day) => dayWords(day, lang, { year })
  switch (when.precision) {
    case 'minute': {
      const start = fill(date.time, { date: full(when.start.slice(0, 10)), time: when.start.slice(11) })
      const time = when.end === null ? start : fill(date.span, { from: start, to: endWords(when.start, when.end, full, date.time) })
      return zone ? fill(date.zone, { time, zone: when.zone }) : time
    }
    case 'day':
      return qualified(full(when.day), when.qualifier, lang, 'day')
    case 'days':
      return when.to === null ? fill(date.from, { date: full(when.from) }) : fill(date.span, { from: full(when.from), to: full(when.to) })
    case 'window':
      if (when.from === null) return fill(date.by, { to: plain(when.to ?? '') })
      return when.to === null
        ? fill(date.after, { from: plain(when.from) })
        : fill(date.within, { from: plain(when.from), to: plain(when.to) })
    case 'month':
      return qualified(monthWords(when.month, lang, year), when.qualifier, lang, 'month')
    case 'year':
      return qualified(when.year, when.qualifier, lang, 'month')
    case 'unknown':
      return date.unknown
  }
}

/** The end of a talk: on the day of its start, only the time. */
function endWords(start: string, end: string, full: (day: Day) => string, template: string): string {
  const time = end.slice(11)
  return start.slice(0, 10) === end.slice(0, 10) ? time : fill(template, { date: full(end.slice(0, 10)), time })
}

/** The year of the earliest day that a `when` names; `null` where it names none. */
export function yearOf(when: When): string | null {
  switch (when.precision) {
    case 'minute':
      return when.start.slice(0, 4)
    case 'day':
      return when.day.slice(0, 4)
    case 'days':
      return when.from.slice(0, 4)
    case 'window':
      return (when.from ?? when.to)?.slice(0, 4) ?? null
    case 'month':
      return when.month.slice(0, 4)
    case 'year':
      return when.year
    case 'unknown':
      return null
  }
}

/**
 * Only what tells one date from another nearby: "17 Jan", "January", "09:30 Europe/Zurich" for another time of the
 * same day. `null` where there is no date to name.
 */
export function shortWords(when: When, lang: Language, { besides, year }: { besides: Day | null; year: boolean }): string | null {
  const { date } = WORDS[lang]
  const short = (day: Day) => dayWords(day, lang, { short: true, year })
  switch (when.precision) {
    case 'minute': {
      const day = when.start.slice(0, 10)
      return day === besides ? `${when.start.slice(11)} ${when.zone}` : short(day)
    }
    case 'day':
      return qualified(short(when.day), when.qualifier, lang, 'day')
    case 'days':
      return short(when.from)
    case 'window':
      return when.from === null || when.to === null ? null : fill(date.span, { from: short(when.from), to: short(when.to) })
    case 'month':
      return qualified(monthWords(when.month, lang, year), when.qualifier, lang, 'month')
    case 'year':
      return qualified(when.year, when.qualifier, lang, 'month')
    case 'unknown':
      return null
  }
}

/** "about 10 January", "January, uncertain". Some languages have another "about" for a day than for a month or year. */
export function qualified(words: string, qualifier: 'certain' | 'about' | 'uncertain', lang: Language, unit: 'day' | 'month'): string {
  const { date } = WORDS[lang]
  if (qualifier === 'certain') return words
  return fill(qualifier === 'uncertain' ? date.uncertain : unit === 'day' ? date.aboutDay : date.aboutMonth, { date: words })
}
