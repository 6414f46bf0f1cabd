// Rendered events. Each is rendered once for a revision, view and form, and cached: in the database, where it outlives the
// process, and in memory, bounded in bytes.
import { readChange, readTalk } from '../changes/change-log.ts'
import type { Histories } from '../changes/histories.ts'
import type { Standing } from '../changes/standing.ts'
import { Fault } from '../runtime/faults.ts'
import type { Sqlite } from '../sqlite/port.ts'
import { readSetting, writeSetting } from '../sqlite/settings.ts'
import type { Site } from '../talks/site.ts'
import { type Appearance, isDatedBefore, type View } from './appearance.ts'
import { deadlineOf, renderDeadline } from './deadline.ts'
import { renderEvent } from './event.ts'
import type { Form } from './feed-form.ts'
import type { FeedRequest } from './feed-key.ts'
import { type Piece, pieceOf } from './feed-piece.ts'

/** Raise it whenever the same talk would be rendered differently: cached texts are then dropped. */
const RENDERER = 6

export type TextForm = Pick<Form, 'lang' | 'cancelled'> & Pick<FeedRequest, 'of'>

export interface EventTexts {
  /** UTC, whole seconds: since when this version of the renderer has written this desk's calendars. */
  readonly rendererSince: string
  /** The text of each appearance, in the same order. What had to be rendered is cached for the next time. */
  get(appearances: readonly Appearance[], form: TextForm): Piece[]
}

interface Options {
  db: Sqlite
  histories: Histories
  site: Site
  /** The most bytes of texts to keep in memory. The form in use is kept whole, even beyond that. */
  mostBytes: number
  now: string
}

const RENDERER_KEY = 'renderer'
/** Texts are written to the database in batches of this size: a whole diary's would take twice their bytes in memory. */
const MOST_HELD = 500

export function createEventTexts({ db, histories, site, mostBytes, now }: Options): EventTexts {
  const rendererSince = startRenderer(db, site, now)
  const memory = new Map<string, Shelf>()
  let bytes = 0

  const load = (form: string, of: FeedRequest['of']): Shelf => {
    const kept = memory.get(form)
    if (kept) {
      memory.delete(form) // re-inserted below, as the most recently used
      memory.set(form, kept)
      return kept
    }
    const shelf: Shelf = { pieces: new Map(), bytes: 0 }
    memory.set(form, shelf)
    db.each<Row>('SELECT talk, revision, view, text FROM kept WHERE form = ?', [form], ({ talk, revision, view, text }) => {
      const stamp = histories.talks.get(talk)?.[revision - 1]
      if (stamp) keep(shelf, of === 'deadlines' ? deadlineOf(stamp) : stamp, view, pieceOf(text))
    })
    return shelf
  }
  const keep = (shelf: Shelf, stamp: Standing, view: View, piece: Piece): void => {
    const views = shelf.pieces.get(stamp)
    if (views) views[view] = piece
    else shelf.pieces.set(stamp, { [view]: piece })
    shelf.bytes += piece.bytes.length
    bytes += piece.bytes.length
    for (const [form, oldest] of memory) {
      if (bytes <= mostBytes || oldest === shelf) break
      memory.delete(form)
      bytes -= oldest.bytes
    }
  }
  const render = (appearance: Appearance, form: TextForm): string => {
    const { shown, stamp } = appearance
    const change = readChange(db, stamp.talk, stamp.revision)
    const isPresent = shown === stamp || isDatedBefore(appearance)
    const talk = isPresent ? (change?.after ?? null) : readTalk(db, shown.talk, shown.revision)
    if (!change || !talk) throw new Error(`texts: revision ${stamp.revision} of ${stamp.talk} is not in the log`)
    const source = { ...appearance, talk, change, was: histories.before(stamp), rendererSince }
    return form.of === 'deadlines' ? renderDeadline(source, form, site) : renderEvent(source, form, site)
  }

  return {
    rendererSince,
    get(appearances, form) {
      const name = formOf(form)
      const shelf = load(name, form.of)
      let made: Row[] = []
      const found = appearances.map((appearance) => {
        const { stamp, view } = appearance
        const kept = shelf.pieces.get(stamp)?.[view]
        if (kept) return kept
        const text = render(appearance, form)
        const piece = pieceOf(text)
        keep(shelf, stamp, view, piece)
        made.push({ talk: stamp.talk, revision: stamp.revision, view, text })
        if (made.length === MOST_HELD) {
          store(db, name, made)
          made = []
        }
        return piece
      })
      if (made.length > 0) store(db, name, made)
      return found
    },
  }
}

/** The events of one form, by the standing that stamps them. */
interface Shelf {
  pieces: Map<Standing, Partial<Record<View, Piece>>>
  bytes: number
}

interface Row {
  talk: string
  revision: number
  view: View
  text: string
}

/** `omit` leaves events out but writes the others as `keep` does, so the two share their texts. */
function formOf({ lang, cancelled, of }: TextForm): string {
  return `${of === 'deadlines' ? 'accreditation ' : ''}${lang} ${cancelled === 'words' ? 'words' : 'keep'}`
}

const OLDER = 'DELETE FROM kept WHERE form = ? AND talk = ? AND revision < ?'
const INSERT = `INSERT INTO kept (form, talk, revision, view, text) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (form, talk, revision, view) DO UPDATE SET text = excluded.text`

/** Replaces the texts of older revisions. If the database cannot be written, the text is just rendered again next time. */
function store(db: Sqlite, form: string, rows: readonly Row[]): void {
  try {
    db.transaction(() => {
      for (const { talk, revision, view, text } of rows) {
        db.run(OLDER, form, talk, revision)
        db.run(INSERT, form, talk, revision, view, text)
      }
    })
  } catch (error) {
    if (!(error instanceof Fault)) throw error
  }
}

/** Drops the texts of another renderer or site, and returns since when this one has been in use. */
function startRenderer(db: Sqlite, site: Site, now: string): string {
  const name = JSON.stringify([RENDERER, site.domain, site.url])
  const stored = readSetting(db, RENDERER_KEY)
  const [known, since] = stored === null ? [null, now] : (JSON.parse(stored) as [string, string])
  if (known === name) return since
  try {
    db.transaction(() => {
      db.run('DELETE FROM kept')
      writeSetting(db, RENDERER_KEY, JSON.stringify([name, now]))
    })
  } catch (error) {
    if (!(error instanceof Fault)) throw error
  }
  return now
}
