// Frozen messages as sending needs them, cached in memory: a message often goes to many endpoints at once.
import { createLru } from '../../runtime/lru.ts'
import type { Sqlite } from '../../sqlite/port.ts'
import type { FormatName } from '../formats/formats.ts'
import type { Message } from '../messages/message.ts'

export interface Frozen extends Pick<Message, 'id' | 'type' | 'talk' | 'armedBy' | 'expires'> {
  format: FormatName
  /** In milliseconds of the real time. */
  createdAt: number
  body: Uint8Array<ArrayBuffer>
}

export interface Bodies {
  /** Throws where there is none. */
  get(message: number): Frozen
}

/** Some 3,000 bodies. Beside calendars, they have to fit into the 128 MB of an object. */
const MOST_BYTES = 8 * 1024 * 1024

export function createBodies(db: Sqlite): Bodies {
  const kept = createLru<number, Frozen>(MOST_BYTES, ({ body }) => body.length + 500)
  return {
    get(key) {
      let message = kept.get(key)
      if (message === undefined) {
        message = db.first<Frozen>(
          'SELECT id, format, type, talk, armed_by AS armedBy, expires, created_at AS createdAt, CAST(body AS BLOB) AS body FROM message WHERE key = ?',
          key,
        )
        if (message === undefined) throw new Error(`bodies: there is no message ${key}`)
        kept.set(key, message)
      }
      return message
    },
  }
}
