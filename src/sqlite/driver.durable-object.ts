// The port on the SQLite of a Durable Object.
import type { Sqlite, Value } from './port.ts'

export function openDurableObject(storage: DurableObjectStorage): Sqlite {
  const { sql } = storage
  const all = <Row>(text: string, values: Value[]) => Array.from(sql.exec(text, ...values), normalised) as Row[]
  let inside = false
  return {
    all: <Row>(text: string, ...values: Value[]) => all<Row>(text, values),
    each: <Row>(text: string, values: readonly Value[], visit: (row: Row) => void) => {
      for (const row of sql.exec(text, ...values)) visit(normalised(row) as Row)
    },
    first: <Row>(text: string, ...values: Value[]) => all<Row>(text, values)[0],
    run(text, ...values) {
      const cursor = sql.exec(text, ...values)
      // The cursor's count includes rows of indexes.
      return cursor.rowsWritten === 0 ? 0 : (all<{ changed: number }>('SELECT changes() AS changed', [])[0]?.changed ?? 0)
    },
    transaction<T>(body: () => T): T {
      if (inside) return body()
      inside = true
      try {
        return storage.transactionSync(body)
      } finally {
        inside = false
      }
    },
  }
}

/** Blobs come as ArrayBuffer here; the port has them as Uint8Array. */
function normalised(row: Record<string, SqlStorageValue>): Record<string, Value> {
  const given: Record<string, SqlStorageValue | Uint8Array> = row
  for (const [name, value] of Object.entries(row)) if (value instanceof ArrayBuffer) given[name] = new Uint8Array(value)
  return given as Record<string, Value>
}
