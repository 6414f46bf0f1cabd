// Messages: a change, a reminder or a notice, written once for each format and language that somebody asked for.
import type { Step } from '../../changes/change.ts'
import type { Language } from '../../language/words.ts'
import type { Reminder } from '../../reminders/reminder.ts'
import type { Site } from '../../talks/site.ts'
import { instantText } from '../../talks/time.ts'
import type { Payload } from '../formats/format.ts'
import { FORMATS, type FormatName } from '../formats/formats.ts'
import type { MessageType } from '../formats/message-types.ts'
import { noticeBrief } from './brief.ts'
import { changePayload, reminderPayload, type Standpoint } from './payload.ts'

/** How a message is written. */
export interface Form {
  format: FormatName
  lang: Language
}

export interface Message extends Form {
  /** `webhook-id`: the same however often it is sent. */
  id: string
  type: MessageType
  talk: string | null
  /** For a reminder, the change that gave the talk the start that it is about. */
  armedBy: string | null
  /** For a reminder, from when on it is no longer worth sending: the desk's time. */
  expires: number | null
  body: string
}

/** The message of a change: the same whenever it is written from the log. */
export function changeMessage(step: Step, form: Form, site: Site): Message {
  const { id, talk } = step.change
  return written(`msg_${id}`, changePayload(step, form.lang, site), form, site, { talk, armedBy: null, expires: null })
}

export function reminderMessage(reminder: Omit<Reminder, 'askers'>, standpoint: Standpoint, form: Form, site: Site, now: number): Message {
  const { talk, armedBy, begins } = reminder
  const payload = reminderPayload(reminder, standpoint, form.lang, site, now)
  return written(reminderId(reminder), payload, form, site, { talk, armedBy, expires: begins })
}

/** A message that does not tell how a talk stands; see notices.ts. `now` in the desk's time. */
export function noticeMessage(id: string, type: MessageType, notice: object, form: Form, site: Site, now: number): Message {
  const payload: Payload = { type, timestamp: instantText(now), data: notice, brief: () => noticeBrief(type, notice, form.lang) }
  return written(id, payload, form, site, { talk: null, armedBy: null, expires: null })
}

/** Derived from the change and the schedule, so that firing twice gives the same message. */
function reminderId({ armedBy, schedule }: Pick<Reminder, 'armedBy' | 'schedule'>): string {
  return `msg_${armedBy}_${schedule
    .replaceAll(':', '')
    .replaceAll('+', 'p')
    .replaceAll(/[^A-Za-z0-9-]/g, '_')}`
}

function written(
  id: string,
  payload: Payload,
  { format, lang }: Form,
  { url }: Site,
  about: Pick<Message, 'talk' | 'armedBy' | 'expires'>,
): Message {
  const body = FORMATS[format].body(payload, { id, talk: about.talk, desk: url })
  return { id, format, lang, type: payload.type, ...about, body }
}
