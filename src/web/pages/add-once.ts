// One talk copied into a calendar: a copy of today, which does not move when the talk does.
import { html } from 'hono/html'
import { summaryOf } from '../../calendar/summary.ts'
import type { Standing } from '../../changes/standing.ts'
import type { Desk } from '../../desk.ts'
import { placeIn } from '../../language/names.ts'
import { type Language, WORDS } from '../../language/words.ts'
import { pageOf } from '../../talks/site.ts'
import { isCalledOff } from '../../talks/status.ts'
import type { Talk } from '../../talks/talk.ts'
import { addDays, instantOrLater, instantText } from '../../talks/time.ts'
import { HOUR } from '../../talks/units.ts'
import { whenOf } from '../../talks/when.ts'
import { isOver } from '../talk-list.ts'
import { googleEvent, type OneEvent, outlookEvent } from './calendar-links.ts'
import type { Html } from './layout.ts'
import type { Reader } from './reader.ts'

export function addOnce(talk: Talk, standing: Standing, desk: Desk, { lang, root, today }: Reader): Html | string {
  if (standing.withdrawn || isCalledOff(talk) || isOver(standing, today)) return ''
  const words = WORDS[lang].subscribe
  const event = eventOf(talk, standing, desk, lang)
  const body = event
    ? html`<p class="soft">${words.copyOfToday}</p><ul class="list"><li><a href="${googleEvent(event)}">Google Calendar</a></li><li><a href="${outlookEvent('outlook.live.com', event)}">Outlook.com</a></li><li><a href="${outlookEvent('outlook.office.com', event)}">Outlook 365</a></li><li><a href="${root}/talks/${talk.id}.ics" download>${words.file}</a></li></ul>`
    : html`<p class="soft">${words.notOnce}</p>`
  return html`<section aria-labelledby="h-once"><h2 id="h-once">${words.once}</h2>${body}</section>`
}

/** As the talk's own calendar has it; `null` where that shows no day, or a month and no less. */
function eventOf(talk: Talk, standing: Standing, { site }: Desk, lang: Language): OneEvent | null {
  const { shown } = standing.span
  if (shown === null || shown.certainty === 'coarse') return null
  const when = whenOf(standing.known)
  const about = {
    title: summaryOf(talk, standing, 'plain', lang, standing),
    place: talk.place ? placeIn(lang, talk.place) : '',
    details: `${WORDS[lang].subscribe.copyOfToday}\n${pageOf(talk.id, site)}`,
  }
  if (when.precision !== 'minute') return { ...about, from: shown.from, to: addDays(shown.to, 1), allDay: true }
  const start = instantOrLater(when.start, when.zone)
  const end = when.end === null ? start + HOUR : instantOrLater(when.end, when.zone)
  return { ...about, from: instantText(start), to: instantText(end), allDay: false }
}
