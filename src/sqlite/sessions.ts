// Sessions of those who sign in with a browser, and the forms that were sent. Of an id only its hash is kept: whoever reads
// the database can sign in as nobody. They lie in the store, since an object that sleeps forgets everything else.
import { Hash } from 'fast-sha256'
import type { Random } from '../runtime/random.ts'
import { HOUR } from '../talks/units.ts'
import { hexOf } from './export.ts'
import type { Sqlite } from './port.ts'

export interface Session {
  /** Who signed in, by the name that was given. */
  holder: string
  /** Whether it was begun with this secret: another one ends all sessions that were begun with it. */
  isOf(secret: string): boolean
}

export interface Sessions {
  /** Returns the id, which only the browser keeps. */
  begin(holder: string, secret: string, now: number): string
  /** The session, if it has not ended; that counts as a use. */
  find(id: string, now: number): Session | null
  end(id: string): void
  /** The number of a form that does something once. */
  newForm(): string
  /** Does what a form does once: `null` where it has done so, or is doing so now. What was refused may be sent again. */
  once<Result extends { ok: boolean }>(form: string, now: number, work: () => Promise<Result>): Promise<Result | null>
}

/** How long a session lasts in all, and without use; and how precisely uses are noted. */
const LONGEST = 12 * HOUR
const UNUSED = HOUR
const NOTED_EVERY = HOUR / 60
/** Of one holder; beyond that, those end that have lasted longest. */
const MOST_OF_ONE = 50
const FORMS_KEPT = 24 * HOUR
const IS_FORM = /^[0-9a-f]{32}$/

interface Row {
  holder: string
  proof: string
  begunAt: number
  usedAt: number
}

/** Instants are milliseconds of the real time. */
export function createSessions(db: Sqlite, random: Random): Sessions {
  /** Forms whose work is not done yet. */
  const busy = new Set<string>()
  const forget = (now: number): void => {
    db.run('DELETE FROM session WHERE begun_at <= ? OR used_at <= ? OR begun_at > ?', now - LONGEST, now - UNUSED, now)
    db.run('DELETE FROM spent_form WHERE at <= ?', now - FORMS_KEPT)
  }
  return {
    begin(holder, secret, now) {
      const id = hexOf(random.bytes(32))
      db.transaction(() => {
        forget(now)
        db.run(
          'INSERT INTO session (hash, holder, proof, begun_at, used_at) VALUES (?, ?, ?, ?, ?)',
          ...[hashOf(id), holder, hashOf(`${id} ${secret}`), now, now],
        )
        db.run(
          `DELETE FROM session WHERE holder = ?1 AND hash NOT IN
             (SELECT hash FROM session WHERE holder = ?1 ORDER BY begun_at DESC, hash LIMIT ?2)`,
          holder,
          MOST_OF_ONE,
        )
      })
      return id
    },
    find(id, now) {
      const row = db.first<Row>('SELECT holder, proof, begun_at AS begunAt, used_at AS usedAt FROM session WHERE hash = ?', hashOf(id))
      if (!row || now - row.begunAt >= LONGEST || now - row.usedAt >= UNUSED || row.begunAt > now) return null
      // Where nothing can be written, pages can still be read.
      if (now - row.usedAt >= NOTED_EVERY && db.fault() === null) db.run('UPDATE session SET used_at = ? WHERE hash = ?', now, hashOf(id))
      return { holder: row.holder, isOf: (secret) => hashOf(`${id} ${secret}`) === row.proof }
    },
    end(id) {
      db.run('DELETE FROM session WHERE hash = ?', hashOf(id))
    },
    newForm: () => hexOf(random.bytes(16)),
    async once(form, now, work) {
      const isSpent = !IS_FORM.test(form) || busy.has(form) || db.first('SELECT 1 FROM spent_form WHERE ticket = ?', form) !== undefined
      if (isSpent) return null
      busy.add(form)
      try {
        const result = await work()
        if (result.ok) db.run('INSERT OR IGNORE INTO spent_form (ticket, at) VALUES (?, ?)', form, now)
        return result
      } finally {
        busy.delete(form)
      }
    },
  }
}

function hashOf(text: string): string {
  return hexOf(new Hash().update(new TextEncoder().encode(text)).digest())
}
