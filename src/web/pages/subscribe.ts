// How to get a calendar into an app (the links that each client understands).
import { html } from 'hono/html'
import { REFRESH_MINUTES } from '../../calendar/feed.ts'
import { fill } from '../../language/words.ts'
import type { Html } from './layout.ts'
import type { Reader } from './reader.ts'

const LONGEST_FOR_GOOGLE = 255
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/** `address` is the calendar's full address; services on the web cannot reach one on loopback, so they are left out there. */
export function subscribe(address: string, site: string, { words }: Reader): Html {
  const webcal = (url: string) => url.replace(/^https?:/, 'webcal:')
  const inWords = `${address}${address.includes('?') ? '&' : '?'}cancelled=words`
  const isPublic = !LOOPBACK.test(new URL(site).hostname)
  const forGoogle = webcal(address.includes('cancelled=') ? address : inWords)
  const google = `https://calendar.google.com/calendar/r?cid=${encodeURIComponent(forGoogle)}`
  const outlook = (host: string) => `https://${host}/calendar/0/addfromweb?url=${encodeURIComponent(address)}&name=Parley`
  const [before = '', after = ''] = fill(words.alarms, { example: '\n', minutes: String(REFRESH_MINUTES) }).split('\n')
  return html`<section class="card" aria-labelledby="subscribe"><h2 id="subscribe">${words.subscribe}</h2>
<ul class="apps"><li><a class="button" href="${webcal(address)}">${words.inApp}</a></li>${
    isPublic
      ? html`<li><a class="button quiet" href="${google}">Google Calendar</a></li><li><a class="button quiet" href="${outlook('outlook.live.com')}">Outlook.com</a></li><li><a class="button quiet" href="${outlook('outlook.office.com')}">Outlook 365</a></li>`
      : ''
  }<li><a class="button quiet" href="${address}">${words.download}</a></li></ul>
<p><label>${words.copy}<input readonly value="${address}"></label></p>
${forGoogle.length > LONGEST_FOR_GOOGLE ? html`<p class="alert">${words.tooLong}</p>` : ''}<details><summary>${words.aboutAlarms}</summary>
<p class="soft">${isPublic ? '' : `${words.onlyHere} `}${before}<code>alarm=PT1H</code>${after}</p></details></section>`
}
