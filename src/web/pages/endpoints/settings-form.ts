// The form of what an endpoint asks for: the same to register one and to alter it.
import { html, raw } from 'hono/html'
import { PRIVATE_WORDS } from '../../../language/private-words.ts'
import { fill, LANGUAGES, WORDS } from '../../../language/words.ts'
import { type Endpoint, endpointJson } from '../../../webhooks/endpoints/endpoint.ts'
import { ASKABLE_FORMATS, FORMATS } from '../../../webhooks/formats/formats.ts'
import { ASKABLE_TYPES, MEANINGS, OPERATIONAL_TYPES } from '../../../webhooks/formats/message-types.ts'
import type { Html } from '../layout.ts'
import type { Reader } from '../reader.ts'
import { checkFields, idOf, selectField, textField } from './form-fields.ts'
import type { Trouble } from './trouble.ts'

const FIELD_NAMES = [
  'url',
  'description',
  'format',
  'lang',
  'types',
  'filter',
  'leads',
  'deadlines',
  'dayAt',
  'zone',
  'headers',
  'credentials',
] as const

/** The fields on the page, for the summary of what is wrong. */
export const SETTING_IDS: Readonly<Record<string, string>> = Object.fromEntries(FIELD_NAMES.map((name) => [name, idOf(name)]))

interface Options {
  /** `null`: a new one. */
  endpoint: Endpoint | null
  /** Whether it may ask for what is told of other endpoints. */
  operational: boolean
  reader: Reader
  trouble: Trouble | null
}

export function settingFields({ endpoint, operational, reader, trouble }: Options): Html {
  const words = PRIVATE_WORDS[reader.lang].endpoints
  const { labels, hints } = words
  const isSecret = (name: string) => name === 'headers' || name === 'credentials'
  const of = (name: keyof typeof labels & keyof typeof hints) => ({ name, label: labels[name], hint: hints[name], reader, trouble })
  const standing = endpoint && endpointJson(endpoint)
  // Those that it has are shown to whoever may not ask for them, too: saving takes none away.
  const types = ASKABLE_TYPES.filter(
    (type) => operational || standing?.types?.includes(type) || !(OPERATIONAL_TYPES as readonly string[]).includes(type),
  )
  const pairs = (name: 'headers' | 'credentials') => secretField({ ...of(name), kept: endpoint?.[name] ?? [] })
  const asksForCredentials = (endpoint?.credentials.length ?? 0) > 0 || ASKABLE_FORMATS.some((name) => FORMATS[name].credentials)
  return html`${textField({ ...of('url'), value: standing?.url ?? '', more: 'type="url" required inputmode="url" autocomplete="off" spellcheck="false"' })}
${textField({ ...of('description'), value: standing?.description ?? '', more: 'autocomplete="off"' })}
<div class="pair">${selectField({ ...of('format'), value: standing?.format ?? 'standard', choices: ASKABLE_FORMATS.map((value) => ({ value, said: words.formats[value as keyof typeof words.formats] ?? value })) })}
${selectField({ ...of('lang'), value: standing?.lang ?? reader.lang, choices: LANGUAGES.map((value) => ({ value, said: WORDS[value].page.language })) })}</div>
${textField({ ...of('filter'), value: endpoint?.filter ?? '', more: 'autocomplete="off" spellcheck="false"' })}
${checkFields({ ...of('types'), values: standing?.types ?? [], choices: types.map((value) => ({ value, said: html`<code>${value}</code> <span class="soft" lang="en">${MEANINGS[value]}</span>` })) })}
${textField({ ...of('leads'), value: standing?.leads.join(' ') ?? '', more: 'autocomplete="off" spellcheck="false"' })}
${deadlines(trouble ? trouble.typed.has('deadlines') : (standing?.deadlines ?? false))}
<div class="pair">${textField({ ...of('dayAt'), value: standing?.dayAt ?? '09:00', more: 'autocomplete="off"' })}
${textField({ ...of('zone'), value: standing?.zone ?? '', more: 'autocomplete="off" spellcheck="false"' })}</div>
${pairs('headers')}${asksForCredentials ? pairs('credentials') : ''}`

  /** The hidden field tells a box that is not ticked from none. */
  function deadlines(ticked: boolean): Html {
    return html`<p class="field"><input type="hidden" name="deadlines.asked" value="yes"><label class="choice"><input type="checkbox" id="${idOf('deadlines')}" name="deadlines" value="yes"${ticked ? raw(' checked') : ''}> <span>${labels.deadlines}</span></label></p>`
  }

  /** What is kept in secret is typed anew, or stays as it is. */
  function secretField({ kept, ...field }: ReturnType<typeof of> & { kept: readonly string[] }): Html {
    const unshown = trouble && { ...trouble, typed: new URLSearchParams([...trouble.typed].filter(([name]) => !isSecret(name))) }
    const area = textField({ ...field, trouble: unshown, value: '', rows: 3, more: 'autocomplete="off" spellcheck="false"' })
    if (kept.length === 0) return area
    return html`${area}<p class="soft">${fill(words.keptPairs, { names: kept.join(', ') })}</p><p><label class="choice"><input type="checkbox" name="${field.name}.none" value="yes"> <span>${words.noPairs}</span></label></p>`
  }
}
