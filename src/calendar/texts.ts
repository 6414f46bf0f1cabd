// Rendered events, each made once a revision, view and form, and kept: in the database, where they outlive the process,
// and in memory, where they are bounded in bytes.
import type { Histories } from '../changes/histories.ts'
import { readChange, readTalk } from '../changes/log.ts'
import { Fault } from '../fault.ts'
import type { Sqlite } from '../sqlite/port.ts'
import { readSetting, writeSetting } from '../sqlite/settings.ts'
import type { Appearance } from './appearance.ts'
import { renderEvent, type Site } from './event.ts'
import type { Form } from './form.ts'

/** Raise it whenever the same talk is written in other words or properties: kept texts are then made again. */
const RENDERER = 1

export type TextForm = Pick<Form, 'lang' | 'cancelled'>

export interface Texts {
  /** UTC, whole seconds: since when this version of the renderer has written this desk's calendars. */
  readonly rendererSince: string
  /** Each event as UTF-8, in order. What had to be rendered is kept for the next time. */
  get(appearances: readonly Appearance[], form: TextForm): Uint8Array[]
}

interface Options {
  db: Sqlite
  histories: Histories
  site: Site
  /** At most so many bytes of texts stay in memory. */
  mostBytes: number
  now: string
}

const RENDERER_KEY = 'renderer'

export function createTexts({ db, histories, site, mostBytes, now }: Options): Texts {
  const rendererSince = startRenderer(db, site, now)
  const memory = new Map<string, Map<string, Uint8Array>>()
  const encoder = new TextEncoder()
  let bytes = 0

  const load = (form: string): Map<string, Uint8Array> => {
    const kept = memory.get(form)
    if (kept) {
      memory.delete(form) // and back as the latest used
      memory.set(form, kept)
      return kept
    }
    const texts = new Map<string, Uint8Array>()
    memory.set(form, texts)
    for (const { talk, revision, view, text } of db.all<Row>('SELECT talk, revision, view, text FROM kept WHERE form = ?', form)) {
      keep(texts, keyOf(talk, revision, view), encoder.encode(text))
    }
    return texts
  }
  const keep = (texts: Map<string, Uint8Array>, key: string, text: Uint8Array): void => {
    texts.set(key, text)
    bytes += text.length
    for (const [form, oldest] of memory) {
      if (bytes <= mostBytes || oldest === texts) break
      memory.delete(form)
      for (const dropped of oldest.values()) bytes -= dropped.length
    }
  }
  const render = ({ shown, stamp, view }: Appearance, form: TextForm): string => {
    const change = readChange(db, stamp.talk, stamp.revision)
    const talk = shown === stamp ? (change?.after ?? null) : readTalk(db, shown.talk, shown.revision)
    if (!change || !talk) throw new Error(`texts: revision ${stamp.revision} of ${stamp.talk} is not in the log`)
    const dates = { was: histories.before(stamp)?.known ?? null, is: stamp.known }
    return renderEvent({ talk, shown, stamp, view, change, dates }, form, site)
  }

  return {
    rendererSince,
    get(appearances, form) {
      const name = formOf(form)
      const texts = load(name)
      const made: Row[] = []
      const found = appearances.map((appearance) => {
        const { stamp, view } = appearance
        const key = keyOf(stamp.talk, stamp.revision, view)
        const kept = texts.get(key)
        if (kept) return kept
        const text = render(appearance, form)
        const encoded = encoder.encode(text)
        keep(texts, key, encoded)
        made.push({ talk: stamp.talk, revision: stamp.revision, view, text })
        return encoded
      })
      if (made.length > 0) store(db, name, made)
      return found
    },
  }
}

interface Row {
  talk: string
  revision: number
  view: string
  text: string
}

/** `omit` leaves events out, and writes the others as `keep` does. */
function formOf({ lang, cancelled }: TextForm): string {
  return `${lang} ${cancelled === 'words' ? 'words' : 'keep'}`
}

function keyOf(talk: string, revision: number, view: string): string {
  return `${talk} ${revision} ${view}`
}

/** Older revisions of a talk make room. A store that cannot be written costs time later, not the answer now. */
function store(db: Sqlite, form: string, rows: readonly Row[]): void {
  try {
    db.transaction(() => {
      for (const { talk, revision, view, text } of rows) {
        db.run('DELETE FROM kept WHERE form = ? AND talk = ? AND revision < ?', form, talk, revision)
        db.run(
          'INSERT INTO kept (form, talk, revision, view, text) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET text = excluded.text',
          form,
          talk,
          revision,
          view,
          text,
        )
      }
    })
  } catch (error) {
    if (!(error instanceof Fault)) throw error
  }
}

/** Texts of another renderer, or of another site, are dropped. Answers since when this one is in use. */
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
