// Fan-out: changes and reminders become messages, queued for the endpoints that asked for them and follow the talk, in the
// transaction that they happened in.
import type { Step } from '../../changes/change.ts'
import { readTalk } from '../../changes/change-log.ts'
import { type Histories, standingsAfter } from '../../changes/histories.ts'
import type { Standing } from '../../changes/standing.ts'
import type { Fallen } from '../../reminders/due-reminders.ts'
import type { Reminder, Skipped, StandingOf } from '../../reminders/reminder.ts'
import { remindsBy } from '../../reminders/schedule.ts'
import type { Moment } from '../../runtime/clock.ts'
import type { Logger } from '../../runtime/logger.ts'
import type { Sqlite } from '../../sqlite/port.ts'
import type { Site } from '../../talks/site.ts'
import { instantText } from '../../talks/time.ts'
import { type Ask, type Recipient, type Recipients, wants } from '../endpoints/recipients.ts'
import type { Format } from '../formats/format.ts'
import { FORMATS, type FormatName, tellableUrl } from '../formats/formats.ts'
import type { OperationalType } from '../formats/message-types.ts'
import { changeMessage, type Form, type Message, noticeMessage, reminderMessage } from '../messages/message.ts'
import { disabledNotice, failingNotice, skippedNotice } from '../messages/notices.ts'
import type { Standpoint } from '../messages/payload.ts'
import { countReminders } from './counts.ts'
import type { HealthSignal } from './endpoint-health.ts'
import type { Queue } from './queue.ts'
import { createSettling, type SettledTalk } from './settling.ts'

export interface FanOut {
  /**
   * Queues the messages of changes, for all or for programs alone, and of reminders that fell due: of each talk the shortest
   * lead first. The caller has a transaction open.
   */
  tell(steps: readonly Step[], fallen: Fallen, now: Moment, hearers?: Hearers): void
  /** How many endpoints of each format would be told of any of these changes. */
  audience(steps: readonly Step[], now: Moment): Partial<Record<FormatName, number>>
  /** The talks that have not changed for a while, to be told of now. The caller has a transaction open. */
  settle(now: Moment): SettledTalk[]
  /** Queues what people are told of those, and the reminders that waited for it. The caller has a transaction open. */
  tellSettled(settled: readonly SettledTalk[], reminders: readonly Reminder[], now: Moment): void
  /** When there is something of that kind next, in the desk's time. */
  next(): number | null
  /** Queues notices for the operator's endpoints that ask for them by name. The caller has a transaction open. */
  tellOperators(signals: readonly HealthSignal[], now: Moment): void
}

/** Who is told of changes: people need not hear of a spelling. */
export type Hearers = 'all' | 'programs'

interface Options {
  db: Sqlite
  queue: Queue
  recipients: Recipients
  histories: Histories
  site: Site
  log: Logger
}

export function createFanOut({ db, queue, recipients, histories, site, log }: Options): FanOut {
  const settling = createSettling(db, histories)
  /** A body is made once for each form that is asked for. */
  const queueFor = (some: readonly Recipient[], messageIn: (form: Form) => Message, real: number): number => {
    let queued = 0
    for (const group of byForm(some)) {
      const keys = group.map(({ key }) => key)
      queued += queue.add(messageIn(group[0]), keys, real)
    }
    return queued
  }

  const askedFor = ({ change, was, is }: Step, { today }: Moment): Recipient[] =>
    recipients.followers([was, is], today, ({ types }) => wants(types, change.types))

  const tellChange = (step: Step, readBy: Format['readBy'], now: Moment): void => {
    const followers = askedFor(step, now)
    const { real } = now
    const asked = followers.filter(({ format }) => FORMATS[format].readBy === readBy)
    queueFor(asked, (form) => changeMessage(step, form, site), real)
  }

  const tellReminder = (reminder: Reminder, told: readonly Recipient[], standpointOf: StandpointOf, { desk, real }: Moment): void => {
    if (told.length === 0) return
    const standpoint = standpointOf(reminder.talk)
    const messageIn = (form: Form) => {
      const movedFrom = isForPeople(form) ? reminder.movedForPeople : reminder.movedFrom
      return reminderMessage({ ...reminder, movedFrom }, standpoint, form, site, desk)
    }
    if (queueFor(told, messageIn, real) === 0) return
    log('info', 'reminder.fired', { talk: reminder.talk, schedule: reminder.schedule, lateSeconds: Math.floor(reminder.late / 1000) })
    countReminders(db, [reminder], 0)
  }

  /** Tells each endpoint that some leads concern at once by the shortest of them; a program by all that fell due in their time. */
  const tellReminders = (
    reminders: readonly Reminder[],
    those: Telling,
    standingOf: StandingOf,
    standpointOf: StandpointOf,
    now: Moment,
  ) => {
    const heard = new Map<string, Set<number>>()
    for (const reminder of reminders) {
      const before = heard.get(reminder.armedBy) ?? new Set()
      heard.set(reminder.armedBy, before)
      const isFresh = (each: Recipient) => !before.has(each.key) || !(reminder.caughtUp || isForPeople(each))
      const told = followersOf(reminder, standingOf, now).filter(
        (each) => mayHear(each, reminder) && those(each, reminder) && isFresh(each),
      )
      for (const { key } of told) before.add(key)
      tellReminder(reminder, told, standpointOf, now)
    }
  }

  /** Of those who asked, the ones that follow the talk, and asked for that where they follow it. */
  const followersOf = (
    { talk, about, askers, schedule, start }: Reminder | Skipped,
    standingOf: StandingOf,
    { today }: Moment,
  ): Recipient[] => {
    const wanted = ({ leads }: Ask) => remindsBy(schedule, leads, start.instant === null)
    const followers = recipients.followers([standingOf(talk)], today, wanted)
    return followers.filter(({ key, deadlines }) => askers.has(key) && (about === 'start' || deadlines))
  }

  /** For the operator's endpoints that ask for the type by name. */
  const queueNotice = (id: string, type: OperationalType, notice: object, { desk, real }: Moment): void => {
    const asked = recipients.all().filter(({ types }) => types?.has(type))
    queueFor(asked, (form) => noticeMessage(id, type, notice, { ...form, lang: 'en' }, site, desk), real)
  }

  const tellSkipped = ({ talk, armedBy, schedule, dueAt, reason }: Skipped, now: Moment): void => {
    const at = instantText(dueAt)
    log('warn', 'reminder.skipped', { talk, schedule, reason, dueAt: at })
    const id = `msg_${armedBy}_skipped_${schedule.replaceAll(/[^A-Za-z0-9-]/g, '_')}`
    queueNotice(id, 'reminder.skipped', skippedNotice(talk, schedule, at, reason), now)
  }

  return {
    next: () => settling.next(),
    settle: (now) => settling.take(now.desk),
    tellSettled(settled, reminders, now) {
      for (const { step } of settled) if (step !== null) tellChange(step, 'people', now)
      const standingOf = standingsAfter(histories, [])
      tellReminders(reminders, isForPeople, standingOf, (talk) => standpointIn(db, talk, [], standingOf), now)
    },
    tellOperators(signals, now) {
      for (const { endpoint, signal, since } of signals) {
        if (signal === 'gone') continue
        const notice = (signal === 'failing' ? failingNotice : disabledNotice)(endpoint.id, tellableUrl(endpoint), instantText(since))
        queueNotice(`msg_${endpoint.id}_${signal}_${since}`, `endpoint.${signal}`, notice, now)
      }
    },
    audience(steps, now) {
      const told = new Set(steps.flatMap((step) => askedFor(step, now)))
      const counts: Partial<Record<FormatName, number>> = {}
      for (const { format } of told) counts[format] = (counts[format] ?? 0) + 1
      return counts
    },
    tell(steps, fallen, now, hearers = 'all') {
      if (steps.length + fallen.fired.length + fallen.skipped.length === 0 || recipients.all().length === 0) return
      for (const step of steps) tellChange(step, 'programs', now)
      if (hearers === 'all' && recipients.all().some(isForPeople)) settling.note(steps, now.desk)
      const standingOf = standingsAfter(histories, steps)
      const waiting = new Set(fallen.fired.filter((each) => settling.holds(each)))
      const those: Telling = (recipient, reminder) => !(isForPeople(recipient) && waiting.has(reminder))
      tellReminders(fallen.fired, those, standingOf, (talk) => standpointIn(db, talk, steps, standingOf), now)
      const skipped = fallen.skipped.filter((each) => followersOf(each, standingOf, now).length > 0)
      for (const each of skipped) tellSkipped(each, now)
      countReminders(db, [], skipped.length)
    },
  }
}

/** An endpoint is not told a reminder that was due before it asked, unless a change has only now made it due. */
function mayHear({ leadsSince }: Recipient, { dueAt, caughtUp }: Reminder): boolean {
  return caughtUp || dueAt > leadsSince
}

/** Who is told of a reminder, among those that it concerns. */
type Telling = (recipient: Recipient, reminder: Reminder) => boolean
type StandpointOf = (talk: string) => Standpoint

function isForPeople({ format }: Pick<Recipient, 'format'>): boolean {
  return FORMATS[format].readBy === 'people'
}

/** The talk as it stands after these steps. */
function standpointIn(db: Sqlite, id: string, steps: readonly Step[], standingOf: (talk: string) => Standing): Standpoint {
  const standing = standingOf(id)
  const talk = steps.find(({ change }) => change.talk === id)?.change.after ?? readTalk(db, id, standing.revision)
  if (!talk) throw new Error(`fan-out: ${id} stands but is not in the log`)
  return { talk, standing }
}

function byForm(recipients: readonly Recipient[]): (readonly [Recipient, ...Recipient[]])[] {
  const groups: (readonly [Recipient, ...Recipient[]])[] = []
  for (const ofFormat of Map.groupBy(recipients, ({ format }) => format).values()) {
    for (const group of Map.groupBy(ofFormat, ({ lang }) => lang).values()) groups.push(group as unknown as [Recipient, ...Recipient[]])
  }
  return groups
}
