// Who reads a page: in which language, on which day, and how links lead on.
import type { Desk } from '../../desk.ts'
import { fill, type Language, WORDS, type Words } from '../../language/words.ts'
import type { Parameters } from '../../talks/filter-parameters.ts'
import type { Day } from '../../talks/time.ts'
import { namedLanguage, preferredLanguage } from '../language.ts'

export interface Reader {
  lang: Language
  words: Words['page']
  today: Day
  /** The path of PUBLIC_URL, which goes before every link; empty if it has none. */
  root: string
  /** The address of a page of the desk: the language that the reader has chosen goes along. */
  link(path: string, parameters?: Parameters): string
}

export function readerOf({ url, headers }: Pick<Request, 'url' | 'headers'>, desk: Desk | null): Reader {
  const chosen = namedLanguage(url)
  const lang = chosen ?? preferredLanguage(headers.get('accept-language'))
  const root = desk ? new URL(desk.site.url).pathname.replace(/\/$/, '') : ''
  return {
    lang,
    words: WORDS[lang].page,
    today: desk?.clock.today() ?? '',
    root,
    link(path, parameters = []) {
      const all = [...parameters.filter(([name]) => name !== 'lang'), ...(chosen === null ? [] : [['lang', chosen] as const])]
      const query = new URLSearchParams(all.map(([name, value]) => [name, value])).toString()
      return `${root}${path}${query === '' ? '' : `?${query}`}`
    },
  }
}

/** "1 talk", "12 talks". */
export function talksWords(count: number, { words }: Reader): string {
  return fill(count === 1 ? words.oneTalk : words.manyTalks, { count: String(count) })
}

/** "today", "in 3 days", "12 days ago": from one day to another. */
export function daysWords(from: Day, to: Day, { words }: Reader): string {
  const days = Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
  if (days === 0) return words.today
  if (Math.abs(days) === 1) return days === 1 ? words.tomorrow : words.yesterday
  return fill(days > 0 ? words.inDays : words.daysAgo, { count: String(Math.abs(days)) })
}
