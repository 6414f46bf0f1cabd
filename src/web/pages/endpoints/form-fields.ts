// Fields of forms: a label, a hint, what is wrong, and what was typed or stands.
import { html, raw } from 'hono/html'
import type { Html } from '../layout.ts'
import type { Reader } from '../reader.ts'
import { problemsAt, problemWords, type Trouble } from './trouble.ts'

export interface FieldOptions {
  name: string
  label: string
  hint?: string | Html
  reader: Reader
  trouble: Trouble | null
}

interface TextOptions extends FieldOptions {
  value: string
  /** Attributes that say more of it, written by us. */
  more?: string
  rows?: number
}

export function idOf(name: string): string {
  return `f-${name.replaceAll('.', '-')}`
}

export function textField({ value, more = '', rows, ...field }: TextOptions): Html {
  const shown = typed(field, value)
  const attributes = raw(`id="${idOf(field.name)}" name="${field.name}"${described(field)}${more === '' ? '' : ` ${more}`}`)
  const input =
    rows === undefined ? html`<input ${attributes} value="${shown}">` : html`<textarea ${attributes} rows="${rows}">${shown}</textarea>`
  return html`<p class="field"><label for="${idOf(field.name)}">${field.label}</label>${beside(field)}${input}</p>`
}

export interface Choice {
  value: string
  said: string | Html
}

export function selectField({ choices, value, ...field }: FieldOptions & { choices: readonly Choice[]; value: string }): Html {
  const chosen = typed(field, value)
  return html`<p class="field"><label for="${idOf(field.name)}">${field.label}</label>${beside(field)}<select ${raw(`id="${idOf(field.name)}" name="${field.name}"${described(field)}`)}>${choices.map((each) => html`<option value="${each.value}"${each.value === chosen ? raw(' selected') : ''}>${each.said}</option>`)}</select></p>`
}

export function checkFields({ choices, values, ...field }: FieldOptions & { choices: readonly Choice[]; values: readonly string[] }): Html {
  const chosen = field.trouble === null ? values : field.trouble.typed.getAll(field.name)
  return html`<fieldset id="${idOf(field.name)}"${raw(described(field))}><legend>${field.label}</legend>${beside(field)}<div class="choices">${choices.map((each) => html`<label class="choice"><input type="checkbox" name="${field.name}" value="${each.value}"${chosen.includes(each.value) ? raw(' checked') : ''}> <span>${each.said}</span></label>`)}</div></fieldset>`
}

function typed({ name, trouble }: FieldOptions, value: string): string {
  return trouble?.typed.get(name) ?? value
}

function beside(field: FieldOptions): Html {
  const problems = problemsAt(field.trouble, field.name)
  const hint = field.hint === undefined ? '' : html`<span class="hint" id="${idOf(field.name)}-hint">${field.hint}</span>`
  return html`${hint}${problems.length === 0 ? '' : html`<span class="alert hint" id="${idOf(field.name)}-problem">${problems.map((problem) => html`<span>${problemWords(problem, field.reader)}</span> `)}</span>`}`
}

/** Attributes that lead to the hint and to what is wrong. */
function described(field: FieldOptions): string {
  const isWrong = problemsAt(field.trouble, field.name).length > 0
  const ids = [...(isWrong ? ['problem'] : []), ...(field.hint === undefined ? [] : ['hint'])].map((end) => `${idOf(field.name)}-${end}`)
  return `${ids.length === 0 ? '' : ` aria-describedby="${ids.join(' ')}"`}${isWrong ? ' aria-invalid="true"' : ''}`
}
