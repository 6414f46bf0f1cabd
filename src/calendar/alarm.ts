// Alarms, only in feeds whose address asks for them. They are inserted into an event's cached text, so that one text
// serves every choice of leads.
import type { Standing } from '../changes/standing.ts'
import { type Lead, parseLead } from '../talks/lead.ts'
import type { View } from './appearance.ts'
import { fold, property } from './content-lines.ts'

/** The end of every rendered event; alarms are inserted before it. */
export const END = 'END:VEVENT\r\n'

/** Whether an event may have alarms: its date is firm, and it is not called off. */
export function mayAlarm({ span }: Standing, view: View): boolean {
  return span.shown?.certainty === 'fixed' && (view === 'plain' || view === 'moved' || view === 'over')
}

/**
 * One VALARM (RFC 5545, 3.6.6) for each lead, all in one string. In an all-day event, a lead in days rings at nine in
 * the morning and a lead in hours is left out.
 */
export function alarmsOf(event: string, leads: readonly string[]): string {
  const allDay = event.includes('\r\nDTSTART;VALUE=DATE:')
  const summary = /^SUMMARY:(.*)$/m.exec(event.replaceAll('\r\n ', '').replaceAll('\r\n', '\n'))?.[1] ?? ''
  // Leads that fall on one moment are one alarm.
  const triggers = new Map<number, string>()
  for (const text of leads) {
    const lead = parseLead(text)
    const trigger = lead && (allDay ? allDayTrigger(lead) : timedTrigger(lead))
    if (lead && trigger && !triggers.has(secondsOf(lead))) triggers.set(secondsOf(lead), trigger)
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
  if (lead.unit === 'days') return lead.days === 0 ? 'PT0S' : `-P${lead.days}D`
  const { seconds } = lead
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  // Between hours and seconds stand minutes, be there none.
  const withMinutes = minutes > 0 || (hours > 0 && rest > 0)
  return `-PT${hours > 0 ? `${hours}H` : ''}${withMinutes ? `${minutes}M` : ''}${rest > 0 ? `${rest}S` : ''}`
}
