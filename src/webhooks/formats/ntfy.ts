// Notices for ntfy (https://docs.ntfy.sh/publish/#publish-as-json). A later notice about a talk replaces the earlier one, on
// servers from 2.16 on; older ones take no notice of `sequence_id`, and show both.
import type { Answer, Brief, Format, Judged } from './format.ts'
import { unlinked } from './markup.ts'
import type { MessageType } from './message-types.ts'
import { bytesOf, fitted } from './shortened.ts'

/** Bytes of the parts. A message may have 4,096, and the whole request, in which some characters are escaped, twice that. */
const MOST_TITLE = 300
const MOST_SENTENCE = 1500
const MOST_DATE = 300
const MOST_CONTEXT = 900

/** From 1 to 5; 3 is the default. And tags: those that are names of pictures are shown as such. */
const LOOKS: Partial<Record<MessageType, { priority?: number; tags: readonly string[] }>> = {
  'talk.announced': { tags: ['new'] },
  'talk.withdrawn': { priority: 4, tags: ['x'] },
  'talk.cancelled': { priority: 4, tags: ['x'] },
  'talk.postponed': { priority: 4, tags: ['x'] },
  'talk.reinstated': { priority: 4, tags: ['calendar'] },
  'talk.rescheduled': { priority: 4, tags: ['calendar'] },
  'talk.held': { priority: 2, tags: ['white_check_mark'] },
  'talk.updated': { priority: 2, tags: ['memo'] },
  'talk.parties_changed': { priority: 2, tags: ['memo'] },
  'talk.reminder': { tags: ['alarm_clock'] },
}

export const ntfy: Format = {
  readBy: 'people',
  contentType: 'application/json; charset=utf-8',
  hasSecretUrl: true,
  urls: {
    example: 'https://ntfy.example/topic',
    right: ({ pathname, search }) => /^\/[\w-]{1,64}$/.test(pathname) && search === '',
  },
  body: ({ brief }) => JSON.stringify(noticeOf(brief())),
  complete({ url }, body) {
    const { origin, pathname } = new URL(url)
    return { url: `${origin}/`, body: JSON.stringify({ topic: pathname.slice(1), ...(JSON.parse(body) as object) }) }
  },
  judge,
}

function noticeOf(brief: Brief): object {
  const { type, title, link, talk } = brief
  return {
    title: within(title, MOST_TITLE),
    message: messageOf(brief),
    ...(LOOKS[type] ?? {}),
    ...(link ? { click: link.url } : {}),
    ...(talk === null ? {} : { sequence_id: talk }),
  }
}

function messageOf({ sentence, when, unknown, sources }: Brief): string {
  const context = [...unknown, ...sources].join('\n')
  const lines = [
    within(sentence, MOST_SENTENCE),
    ...(when ? [within(when.words, MOST_DATE)] : []),
    ...(context === '' ? [] : [within(context, MOST_CONTEXT)]),
  ]
  return lines.join('\n')
}

/** Nothing is markup there, so nothing is escaped; but apps make links of addresses. */
function within(text: string, most: number): string {
  return fitted(text, most, unlinked, bytesOf)
}

/** 429 and 507, where the server has no room, are tried again. */
function judge({ status }: Answer): Judged | null {
  return status === 400 || status === 413 ? 'refused' : null
}
