// Search in titles, parties, series, topics and places, in every language: each talk has one prepared line in memory.
import type { Standing } from '../changes/standing.ts'
import type { SubjectKind } from '../changes/subjects.ts'
import type { Desk } from '../desk.ts'
import { countryIn } from '../language/names.ts'
import { LANGUAGES } from '../language/words.ts'

export interface Search {
  /** Prepares the lines of what has changed; otherwise the next question does. */
  refresh(): void
  /** Talks whose lines have every word of a text, wherever it stands. */
  find(text: string): ReadonlySet<string>
  /** Ids of talks that have most of the words, the best first. */
  near(text: string, most: number): string[]
}

const searches = new WeakMap<Desk, Search>()

/** That of a desk, made when it is first asked for. */
export function searchOf(desk: Desk): Search {
  const found = searches.get(desk) ?? createSearch(desk)
  searches.set(desk, found)
  return found
}

function createSearch(desk: Desk): Search {
  const { histories } = desk
  const lines = new Map<string, string>()
  let cursor = 0
  const refresh = (): void => {
    if (cursor === histories.cursor) return
    for (const { talk, titles } of desk.titles(cursor)) {
      const standing = histories.latest(talk)
      if (standing) lines.set(talk, folded([...titles, ...namesOf(standing, desk)].join('\n')))
    }
    cursor = histories.cursor
  }
  return {
    refresh,
    find(text) {
      refresh()
      const words = wordsOf(text)
      return new Set([...lines].filter(([, line]) => words.every((word) => line.includes(word))).map(([talk]) => talk))
    },
    near(text, most) {
      refresh()
      const words = wordsOf(text)
      const scored = [...lines].map(([talk, line]) => ({ talk, score: words.filter((word) => line.includes(word)).length }))
      return scored
        .filter(({ talk, score }) => score > 0 && histories.latest(talk)?.withdrawn === false)
        .sort((one, other) => other.score - one.score || (one.talk < other.talk ? -1 : 1))
        .slice(0, most)
        .map(({ talk }) => talk)
    },
  }
}

function namesOf({ talk, parties, topics, series, place, country }: Standing, { histories }: Desk): string[] {
  const of = (kind: SubjectKind, id: string) => {
    const subject = histories.subject(kind, id)
    return [id, ...(subject ? [subject.name, ...Object.values(subject.names ?? {})] : [])]
  }
  return [
    talk,
    ...parties.flatMap((id) => of('party', id)),
    ...topics.flatMap((id) => of('topic', id)),
    ...(series === null ? [] : of('series', series)),
    ...(place === null ? [] : of('place', place)),
    ...(country === null ? [] : [country, ...LANGUAGES.map((lang) => countryIn(lang, country))]),
  ]
}

/** Without case and accents. */
export function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}

function wordsOf(text: string): string[] {
  return folded(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}
