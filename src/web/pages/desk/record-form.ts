// The form of a record on its way: empty, out of a record, a draft or another talk of its series; looked at, kept, and published.
import type { Acting, Edited } from '../../../editing/editor.ts'
import type { Effects } from '../../../editing/effects.ts'
import { etagOf } from '../../../editing/record-store.ts'
import { Refusal, type Since } from '../../../editing/refusal.ts'
import type { Resource } from '../../../editing/resource.ts'
import { inOneSentence } from '../../../talks/flaw.ts'
import { placeSlug } from '../../../talks/place.ts'
import type { Problem } from '../../../talks/problem.ts'
import type { Party } from '../../../talks/record.ts'
import { instantText, readInstant } from '../../../talks/time.ts'
import { UTC } from '../../../talks/zone.ts'
import { seeOther } from '../endpoints/private-page.ts'
import { fieldTrouble, noticeTrouble } from '../endpoints/trouble.ts'
import type { Page } from '../layout.ts'
import { countTold, MANY } from './coming-card.ts'
import { DESK, type DeskView, deskWords, recordPath } from './context.ts'
import type { FormPlace } from './form-place.ts'
import { type ReadForm, readTalkForm } from './form-request.ts'
import { CITED, FOLLOWS, saidIn, typedWords, valuesOf } from './form-values.ts'
import { type RecordView, recordPage } from './record-page.ts'

type Show = (view: DeskView, page: Page, status?: number) => Promise<Response>

/** Names that a form offers. */
const MOST_OFFERED = 300
const MOST_SOURCES = 50

const NOTHING = {
  said: {},
  trouble: null,
  newParties: [],
  effects: null,
  seen: '',
  isSecret: false,
  clash: [],
  done: '',
  change: '',
  takenFrom: null,
}

function offered(view: DeskView): Pick<RecordView, 'lists'> {
  const { desk, reader } = view
  const standing = desk.histories.standing()
  const some = (names: Iterable<string>) =>
    [...new Set(names)]
      .filter((name) => name !== '')
      .sort()
      .slice(0, MOST_OFFERED)
  const { histories } = desk
  return {
    lists: {
      parties: some([...desk.editor.register().values()].map(({ name, languages }) => languages?.[reader.lang] ?? name)),
      cities: some(histories.subjects('place').map(({ name }) => name)),
      zones: some(standing.flatMap(({ known }) => known.zone ?? [])),
      topics: some(histories.subjects('topic').map(({ id }) => id)),
      series: some(histories.subjects('series').map(({ name }) => name)),
    },
  }
}

/** An empty form; a draft; or the next talk of a series, with what such talks share. */
export function newForm(view: DeskView, { draft, copy }: { draft: string; copy: string }): RecordView {
  const { desk, reader } = view
  const kept = draft === '' ? null : desk.drafts.get(draft)
  const model = copy === '' ? null : (desk.editor.get(copy)?.resource ?? null)
  const values = kept ? new URLSearchParams(kept.form.map(([name, value]) => [name, value])) : nextOf(model, view)
  if (!values.has('published')) values.set('published', reader.today)
  const id = kept ? (values.get('record') ?? '') : ''
  const record = id === '' ? null : desk.editor.get(id)
  return {
    ...view,
    ...offered(view),
    ...NOTHING,
    values,
    sources: sourcesFor(view, record?.resource ?? model),
    isNew: record === null,
    id: record === null ? '' : id,
    etag: values.get('etag') ?? '',
    draft: kept?.id ?? '',
  }
}

/** What the next talk has in common with one: who, where and what about; not its date, nor how it stands, nor who said so. */
function nextOf(model: Resource | null, { desk, reader }: DeskView): URLSearchParams {
  const values = valuesOf(model, desk.editor.register(), reader.lang)
  const own = ['when', 'said', 'status', 'reason', 'deadline', 'embargo', 'id', ...CITED.map((name) => `cite.${name}`)]
  for (const name of own) values.delete(name)
  return values
}

/** The form of a record that stands; `null` where there is none. */
export function openForm(view: DeskView, id: string, done: string, change: string): RecordView | null {
  const { desk, reader } = view
  const found = desk.editor.get(id)
  if (found === null) return null
  const values = valuesOf(found.resource, desk.editor.register(), reader.lang)
  values.set('published', reader.today)
  const trouble = found.problems.length > 0 ? fieldTrouble(found.problems.map(formProblem), values) : null
  return {
    ...{ ...view, ...offered(view), ...NOTHING, values, trouble, id, etag: found.etag, draft: '', isNew: false, done },
    said: saidIn(found.resource),
    sources: sourcesFor(view, found.resource),
    change: /^[0-9a-f-]{1,40}$/.test(change) ? change : '',
    takenFrom: desk.editor.takenFrom(id),
  }
}

/** A form with what was typed before a session ended. */
export function draftForm(view: DeskView, id: string | null, typed: URLSearchParams): RecordView {
  const words = deskWords(view)
  const made = (id === null ? null : openForm(view, id, '', '')) ?? newForm(view, { draft: '', copy: '' })
  const etag = typed.get('etag') ?? made.etag
  return { ...made, values: typed, etag, draft: typed.get('draft') ?? '', trouble: noticeTrouble(200, words.typedIsBack, typed) }
}

/** Looks at what was typed, keeps it, or publishes it. */
export async function sendForm(view: DeskView, id: string | null, form: URLSearchParams, show: Show): Promise<Response> {
  const { desk, reader } = view
  const words = deskWords(view)
  const base = id === null ? null : (desk.editor.get(id)?.resource ?? null)
  const act = form.get('act') ?? 'check'
  const draft = form.get('draft') ?? ''
  if (act === 'draft') return keepDraft(view, id, form)
  const read = readTalkForm(form, placeOf(view, base))
  const etag = form.get('etag') ?? ''
  const again = (more: Partial<RecordView>, status: number) => {
    const values = rebased(withReadings(form, read, view), view, id, form.get('etag') ?? '')
    const made: RecordView = {
      ...{ ...view, ...offered(view), ...NOTHING, values, draft, etag, isNew: id === null, id: id ?? '' },
      ...{
        said: saidIn(read.resource),
        sources: sourcesFor(view, read.resource),
        newParties: read.newParties,
        takenFrom: id === null ? null : desk.editor.takenFrom(id),
      },
      ...more,
    }
    return show(view, recordPage(made), status)
  }
  if (read.problems.length > 0) return again({ trouble: fieldTrouble([...read.problems, ...problemsBeside(view, read, etag)], form) }, 422)
  const put = (acting: Acting): Edited<Effects> =>
    desk.editor.put(read.id, read.resource, id === null ? { none: true } : { match: [etag] }, acting)
  const trying: Acting = { by: view.editor.name, dryRun: true, spellingOnly: false }
  try {
    const { effects } = put(trying)
    const isSecret = isSecretIn(desk, read)
    // What goes out was looked at first.
    const seen = seenOf(read)
    if (act !== 'publish' || form.get('seen') !== seen) return again({ effects, isSecret, seen }, 200)
    if (isManyUnsaid(effects, form)) return again({ effects, isSecret, seen, trouble: noticeTrouble(409, words.sayMany, form) }, 409)
    const done = put({ ...trying, dryRun: false, spellingOnly: form.get('spelling') === 'only' })
    if (draft !== '') desk.drafts.remove(draft)
    const change = done.effects.changes[0]?.step.change.id
    const parameters = [['done', 'published'] as const, ...(change === undefined ? [] : [['change', change] as const])]
    return seeOther(reader.link(recordPath(read.id), parameters))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return again(...troubleOf(error, read, form, view))
  }
}

function keepDraft({ desk, reader, editor }: DeskView, id: string | null, form: URLSearchParams): Response {
  const draft = form.get('draft') || null
  const fields = [...form].filter(([name]) => name !== 'act' && name !== 'record')
  desk.drafts.keep(draft, id === null ? fields : [...fields, ['record', id]], editor.name, desk.clock.real())
  return seeOther(reader.link(DESK, [['done', 'draft']]))
}

/** By what it is known that just this record was looked at; when it was verified is new each time. */
function seenOf({ resource }: ReadForm): string {
  const { verifiedAt: _, ...talk } = resource.talk
  return etagOf({ ...resource, talk }).replaceAll('"', '')
}

/** Whether many would be told, and the editor has not said so. */
function isManyUnsaid(effects: Effects, form: URLSearchParams): boolean {
  return countTold(effects) >= MANY && form.get('many') !== 'yes'
}

/** Whether the talk stays secret once the record is written. */
function isSecretIn({ clock }: DeskView['desk'], { resource }: ReadForm): boolean {
  const until = resource.talk.embargoUntil
  return until !== undefined && (readInstant(until) ?? 0) > clock.now()
}

/** What the record's check finds beside what could not be read, so that all is said at once. */
function problemsBeside({ desk, editor }: DeskView, read: ReadForm, etag: string) {
  try {
    desk.editor.put(read.id, read.resource, etag === '' ? { none: true } : { match: 'any' }, {
      by: editor.name,
      dryRun: true,
      spellingOnly: false,
    })
    return []
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const named = new Set(read.problems.map(({ field }) => field))
    const found = error.reason.code === 'invalid-record' ? error.reason.problems.map(formProblem) : []
    return found.filter(({ field }) => !named.has(field))
  }
}

function troubleOf(error: Refusal, read: ReadForm, form: URLSearchParams, view: DeskView): [Partial<RecordView>, number] {
  const words = deskWords(view)
  const { reason } = error
  const notice = (text: string, status: number): [Partial<RecordView>, number] => [{ trouble: noticeTrouble(status, text, form) }, status]
  switch (reason.code) {
    case 'invalid-record':
      return [{ trouble: fieldTrouble(reason.problems.map(formProblem), form) }, 422]
    case 'edited-meanwhile':
      return [{ clash: reason.since as Since[], etag: reason.etag ?? '' }, 412]
    case 'record-exists':
    case 'other-origin': {
      const problem = {
        field: 'id',
        code: 'id-is-taken',
        values: { value: read.id },
        message: `"${read.id}" is another talk's`,
        expected: null,
      }
      return [{ trouble: fieldTrouble([problem], form) }, 409]
    }
    case 'not-only-spelling':
      return notice(words.notOnlySpelling, 409)
    default:
      return notice(words.goneMeanwhile, 409)
  }
}

/** A problem of the record at the field of the form that it is about. */
function formProblem({ field, code, values, message, expected }: Problem) {
  return {
    ...inOneSentence({ code, values, message, expected }),
    field: FORM_FIELDS.find(([path]) => path.test(field ?? ''))?.[1] ?? field ?? '',
  }
}

const FORM_FIELDS: readonly (readonly [RegExp, string])[] = [
  [/^parties/, 'party'],
  [/^sources/, 'heard'],
  [/^series/, 'series'],
  [/^embargoUntil/, 'embargo'],
  [/^place\.(?:city|country|online)/, 'city'],
  [/^place/, 'city'],
  [/^access\.deadline/, 'deadline'],
  [/^access/, 'deadline'],
  [/^contact\.email/, 'email'],
  [/^contact\.phone/, 'phone'],
  [/^links/, 'links'],
  [/^languages/, 'title'],
]

/** Fields that the editor has left as they were follow what another has made of them meanwhile. */
function rebased(values: URLSearchParams, { desk, reader }: DeskView, id: string | null, etag: string): URLSearchParams {
  const latest = id === null ? null : desk.editor.get(id)
  if (latest === null || latest.etag === etag) return values
  const seen = desk.editor.versions(latest.resource.talk.id).find((version) => version.etag === etag)?.body
  if (!seen) return values
  const register = desk.editor.register()
  const [before, after] = [valuesOf(seen, register, reader.lang), valuesOf(latest.resource, register, reader.lang)]
  const same = (name: string, one: URLSearchParams, other: URLSearchParams) =>
    String(one.getAll(name).filter(Boolean)) === String(other.getAll(name).filter(Boolean))
  const groups = [
    ...ROWS,
    ...[...new Set([...before.keys(), ...after.keys()])].filter((name) => !ROWS.flat().includes(name)).map((name) => [name]),
  ]
  for (const names of groups) {
    if (!names.every((name) => same(name, values, before))) continue
    for (const name of names) {
      values.delete(name)
      for (const value of after.getAll(name)) values.append(name, value)
    }
  }
  return values
}

/** Fields whose values belong together, row by row. */
const ROWS = [['party', 'role', 'attendance'], CITED.map((name) => `cite.${name}`)]

/** What was understood stands in the form, for the editor to see. */
function withReadings(form: URLSearchParams, { id, resource }: ReadForm, { reader }: DeskView): URLSearchParams {
  const values = new URLSearchParams(form)
  const { when, zone, said, title } = resource.talk
  const typed = form.get('when') ?? ''
  if (typed !== '' && when !== 'unknown' && typed !== when)
    values.set('when', typedWords({ when, ...(when.includes('T') ? { zone: zone ?? UTC } : {}) }, reader.lang))
  if (said !== undefined) values.set('said', said)
  if (zone !== undefined && (form.get('zone') ?? '').trim() === '') values.set(FOLLOWS, zone)
  if (zone !== undefined) values.set('zone', zone)
  if ((form.get('title') ?? '').trim() === '' && title !== '') values.set('title', title)
  // With its id, a form that is sent twice makes one talk.
  values.set('id', id)
  for (const name of ['act', 'many', 'seen']) values.delete(name)
  return values
}

function placeOf({ desk, reader }: DeskView, base: Resource | null): FormPlace {
  const { histories, editor } = desk
  return {
    base,
    register: editor.register() as ReadonlyMap<string, Party>,
    source: (id) => editor.source(id),
    seriesOf: (title) => histories.subjects('series').find(({ name }) => name === title)?.id ?? null,
    zoneOf: (place) => zoneOf(desk, place),
    isTaken: (id) => histories.latest(id) !== null || editor.get(id) !== null,
    today: reader.today,
    now: instantText(desk.clock.now()),
  }
}

/** The zone of other talks at the place, or of its country where that has only one. */
function zoneOf({ histories }: DeskView['desk'], place: { city?: string; country?: string }): string | null {
  const slug = placeSlug(place)
  const there = histories.standing().find((standing) => slug !== null && standing.place === slug && standing.known.zone !== null)
  if (there) return there.known.zone
  if (place.country === undefined || !/^[A-Z]{2}$/.test(place.country)) return null
  const zones = zonesOf(place.country)
  return zones.length === 1 ? (zones[0] ?? null) : null
}

/** The zones of a country, as far as the runtime knows them. */
function zonesOf(country: string): readonly string[] {
  const locale = new Intl.Locale('und', { region: country }) as Intl.Locale & { getTimeZones?: () => string[] | undefined }
  return locale.getTimeZones?.() ?? []
}

/** Sources to choose from: those of the record first. */
function sourcesFor({ desk }: DeskView, record: Resource | null): RecordView['sources'] {
  const own = Object.entries(record?.sources ?? {})
  const named = new Set(own.map(([id]) => id))
  return [...own, ...desk.editor.sources(MOST_SOURCES).filter(([id]) => !named.has(id))]
}
