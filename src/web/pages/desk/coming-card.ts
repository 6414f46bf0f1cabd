// What is about to go out: the calendar's entry, the sentence in each language, and whom it tells.
import { html } from 'hono/html'
import type { Effects } from '../../../editing/effects.ts'
import { whenWords } from '../../../language/dates.ts'
import { placeIn, titleIn } from '../../../language/names.ts'
import { PRIVATE_WORDS } from '../../../language/private-words.ts'
import { fill, LANGUAGES } from '../../../language/words.ts'
import { whenOf } from '../../../talks/when.ts'
import type { FORMATS } from '../../../webhooks/formats/formats.ts'
import type { Html } from '../layout.ts'
import { type DeskView, deskWords } from './context.ts'

/** From so many endpoints on, telling them is confirmed by a word of its own. */
export const MANY = 100

export function countTold({ told }: Effects): number {
  return Object.values(told).reduce((sum, count) => sum + count, 0)
}

/** `send`: what sends it off. */
export function comingCard(effects: Effects, view: DeskView, isSecret: boolean, send: Html): Html {
  const words = deskWords(view)
  const { lang } = view.reader
  if (isSecret) return card(view, html`<p>${words.staysSecret}</p>${send}`)
  if (effects.count === 0) return card(view, html`<p>${words.nothingChanges}</p>${send}`)
  const changes = effects.changes.slice(0, 5).map(({ step, sentences }) => {
    const { change, is } = step
    const talk = change.after ?? change.before
    const when = whenOf(is.known)
    return html`<div class="gap"><p><b><bdi>${talk === null ? '' : titleIn(lang, talk)}</bdi></b><br>${whenWords(when, lang)}${talk?.place ? html`<br><span class="soft"><bdi>${placeIn(lang, talk.place)}</bdi></span>` : ''}</p>
${LANGUAGES.map((each) => html`<p lang="${each}"><b>${each}</b> <bdi>${sentences[each]}</bdi></p>`)}</div>`
  })
  const more = effects.count > 5 ? html`<p>${fill(words.andMore, { count: String(effects.count - 5) })}</p>` : ''
  return card(view, html`${changes}${more}<p class="soft">${toldWords(effects, view)}</p>${send}`)
}

/** "Tells 214 devices, 6 chats, 11 programs; calendars, whose readers nobody counts." */
function toldWords(effects: Effects, view: DeskView): string {
  const words = deskWords(view)
  const formats = PRIVATE_WORDS[view.reader.lang].endpoints.formats
  const parts = Object.entries(effects.told).map(([format, count]) => `${count} × ${formats[format as keyof typeof FORMATS]}`)
  return parts.length === 0 ? words.tellsCalendars : fill(words.tells, { whom: parts.join(', ') })
}

function card(view: DeskView, content: Html): Html {
  return html`<section class="card coming" aria-labelledby="h-before"><h2 id="h-before">${deskWords(view).before}</h2>${content}</section>`
}
