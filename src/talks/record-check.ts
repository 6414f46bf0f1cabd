// What no single field shows: that a talk's facts are supported, its references exist, its status fits what is known.
import type { Flaw } from './flaw.ts'
import { plain } from './quoting.ts'
import type { Party, Source, TalkRecord } from './record.ts'
import { recordFlaw } from './record-flaws.ts'
import { SUPPORTABLE } from './record-schema.ts'
import { type Parsed, parseWhen, type When } from './when.ts'

export interface Finding extends Flaw {
  field: string
  /** Whether it only follows from what is told already: the talk cannot be used, and nothing more is said. */
  follows?: boolean
}

/** What a file's talks may refer to. */
export interface References {
  parties: ReadonlyMap<string, Party>
  sources: ReadonlyMap<string, Source>
  /** Whether it is told already why a party or source is not known: its definition is wrong, or the file that may hold it. */
  isTold: (kind: 'party' | 'source', id: string) => boolean
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
        'repeated-party',
        talk.parties.map(({ party }) => party),
      ),
    )
  if (usable('topics')) findings.push(...checkTwice('topics', 'repeated-topic', talk.topics ?? []))
  if (usable('when', 'status', 'parties', 'sources')) findings.push(...checkSupport(talk, known))
  if (usable('status', 'sources')) findings.push(...checkConfirmed(talk, known))
  if (parsed?.ok && usable('status')) findings.push(...checkPostponed(talk, parsed.when))
  return findings
}

/** A zone that is none does not hide what is wrong with the date. */
function* checkWhen({ when }: Pick<TalkRecord, 'when'>, parsed: Parsed | null): Generator<Finding> {
  if (parsed === null || parsed.ok) return
  const { ok: _, ...finding } = parsed
  yield finding
  if (finding.field === 'zone') yield* checkWhen({ when }, parseWhen(when, 'UTC'))
}

function* checkReferences(talk: TalkRecord, known: References): Generator<Finding> {
  const { parties, sources } = known
  for (const [index, { party }] of talk.parties.entries()) {
    if (!parties.has(party)) yield { ...unknown(`parties.${index}.party`, party, 'party', parties), follows: known.isTold('party', party) }
  }
  for (const [index, { source, supports }] of talk.sources.entries()) {
    if (!sources.has(source))
      yield { ...unknown(`sources.${index}.source`, source, 'source', sources), follows: known.isTold('source', source) }
    for (const field of supports.filter((each) => !isSupportable(each, known))) {
      const flaw = recordFlaw('unsupportable-field', { value: plain(field), fields: [...SUPPORTABLE].join(', ') })
      // A party of the talk that is not known was named above.
      const follows = talk.parties.some(({ party }) => field === `parties.${party}`)
      yield { field: `sources.${index}.supports`, ...flaw, follows }
    }
  }
}

function isSupportable(field: string, { parties }: References): boolean {
  return SUPPORTABLE.has(field) || (field.startsWith('parties.') && parties.has(field.slice('parties.'.length)))
}

function unknown(field: string, id: string, kind: 'party' | 'source', known: ReadonlyMap<string, unknown>): Finding {
  const names = [...known.keys()].sort()
  const some = names.length > 20 ? `${names.slice(0, 20).join(', ')} and ${names.length - 20} more` : names.join(', ')
  const value = plain(id)
  if (names.length === 0) return { field, ...recordFlaw(`no-${kind}-defined`, { value }) }
  return { field, ...recordFlaw(`unknown-${kind}`, { value, known: some }) }
}

function* checkTwice(field: string, code: 'repeated-party' | 'repeated-topic', values: readonly string[]): Generator<Finding> {
  for (const value of twice(values)) yield { field, ...recordFlaw(code, { value: plain(value) }) }
}

function twice(values: readonly string[]): Set<string> {
  return new Set(values.filter((value, index) => values.indexOf(value) !== index))
}

/** As many fields without support as there are misspelt ones in "supports" are taken for those that were meant. */
function checkSupport(talk: TalkRecord, known: References): Finding[] {
  const found = [...unsupportedFields(talk)]
  const misspelt = talk.sources.flatMap(({ supports }) => supports.filter((field) => !isSupportable(field, known)))
  return found.length > misspelt.length ? found : found.map((finding) => ({ ...finding, follows: true }))
}

function* unsupportedFields(talk: TalkRecord): Generator<Finding> {
  const supported = new Set(talk.sources.flatMap(({ supports, stance }) => (stance === 'denies' ? [] : supports)) as string[])
  const unsupported = (field: string): Finding => ({
    field: plain(field),
    ...recordFlaw('unsupported-by-a-source', { field: plain(field) }),
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
  // That no source supports it is told already, and one that is not known may be the official one.
  if (!citations.some(({ supports, stance }) => stance !== 'denies' && supports.includes('when'))) return
  if (official || citations.some(({ source, supports }) => supports.includes('when') && !sources.has(source))) return
  yield { field: 'status', ...recordFlaw('not-an-official-source', {}) }
}

function* checkPostponed(talk: TalkRecord, { precision }: When): Generator<Finding> {
  if (talk.status !== 'postponed' || !['minute', 'day', 'days'].includes(precision)) return
  yield { field: 'when', ...recordFlaw('postponed-with-a-date', { value: plain(talk.when) }) }
}
