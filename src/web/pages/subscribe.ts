// How to get a calendar into an app (the links that each client understands).
import { html } from 'hono/html'
import { REFRESH_MINUTES } from '../../calendar/feed.ts'

const LONGEST_FOR_GOOGLE = 255
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/** `address` is the calendar's full address; services on the web cannot reach one on loopback, so they are left out there. */
export function subscribe(address: string, site: string) {
  const webcal = (url: string) => url.replace(/^https?:/, 'webcal:')
  const inWords = `${address}${address.includes('?') ? '&' : '?'}cancelled=words`
  const isPublic = !LOOPBACK.test(new URL(site).hostname)
  const forGoogle = webcal(address.includes('cancelled=') ? address : inWords)
  const google = `https://calendar.google.com/calendar/r?cid=${encodeURIComponent(forGoogle)}`
  const outlook = (host: string) => `https://${host}/calendar/0/addfromweb?url=${encodeURIComponent(address)}&name=Parley`
  const reach = isPublic ? '' : 'This desk can be reached on this machine only; Google and Outlook need a public address.'
  const tooLong =
    forGoogle.length > LONGEST_FOR_GOOGLE ? html`<p class="notice">This address is so long that Google would drop it.</p>` : ''
  return html`<section class="box" aria-labelledby="subscribe"><h2 id="subscribe">Subscribe</h2>
<ul class="links"><li><a href="${webcal(address)}">In your calendar app</a></li>${
    isPublic
      ? html`<li><a href="${google}">Google Calendar</a></li><li><a href="${outlook('outlook.live.com')}">Outlook.com</a></li><li><a href="${outlook('outlook.office.com')}">Outlook 365</a></li>`
      : ''
  }<li><a href="${address}">Download</a></li></ul>
<p><label>Or copy the address:<input readonly value="${address}"></label></p>
${tooLong}<details class="soft"><summary>About alarms, and how often apps look</summary>
<p>${reach} Events have no alarms unless the address asks, as with <code>alarm=PT1H</code>; Google and Outlook ignore alarms of calendars that you subscribe to, and Apple removes them unless told otherwise. Apps are asked to look every ${String(REFRESH_MINUTES)} minutes; Google looks every 12 to 24 hours.</p></details></section>`
}
