// Talks as JSON.
import { pageOf, type Site, uidOf } from '../calendar/event.ts'
import type { Standing } from '../changes/standing.ts'
import type { Talk } from '../talks/talk.ts'

/** A talk with what the log knows of it. */
export function talkJson(talk: Talk, standing: Standing, site: Site) {
  const { revision, announcedAt, at, withdrawn, movedFrom } = standing
  const url = pageOf(talk.id, site)
  return { ...talk, uid: uidOf(talk.id, site), revision, announcedAt, revisedAt: at, withdrawn, movedFrom, url, calendar: `${url}.ics` }
}

export function jsonResponse(value: unknown, headers: Record<string, string> = {}): Response {
  return new Response(`${JSON.stringify(value, null, 2)}\n`, {
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'access-control-allow-origin': '*',
      'cache-control': 'no-cache',
      ...headers,
    },
  })
}
