// Who is told what: changes and reminders become messages, queued for the endpoints that asked for them, in the
// transaction that they happened in.

import type { Step } from '../../changes/change.ts'
import type { Standing } from '../../changes/standing.ts'
import type { Language } from '../../language/words.ts'
import type { Reminder } from '../../reminders/due-reminders.ts'
import type { Sqlite } from '../../sqlite/port.ts'
import type { Site } from '../../talks/site.ts'
import type { Talk } from '../../talks/talk.ts'
import { type Day, instantText } from '../../talks/time.ts'
import { type Endpoints, type Recipient, takes } from '../endpoints/store.ts'
import { type OperationalType, REMINDER } from '../formats/message-types.ts'
import { bodyOf, changeJson, reminderJson, talkJson } from '../messages/payload.ts'
import { type Message, queue } from './queue.ts'

export interface Told {
  db: Sqlite
  endpoints: Endpoints
  site: Site
}

/** An instant twice: in the desk's time, and in milliseconds of the real one. */
export interface Instants {
  desk: number
  real: number
  today: Day
}

/** Queues a message of each change for those that follow the talk and asked for any of its types. */
export function tellChanges({ db, endpoints, site }: Told, steps: readonly Step[], { real, today }: Instants): void {
  if (endpoints.recipients().length === 0) return
  for (const step of steps) {
    const asked = endpoints.followers([step.was, step.is], today).filter((recipient) => wants(recipient, step.change.types))
    each(asked, (lang, keys) => queue(db, changeMessage(step, lang, site), keys, real))
  }
}

/** The message of a change; made again from the log it is the same. */
export function changeMessage({ change, was, is }: Step, lang: Language, site: Site): Message {
  // One of them is there: a change leads from or to a talk.
  const talk = (change.after ?? change.before) as Talk
  const type = change.types[0] ?? 'talk.updated'
  const data = { change: changeJson(change, { was: was?.known ?? null, is: is.known }, lang), talk: talkJson(talk, is, site) }
  return { id: `msg_${change.id}`, lang, type, talk: change.talk, armedBy: null, expires: null, body: bodyOf(type, change.at, data) }
}

/** Queues reminders for those that asked before they were due, and follow the talk as it stands. */
export function tellReminders(
  { db, endpoints, site }: Told,
  reminders: readonly Reminder[],
  how: (talk: string) => { talk: Talk; standing: Standing },
  { desk, real, today }: Instants,
): number {
  if (reminders.length === 0) return 0
  let told = 0
  for (const reminder of reminders) {
    const { talk, standing } = how(reminder.talk)
    const asked = reminder.endpoints
      .map((key) => endpoints.recipient(key))
      .filter((recipient) => recipient !== undefined)
      .filter((recipient) => mayHear(recipient, reminder) && takes(recipient.filter, [standing], today))
    each(asked, (lang, keys) => {
      told += queue(db, reminderMessage(reminder, { talk, standing }, lang, site, desk), keys, real)
    })
  }
  return told
}

/** A reminder that was due before its endpoint asked is none of its concern, unless a change has only now made it so. */
function mayHear({ leadsSince }: Recipient, { dueAt, caughtUp }: Reminder): boolean {
  return caughtUp || dueAt > leadsSince
}

export function reminderMessage(
  reminder: Omit<Reminder, 'endpoints'>,
  { talk, standing }: { talk: Talk; standing: Standing },
  lang: Language,
  site: Site,
  now: number,
): Message {
  const data = { reminder: reminderJson(reminder, talk, standing.known, lang), talk: talkJson(talk, standing, site) }
  return {
    id: reminderId(reminder),
    lang,
    type: REMINDER,
    talk: reminder.talk,
    armedBy: reminder.armedBy,
    expires: reminder.begins,
    body: bodyOf(REMINDER, instantText(now), data),
  }
}

/** Derived, so that firing twice is the same message. */
function reminderId({ armedBy, schedule }: Pick<Reminder, 'armedBy' | 'schedule'>): string {
  return `msg_${armedBy}_${schedule
    .replaceAll(':', '')
    .replaceAll('+', 'p')
    .replaceAll(/[^A-Za-z0-9-]/g, '_')}`
}

/** Queues an operational message for the operator's endpoints that ask for its type by name. */
export function tellOperators({ db, endpoints }: Told, type: OperationalType, id: string, data: unknown, { desk, real }: Instants): void {
  const asked = endpoints.recipients().filter(({ types }) => types?.has(type))
  if (asked.length === 0) return
  const message: Message = { id, lang: 'en', type, talk: null, armedBy: null, expires: null, body: bodyOf(type, instantText(desk), data) }
  queue(
    db,
    message,
    asked.map(({ key }) => key),
    real,
  )
}

export function wants({ types }: Pick<Recipient, 'types'>, given: readonly string[]): boolean {
  return types === null || given.some((type) => types.has(type))
}

/** A body is made once for each language that is asked for. */
function each(recipients: readonly Recipient[], queueFor: (lang: Language, keys: number[]) => void): void {
  const byLanguage = Map.groupBy(recipients, ({ lang }) => lang)
  for (const [lang, group] of byLanguage)
    queueFor(
      lang,
      group.map(({ key }) => key),
    )
}
