// At most so many at once; the rest wait for their turn, in the order in which they came.

export interface Lane {
  /** Calls `begin` when there is room, with what ends its stay, once. Returns a function that gives up waiting. */
  enter(begin: (leave: () => void) => void): () => void
}

export function createLane(most: number): Lane {
  const waiting = new Set<(leave: () => void) => void>()
  let inside = 0
  const admit = (): void => {
    for (const begin of waiting) {
      if (inside >= most) return
      waiting.delete(begin)
      inside++
      let left = false
      begin(() => {
        if (left) return
        left = true
        inside--
        admit()
      })
    }
  }
  return {
    enter(begin) {
      const turn = (leave: () => void) => begin(leave)
      waiting.add(turn)
      admit()
      return () => void waiting.delete(turn)
    },
  }
}
