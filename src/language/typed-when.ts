// A date as people type it, in any of the languages: "2 December 10:30", "7–11. Dezember", "vers le 10 décembre", "early March".
// Where no year is given, it is the next one in which that is still to come. Pure.

import { addDays, type Day, isDay } from '../talks/time.ts'
import { parseWhen } from '../talks/when.ts'
import { UTC } from '../talks/zone.ts'
import { LANGUAGES, WORDS } from './words.ts'

export interface Typed {
  /** As a record has it; whether there is such a day, its check says. */
  when: string
  /** The words for it, where they say more than the date does. */
  said: string | null
}

/** Months by their names, in every language, and by the beginnings of these that no other month has. */
const MONTHS = new Map<string, number>()
for (const lang of LANGUAGES)
  for (const names of [WORDS[lang].months, WORDS[lang].shortMonths])
    for (const [index, name] of names.entries()) MONTHS.set(plainName(name), index + 1)

const WEEKDAYS = LANGUAGES.flatMap((lang) => WORDS[lang].weekdays).map(plainName)
const MONTH = [...MONTHS.keys()].sort((one, other) => other.length - one.length).join('|')
const ABOUT = /^(?:about|around|circa|ca|etwa|ungefahr|gegen|um(?: \w+,?)? den|environ|vers(?: \w+)? le|vers)\s+/
const UNCERTAIN = /\s*\(?(?:\?|uncertain|unsicher|fraglich|incertain)\)?$/
const PART = /^(?:early|mid|late|end of|beginning of|anfang|mitte|ende|debut|mi|fin)[\s-]+(?=\D)/
const FILLERS = /\b(?:the|on|at|of|in|am|im|um|den|der|le|du|de|a|uhr|o'?clock)\b/g
const TIME = /\b(\d{1,2})(?:[:.](\d{2})| ?h ?(\d{2})?)(?!\d)(?: ?(am|pm)\b)?|\b(\d{1,2}) ?(am|pm)\b/g
const DAY = new RegExp(`^(\\d{1,2})(?:er)? (${MONTH})(?: (\\d{4}))?$`)
const DAY_AFTER_MONTH = new RegExp(`^(${MONTH}) (\\d{1,2})(?: (\\d{4}))?$`)
const ONLY_MONTH = new RegExp(`^(${MONTH})(?: (\\d{4}))?$`)
const DAYS_OF_MONTH = new RegExp(`^(\\d{1,2}) ?- ?(\\d{1,2}) (${MONTH})(?: (\\d{4}))?$`)
const NUMBERS = /\b(\d{1,2})\. ?(\d{1,2})\.(?: ?(\d{4}))?(?!\d)/g

/** `null` where it is not understood; `today` decides about years that are left out. */
export function readTypedWhen(typed: string, today: Day): Typed | null {
  const given = typed.trim()
  if (given === '') return { when: 'unknown', said: null }
  if (isEdtf(given)) return { when: given, said: null }
  const plain = plainName(given)
  const about = ABOUT.test(plain) ? '~' : UNCERTAIN.test(plain) ? '?' : ''
  const { text, times } = withoutTimes(plain.replace(ABOUT, '').replace(UNCERTAIN, ''))
  const part = PART.test(text)
  const when = readDate(tidy(text.replace(PART, '')), today)
  if (when === null) return null
  if (times.length > 0) return about === '' && isDay(when) ? withTimes(when, times) : null
  if (part) return /^\d{4}-\d{2}$/.test(when) ? { when, said: given } : null
  if (about !== '' && when.includes('/')) return null
  return { when: `${when}${about}`, said: null }
}

function isEdtf(given: string): boolean {
  return parseWhen(given, given.includes('T') ? UTC : undefined).ok
}

/** "2-4 december 2026", "30 november - 2 december", "december 2026", "2026". */
function readDate(text: string, today: Day): string | null {
  const spanned = text.replace(/ (?:to|bis|au) /, ' - ')
  const days = DAYS_OF_MONTH.exec(spanned)
  if (days) {
    const [, from = '', to = '', month = '', year] = days
    const end = dayOf(to, month, year, today)
    return `${end.slice(0, 8)}${from.padStart(2, '0')}/${end}`
  }
  const [one = '', other, ...more] = spanned.split(' - ')
  if (more.length > 0) return null
  if (other === undefined) return readOne(one, today)
  // "30 November – 2 December 2026": the year stands at the end.
  const end = readOne(other, today)
  const start = end === null ? null : readOne(/\d{4}$/.test(one) ? one : `${one} ${end.slice(0, 4)}`, today)
  if (start === null || end === null || !isDay(start) || !isDay(end)) return null
  return start <= end ? `${start}/${end}` : `${Number(start.slice(0, 4)) - 1}${start.slice(4)}/${end}`
}

function readOne(text: string, today: Day): string | null {
  if (/^\d{4}$/.test(text)) return text
  const day = DAY.exec(text)
  if (day) return dayOf(day[1] ?? '', day[2] ?? '', day[3], today)
  const american = DAY_AFTER_MONTH.exec(text)
  if (american) return dayOf(american[2] ?? '', american[1] ?? '', american[3], today)
  const month = ONLY_MONTH.exec(text)
  if (month) return monthOf(month[1] ?? '', month[2], today)
  return /^\d{4}-\d{2}(?:-\d{2})?$/.test(text) ? text : null
}

function dayOf(day: string, month: string, year: string | undefined, today: Day): Day {
  const end = `${twoDigits(MONTHS.get(month) ?? 0)}-${day.padStart(2, '0')}`
  const next = `${today.slice(0, 4)}-${end}`
  return `${year ?? (next >= today ? today.slice(0, 4) : nextYear(today))}-${end}`
}

function monthOf(month: string, year: string | undefined, today: Day): string {
  const number = twoDigits(MONTHS.get(month) ?? 0)
  return `${year ?? (number >= today.slice(5, 7) ? today.slice(0, 4) : nextYear(today))}-${number}`
}

function nextYear(today: Day): string {
  return String(Number(today.slice(0, 4)) + 1)
}

function withTimes(day: Day, times: readonly string[]): Typed | null {
  const [start = '', end, ...more] = times
  if (more.length > 0) return null
  if (end === undefined) return { when: `${day}T${start}`, said: null }
  // An end before the start is on the next day.
  return { when: `${day}T${start}/${end > start ? day : addDays(day, 1)}T${end}`, said: null }
}

/** The text without its times of day, and these as "10:30". Days such as "2.12.2026" are written out before. */
function withoutTimes(given: string): { text: string; times: string[] } {
  const named = given.replace(NUMBERS, (whole, day: string, month: string, year?: string) => {
    const name = [...MONTHS].find(([, number]) => number === Number(month))?.[0]
    return name === undefined ? whole : ` ${day} ${name} ${year ?? ''} `
  })
  const times: string[] = []
  const text = named.replace(TIME, (_, hour?: string, minute?: string, spelt?: string, half?: string, whole?: string, mark?: string) => {
    times.push(timeOf(Number(hour ?? whole), minute ?? spelt ?? '00', half ?? mark))
    return ' '
  })
  const hours =
    times.length > 0
      ? text
      : text.replace(/\b(\d{1,2}) uhr\b/g, (_, hour: string) => `${times.push(timeOf(Number(hour), '00', undefined)) && ''} `)
  return { text: tidy(hours), times }
}

function timeOf(hour: number, minute: string, half: string | undefined): string {
  const of24 = half === 'pm' && hour < 12 ? hour + 12 : half === 'am' && hour === 12 ? 0 : hour
  return `${twoDigits(of24)}:${minute}`
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}

/** In small letters, without accents, weekdays and signs that say nothing. */
function plainName(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/\u2019/g, "'")
    .replace(/(\p{L})\./gu, '$1')
    .trim()
}

function tidy(text: string): string {
  return WEEKDAYS.reduce((rest, weekday) => rest.replace(new RegExp(`\\b${weekday}\\b`, 'g'), ' '), text)
    .replace(FILLERS, ' ')
    .replace(/[,()]/g, ' ')
    .replace(/(\d)\.(?=[\s-]|$)/g, '$1')
    .replace(/\s+/g, ' ')
    .replace(/^[\s-]+|[\s-]+$/g, '')
}
