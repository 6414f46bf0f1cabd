// The port: the smallest synchronous SQLite that Node and a Durable Object share. Values are only these types; lists
// go through json_each; a transaction inside a transaction joins it, and its body is synchronous.
import type { StoreFault } from '../runtime/faults.ts'

export type Value = string | number | null | Uint8Array

export interface Sqlite {
  all<Row>(sql: string, ...values: Value[]): Row[]
  /** Calls `visit` with each row as it is read, so that not all are in memory. It must run nothing else on the database. */
  each<Row>(sql: string, values: readonly Value[], visit: (row: Row) => void): void
  first<Row>(sql: string, ...values: Value[]): Row | undefined
  /** The number of rows changed. */
  run(sql: string, ...values: Value[]): number
  transaction<T>(body: () => T): T
  /**
   * Does work so that what it deletes is nowhere in the file any more, as far as the platform allows. Not within a transaction.
   * `isClean`: whether the rest of the file was cleaned, too; it is not where there is no room for that.
   */
  securely<T>(work: () => T): { result: T; isClean: boolean }
  /** Why nothing can be written at the moment, as far as it is known; `null` where nothing stands in the way. */
  fault(): StoreFault | null
}
