// A lead: how long before a talk something is due. ISO 8601-1 durations, in days (calendar days at the place) or in
// hours, minutes and seconds (elapsed time), never both.

export type Lead = { unit: 'days'; days: number } | { unit: 'seconds'; seconds: number }

export const LEAD_FORM =
  'days (P1D; P0D is the day itself) or a time (PT1H, PT30M), at most 60 days, neither negative nor PT0S, without months or years'

const DAYS = /^P(\d{1,4})D$/
const WEEKS = /^P(\d{1,3})W$/
const TIME = /^PT(?=\d)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?$/
const MOST_DAYS = 60

/** `null` for what is not a lead. */
export function parseLead(text: string): Lead | null {
  const weeks = WEEKS.exec(text)
  const days = DAYS.exec(text)
  if (days || weeks) {
    const count = days ? Number(days[1]) : Number(weeks?.[1]) * 7
    return count <= MOST_DAYS ? { unit: 'days', days: count } : null
  }
  const time = TIME.exec(text)
  if (!time) return null
  const [hours, minutes, seconds] = [time[1], time[2], time[3]].map((part) => Number(part ?? 0)) as [number, number, number]
  const total = hours * 3600 + minutes * 60 + seconds
  return total > 0 && total <= MOST_DAYS * 86_400 ? { unit: 'seconds', seconds: total } : null
}

/** The shortest spelling, the same for equal leads: `PT60M` is `PT1H`. */
export function formatLead(lead: Lead): string {
  if (lead.unit === 'days') return `P${lead.days}D`
  return `PT${clock(lead.seconds)}`
}

function clock(total: number): string {
  const parts = [
    [Math.floor(total / 3600), 'H'],
    [Math.floor(total / 60) % 60, 'M'],
    [total % 60, 'S'],
  ] as const
  return parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count}${unit}`)
    .join('')
}
