// What may be meant by a misspelt name: among names, those that are most alike.
import type { Histories } from '../changes/histories.ts'
import type { SubjectKind } from '../changes/subjects.ts'
import { countryIn } from '../language/names.ts'
import { LANGUAGES } from '../language/words.ts'
import { folded } from './search.ts'

/** From which likeness on a name may be meant. */
const ALIKE = 0.4
/** How much of a text is looked at, in characters: names are not longer, and a request's may be. */
const MOST = 100
/** Of one that begins with the other. */
const BEGINS = 0.9

/** What has one of its names alike, the most alike first. */
export function mostAlike<One>(text: string, all: Iterable<One>, namesOf: (one: One) => readonly string[], most: number): One[] {
  const wanted = folded(text.slice(0, MOST).trim())
  return [...all]
    .map((one) => ({ one, alike: Math.max(0, ...namesOf(one).map((name) => likeness(wanted, folded(name.slice(0, MOST))))) }))
    .filter(({ alike }) => alike >= ALIKE)
    .sort((one, other) => other.alike - one.alike)
    .slice(0, most)
    .map(({ one }) => one)
}

/** Ids of the subjects that may be meant, by their ids and their names in every language. */
export function subjectsNear(kind: SubjectKind, text: string, { subjects }: Pick<Histories, 'subjects'>, most: number): string[] {
  return mostAlike(text, subjects(kind), ({ id, name, names }) => [id, name, ...Object.values(names ?? {})], most).map(({ id }) => id)
}

/** Codes of the countries that may be meant, by their names in every language. */
export function countriesNear(text: string, codes: Iterable<string>, most: number): string[] {
  return mostAlike(text, codes, (code) => [code, ...LANGUAGES.map((lang) => countryIn(lang, code))], most)
}

/** From 0 to 1: by the pairs of neighbouring letters that two words share (Dice's coefficient), or by how one begins. */
function likeness(one: string, other: string): number {
  if (one === other) return 1
  const [shorter, longer] = one.length < other.length ? [one, other] : [other, one]
  if (shorter.length > 1 && longer.startsWith(shorter)) return BEGINS
  if (initials(longer) === shorter) return BEGINS
  const [pairs, others] = [pairsOf(one), pairsOf(other)]
  const shared = [...pairs].filter((pair) => others.has(pair)).length
  return (2 * shared) / Math.max(1, pairs.size + others.size)
}

function pairsOf(word: string): Set<string> {
  const letters = [...word]
  return new Set(letters.slice(1).map((letter, index) => `${letters[index]}${letter}`))
}

/** "eu" of "European Union"; none of a single word. */
function initials(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')
  return words.length < 2 ? '' : words.map((word) => [...word][0]).join('')
}
