// Gaps in the log: cursors that another log gave out, before a backup took its place. What they stood for is not here.
import type { Sqlite } from '../sqlite/port.ts'
import { readSetting, writeSetting } from '../sqlite/settings.ts'

/** Cursors after `after`, and up to `until`. */
export interface Gap {
  after: number
  until: number
}

const GAPS_KEY = 'log_gaps'

export function readGaps(db: Sqlite): Gap[] {
  return JSON.parse(readSetting(db, GAPS_KEY) ?? '[]') as Gap[]
}

/** Leaves out all cursors after the latest, up to `until`: the next change comes after it. The caller has a transaction open. */
export function leaveGap(db: Sqlite, latest: number, until: number): void {
  if (until <= latest) return
  writeSetting(db, GAPS_KEY, JSON.stringify([...readGaps(db), { after: latest, until }]))
  const known = db.run("UPDATE sqlite_sequence SET seq = ? WHERE name = 'change'", until)
  if (known === 0) db.run("INSERT INTO sqlite_sequence (name, seq) VALUES ('change', ?)", until)
}
