// Who says what of a record: as before where nothing changed, else the source that was named first, or the one that was chosen
// for the field.
import { equal } from '../../../talks/equal.ts'
import type { Citation, TalkRecord } from '../../../talks/record.ts'
import { type Fields, SOURCED, type Sourced } from './form-values.ts'

interface Parts {
  fields: Fields
  talk: TalkRecord
  /** The record as it stands; `null` for a new one. */
  was: TalkRecord | null
  /** The source that was named first; empty where none was. */
  heard: string
  /** Citations as they were typed line by line; `null` where the form has no lines. */
  lines: readonly Citation[] | null
}

/** In place of a source: what is said line by line is all. */
export const BY_LINES = 'lines'

export function citationsOf(parts: Parts): Citation[] {
  const changed = changedFields(parts.talk, parts.was)
  const added: Citation[] = []
  for (const part of SOURCED) for (const one of citationsFor(part, changed, parts)) add(added, one)
  const kept = keptCitations(changed, parts)
  return isSaidFirst(parts) ? [...added, ...kept] : [...kept, ...added]
}

/** In a new record, what the first source says outright stands before what follows from it. */
function isSaidFirst({ was }: Parts): boolean {
  return was === null
}

/** What the record's sources say of fields that are as they were. */
function keptCitations(changed: readonly string[], { fields, talk, was, lines }: Parts): Citation[] {
  const isReplaced = (field: string): boolean => {
    const part = partOf(field)
    if (part === null || field === 'parties' || fields.text(`from.${part}`) === BY_LINES) return false
    return changed.includes(field) || (part !== 'parties' && fields.text(`from.${part}`) !== '')
  }
  const before = was?.sources ?? []
  const isAsBefore = (citation: Citation) => before.some((each) => equal(each, citation))
  return (lines ?? before).flatMap((citation): Citation[] => {
    // What was typed line by line is meant so.
    if (citation.stance === 'denies' || !isAsBefore(citation)) return [citation]
    const supports = citation.supports.filter((field) => !isReplaced(field) && (partOf(field) === null || isThere(field, talk)))
    return supports.length === 0 ? [] : [{ ...citation, supports }]
  })
}

/** What the form says of one part: who says it, who else, to whom that is attributed, and who denies it. */
function citationsFor(part: Sourced, changed: readonly string[], { fields, talk, heard }: Parts): Citation[] {
  const [from, also, by, denies, says] = ['from', 'also', 'by', 'denies', 'says'].map((kind) => fields.text(`${kind}.${part}`)) as [
    string,
    string,
    string,
    string,
    string,
  ]
  const altered = changed.filter((field) => partOf(field) === part)
  const whole = isThere(part, talk) ? [part] : []
  const supported = altered.length > 0 ? altered : from === '' ? [] : whole
  const attributed = by === '' ? {} : { attributedTo: by }
  const found: Citation[] = []
  const cite = (source: string, supports: readonly string[], more: Partial<Citation>) =>
    source !== '' && supports.length > 0 && found.push({ source, supports, ...more } as Citation)
  if (from !== BY_LINES) cite(from === '' ? heard : from, supported, attributed)
  cite(also, supported.length > 0 ? supported : whole, {})
  cite(denies, [part], { stance: 'denies', ...(says === '' ? {} : { says }) })
  return found
}

/** Adds a citation to those of the same source that say it in the same way. */
function add(list: Citation[], one: Citation): void {
  const index = list.findIndex((each) => equal({ ...each, supports: [] }, { ...one, supports: [] }))
  const same = list[index]
  if (same) list[index] = { ...same, supports: [...new Set([...same.supports, ...one.supports])] }
  else list.push(one)
}

/** Fields whose value is another one than before, as `supports` names them; of a new record, those that it has. */
function changedFields(talk: TalkRecord, was: TalkRecord | null): string[] {
  const others = SOURCED.filter((part) => part !== 'parties' && part !== 'when')
  const isMoved = talk.when !== was?.when || talk.zone !== was.zone || talk.said !== was.said
  return [
    ...changedParties(talk, was),
    ...(isMoved && isThere('when', talk) ? ['when'] : []),
    // That a talk is planned need not be said.
    ...others.filter((part) => isThere(part, talk) && !equal(talk[part], was?.[part] ?? (part === 'status' ? 'planned' : undefined))),
  ]
}

function changedParties(talk: TalkRecord, was: TalkRecord | null): string[] {
  if (was === null) return isThere('parties', talk) ? ['parties'] : []
  const before = new Map(was.parties.map((each) => [each.party, each]))
  return talk.parties.filter((each) => !equal(each, before.get(each.party))).map(({ party }) => `parties.${party}`)
}

function partOf(field: string): Sourced | null {
  const name = field.startsWith('parties.') ? 'parties' : field
  return (SOURCED as readonly string[]).includes(name) ? (name as Sourced) : null
}

function isThere(field: string, talk: TalkRecord): boolean {
  if (field.startsWith('parties.')) return talk.parties.some(({ party }) => field === `parties.${party}`)
  const value = talk[field as keyof TalkRecord]
  return value !== undefined && value !== 'unknown' && !(Array.isArray(value) && value.length === 0)
}
