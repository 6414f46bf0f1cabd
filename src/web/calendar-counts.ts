// How requests for calendars were answered, since the desk was started. What an edge cache answers does not come here.
import { counter, type Metric } from '../metrics.ts'

export interface CalendarCounts {
  answered(status: number): void
  metric(): Metric
}

const OUTCOMES = ['whole', 'unchanged', 'refused', 'failed'] as const

export function createCalendarCounts(): CalendarCounts {
  const counts = { whole: 0, unchanged: 0, refused: 0, failed: 0 }
  return {
    answered(status) {
      counts[outcomeOf(status)]++
    },
    metric: () =>
      counter(
        'feed_requests_total',
        'Requests for calendars that reached the desk since it was started: sent whole, not modified (304), refused (4xx) or failed (5xx).',
        OUTCOMES.map((outcome) => ({ labels: { outcome }, value: counts[outcome] })),
      ),
  }
}

function outcomeOf(status: number): (typeof OUTCOMES)[number] {
  if (status === 200) return 'whole'
  if (status === 304) return 'unchanged'
  return status < 500 ? 'refused' : 'failed'
}
