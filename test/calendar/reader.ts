// A subscriber that has seen a calendar before: what must not fall, and what must rise when a text is another one.
import { expect } from 'vitest'
import type { Answer } from '../../src/calendar/feed-cache.ts'

export interface ReadText {
  text: string
  summary: string
  status: string
  sequence: number
  stamp: string
  /** When it was read. */
  at: string
}

export interface Reader {
  /** Reads the calendar, and compares it with what was read before. */
  read(answer: Answer, at: string): void
  /** The events of the last reading, by talk. */
  events(): ReadonlyMap<string, ReadText>
}

export function createReader(name: string): Reader {
  let before: { text: string; tag: string; changedAt: string; at: string } | null = null
  let events = new Map<string, ReadText>()
  const known = new Map<string, ReadText>()

  return {
    events: () => events,
    read({ bytes, tag, changedAt }, at) {
      const text = new TextDecoder().decode(bytes)
      const where = `${name} at ${at}`
      if (before) {
        expect(tag === before.tag, `${where}: the tag changes with the bytes`).toBe(text === before.text)
        expect(changedAt >= before.changedAt, `${where}: Last-Modified does not fall from ${before.changedAt} to ${changedAt}`).toBe(true)
        const rises = text === before.text || at === before.at || changedAt > before.changedAt
        expect(rises, `${where}: Last-Modified ${changedAt} rises with the bytes\n${before.text}\n${text}`).toBe(true)
      }
      expect(changedAt <= at, `${where}: Last-Modified ${changedAt} is not ahead`).toBe(true)
      before = { text, tag, changedAt, at }
      events = eventsOf(text, at)
      for (const [talk, event] of events) {
        const was = known.get(talk)
        if (was) compare(was, event, `${talk} in ${where}`)
        known.set(talk, event)
      }
    },
  }
}

function compare(was: ReadText, is: ReadText, where: string): void {
  expect(is.sequence, `${where}: SEQUENCE does not fall`).toBeGreaterThanOrEqual(was.sequence)
  expect(is.stamp >= was.stamp, `${where}: DTSTAMP does not fall from ${was.stamp} to ${is.stamp}`).toBe(true)
  const rises = is.text === was.text || is.at === was.at || is.stamp > was.stamp
  expect(rises, `${where}: DTSTAMP ${is.stamp} rises with the text\n${was.text}\n${is.text}`).toBe(true)
}

function eventsOf(text: string, at: string): Map<string, ReadText> {
  const [, ...parts] = text.replaceAll('\r\n ', '').split('BEGIN:VEVENT\r\n')
  return new Map(
    parts.map((part): [string, ReadText] => {
      const event = part.slice(0, part.indexOf('END:VEVENT'))
      const value = (property: string) => new RegExp(`^${property}:(.*)\r$`, 'm').exec(event)?.[1] ?? ''
      expect(value('LAST-MODIFIED')).toBe(value('DTSTAMP'))
      const [summary, status, stamp] = [value('SUMMARY'), value('STATUS'), value('DTSTAMP')]
      return [value('UID').split('@')[0] ?? '', { text: event, summary, status, sequence: Number(value('SEQUENCE')), stamp, at }]
    }),
  )
}
