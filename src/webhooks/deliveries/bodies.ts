// Messages as sending needs them, kept in memory: what is sent now is often sent to many.
import { createLru } from '../../runtime/lru.ts'
import type { Sqlite } from '../../sqlite/port.ts'
import type { MessageType } from '../formats/message-types.ts'

export interface Frozen {
  id: string
  type: MessageType
  talk: string | null
  armedBy: string | null
  /** For a reminder, when it is worth nothing any more: the desk's time. */
  expires: number | null
  body: Uint8Array<ArrayBuffer>
}

export interface Messages {
  /** Throws where there is none. */
  get(key: number): Frozen
}

/** Some 3,000 bodies. Beside calendars, they have to fit into the 128 MB of an object. */
const MOST_BYTES = 8 * 1024 * 1024

export function createMessages(db: Sqlite): Messages {
  const kept = createLru<number, Frozen>(MOST_BYTES, ({ body }) => body.length + 500)
  return {
    get(key) {
      let message = kept.get(key)
      if (message === undefined) {
        message = db.first<Frozen>(
          'SELECT id, type, talk, armed_by AS armedBy, expires, CAST(body AS BLOB) AS body FROM message WHERE key = ?',
          key,
        )
        if (message === undefined) throw new Error(`outbox: there is no message ${key}`)
        kept.set(key, message)
      }
      return message
    },
  }
}
