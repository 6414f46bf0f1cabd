// Parties, series, topics and places, with how many talks that stand each has.
import type { Histories } from '../changes/histories.ts'
import type { SubjectKind } from '../changes/subjects.ts'
import type { Desk } from '../desk.ts'
import { subjectIn } from '../language/names.ts'
import type { Language } from '../language/words.ts'
import { facetValues } from '../talks/facets.ts'
import { isOver } from './talk-list.ts'

export const FOLDERS = { party: 'parties', series: 'series', topic: 'topics', place: 'places' } as const satisfies Record<
  SubjectKind,
  string
>

export interface CountedSubject {
  id: string
  name: string
  upcoming: number
  past: number
}

/** Its name in a language; its id, where nothing is called so. */
export function subjectName(kind: SubjectKind, id: string, histories: Pick<Histories, 'subject'>, lang: Language): string {
  const subject = histories.subject(kind, id)
  return subject ? subjectIn(lang, subject) : id
}

type Desks = Pick<Desk, 'histories' | 'clock'>

/** Those that a talk names, by name. */
export function countedSubjects(kind: SubjectKind, desk: Desks, lang: Language): CountedSubject[] {
  const { histories } = desk
  return [...countsOf(kind, desk)]
    .map(([id, count]) => ({ id, name: subjectName(kind, id, histories, lang), ...count }))
    .sort((one, other) => (one.name.toLowerCase() < other.name.toLowerCase() ? -1 : 1))
}

function countsOf(kind: SubjectKind, { histories, clock }: Desks): Map<string, Pick<CountedSubject, 'upcoming' | 'past'>> {
  const today = clock.today()
  const counts = new Map<string, { upcoming: number; past: number }>()
  for (const standing of histories.standing()) {
    for (const id of facetValues(kind, standing)) {
      const count = counts.get(id) ?? { upcoming: 0, past: 0 }
      count[isOver(standing, today) ? 'past' : 'upcoming']++
      counts.set(id, count)
    }
  }
  return counts
}
