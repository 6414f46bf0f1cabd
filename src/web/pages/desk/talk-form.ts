// The form in which an editor writes a record. Where it was heard is asked first; beside each field that needs a source, another
// one can be chosen. It works without scripts.
import { html, raw } from 'hono/html'
import { WORDS } from '../../../language/words.ts'
import { ATTENDANCES, FORMATS, KINDS, LEVELS, ROLES, type Source, STANCES, STATUSES } from '../../../talks/record.ts'
import { idOf } from '../endpoints/form-fields.ts'
import { problemsAt, problemWords, type Trouble } from '../endpoints/trouble.ts'
import type { Html } from '../layout.ts'
import { type DeskView, deskWords } from './context.ts'
import { BY_LINES } from './form-citations.ts'
import { CITED, FOLLOWS, LEAST_ROWS, rowsIn, type Sourced } from './form-values.ts'

export interface FormView extends DeskView {
  values: URLSearchParams
  trouble: Trouble | null
  /** Sources to choose from: of the record first. */
  sources: readonly (readonly [string, Source])[]
  /** Names to choose from. */
  lists: Readonly<Record<'parties' | 'cities' | 'zones' | 'topics' | 'series', readonly string[]>>
  newParties: readonly { id: string; name: string }[]
  /** Who says each part now. */
  said: Partial<Record<Sourced, string>>
  isNew: boolean
}

export function talkForm(view: FormView): Html {
  const words = deskWords(view)
  return html`${heard(view)}
${who(view)}
${sourced(view, 'when', text(view, 'when', { hint: words.hints.when }))}
${text(view, 'zone', { hint: words.hints.zone, list: 'zones' })}${view.values.has(FOLLOWS) ? html`<input type="hidden" name="${FOLLOWS}" value="${view.values.get(FOLLOWS)}">` : ''}
<fieldset class="field"><legend>${words.labels.where}</legend>${source(view, 'place')}<div class="pair">${text(view, 'city', { list: 'cities' })}${text(view, 'country', { hint: words.hints.country, more: 'maxlength="2" autocapitalize="characters"' })}${text(view, 'place')}${text(view, 'online', { hint: words.hints.online })}</div></fieldset>
${sourced(view, 'status', html`<div class="pair">${select(view, 'status', STATUSES, WORDS[view.reader.lang].status)}${text(view, 'reason')}</div>`)}
${text(view, 'title', { hint: words.hints.title })}
<details class="field more"${hasMore(view.values) || view.trouble !== null ? raw(' open') : ''}><summary>${words.more}</summary>
<div class="pair">${text(view, 'title.de')}${text(view, 'title.fr')}</div>
${sourced(view, 'topics', text(view, 'topics', { hint: words.hints.topics, list: 'topics' }))}
${sourced(view, 'summary', area(view, 'summary', 4))}
<div class="pair">${sourced(view, 'level', select(view, 'level', LEVELS, WORDS[view.reader.lang].level, true))}${sourced(view, 'format', select(view, 'format', FORMATS, WORDS[view.reader.lang].format, true))}</div>
${text(view, 'series', { hint: words.hints.series, list: 'series' })}
${sourced(view, 'links', area(view, 'links', 2, words.hints.links))}
${sourced(view, 'access', html`<div class="pair">${text(view, 'deadline')}${text(view, 'access.url')}</div>${text(view, 'access.note')}`)}
${sourced(view, 'contact', html`<div class="pair">${text(view, 'contact')}${text(view, 'organisation')}${text(view, 'email')}${text(view, 'phone')}</div>${check(view, 'public')}`)}
${text(view, 'embargo', { hint: words.hints.embargo })}
${text(view, 'said', { hint: words.hints.said })}
${cited(view)}
${check(view, 'verified')}
${view.isNew ? text(view, 'id', { hint: words.hints.id }) : ''}</details>
${(Object.keys(view.lists) as (keyof FormView['lists'])[]).map((name) => html`<datalist id="l-${name}">${view.lists[name].map((each) => html`<option value="${each}"></option>`)}</datalist>`)}`
}

function heard(view: FormView): Html {
  const words = deskWords(view)
  return html`<fieldset class="card source"><legend>${words.sourceHeading}</legend>
${text(view, 'heard', { hint: words.hints.heard })}
<div class="pair">${text(view, 'publisher')}${text(view, 'published', { hint: words.hints.published })}</div>
${check(view, 'official')}
${view.sources.length === 0 ? '' : html`<p class="field"><label for="${idOf('source')}">${words.labels.source}</label><select id="${idOf('source')}" name="source"><option value="">–</option>${sourceOptions(view, 'source')}</select></p>`}
<p class="hint">${words.counts}</p></fieldset>`
}

function who(view: FormView): Html {
  const words = deskWords(view)
  const { values, newParties, reader } = view
  const { role, attendance } = WORDS[reader.lang]
  const [typed, asRole, asAttendance] = ['party', 'role', 'attendance'].map((name) => values.getAll(name)) as [string[], string[], string[]]
  const used = typed.flatMap((name, index) => (name.trim() === '' ? [] : [index]))
  const [names, roles, attendances] = [typed, asRole, asAttendance].map((each) => used.map((index) => each[index])) as [
    string[],
    string[],
    string[],
  ]
  const rows = Math.max(LEAST_ROWS, used.length + 1)
  const row = (index: number) => {
    const of = (label: string) => `${label} ${index + 1}`
    return html`<li class="trio"><label><span>${of(words.labels.party)}</span><input type="text" name="party" value="${names[index] ?? ''}" list="l-parties" autocomplete="off" maxlength="300"></label><label><span>${of(words.labels.role)}</span>${bare('role', ROLES, { ...role, party: words.plainParty }, roles[index] ?? '')}</label><label><span>${of(words.labels.attendance)}</span>${bare('attendance', ATTENDANCES, { ...attendance, unknown: words.unknown }, attendances[index] ?? '')}</label></li>`
  }
  return html`<fieldset class="field" id="${idOf('party')}"><legend>${words.labels.who}</legend>${wrong(view, 'party')}${source(view, 'parties')}
<ol class="rows">${Array.from({ length: rows }, (_, index) => row(index))}</ol>
${newParties.map(
  ({ id, name }) =>
    html`<div class="card"><p><b><bdi>${name}</bdi></b> ${words.isNew}</p><div class="pair">${select({ ...view, trouble: null }, `kind.${id}`, KINDS, words.kinds, true, words.labels.kind)}${text({ ...view, trouble: null }, `country.${id}`, { label: words.labels.partyCountry, more: 'maxlength="2"' })}</div></div>`,
)}</fieldset>`
}

/** A field with the sources that say it. */
function sourced(view: FormView, part: Sourced, field: Html): Html {
  return html`<div class="sourced">${field}${source(view, part)}</div>`
}

function source(view: FormView, part: Sourced): Html {
  const words = deskWords(view)
  const { values, trouble, reader, said } = view
  const names = ['from', 'also', 'by', 'denies', 'says'].map((kind) => `${kind}.${part}`)
  const isOpen = names.some((name) => (values.get(name) ?? '') !== '')
  const one = (kind: 'from' | 'also' | 'denies', none: string) =>
    html`<p class="field"><label for="${idOf(`${kind}.${part}`)}">${words.says[kind]}</label><select id="${idOf(`${kind}.${part}`)}" name="${kind}.${part}"><option value="">${none}</option>${sourceOptions(view, `${kind}.${part}`)}${kind === 'from' ? html`<option value="${BY_LINES}"${values.get(`from.${part}`) === BY_LINES ? raw(' selected') : ''}>${words.says.byLines}</option>` : ''}</select></p>`
  return html`<details class="says"${isOpen ? raw(' open') : ''}><summary><span>${words.says.summary}${said[part] === undefined ? '' : html`${reader.words.colon} <bdi>${said[part]}</bdi>`}</span></summary>${one('from', words.says.first)}${one('also', '–')}${text({ ...view, trouble: null }, `by.${part}`, { label: words.says.by })}${one('denies', '–')}${text({ ...view, trouble: null }, `says.${part}`, { label: words.says.says })}</details>${problemsAt(
    trouble,
    part,
  )
    .filter(() => !['when', 'status', 'topics', 'summary', 'level', 'format', 'links', 'contact'].includes(part))
    .map((problem) => html`<span class="alert hint">${problemWords(problem, reader)}</span>`)}`
}

/** Who says what, line by line: what the fields above do not ask for, such as that one source says it of itself and by another. */
function cited(view: FormView): Html {
  const words = deskWords(view)
  const names = CITED.map((name) => `cite.${name}`)
  const lines = [...rowsIn(view.values, names, ([, supports]) => supports !== ''), ['', '', '', '', '', '']]
  const sources = choices(view, view.values.getAll('cite.source'))
  const input = (name: string, said: string, value: string | undefined) =>
    html`<label><span>${said}</span><input type="text" name="cite.${name}" value="${value ?? ''}" autocomplete="off"></label>`
  const line = ([source = '', supports, by, derived, stance, says]: string[], index: number) =>
    html`<li class="trio"><label><span>${words.says.source} ${index + 1}</span><select name="cite.source"><option value="">${words.says.above}</option>${sources.map(([id, each]) => html`<option value="${id}"${id === source ? raw(' selected') : ''}>${each.publisher ?? each.title}</option>`)}</select></label>${input('supports', words.says.supports, supports)}${input('by', words.says.by, by)}${input('derived', words.says.derived, derived)}<label><span>${words.says.stance}</span>${bare('cite.stance', STANCES, words.stances, stance ?? '')}</label>${input('says', words.says.says, says)}</li>`
  return html`<fieldset class="field"><legend>${words.says.lines}</legend><p class="hint">${words.says.linesAbout}</p><ol class="rows lines">${lines.map(line)}</ol></fieldset>`
}

/** Sources to choose from, with one that is chosen already. */
function choices({ sources, desk }: FormView, chosen: readonly string[]): FormView['sources'] {
  const more = [...new Set(chosen)].filter((id) => id !== '' && id !== BY_LINES && !sources.some(([known]) => known === id))
  return [
    ...sources,
    ...more.map((id) => [id, desk.editor.source(id)] as const).filter((each): each is [string, Source] => each[1] !== null),
  ]
}

function sourceOptions(view: FormView, name: string): Html[] {
  const { values } = view
  return choices(view, values.getAll(name)).map(
    ([id, { title, publisher }]) =>
      html`<option value="${id}"${values.get(name) === id ? raw(' selected') : ''}>${publisher === null ? title : `${title} (${publisher})`}</option>`,
  )
}

interface TextOptions {
  hint?: string
  list?: keyof FormView['lists']
  label?: string
  /** Attributes that say more of it, written by us. */
  more?: string
}

function text(view: FormView, name: string, { hint, list, label, more = '' }: TextOptions = {}): Html {
  const id = idOf(name)
  const labels: Readonly<Record<string, string>> = deskWords(view).labels
  const attributes = raw(
    `${list === undefined ? '' : ` list="l-${list}"`}${described(view, name, hint !== undefined)} autocomplete="off"${more === '' ? '' : ` ${more}`}`,
  )
  return html`<p class="field"><label for="${id}">${label ?? labels[name] ?? name}</label>${hint === undefined ? '' : html`<span class="hint" id="${id}-hint">${hint}</span>`}${wrong(view, name)}<input type="text" id="${id}" name="${name}" value="${view.values.get(name) ?? ''}"${attributes}></p>`
}

function area(view: FormView, name: string, rows: number, hint?: string): Html {
  const id = idOf(name)
  const labels: Readonly<Record<string, string>> = deskWords(view).labels
  return html`<p class="field"><label for="${id}">${labels[name] ?? name}</label>${hint === undefined ? '' : html`<span class="hint" id="${id}-hint">${hint}</span>`}${wrong(view, name)}<textarea id="${id}" name="${name}" rows="${rows}"${raw(described(view, name, hint !== undefined))}>${view.values.get(name) ?? ''}</textarea></p>`
}

function select<Value extends string>(
  view: FormView,
  name: string,
  choices: readonly Value[],
  said: Readonly<Record<Value, string>>,
  optional = false,
  label?: string,
): Html {
  const id = idOf(name)
  const labels: Readonly<Record<string, string>> = deskWords(view).labels
  const chosen = view.values.get(name) ?? ''
  return html`<p class="field"><label for="${id}">${label ?? labels[name] ?? name}</label>${wrong(view, name)}<select id="${id}" name="${name}"${raw(described(view, name, false))}>${optional ? html`<option value="">–</option>` : ''}${choices.map((each) => html`<option value="${each}"${each === chosen ? raw(' selected') : ''}>${said[each]}</option>`)}</select></p>`
}

/** A choice in a row, whose label is around it. */
function bare<Value extends string>(name: string, choices: readonly Value[], said: Readonly<Record<Value, string>>, chosen: string): Html {
  return html`<select name="${name}"><option value="">–</option>${choices.map((each) => html`<option value="${each}"${each === chosen ? raw(' selected') : ''}>${said[each] || each}</option>`)}</select>`
}

function check(view: FormView, name: string): Html {
  const labels: Readonly<Record<string, string>> = deskWords(view).labels
  return html`<p><label class="choice"><input type="checkbox" id="${idOf(name)}" name="${name}" value="yes"${view.values.get(name) === 'yes' ? raw(' checked') : ''}> <span>${labels[name] ?? name}</span></label></p>`
}

function wrong({ trouble, reader }: FormView, name: string): Html | string {
  const problems = problemsAt(trouble, name)
  if (problems.length === 0) return ''
  return html`<span class="alert hint" id="${idOf(name)}-problem">${problems.map((problem) => html`<span>${problemWords(problem, reader)}</span> `)}</span>`
}

/** Attributes that lead to the hint and to what is wrong. */
function described({ trouble }: FormView, name: string, hasHint: boolean): string {
  const isWrong = problemsAt(trouble, name).length > 0
  const ids = [...(isWrong ? ['problem'] : []), ...(hasHint ? ['hint'] : [])].map((end) => `${idOf(name)}-${end}`)
  return `${ids.length === 0 ? '' : ` aria-describedby="${ids.join(' ')}"`}${isWrong ? ' aria-invalid="true"' : ''}`
}

const OF_MORE = [
  'title.de',
  'title.fr',
  'topics',
  'summary',
  'level',
  'format',
  'series',
  'links',
  'deadline',
  'contact',
  'embargo',
  'said',
]

function hasMore(values: URLSearchParams): boolean {
  return OF_MORE.some((name) => (values.get(name) ?? '') !== '')
}
