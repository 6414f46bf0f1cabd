// Those who wait for changes or stream them: so many in all. Where there are as many as there may be, a client that has few
// gets the place of one that has more, so that nobody takes them all.

export interface Listener {
  /** Aborted where its place is another's now. */
  signal: AbortSignal
  done(): void
}

export interface Listeners {
  /** `null` if there are too many. */
  listen(client: string): Listener | null
}

export function createListeners(most: number): Listeners {
  // Each client's in the order in which they came.
  const clients = new Map<string, Set<AbortController>>()
  let count = 0

  const leave = (client: string, listener: AbortController): void => {
    const own = clients.get(client)
    if (!own?.delete(listener)) return
    count--
    if (own.size === 0) clients.delete(client)
  }
  /** Whether one of the client that has most made room for one that would then have no more than it. */
  const makeRoom = (newcomer: string): boolean => {
    let [busiest, theirs] = ['', clients.get(newcomer) ?? new Set<AbortController>()]
    const own = theirs.size
    for (const [client, each] of clients) if (each.size > theirs.size) [busiest, theirs] = [client, each]
    const [oldest] = theirs
    if (oldest === undefined || theirs.size <= own + 1) return false
    leave(busiest, oldest)
    oldest.abort()
    return true
  }

  return {
    listen(client) {
      if (count >= most && !makeRoom(client)) return null
      const listener = new AbortController()
      const own = clients.get(client) ?? new Set()
      clients.set(client, own.add(listener))
      count++
      return { signal: listener.signal, done: () => leave(client, listener) }
    },
  }
}
