// Every way in which a talk, its endpoint and the clock can cross. Times are UTC; Zurich is an hour ahead of it in winter.
import type { Case } from './scenario.ts'

const ZURICH = 'Europe/Zurich'
const TIMED = { when: '2022-01-10T10:00', zone: ZURICH }
const MOVED_LATER = { when: '2022-01-12T10:00', zone: ZURICH }
const DAY = { when: '2022-01-10', zone: ZURICH }
const START = '2022-01-05T12:00'
const END = '2022-01-20T00:00'
const BOTH = { leads: ['P1D', 'PT1H'] }

export const CASES: readonly Case[] = [
  {
    name: 'A talk with a time: the same local time on the day before, and an hour before',
    steps: [{ at: START, asks: BOTH, talk: TIMED }],
    until: END,
  },
  {
    name: 'Only the day is known: nine in the morning, and for the hour the day itself, once',
    steps: [{ at: START, asks: BOTH, talk: DAY }],
    until: END,
  },
  {
    name: 'Two leads in hours and P0D are one reminder where only the day is known',
    steps: [{ at: START, asks: { leads: ['PT1H', 'PT3H', 'P0D'] }, talk: DAY }],
    until: END,
  },
  {
    name: 'No zone is stated: the day goes by the clock of the desk (UTC)',
    steps: [{ at: START, asks: BOTH, talk: { when: '2022-01-10' } }],
    until: END,
  },
  {
    name: 'The endpoint has a clock of its own',
    steps: [{ at: START, asks: { leads: ['P1D'], dayAt: '18:30', zone: 'America/New_York' }, talk: DAY }],
    until: END,
  },
  {
    name: 'The clock of the endpoint is far to the west, and no zone is stated: its own day',
    steps: [{ at: START, asks: { leads: ['P0D'], dayAt: '17:00', zone: 'America/Los_Angeles' }, talk: { when: '2022-01-10' } }],
    until: END,
  },
  {
    name: 'The clock of the endpoint is far to the west, and by then the day is over at the talk: by the clock there',
    steps: [{ at: START, asks: { leads: ['P0D'], dayAt: '18:30', zone: 'America/New_York' }, talk: DAY }],
    until: END,
  },
  {
    name: 'The zone of the day becomes known: what was told is not told again, and the rest goes by it',
    steps: [
      { at: START, asks: BOTH, talk: { when: '2022-01-10' } },
      { at: '2022-01-09T12:00', talk: { when: '2022-01-10', zone: 'America/New_York' } },
    ],
    until: END,
  },
  {
    name: 'The zone of the day becomes known, and by it a reminder is due already',
    steps: [
      { at: START, asks: BOTH, talk: { when: '2022-01-10' } },
      { at: '2022-01-09T08:30', talk: DAY },
    ],
    until: END,
  },
  {
    name: 'The day itself, of a talk with a time: at nine, or as the day begins where it starts before',
    steps: [
      { at: START, asks: { leads: ['P0D'] }, talk: TIMED },
      { at: '2022-01-11T00:00', talk: { when: '2022-01-14T08:00', zone: ZURICH } },
    ],
    until: END,
  },
  {
    name: 'Days in a row: the first',
    steps: [{ at: START, asks: { leads: ['P1D'] }, talk: { when: '2022-01-10/2022-01-12', zone: ZURICH } }],
    until: END,
  },
  {
    name: 'A month, a window, about a day, an uncertain day: none',
    steps: [
      { at: START, asks: BOTH, talk: { when: '2022-01' } },
      { at: '2022-01-06T12:00', talk: { when: '[2022-01-10..2022-01-12]' } },
      { at: '2022-01-07T12:00', talk: { when: '2022-01-10~' } },
      { at: '2022-01-08T12:00', talk: { when: '2022-01-10?' } },
    ],
    until: END,
  },
  {
    name: 'Moved later before anything fired',
    steps: [
      { at: START, asks: BOTH, talk: TIMED },
      { at: '2022-01-08T12:00', talk: MOVED_LATER },
    ],
    until: END,
  },
  {
    name: 'Moved later after a reminder: the next one says from where',
    steps: [
      { at: START, asks: BOTH, talk: TIMED },
      { at: '2022-01-09T12:00', talk: MOVED_LATER },
    ],
    until: END,
  },
  {
    name: 'Moved earlier, beyond every lead',
    steps: [
      { at: START, asks: BOTH, talk: MOVED_LATER },
      { at: '2022-01-06T12:00', talk: TIMED },
    ],
    until: END,
  },
  {
    name: 'Moved into a lead: the shortest that was missed, once, with how late it is',
    steps: [
      { at: START, asks: { leads: ['P2D', 'P1D', 'PT1H'] }, talk: MOVED_LATER },
      { at: '2022-01-09T14:30', talk: TIMED },
    ],
    until: END,
  },
  {
    name: 'Moved to within the hour',
    steps: [
      { at: START, asks: BOTH, talk: MOVED_LATER },
      { at: '2022-01-10T08:40', talk: TIMED },
    ],
    until: END,
  },
  {
    name: 'Moved into the past: nothing',
    steps: [
      { at: START, asks: BOTH, talk: MOVED_LATER },
      { at: '2022-01-10T14:00', talk: TIMED },
    ],
    until: END,
  },
  {
    name: 'Moved there and back, after the day before was told',
    steps: [
      { at: START, asks: BOTH, talk: TIMED },
      { at: '2022-01-09T10:00', talk: MOVED_LATER },
      { at: '2022-01-09T11:00', talk: TIMED },
    ],
    until: END,
  },
  {
    name: 'Moved there and back, before anything was told',
    steps: [
      { at: START, asks: BOTH, talk: TIMED },
      { at: '2022-01-06T10:00', talk: MOVED_LATER },
      { at: '2022-01-06T11:00', talk: TIMED },
    ],
    until: END,
  },
  {
    name: 'Moved while the reminder was leased: it is not sent',
    steps: [
      { at: START, asks: BOTH, talk: TIMED },
      { at: '2022-01-08T12:00', meanwhile: MOVED_LATER },
    ],
    until: END,
  },
  {
    name: 'Called off between lease and sending: it is not sent',
    steps: [
      { at: START, asks: BOTH, talk: TIMED },
      { at: '2022-01-08T12:00', meanwhile: { ...TIMED, status: 'cancelled' } },
    ],
    until: END,
  },
  {
    name: 'Another title while it was leased: it still stands, and is sent',
    steps: [
      { at: START, asks: { leads: ['P1D'], types: ['talk.reminder'] }, talk: TIMED },
      { at: '2022-01-08T12:00', meanwhile: { ...TIMED, title: 'Renamed' } },
    ],
    until: END,
  },
  {
    name: 'Called off: silent',
    steps: [
      { at: START, asks: BOTH, talk: TIMED },
      { at: '2022-01-08T12:00', talk: { ...TIMED, status: 'cancelled' } },
    ],
    until: END,
  },
  {
    name: 'Postponed: silent; with a new date it is told of that',
    steps: [
      { at: START, asks: BOTH, talk: TIMED },
      { at: '2022-01-08T12:00', talk: { when: 'unknown', status: 'postponed' } },
      { at: '2022-01-09T12:00', talk: MOVED_LATER },
    ],
    until: END,
  },
  {
    name: 'Withdrawn, and announced again',
    steps: [
      { at: START, asks: BOTH, talk: TIMED },
      { at: '2022-01-08T12:00', talk: null },
      { at: '2022-01-09T12:00', talk: TIMED },
    ],
    until: END,
  },
  {
    name: 'Reinstated within a lead: told that it is late',
    steps: [
      { at: START, asks: BOTH, talk: TIMED },
      { at: '2022-01-08T12:00', talk: { ...TIMED, status: 'cancelled' } },
      { at: '2022-01-09T15:00', talk: TIMED },
    ],
    until: END,
  },
  {
    name: 'Reinstated after its reminder: told again',
    steps: [
      { at: START, asks: { leads: ['P1D'] }, talk: TIMED },
      { at: '2022-01-09T10:00', talk: { ...TIMED, status: 'cancelled' } },
      { at: '2022-01-09T15:00', talk: TIMED },
    ],
    until: END,
  },
  {
    name: 'Announced within a lead',
    steps: [
      { at: START, asks: BOTH },
      { at: '2022-01-09T12:00', talk: TIMED },
    ],
    until: END,
  },
  {
    name: 'Announced on its day, whose time is not known',
    steps: [
      { at: START, asks: BOTH },
      { at: '2022-01-10T12:00', talk: DAY },
    ],
    until: END,
  },
  {
    name: 'Only the day, then the time',
    steps: [
      { at: START, asks: BOTH, talk: DAY },
      { at: '2022-01-08T12:00', talk: TIMED },
    ],
    until: END,
  },
  {
    name: 'The time becomes known after the day before was told',
    steps: [
      { at: START, asks: BOTH, talk: DAY },
      { at: '2022-01-09T08:30', talk: TIMED },
    ],
    until: END,
  },
  {
    name: 'Confirmed, renamed, relocated: the start is the same, and nothing is told twice',
    steps: [
      { at: START, asks: { leads: ['P1D', 'PT1H'], types: ['talk.reminder'] }, talk: TIMED },
      { at: '2022-01-09T12:00', talk: { ...TIMED, status: 'confirmed', title: 'Renamed', place: { city: 'Geneva' } } },
    ],
    until: END,
  },
  {
    name: 'A late subscriber gets no burst of what is past',
    steps: [
      { at: START, talk: TIMED },
      { at: '2022-01-09T12:00', asks: BOTH },
    ],
    until: END,
  },
  {
    name: 'A late subscriber beside an early one: each its own',
    steps: [
      { at: START, talk: TIMED, asks: { leads: ['PT1H'] } },
      { at: '2022-01-10T08:30', asks: { leads: ['PT1H', 'PT15M'] } },
    ],
    until: END,
  },
  {
    name: 'The repeated hour: an hour before its earlier one',
    steps: [{ at: '2022-10-25T12:00', asks: BOTH, talk: { when: '2022-10-30T02:30', zone: ZURICH } }],
    until: '2022-11-02T00:00',
  },
  {
    name: 'The day before a change of the clock: the same local time',
    steps: [{ at: '2022-10-25T12:00', asks: { leads: ['P1D', 'PT24H'] }, talk: { when: '2022-10-30T12:00', zone: ZURICH } }],
    until: '2022-11-02T00:00',
  },
  {
    name: 'A day before a local time that the clock skips there: as much later',
    steps: [{ at: '2022-03-20T12:00', asks: { leads: ['P1D'] }, talk: { when: '2022-03-28T02:30', zone: ZURICH } }],
    until: '2022-04-02T00:00',
  },
  {
    name: 'A day before a local time that comes twice there: the earlier',
    steps: [{ at: '2022-10-25T12:00', asks: { leads: ['P1D'] }, talk: { when: '2022-10-31T02:30', zone: ZURICH } }],
    until: '2022-11-02T00:00',
  },
  {
    name: 'Told at a time of day that the clock skips',
    steps: [{ at: '2022-03-20T12:00', asks: { leads: ['P0D'], dayAt: '02:30' }, talk: { when: '2022-03-27', zone: ZURICH } }],
    until: '2022-04-02T00:00',
  },
  {
    name: 'Twelve hours down: what is not stale is told, with how late',
    steps: [
      { at: START, asks: { leads: ['P2D', 'P1D', 'PT2H', 'PT1H'] }, talk: TIMED },
      { at: '2022-01-09T13:00', down: true },
      { at: '2022-01-10T08:20', down: true },
    ],
    until: END,
  },
  {
    name: 'Down until the talk had begun',
    steps: [
      { at: START, asks: BOTH, talk: TIMED },
      { at: '2022-01-10T09:30', down: true },
    ],
    until: END,
  },
  {
    name: 'Down for a day, only the day is known',
    steps: [
      { at: START, asks: BOTH, talk: DAY },
      { at: '2022-01-10T10:00', down: true },
    ],
    until: END,
  },
  {
    name: 'Moved while the desk was down: of the old date nothing',
    steps: [
      { at: START, asks: BOTH, talk: TIMED },
      { at: '2022-01-09T11:00', down: true, talk: MOVED_LATER },
    ],
    until: END,
  },
  {
    name: 'The clock goes back an hour after a reminder: it is not told twice',
    steps: [
      { at: START, asks: BOTH, talk: TIMED },
      { at: '2022-01-09T09:30', clock: '2022-01-09T08:30' },
    ],
    until: END,
  },
  {
    name: 'The clock goes on an hour: what lay between is told, late',
    steps: [
      { at: START, asks: BOTH, talk: TIMED },
      { at: '2022-01-10T07:30', clock: '2022-01-10T08:30' },
    ],
    until: END,
  },
  {
    name: 'The clock was an hour ahead, and a talk is moved after it was put right',
    steps: [
      { at: START, asks: { leads: ['PT1H'] }, talk: MOVED_LATER },
      { at: '2022-01-10T06:00', clock: '2022-01-10T08:30' },
      { at: '2022-01-10T08:31', clock: '2022-01-10T07:00' },
      { at: '2022-01-10T07:10', talk: TIMED },
    ],
    until: END,
  },
]
