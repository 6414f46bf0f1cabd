// An example of every message, written by the code that writes the real ones, about a talk that is made up.
import { CHANGE_TYPES, type ChangeType, type Step } from '../../changes/change.ts'
import { diff } from '../../changes/diff.ts'
import { type Standing, standingAfter } from '../../changes/standing.ts'
import type { Site } from '../../talks/site.ts'
import type { Talk } from '../../talks/talk.ts'
import { instantOrLater, readInstant } from '../../talks/time.ts'
import { HOUR } from '../../talks/units.ts'
import { UTC } from '../../talks/zone.ts'
import { type MessageType, REMINDER } from '../formats/message-types.ts'
import { changeMessage, type Form, type Message, noticeMessage, reminderMessage } from './message.ts'
import { disabledNotice, failingNotice, skippedNotice, testNotice, verificationNotice } from './notices.ts'

const FIRST: Talk = {
  id: 'example-talk',
  title: 'Example talk',
  when: '2030-01',
  status: 'planned',
  parties: [
    { party: 'example-a', name: 'Example A', kind: 'state', role: 'party', attendance: 'expected' },
    { party: 'example-b', name: 'Example B', kind: 'organisation', role: 'party', attendance: 'unknown' },
  ],
  sources: [
    {
      source: 'example',
      title: 'An example of a source',
      publisher: null,
      url: null,
      published: '2029-12-01',
      official: true,
      supports: ['when', 'place', 'parties', 'status', 'summary'],
    },
  ],
}
const TIMED: Talk = { ...FIRST, when: '2030-01-10T09:30', zone: 'Europe/Zurich' }

/** The talk before and after, for each type; `null` where it is not in the diary. */
const EDITS: Record<ChangeType, readonly [Talk | null, Talk | null]> = {
  'talk.announced': [null, FIRST],
  'talk.withdrawn': [FIRST, null],
  'talk.cancelled': [TIMED, { ...TIMED, status: 'cancelled' }],
  'talk.postponed': [TIMED, { ...TIMED, status: 'postponed', when: 'unknown' }],
  'talk.reinstated': [{ ...TIMED, status: 'cancelled' }, TIMED],
  'talk.rescheduled': [TIMED, { ...TIMED, when: '2030-01-17T09:30' }],
  'talk.time_confirmed': [FIRST, TIMED],
  'talk.relocated': [TIMED, { ...TIMED, place: { city: 'Geneva', country: 'CH' } }],
  'talk.confirmed': [TIMED, { ...TIMED, status: 'confirmed' }],
  'talk.held': [TIMED, { ...TIMED, status: 'held' }],
  'talk.parties_changed': [TIMED, { ...TIMED, parties: TIMED.parties.slice(0, 1) }],
  'talk.updated': [TIMED, { ...TIMED, summary: 'What the talk is about.' }],
}

const ID = '00000000-0000-4000-8000-000000000000'
const AT = '2030-01-02T12:00:00Z'

const FORM: Form = { format: 'standard', lang: 'en' }

/** The message as it would be sent by a desk at this site. */
export function exampleOf(type: MessageType, site: Site): unknown {
  return JSON.parse(messageOf(type, site).body)
}

function messageOf(type: MessageType, site: Site): Message {
  if ((CHANGE_TYPES as readonly string[]).includes(type)) return changeExample(type as ChangeType, site)
  return type === REMINDER
    ? reminderExample(site)
    : noticeMessage('msg_example', type, noticeOf(type, site), FORM, site, readInstant(AT) ?? 0)
}

function noticeOf(type: MessageType, site: Site): object {
  const endpoint = 'ep_example'
  const url = 'https://hooks.example/parley'
  switch (type) {
    case 'endpoint.failing':
      return failingNotice(endpoint, url, AT)
    case 'endpoint.disabled':
      return disabledNotice(endpoint, url, AT)
    case 'reminder.skipped':
      return skippedNotice(FIRST.id, 'PT1H', AT, 'stale')
    case 'endpoint.verification':
      return verificationNotice(endpoint, 'ABCDE-FGHJK', site.url)
    default:
      return testNotice(endpoint)
  }
}

function changeExample(type: ChangeType, site: Site): Message {
  const [before, after] = EDITS[type]
  const was = before && standingAfter(null, before, '2029-12-20T12:00:00Z')
  const stood = before && was ? new Map([[before.id, { talk: before, standing: was }]]) : new Map()
  const [difference] = diff(stood, after ? new Map([[after.id, after]]) : new Map())
  const is = standingAfter(was, after, AT)
  const step: Step = {
    change: { cursor: 1, id: ID, talk: FIRST.id, revision: is.revision, types: difference?.types ?? [type], at: AT, before, after },
    was,
    is,
  }
  return changeMessage(step, FORM, site)
}

function reminderExample(site: Site): Message {
  const standing: Standing = standingAfter(null, TIMED, AT)
  const start = instantOrLater(TIMED.when, TIMED.zone ?? UTC)
  const reminder = {
    talk: TIMED.id,
    about: 'start' as const,
    armedBy: ID,
    start: { instant: start, day: null, zone: TIMED.zone ?? UTC },
    schedule: 'PT1H',
    dueAt: start - HOUR,
    late: 0,
    caughtUp: false,
    begins: start,
    movedFrom: null,
    movedForPeople: null,
  }
  return reminderMessage(reminder, { talk: TIMED, standing }, FORM, site, start - HOUR)
}
