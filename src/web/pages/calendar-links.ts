// The links by which calendar apps take a calendar, or one event once.
import { type FeedRequest, feedRequest } from '../../calendar/feed-key.ts'

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/** Google drops longer addresses without a word. */
export const LONGEST_ADDRESS = 255

/** Whether others can reach it: services on the web cannot take a calendar from a desk on this machine. */
export function isPublicSite(site: string): boolean {
  return !LOOPBACK.test(new URL(site).hostname)
}

export interface AppLinks {
  /** The calendar's whole address. */
  address: string
  /** Apple's apps and others on the reader's own device. */
  webcal: string
  google: string
  outlook: string
  office: string
  /** Whether Google would drop it. */
  tooLong: boolean
}

/** `name` is shown by Outlook, which does not read the calendar's own. */
export function appLinks(request: FeedRequest, site: string, name: string): AppLinks {
  const address = `${site}${request.address}`
  const webcal = (url: string) => url.replace(/^https?:/, 'webcal:')
  // Google hides what is cancelled by status.
  const inWords = request.form.cancelled === 'keep' ? feedRequest({ ...request, form: { ...request.form, cancelled: 'words' } }) : request
  const forGoogle = webcal(`${site}${inWords.address}`)
  const outlook = (host: string) =>
    `https://${host}/calendar/0/addfromweb?url=${encodeURIComponent(address)}&name=${encodeURIComponent(name)}`
  return {
    address,
    webcal: webcal(address),
    google: `https://calendar.google.com/calendar/r?cid=${encodeURIComponent(forGoogle)}`,
    outlook: outlook('outlook.live.com'),
    office: outlook('outlook.office.com'),
    tooLong: forGoogle.length > LONGEST_ADDRESS,
  }
}

/** One event, as forms of calendar services take it. */
export interface OneEvent {
  title: string
  /** Days, or instants in UTC such as `2022-01-10T08:30:00Z`; the end is not part of it. */
  from: string
  to: string
  allDay: boolean
  place: string
  details: string
}

export function googleEvent({ title, from, to, place, details }: OneEvent): string {
  const plain = (text: string) => text.replace(/[-:]/g, '')
  const query = new URLSearchParams({ action: 'TEMPLATE', text: title, dates: `${plain(from)}/${plain(to)}`, details, location: place })
  return `https://calendar.google.com/calendar/render?${query}`
}

export function outlookEvent(host: string, { title, from, to, allDay, place, details }: OneEvent): string {
  const query = new URLSearchParams({
    path: '/calendar/action/compose',
    rru: 'addevent',
    subject: title,
    startdt: from,
    enddt: to,
    ...(allDay ? { allday: 'true' } : {}),
    location: place,
    body: details,
  })
  return `https://${host}/calendar/0/deeplink/compose?${query}`
}
