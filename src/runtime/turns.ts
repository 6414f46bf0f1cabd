// Work that many ask for takes turns: in each turn of the event loop only so much of it is done, first for clients that had
// little done for them lately. What is ready at once, messages that are due and whatever else has to happen comes in between.
import { createLru } from './lru.ts'

/** Milliseconds of work in one turn, and what a piece counts at least, since some of it is done after it returns. */
const BUDGET = 5
const LEAST = 0.2
/** Milliseconds in which half of what was done for a client is forgotten. */
const HALF_LIFE = 1000
const MOST_CLIENTS = 10_000

export interface Turns {
  /** Does it now if this turn has time for it, otherwise in one of the next; for each client in the order in which it came. It must not throw. */
  enter(client: string, work: () => void): void
}

interface Use {
  spent: number
  at: number
}

/** `soon` calls in a later turn of the event loop. */
export function createTurns(steady: () => number, soon: (work: () => void) => unknown = (work) => setTimeout(work, 0)): Turns {
  const waiting = new Map<string, (() => void)[]>()
  const used = createLru<string, Use>(MOST_CLIENTS)
  let spent = 0
  let isSoon = false

  const usedBy = (client: string, now: number): number => {
    const use = used.get(client)
    return use === undefined ? 0 : use.spent * 0.5 ** ((now - use.at) / HALF_LIFE)
  }
  const run = (client: string, work: () => void): void => {
    const began = steady()
    work()
    const now = steady()
    const took = Math.max(LEAST, now - began)
    spent += took
    used.set(client, { spent: usedBy(client, now) + took, at: now })
    later()
  }
  const later = (): void => {
    if (isSoon) return
    isSoon = true
    soon(turn)
  }
  const leastUsed = (): string | null => {
    const now = steady()
    let [best, least]: [string | null, number] = [null, Number.POSITIVE_INFINITY]
    for (const client of waiting.keys()) {
      const each = usedBy(client, now)
      if (each < least) [best, least] = [client, each]
    }
    return best
  }
  const turn = (): void => {
    isSoon = false
    spent = 0
    while (spent < BUDGET) {
      const client = leastUsed()
      if (client === null) return
      const own = waiting.get(client) ?? []
      const work = own.shift()
      if (own.length === 0) waiting.delete(client)
      if (work) run(client, work)
    }
  }
  return {
    enter(client, work) {
      if (waiting.size === 0 && spent < BUDGET) return run(client, work)
      const own = waiting.get(client)
      if (own) own.push(work)
      else waiting.set(client, [work])
      later()
    },
  }
}
