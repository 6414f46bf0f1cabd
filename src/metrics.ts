// Figures of a desk for whoever watches it, as Prometheus has them: families of samples with labels. Those that end with
// `_total`, and the histogram, count since the database was created, and go on after a restart.
import type { Health } from './health.ts'
import type { Sqlite } from './sqlite/port.ts'
import { BUCKETS, type DeliveryCounts, deliveryCounts, lateReminders } from './webhooks/deliveries/counts.ts'
import type { OldestWaiting } from './webhooks/deliveries/oldest-waiting.ts'
import { STATES } from './webhooks/endpoints/endpoint.ts'
import type { Endpoints } from './webhooks/endpoints/store.ts'

/** https://prometheus.io/docs/concepts/metric_types/ */
export interface Metric {
  name: string
  type: 'counter' | 'gauge' | 'histogram'
  help: string
  samples: readonly Sample[]
}

export interface Sample {
  value: number
  labels?: Readonly<Record<string, string>>
  /** Of a histogram: which of its series. */
  suffix?: '_bucket' | '_sum' | '_count'
}

interface Parts {
  db: Sqlite
  endpoints: Pick<Endpoints, 'states'>
  oldest: OldestWaiting
  health: Health
}

/** `now` in milliseconds of the real time. */
export function metricsOf({ db, endpoints, oldest, health }: Parts, now: number): Metric[] {
  const oldestSeconds = Math.max(0, (now - (oldest.queuedAt() ?? now)) / 1000)
  return [
    ...ofDesk(health),
    ...ofDeliveries(deliveryCounts(db), health, oldestSeconds),
    ...ofEndpoints(endpoints),
    ...ofReminders(db, health),
  ]
}

function ofDesk({ version, ready, status, faults, problems, kept, talks, cursor }: Health): Metric[] {
  return [
    gauge('build_info', 'The version of this Parley; always 1.', [{ labels: { version }, value: 1 }]),
    gauge('ready', 'Whether the desk can take requests, as /readyz says: 1 or 0.', one(Number(ready))),
    gauge('degraded', 'Whether something could not be done, as /healthz says: 1 or 0.', one(Number(status === 'degraded'))),
    gauge('faults', 'What an operator must see to; /healthz has it in words.', one(faults.length)),
    gauge('record_problems', 'Problems in the records; the log has them in words.', one(problems)),
    gauge('records_kept', 'Talks that stand at their last good version, since their record cannot be used.', one(kept.length)),
    gauge('talks', 'Talks in the diary.', one(talks)),
    gauge('log_cursor', 'The cursor of the latest change.', one(cursor)),
  ]
}

function ofDeliveries(counts: readonly DeliveryCounts[], { deliveries }: Health, oldestSeconds: number): Metric[] {
  const settled = ['delivered', 'failed', 'expired', 'obsolete'] as const
  return [
    counter('deliveries_queued_total', 'Deliveries that were queued, those that were queued again included.', [
      ...counts.map(({ format, queued }) => ({ labels: { format }, value: queued })),
    ]),
    counter(
      'deliveries_total',
      'Deliveries that are settled, by what became of them: "expired" and "obsolete" are reminders that came too late, or no longer held.',
      counts.flatMap(({ format, ...of }) => settled.map((outcome) => ({ labels: { format, outcome }, value: of[outcome] }))),
    ),
    counter(
      'attempts_total',
      'Attempts to deliver, by what came of them: "delivered", the class of the status, or what prevented a response.',
      counts.flatMap(({ format, delivered, failures }) =>
        Object.entries({ delivered, ...failures }).map(([outcome, value]) => ({ labels: { format, outcome }, value })),
      ),
    ),
    {
      name: 'parley_first_delivery_seconds',
      type: 'histogram',
      help: 'How long it took from queueing a delivery until its receiver took it, whatever it waited for; those that were sent again by hand are left out.',
      samples: counts.flatMap(histogramOf),
    },
    gauge('queue_deliveries', 'Deliveries that wait, in flight or not.', counts.map(waitingOf)),
    gauge('queue_oldest_seconds', 'How long the delivery that has waited longest has waited.', one(oldestSeconds)),
    gauge('queue_overdue_seconds', 'How long the most overdue delivery has been due.', one(deliveries.overdueSeconds)),
    gauge('in_flight', 'Deliveries in flight, or back and not written down yet.', one(deliveries.inFlight)),
  ]
}

function waitingOf({ format, queued, delivered, failed, expired, obsolete }: DeliveryCounts): Sample {
  return { labels: { format }, value: queued - delivered - failed - expired - obsolete }
}

/** Each bucket counts those before it, too. */
function histogramOf({ format, firsts, firstSeconds }: DeliveryCounts): Sample[] {
  let count = 0
  const buckets = BUCKETS.map((bound, index): Sample => {
    count += firsts[index] ?? 0
    return { suffix: '_bucket', labels: { format, le: bound === Number.POSITIVE_INFINITY ? '+Inf' : String(bound) }, value: count }
  })
  return [...buckets, { suffix: '_sum', labels: { format }, value: firstSeconds }, { suffix: '_count', labels: { format }, value: count }]
}

function ofEndpoints(endpoints: Pick<Endpoints, 'states'>): Metric[] {
  const counted = endpoints.states()
  return [
    gauge(
      'endpoints',
      'Endpoints, by their state.',
      STATES.map((state) => ({ labels: { state }, value: counted[state] ?? 0 })),
    ),
  ]
}

function ofReminders(db: Sqlite, { reminders }: Health): Metric[] {
  return [
    counter('reminders_fired_total', 'Reminders that fired.', one(reminders.fired)),
    counter('reminders_late_total', 'Reminders that fired at least a minute after they were due.', one(lateReminders(db))),
    counter('reminders_skipped_total', 'Reminders that would have come too late.', one(reminders.skipped)),
  ]
}

export function counter(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name: `parley_${name}`, type: 'counter', help, samples }
}

function gauge(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name: `parley_${name}`, type: 'gauge', help, samples }
}

function one(value: number): Sample[] {
  return [{ value }]
}
