// What a calendar should show of each talk, found by going from day to day and from edit to edit and asking each time
// only: is it in the filter now, and was it shown a moment ago?
import { expect } from 'vitest'
import type { FeedRequest } from '../../src/calendar/feed-key.ts'
import type { Histories } from '../../src/changes/histories.ts'
import type { Standing } from '../../src/changes/standing.ts'
import { type Filter, matches, withinDays } from '../../src/talks/filter.ts'
import { addDays, type Day } from '../../src/talks/time.ts'
import type { ReadText } from './reader.ts'

type State =
  | { kind: 'absent' }
  | { kind: 'live'; as: Standing }
  | { kind: 'off'; as: Standing; words: 'Cancelled' | 'Postponed' }
  | { kind: 'gone'; words: 'Withdrawn' | 'No longer in this calendar'; last: Day }

export interface Oracle {
  /** A day begins. */
  day(histories: Histories, today: Day): void
  /** A talk was changed. */
  edit(histories: Histories, talk: string, today: Day): void
  check(events: ReadonlyMap<string, ReadText>, where: string): void
}

const ABSENT: State = { kind: 'absent' }

export function createOracle(asked: FeedRequest): Oracle {
  const { filter, about, form, talk: only } = asked
  const states = new Map<string, State>()
  const shownOnce = new Set<string>()

  const put = (talk: string, state: State) => {
    states.set(talk, state)
    if (shows(state)) shownOnce.add(talk)
  }
  const shows = (state: State) => (form.cancelled === 'omit' ? state.kind === 'live' : state.kind !== 'absent')

  const fits = (standing: Standing, day: Day, limits: Pick<Filter, 'since' | 'until'> = filter): boolean => {
    const { withdrawn, span, parties, series, topics, place } = standing
    if (withdrawn || span.shown === null) return false
    if (only !== null) return standing.talk === only
    const subjects = { party: parties, series: [series], topic: topics, place: [place] }
    if (about && !(subjects[about.kind] as unknown[]).includes(about.id)) return false
    if (span.shown.certainty === 'coarse' && form.uncertain === 'omit') return false
    return matches(filter, standing) && withinDays(limits, span, day)
  }
  const lastDay = (standing: Standing, changed: string): Day => {
    const days = [standing.span.shown?.to ?? '', changed.slice(0, 10)].sort()
    return only === null ? addDays(days[1] as Day, 14) : '9999-12-31'
  }
  const isOff = ({ status }: Standing) => status === 'cancelled' || status === 'postponed'
  const inFeed = (standing: Standing): State => {
    if (!isOff(standing)) return { kind: 'live', as: standing }
    return { kind: 'off', as: standing, words: standing.status === 'cancelled' ? 'Cancelled' : 'Postponed' }
  }
  const lasts = (standing: Standing, day: Day) => !isOff(standing) || day <= lastDay(standing, standing.statusAt)

  /** In its own calendar, a talk whose date has become too vague to be shown stays where it was. */
  const staysVague = ({ talk, withdrawn, span }: Standing) => only !== null && !withdrawn && span.shown === null && shownOnce.has(talk)

  const gone = (as: Standing, { withdrawn, at }: Standing): State => ({
    kind: 'gone',
    words: withdrawn ? 'Withdrawn' : 'No longer in this calendar',
    last: lastDay(as, at),
  })

  const onDay = (state: State, standing: Standing, today: Day): State => {
    if (staysVague(standing)) return inFeed(standing)
    const ends =
      (state.kind === 'gone' && today > state.last) ||
      (state.kind === 'live' && !fits(standing, today)) ||
      (state.kind === 'off' && !lasts(standing, today))
    if (!ends && (state.kind === 'live' || state.kind === 'off')) return state
    if (fits(standing, today) && lasts(standing, today)) return inFeed(standing)
    return ends ? ABSENT : state
  }

  return {
    day({ talks }, today) {
      for (const [talk, history] of talks) put(talk, onDay(states.get(talk) ?? ABSENT, history.at(-1) as Standing, today))
    },
    edit({ talks }, talk, today) {
      const standing = talks.get(talk)?.at(-1) as Standing
      const state = states.get(talk) ?? ABSENT
      if (staysVague(standing)) return put(talk, inFeed(standing))
      const { since, until } = filter
      const agesOut = since !== null && 'back' in since
      const stays = state.kind === 'off' && isOff(standing) && fits(standing, today, agesOut ? { since: null, until } : filter)
      if ((stays || fits(standing, today)) && lasts(standing, today)) return put(talk, inFeed(standing))
      if (state.kind === 'live' || state.kind === 'off') put(talk, gone(state.as, standing))
    },
    check(events, where) {
      const expected = [...states].filter(([, state]) => shows(state))
      if (expected.length === 0) {
        expect(events.size, `${where} keeps its last event`).toBe(shownOnce.size > 0 ? 1 : 0)
        for (const talk of events.keys()) expect(shownOnce, where).toContain(talk)
        return
      }
      const seen = [...events].map(([talk, { summary, status }]) => `${talk}: ${lookOf(summary)}${status === 'CANCELLED' ? ', off' : ''}`)
      const off = form.cancelled === 'words' ? '' : ', off'
      const wanted = expected.map(
        ([talk, state]) => `${talk}: ${state.kind === 'live' ? 'live' : 'words' in state ? `${state.words}${off}` : ''}`,
      )
      expect(seen.sort(), where).toEqual(wanted.sort())
    },
  }
}

function lookOf(summary: string): string {
  return /^(Cancelled|Postponed|Withdrawn|No longer in this calendar): /.exec(summary)?.[1] ?? 'live'
}
