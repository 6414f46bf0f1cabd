// What editors have begun to write and kept for later: the fields of a form, whatever is in them. All editors see all drafts.
import type { Random } from '../runtime/random.ts'
import { hexOf } from '../sqlite/export.ts'
import type { Sqlite } from '../sqlite/port.ts'

export interface Draft {
  id: string
  /** Who kept it last. */
  by: string
  /** Milliseconds of the real time. */
  at: number
  /** Name and value of each field, in order. */
  form: readonly (readonly [string, string])[]
}

export interface Drafts {
  /** The latest first. */
  list(): Draft[]
  get(id: string): Draft | null
  /** Keeps a draft, under a new id where it has none; returns the id. */
  keep(id: string | null, form: Draft['form'], by: string, now: number): string
  remove(id: string): void
}

/** Beyond that, those go that were kept longest ago. */
const MOST = 200

type Row = Omit<Draft, 'form'> & { form: string }

/** `requireWritable` throws where nothing may be written. */
export function createDrafts(db: Sqlite, random: Random, requireWritable: () => void): Drafts {
  const draftOf = ({ form, ...row }: Row): Draft => ({ ...row, form: (JSON.parse(form) as { fields: Draft['form'] }).fields })
  return {
    list: () => db.all<Row>('SELECT id, by, at, form FROM draft ORDER BY at DESC, id').map(draftOf),
    get(id) {
      const row = db.first<Row>('SELECT id, by, at, form FROM draft WHERE id = ?', id)
      return row ? draftOf(row) : null
    },
    keep(id, form, by, now) {
      requireWritable()
      const known = id !== null && db.first('SELECT 1 FROM draft WHERE id = ?', id) !== undefined ? id : `draft_${hexOf(random.bytes(8))}`
      db.transaction(() => {
        db.run(
          `INSERT INTO draft (id, by, at, form) VALUES (?, ?, ?, ?)
           ON CONFLICT (id) DO UPDATE SET by = excluded.by, at = excluded.at, form = excluded.form`,
          ...[known, by, now, JSON.stringify({ fields: form })],
        )
        db.run('DELETE FROM draft WHERE id NOT IN (SELECT id FROM draft ORDER BY at DESC, id LIMIT ?)', MOST)
      })
      return known
    },
    remove(id) {
      requireWritable()
      db.run('DELETE FROM draft WHERE id = ?', id)
    },
  }
}
