// A schedule: a lead together with the clock that leads in days go by. Endpoints that ask for the same share one, so a
// wake-up asks once for all of them.
import { formatLead, type Lead, parseLead } from '../talks/lead.ts'

export interface Schedule {
  lead: Lead
  /** For leads in days, the local time (`HH:mm`) at which to tell of a talk without one, or with `P0D` of any; else `''`. */
  dayAt: string
  /** IANA zone for leads in days; `null` takes the talk's, else the desk's. */
  zone: string | null
}

/** The leads that an endpoint asks for, and by which clock. */
export interface LeadsAsked {
  leads: readonly string[]
  dayAt: string
  zone: string | null
}

export interface Subscription {
  schedule: string
  /** Applies only to talks of which just the day is known, since a lead in hours cannot be counted for them. */
  onlyDay: boolean
}

/** One text for equal schedules: `PT1H`, `P1D 09:00` or `P1D 09:00 Europe/Berlin`. */
function formatSchedule({ lead, dayAt, zone }: Schedule): string {
  if (lead.unit === 'seconds') return formatLead(lead)
  return [formatLead(lead), dayAt, ...(zone === null ? [] : [zone])].join(' ')
}

export function parseSchedule(text: string): Schedule {
  const [name = '', dayAt = '', zone = null] = text.split(' ')
  const lead = parseLead(name)
  if (!lead) throw new Error(`schedule: ${text} is none`)
  return { lead, dayAt, zone }
}

/** Whether a schedule is of one of these leads: the day itself also stands for leads in hours where only the day is known. */
export function remindsBy(schedule: string, leads: readonly string[], onlyDayKnown: boolean): boolean {
  const { lead } = parseSchedule(schedule)
  const isDay = onlyDayKnown && lead.unit === 'days' && lead.days === 0
  return leads.includes(formatLead(lead)) || (isDay && leads.some((text) => parseLead(text)?.unit === 'seconds'))
}

/** The schedules of an endpoint. With a lead in hours it is also reminded on the day itself, if only the day is known. */
export function subscriptionsOf({ leads, dayAt, zone }: LeadsAsked): Subscription[] {
  const parsed = leads.map((text) => parseLead(text)).filter((lead) => lead !== null)
  const found = new Map<string, Subscription>()
  const add = (lead: Lead, onlyDay: boolean) => {
    const schedule = formatSchedule({ lead, dayAt, zone })
    if (!found.has(schedule)) found.set(schedule, { schedule, onlyDay })
  }
  for (const lead of parsed) add(lead, false)
  if (parsed.some(({ unit }) => unit === 'seconds')) add({ unit: 'days', days: 0 }, true)
  return [...found.values()]
}
