// What a desk failed to do, handled in one way for all its parts. An error is logged once, and stands until its part
// succeeds again. The details of a bug are in the log alone.
import type { Logger } from './logger.ts'

/** What an operator must see to, in words for them: a full disk, a setting that does not fit. Anything else that throws is a bug. */
export class Fault extends Error {
  override readonly name = 'Fault'
}

/** Why a database cannot be written, or read. `gone`: the file is no longer the one that was opened. `shared`: another desk may use it. */
export type StoreFaultKind = 'full' | 'read-only' | 'failing' | 'gone' | 'shared' | 'busy' | 'unusable'

export class StoreFault extends Fault {
  readonly kind: StoreFaultKind
  constructor(kind: StoreFaultKind, message: string, options?: ErrorOptions) {
    super(message, options)
    this.kind = kind
  }
}

export interface Faults {
  /** Does a part's work and returns its result; `null` if it threw, which is logged. */
  guard<T>(part: string, work: () => T): T | null
  /** What an operator must see to. */
  all(): string[]
}

export function createFaults(log: Logger): Faults {
  /** How an error is logged, and what the operator is told of it. */
  const read = (part: string, error: unknown) =>
    error instanceof Fault
      ? { event: 'store.failed', logged: error.message, message: error.message }
      : { event: 'wake.failed', logged: stackOf(error), message: `Something is broken in the ${part} of this desk; its log says what.` }
  // By part.
  const standing = new Map<string, { message: string; logged: string }>()
  const isStanding = (logged: string) => [...standing.values()].some((other) => other.logged === logged)
  return {
    guard(part, work) {
      try {
        const result = work()
        const over = standing.get(part)
        standing.delete(part)
        if (over && !isStanding(over.logged)) log('info', 'store.recovered', {})
        return result
      } catch (error) {
        const { event, logged, message } = read(part, error)
        if (!isStanding(logged)) log('error', event, { message: logged })
        standing.set(part, { message, logged })
        return null
      }
    },
    all: () => [...new Set([...standing.values()].map(({ message }) => message))],
  }
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
