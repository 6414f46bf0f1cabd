// What no single field shows: that a talk's facts are supported, its references exist, its status fits what is known.

import { quoted } from './problem.ts'
import type { Party, Source, TalkRecord } from './record.ts'
import { SUPPORTABLE } from './schema.ts'
import type { Flaw } from './when.ts'
import { parseWhen, type When } from './when.ts'

export interface Finding extends Flaw {
  field: string
}

/** What a file's talks may refer to. */
export interface Known {
  parties: ReadonlyMap<string, Party>
  sources: ReadonlyMap<string, Source>
}

/**
 * Everything that is wrong with a talk beyond the shape of its fields. `misshapen` names fields whose shape is wrong:
 * what needs them is not looked at, the rest is, so that every problem shows at once.
 */
export function checkTalk(talk: TalkRecord, known: Known, misshapen: ReadonlySet<string>): Finding[] {
  const usable = (...fields: (keyof TalkRecord)[]) => !fields.some((field) => misshapen.has(field))
  const parsed = usable('when', 'zone') ? parseWhen(talk.when, talk.zone) : null
  const findings: Finding[] = parsed && !parsed.ok ? [parsed] : []
  if (usable('parties', 'sources')) findings.push(...checkReferences(talk, known))
  if (usable('parties', 'topics')) findings.push(...checkTwice(talk))
  if (usable('when', 'status', 'parties', 'sources')) findings.push(...checkSupport(talk))
  if (parsed?.ok && usable('status', 'sources')) findings.push(...checkStatus(talk, parsed.when, known))
  return findings
}

function* checkReferences(talk: TalkRecord, { parties, sources }: Known): Generator<Finding> {
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

function* checkTwice({ parties, topics = [] }: TalkRecord): Generator<Finding> {
  for (const party of twice(parties.map(({ party }) => party)))
    yield { field: 'parties', message: `${quoted(party)} stands there twice`, expected: 'each party once' }
  for (const topic of twice(topics)) yield { field: 'topics', message: `${quoted(topic)} stands there twice`, expected: 'each topic once' }
}

function twice(values: readonly string[]): Set<string> {
  return new Set(values.filter((value, index) => values.indexOf(value) !== index))
}

function* checkSupport(talk: TalkRecord): Generator<Finding> {
  const supported = new Set(talk.sources.flatMap(({ supports, stance }) => (stance === 'denies' ? [] : supports)) as string[])
  const unsupported = (field: string): Finding => ({
    field,
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

function* checkStatus(talk: TalkRecord, when: When, { sources }: Known): Generator<Finding> {
  if (talk.status === 'confirmed') {
    const official = talk.sources.some(
      ({ source, supports, stance }) => stance !== 'denies' && supports.includes('when') && sources.get(source)?.official,
    )
    if (!official)
      yield {
        field: 'status',
        message: 'is confirmed, but no official source supports "when"',
        expected: 'a source with official: true that supports when, or status planned',
      }
  }
  if (talk.status === 'postponed' && ['minute', 'day', 'days'].includes(when.precision)) {
    yield {
      field: 'when',
      message: `is ${quoted(talk.when)}, but the talk is postponed`,
      expected: 'unknown, a window, a month or a year; with a new date the talk is planned again',
    }
  }
}
