// One timer for many timeouts of the same length: thousands a second are added, and removed before they pass.

export interface Timeouts<T> {
  add(thing: T): void
  remove(thing: T): void
}

/** Calls back once for each thing that was not removed within `millis`. */
export function createTimeouts<T>(millis: number, passed: (thing: T) => void): Timeouts<T> {
  // In the order in which they were added, which is also the order of their ends.
  const ends = new Map<T, number>()
  let timer: ReturnType<typeof setTimeout> | null = null
  const sweep = () => {
    timer = null
    const now = performance.now()
    for (const [thing, end] of ends) {
      if (end > now) return arm(end - now)
      ends.delete(thing)
      passed(thing)
    }
  }
  const arm = (wait: number) => {
    timer ??= setTimeout(sweep, Math.ceil(wait))
  }
  return {
    add(thing) {
      ends.set(thing, performance.now() + millis)
      arm(millis)
    },
    remove(thing) {
      ends.delete(thing)
      if (ends.size > 0 || timer === null) return
      // A timer that nobody waits for would hold a process open.
      clearTimeout(timer)
      timer = null
    },
  }
}
