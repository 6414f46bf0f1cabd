// Talks and changes as JSON: the same in messages, in the API and on pages.
import { pageOf, type Site, uidOf } from '../talks/site.ts'
import type { Talk } from '../talks/talk.ts'
import type { Change } from './change.ts'
import type { Standing } from './standing.ts'

/** A talk with what the log knows of it. */
export function talkJson(talk: Talk, standing: Standing, site: Site) {
  const { revision, announcedAt, at, withdrawn, movedFrom } = standing
  const url = pageOf(talk.id, site)
  return { ...talk, uid: uidOf(talk.id, site), revision, announcedAt, revisedAt: at, withdrawn, movedFrom, url, calendar: `${url}.ics` }
}

/** A change, with the sentence that says what happened, in the reader's language. */
export function changeJson({ cursor, id, talk, revision, types, at, before, after }: Change, sentence: string) {
  return { cursor, id, talk, revision, types, at, before, after, sentence }
}
