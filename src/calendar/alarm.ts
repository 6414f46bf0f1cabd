// Alarms, only in feeds whose address asks for them. They are inserted into an event's cached text, so that one text
// serves every choice of leads.
import type { Standing } from '../changes/standing.ts'
import { type Lead, parseLead } from '../talks/lead.ts'
import { instantOrLater } from '../talks/time.ts'
import { whenOf } from '../talks/when.ts'
import type { View } from './appearance.ts'
import { fold, property } from './content-lines.ts'

/** The end of every rendered event; alarms are inserted before it. */
export const END = 'END:VEVENT\r\n'

/** Whether an event may have alarms: its date is firm, and it is not called off. */
export function mayAlarm({ span }: Standing, view: View): boolean {
  return span.shown?.certainty === 'fixed' && (view === 'plain' || view === 'moved' || view === 'over')
}

/** When the day itself is reminded of, by the clock of the talk. */
const IN_THE_MORNING = '09:00'

/** For how many seconds a talk begins after nine in the morning of its day; 0 where it begins before, or has no time. */
export function secondsAfterNine({ known }: Standing): number {
  const when = whenOf(known)
  if (when.precision !== 'minute') return 0
  const nine = instantOrLater(`${when.start.slice(0, 10)}T${IN_THE_MORNING}`, when.zone)
  return Math.max(0, instantOrLater(when.start, when.zone) - nine) / 1000
}

/**
 * One VALARM (RFC 5545, 3.6.6) for each lead, all in one string. `P0D` rings at nine in the morning of the day, or as the talk
 * begins where that is earlier. In an all-day event, other leads in days ring at nine, too, and a lead in hours is left out.
 */
export function alarmsOf(event: string, leads: readonly string[], afterNine = 0): string {
  const allDay = event.includes('\r\nDTSTART;VALUE=DATE:')
  const summary = /^SUMMARY:(.*)$/m.exec(event.replaceAll('\r\n ', '').replaceAll('\r\n', '\n'))?.[1] ?? ''
  // Leads that fall on one moment are one alarm.
  const triggers = new Map<number, string>()
  for (const text of leads) {
    const lead = parseLead(text)
    if (lead === null) continue
    const isDay = lead.unit === 'days' && lead.days === 0
    const counted: Lead = isDay && !allDay ? { unit: 'seconds', seconds: afterNine } : lead
    const trigger = allDay ? allDayTrigger(counted) : timedTrigger(counted)
    if (trigger && !triggers.has(secondsOf(counted))) triggers.set(secondsOf(counted), trigger)
  }
  // The summary is escaped already.
  const component = (trigger: string) =>
    `BEGIN:VALARM\r\nACTION:DISPLAY\r\n${property('TRIGGER', trigger)}${fold(`DESCRIPTION:${summary}`)}\r\nEND:VALARM\r\n`
  return [...triggers.values()].map(component).join('')
}

/** Counted from the midnight at which the event starts; `null` for a lead in hours. */
function allDayTrigger(lead: Lead): string | null {
  if (lead.unit === 'seconds') return null
  if (lead.days === 0) return 'PT9H'
  return lead.days === 1 ? '-PT15H' : `-P${lead.days - 1}DT15H`
}

/** Events are in UTC, where every day has 24 hours. */
function secondsOf(lead: Lead): number {
  return lead.unit === 'days' ? lead.days * 86_400 : lead.seconds
}

function timedTrigger(lead: Lead): string {
  if (lead.unit === 'days') return `-P${lead.days}D`
  const { seconds } = lead
  if (seconds === 0) return 'PT0S'
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  // Between hours and seconds stand minutes, be there none.
  const withMinutes = minutes > 0 || (hours > 0 && rest > 0)
  return `-PT${hours > 0 ? `${hours}H` : ''}${withMinutes ? `${minutes}M` : ''}${rest > 0 ? `${rest}S` : ''}`
}
