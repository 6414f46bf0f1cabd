// What no single field shows: that a talk's facts are supported, its references exist, its status fits what is known.
import { plain, quoted } from './quoting.ts'
import type { Party, Source, TalkRecord } from './record.ts'
import { SUPPORTABLE } from './record-schema.ts'
import type { Flaw } from './when.ts'
import { type Parsed, parseWhen, type When } from './when.ts'

export interface Finding extends Flaw {
  field: string
}

/** What a file's talks may refer to. */
export interface References {
  parties: ReadonlyMap<string, Party>
  sources: ReadonlyMap<string, Source>
}

/**
 * Everything that is wrong with a talk beyond the shape of its fields. `misshapen` names fields whose shape is wrong:
 * what needs them is not looked at, the rest is, so that every problem shows at once.
 */
export function checkTalk(talk: TalkRecord, known: References, misshapen: ReadonlySet<string>): Finding[] {
  const usable = (...fields: (keyof TalkRecord)[]) => !fields.some((field) => misshapen.has(field))
  const parsed = usable('when', 'zone') ? parseWhen(talk.when, talk.zone) : null
  const findings: Finding[] = [...checkWhen(talk, parsed)]
  if (usable('parties', 'sources')) findings.push(...checkReferences(talk, known))
  if (usable('parties'))
    findings.push(
      ...checkTwice(
        'parties',
        'party',
        talk.parties.map(({ party }) => party),
      ),
    )
  if (usable('topics')) findings.push(...checkTwice('topics', 'topic', talk.topics ?? []))
  if (usable('when', 'status', 'parties', 'sources')) findings.push(...checkSupport(talk))
  if (usable('status', 'sources')) findings.push(...checkConfirmed(talk, known))
  if (parsed?.ok && usable('status')) findings.push(...checkPostponed(talk, parsed.when))
  return findings
}

/** A zone that is none does not hide what is wrong with the date. */
function* checkWhen({ when }: TalkRecord, parsed: Parsed | null): Generator<Finding> {
  if (parsed === null || parsed.ok) return
  yield parsed
  const inUtc = parsed.field === 'zone' ? parseWhen(when, 'UTC') : parsed
  if (!inUtc.ok && parsed.field === 'zone') yield inUtc
}

function* checkReferences(talk: TalkRecord, { parties, sources }: References): Generator<Finding> {
  for (const [index, { party }] of talk.parties.entries()) {
    if (!parties.has(party)) yield unknown(`parties.${index}.party`, party, 'party', parties)
  }
  for (const [index, { source, supports }] of talk.sources.entries()) {
    if (!sources.has(source)) yield unknown(`sources.${index}.source`, source, 'source', sources)
    for (const field of supports) {
      if (SUPPORTABLE.has(field) || (field.startsWith('parties.') && parties.has(field.slice('parties.'.length)))) continue
      yield {
        field: `sources.${index}.supports`,
        message: `${quoted(field)} is not a field that a source can support`,
        expected: `${[...SUPPORTABLE].join(', ')}, or parties. and the id of a party`,
      }
    }
  }
}

function unknown(field: string, id: string, kind: string, known: ReadonlyMap<string, unknown>): Finding {
  const names = [...known.keys()].sort()
  const some = names.length > 20 ? `${names.slice(0, 20).join(', ')} and ${names.length - 20} more` : names.join(', ')
  return {
    field,
    message: `${quoted(id)} is not a ${kind} that this diary knows`,
    expected: names.length === 0 ? `a ${kind} that the file defines` : `one of ${some}`,
  }
}

function* checkTwice(field: string, noun: string, values: readonly string[]): Generator<Finding> {
  for (const value of twice(values)) yield { field, message: `${quoted(value)} stands there twice`, expected: `each ${noun} once` }
}

function twice(values: readonly string[]): Set<string> {
  return new Set(values.filter((value, index) => values.indexOf(value) !== index))
}

function* checkSupport(talk: TalkRecord): Generator<Finding> {
  const supported = new Set(talk.sources.flatMap(({ supports, stance }) => (stance === 'denies' ? [] : supports)) as string[])
  const unsupported = (field: string): Finding => ({
    field: plain(field),
    message: 'no source supports it',
    expected: `a source with ${quoted(field)} in its "supports" (and a stance other than denies), or the field left out`,
  })
  if (talk.when !== 'unknown' && !supported.has('when')) yield unsupported('when')
  if (talk.status !== 'planned' && !supported.has('status')) yield unsupported('status')
  for (const field of ['place', 'topics', 'summary', 'level', 'format', 'links', 'contact', 'access'] as const) {
    const value = talk[field]
    if (value !== undefined && !(Array.isArray(value) && value.length === 0) && !supported.has(field)) yield unsupported(field)
  }
  if (supported.has('parties')) return
  for (const { party } of talk.parties) if (!supported.has(`parties.${party}`)) yield unsupported(`parties.${party}`)
}

function* checkConfirmed({ status, sources: citations }: TalkRecord, { sources }: References): Generator<Finding> {
  if (status !== 'confirmed') return
  const official = citations.some(
    ({ source, supports, stance }) => stance !== 'denies' && supports.includes('when') && sources.get(source)?.official,
  )
  if (official) return
  yield {
    field: 'status',
    message: 'is confirmed, but no official source supports "when"',
    expected: 'a source with official: true that supports when, or status planned',
  }
}

function* checkPostponed(talk: TalkRecord, { precision }: When): Generator<Finding> {
  if (talk.status !== 'postponed' || !['minute', 'day', 'days'].includes(precision)) return
  yield {
    field: 'when',
    message: `is ${quoted(talk.when)}, but the talk is postponed`,
    expected: 'unknown, a window, a month or a year; with a new date the talk is planned again',
  }
}
