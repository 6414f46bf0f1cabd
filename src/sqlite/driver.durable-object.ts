// The port on the SQLite of a Durable Object.
import type { Sqlite, Value } from './port.ts'
import { createStanding, faultOfText } from './store-fault.ts'

export function openDurableObject(storage: DurableObjectStorage): Sqlite {
  const { sql } = storage
  const standing = createStanding()
  const guarded = <T>(body: () => T): T => {
    try {
      return body()
    } catch (error) {
      const fault = faultOfText(error, 'The storage of this object')
      standing.failed(fault)
      throw fault ?? error
    }
  }
  const all = <Row>(text: string, values: readonly Value[]) => guarded(() => Array.from(sql.exec(text, ...values), normalised) as Row[])
  const run = (text: string, values: readonly Value[]): number => {
    // The cursor's count includes rows of indexes.
    if (guarded(() => sql.exec(text, ...values).rowsWritten) === 0) return 0
    standing.wrote()
    return all<{ changed: number }>('SELECT changes() AS changed', [])[0]?.changed ?? 0
  }
  let inside = false
  return {
    fault: () => standing.fault,
    all: <Row>(text: string, ...values: Value[]) => all<Row>(text, values),
    each: <Row>(text: string, values: readonly Value[], visit: (row: Row) => void) =>
      guarded(() => {
        for (const row of sql.exec(text, ...values)) visit(normalised(row) as Row)
      }),
    first: <Row>(text: string, ...values: Value[]) => all<Row>(text, values)[0],
    run: (text, ...values) => run(text, values),
    // What the platform keeps of earlier states is out of reach.
    securely: (work) => ({ result: work(), isClean: true }),
    transaction<T>(body: () => T): T {
      if (inside) return body()
      inside = true
      try {
        return guarded(() => storage.transactionSync(body))
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
