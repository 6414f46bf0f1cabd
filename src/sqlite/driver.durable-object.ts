// The port on the SQLite of a Durable Object.
import type { Sqlite, Value } from './port.ts'

export function openDurableObject(storage: DurableObjectStorage): Sqlite {
  const { sql } = storage
  const all = <Row>(text: string, values: Value[]) =>
    sql
      .exec(text, ...values)
      .toArray()
      .map(normalised) as Row[]
  let inside = false
  return {
    all: <Row>(text: string, ...values: Value[]) => all<Row>(text, values),
    first: <Row>(text: string, ...values: Value[]) => all<Row>(text, values)[0],
    run(text, ...values) {
      const cursor = sql.exec(text, ...values)
      // What the cursor counts as written includes rows of indexes.
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

/** Blobs come as ArrayBuffer here. */
function normalised(row: Record<string, SqlStorageValue>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, value instanceof ArrayBuffer ? new Uint8Array(value) : value]),
  )
}
