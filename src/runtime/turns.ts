// Work that many ask for takes turns: in each turn of the event loop only so much of it is done, and one piece for each client
// before another for the same. What is ready at once, messages that are due and whatever else has to happen comes in between.

/** Milliseconds of work in one turn, and what a piece counts at least, since some of it is done after it returns. */
const BUDGET = 5
const LEAST = 0.1

export interface Turns {
  /** Does it now if this turn has time for it, otherwise in one of the next. */
  enter(client: string, work: () => void): void
}

/** `soon` calls in a later turn of the event loop. */
export function createTurns(steady: () => number, soon: (work: () => void) => unknown = (work) => setTimeout(work, 0)): Turns {
  const waiting = new Map<string, (() => void)[]>()
  let spent = 0
  let isSoon = false

  const run = (work: () => void): void => {
    const began = steady()
    try {
      work()
    } finally {
      spent += Math.max(LEAST, steady() - began)
      later()
    }
  }
  const later = (): void => {
    if (isSoon) return
    isSoon = true
    soon(turn)
  }
  const turn = (): void => {
    isSoon = false
    spent = 0
    while (spent < BUDGET) {
      const [next] = waiting
      if (next === undefined) return
      const [client, [work, ...rest]] = next
      waiting.delete(client)
      if (rest.length > 0) waiting.set(client, rest) // at the end
      if (work) run(work)
    }
  }
  return {
    enter(client, work) {
      if (waiting.size === 0 && spent < BUDGET) return run(work)
      const own = waiting.get(client)
      if (own) own.push(work)
      else waiting.set(client, [work])
      later()
    },
  }
}
