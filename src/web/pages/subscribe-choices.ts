// The choices of a calendar that is put together, each a link: reminders, how it is written, in which language.
import { html, raw } from 'hono/html'
import { type Form, formParameters } from '../../calendar/feed-form.ts'
import type { FeedRequest } from '../../calendar/feed-key.ts'
import type { Desk } from '../../desk.ts'
import { fill, LANGUAGES, WORDS, type Words } from '../../language/words.ts'
import type { Parameters } from '../../talks/filter-parameters.ts'
import { formatLead, parseLead } from '../../talks/lead.ts'
import type { Html } from './layout.ts'
import type { Reader } from './reader.ts'

export interface Choice {
  desk: Desk
  reader: Reader
  request: FeedRequest
  /** Of this page. */
  path: string
  /** What the page is asked for but the form. */
  parameters: Parameters
}

/** Leads that are offered; others stand there too, where the address has them. */
const LEADS = ['PT15M', 'PT1H', 'P0D', 'P1D', 'P7D']
/** The address of this page with another form. */
export function address({ reader, path, parameters, request }: Choice, change: Partial<Form>): string {
  return reader.link(path, [...parameters, ...formParameters({ ...request.form, ...change })])
}

interface Option {
  said: string
  change: Partial<Form>
  chosen: boolean
}

function options(choice: Choice, all: readonly Option[]): Html {
  return html`<ul class="options">${all.map(({ said, change, chosen }) => html`<li><a href="${address(choice, change)}"${chosen ? raw(' aria-current="true"') : ''}>${said}</a></li>`)}</ul>`
}

/** Each lead is put on and taken off again by its link. */
export function reminders(choice: Choice): Html {
  const words = WORDS[choice.reader.lang].subscribe
  const { alarm } = choice.request.form
  const leads = [...LEADS, ...alarm.filter((lead) => !LEADS.includes(lead))]
  const toggled = (lead: string) => (alarm.includes(lead) ? alarm.filter((other) => other !== lead) : [...alarm, lead].sort())
  const all = leads.map((lead) => ({ said: leadWords(lead, words), change: { alarm: toggled(lead) }, chosen: alarm.includes(lead) }))
  return html`<section class="block" aria-labelledby="h-remind"><h2 id="h-remind">${words.remind}</h2>
${options(choice, [{ said: words.never, change: { alarm: [] }, chosen: alarm.length === 0 }, ...all])}
<p class="soft">${words.atNine}</p></section>`
}

/** "an hour before", "15 minutes before", "that day at nine". */
export function leadWords(text: string, words: Words['subscribe']): string {
  const lead = parseLead(text)
  if (!lead) return text
  if (lead.unit === 'days' && lead.days === 0) return words.onTheDay
  return fill(words.before, { time: timeWords(lead, words) })
}

function timeWords(lead: NonNullable<ReturnType<typeof parseLead>>, words: Words['subscribe']): string {
  if (lead.unit === 'days') {
    if (lead.days === 1) return words.theDay
    return lead.days === 7 ? words.week : fill(words.days, { count: String(lead.days) })
  }
  const [hours, minutes] = [Math.floor(lead.seconds / 3600), Math.floor(lead.seconds / 60) % 60]
  if (lead.seconds % 60 > 0) return formatLead(lead)
  if (hours === 0) return fill(words.minutes, { count: String(minutes) })
  if (minutes > 0) return fill(words.exactly, { hours: String(hours), minutes: String(minutes) })
  return hours === 1 ? words.hour : fill(words.hours, { count: String(hours) })
}

export function more(choice: Choice): Html {
  const { reader, request, parameters } = choice
  const words = WORDS[reader.lang].subscribe
  const { form } = request
  const group = (id: string, heading: string, all: readonly Option[]) => html`<h3 id="h-${id}">${heading}</h3>${options(choice, all)}`
  const one = <Name extends 'uncertain' | 'cancelled' | 'busy'>(name: Name, values: readonly (readonly [Form[Name], string])[]): Option[] =>
    values.map(([value, said]) => ({ said, change: { [name]: value }, chosen: form[name] === value }))
  const isOfTalk = request.talk !== null
  const uncertain = one('uncertain', [
    ['omit', words.uncertainOmit],
    ['include', words.uncertainInclude],
  ])
  const cancelled = one('cancelled', [
    ['keep', words.cancelledKeep],
    ['words', words.cancelledWords],
    ...(isOfTalk ? [] : ([['omit', words.cancelledOmit]] as const)),
  ])
  const busy = one('busy', [
    ['no', words.busyNo],
    ['yes', words.busyYes],
  ])
  const languages = LANGUAGES.map((lang) => {
    const there = new URLSearchParams(
      [...parameters, ...formParameters({ ...form, lang: 'en' }), ['lang', lang]].map(([name, value]) => [name, value]),
    )
    return html`<li><a href="${reader.root}${choice.path}?${String(there)}" lang="${lang}"${lang === reader.lang ? raw(' aria-current="true"') : ''}>${WORDS[lang].page.language}</a></li>`
  })
  return html`<section class="block"><details${request.address.includes('?') ? raw(' open') : ''}><summary>${words.more}</summary>
${isOfTalk ? '' : group('uncertain', words.uncertain, uncertain)}${group('cancelled', words.cancelled, cancelled)}${group('busy', words.busy, busy)}
<h3 id="h-language">${words.language}</h3><ul class="options">${languages}</ul></details></section>`
}
