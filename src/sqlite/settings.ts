// Facts about the store itself that must survive a restart.
import type { Sqlite } from './port.ts'

export function readSetting(db: Sqlite, key: string): string | null {
  return db.first<{ value: string }>('SELECT value FROM setting WHERE key = ?', key)?.value ?? null
}

export function writeSetting(db: Sqlite, key: string, value: string): void {
  db.run('INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value', key, value)
}

export function deleteSetting(db: Sqlite, key: string): void {
  db.run('DELETE FROM setting WHERE key = ?', key)
}
