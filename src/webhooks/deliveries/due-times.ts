// When each endpoint is due, held in memory. What is known is a lower bound: an endpoint is due then or later, and where
// nothing is due after all, the turn that looks finds out. So it is always safe to say that an endpoint is due now.
// Instants are milliseconds of the real time.
import type { Sqlite } from '../../sqlite/port.ts'
import { earliest } from '../../talks/time.ts'
import type { Format } from '../formats/format.ts'
import { FORMATS, type FormatName } from '../formats/formats.ts'
import type { Kind } from './delivery.ts'

/** Until when changes and reminders wait for an endpoint that fails. */
export interface Holds {
  change: number
  reminder: number
}

export interface DueTimes {
  /**
   * Something may be due for these endpoints from an instant on, or from the one that is known if that is earlier. What was
   * known of their holds may have changed.
   */
  bring(endpoints: Iterable<number>, at: number): void
  /**
   * Something of a kind was queued for these endpoints: it is due now, or once they are held no longer. `readBy`: people's
   * endpoints let those of programs go first.
   */
  queued(endpoints: Iterable<number>, kind: Kind, now: number, readBy: Format['readBy']): void
  /** What is known of an endpoint's holds, so that it need not be looked at for everything that is queued meanwhile. */
  hold(endpoint: number, holds: Holds): void
  /** Endpoints that may be due, programs before people, those first that have not had their turn for longest; at most so many, leaving some out. */
  turns(now: number, without: ReadonlySet<number>, most: number): number[]
  /** An endpoint has had its turn: what is next for it is due then; `null` if nothing is. */
  next(endpoint: number, at: number | null): void
  /** When the first endpoint is due, leaving some out; `null` if none is. */
  earliest(without?: ReadonlySet<number>): number | null
  /** What is known may be later than what is true, as after a transaction that failed: it is read again. */
  forget(): void
}

/** Each endpoint that may be sent to and for which something waits, by one step in the index for each. */
const SELECT = `WITH RECURSIVE waiting (endpoint) AS (
    SELECT min(endpoint) FROM delivery WHERE state = 'waiting'
    UNION ALL
    SELECT (SELECT min(endpoint) FROM delivery WHERE state = 'waiting' AND endpoint > waiting.endpoint) FROM waiting WHERE endpoint IS NOT NULL
  )
  SELECT endpoint.key AS endpoint, coalesce(options ->> '$.format', 'standard') AS format, (SELECT min(due) FROM delivery WHERE endpoint = waiting.endpoint AND state = 'waiting') AS due
  FROM waiting CROSS JOIN endpoint ON endpoint.key = waiting.endpoint WHERE endpoint.state IN ('active', 'unverified') ORDER BY due`

const NOBODY: ReadonlySet<number> = new Set()

export function createDueTimes(db: Sqlite): DueTimes {
  // Those whose turn it is, in their order, of programs and of people; and those that are due later.
  const lines = { programs: new Map<number, number>(), people: new Map<number, number>() }
  const later = new Map<number, number>()
  const ofPeople = new Set<number>()
  const holds = new Map<number, Holds>()
  let firstOfLater = Number.POSITIVE_INFINITY
  let isRead = false

  const add = (endpoint: number, at: number): void => {
    if (lines.programs.has(endpoint) || lines.people.has(endpoint)) return
    if (at >= (later.get(endpoint) ?? Number.POSITIVE_INFINITY)) return
    later.set(endpoint, at)
    firstOfLater = Math.min(firstOfLater, at)
  }
  const read = (): void => {
    if (isRead) return
    const waiting = db.all<{ endpoint: number; format: FormatName; due: number }>(SELECT)
    isRead = true
    for (const { endpoint, format, due } of waiting) {
      if (FORMATS[format].readBy === 'people') ofPeople.add(endpoint)
      add(endpoint, due)
    }
  }
  /** Moves those that have come due to the end of the line. */
  const lineUp = (now: number): void => {
    if (firstOfLater > now) return
    const due = [...later].filter(([, at]) => at <= now).sort(([, one], [, other]) => one - other)
    for (const [endpoint, at] of due) {
      later.delete(endpoint)
      lines[ofPeople.has(endpoint) ? 'people' : 'programs'].set(endpoint, at)
    }
    firstOfLater = earliestOf(later) ?? Number.POSITIVE_INFINITY
  }

  return {
    bring(endpoints, at) {
      if (!isRead) return
      for (const endpoint of endpoints) {
        holds.delete(endpoint)
        add(endpoint, at)
      }
    },
    queued(endpoints, kind, now, readBy) {
      if (!isRead) return
      for (const endpoint of endpoints) {
        if (readBy === 'people') ofPeople.add(endpoint)
        else ofPeople.delete(endpoint)
        add(endpoint, kind === 'verification' ? now : Math.max(now, holds.get(endpoint)?.[kind] ?? 0))
      }
    },
    hold(endpoint, given) {
      holds.set(endpoint, given)
    },
    turns(now, without, most) {
      read()
      lineUp(now)
      const turns: number[] = []
      for (const line of [lines.programs, lines.people])
        for (const endpoint of line.keys()) {
          if (turns.length >= most) return turns
          if (!without.has(endpoint)) turns.push(endpoint)
        }
      return turns
    },
    next(endpoint, at) {
      lines.programs.delete(endpoint)
      lines.people.delete(endpoint)
      later.delete(endpoint)
      if (at !== null) add(endpoint, at)
    },
    earliest(without = NOBODY) {
      read()
      const lined = earliest(earliestOf(lines.programs, without), earliestOf(lines.people, without))
      return earliest(lined, earliestOf(later, without))
    },
    forget() {
      isRead = false
      lines.programs.clear()
      lines.people.clear()
      ofPeople.clear()
      later.clear()
      holds.clear()
      firstOfLater = Number.POSITIVE_INFINITY
    },
  }
}

function earliestOf(due: ReadonlyMap<number, number>, without = NOBODY): number | null {
  let found: number | null = null
  for (const [endpoint, at] of due) if ((found === null || at < found) && !without.has(endpoint)) found = at
  return found
}
