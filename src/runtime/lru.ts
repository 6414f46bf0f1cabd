// A cache that drops what was least recently used: addresses that strangers make up push each other out, and do not fill
// the memory. Own code, since the library for it would be a twentieth of all that a Worker loads.

export interface Lru<Key, Value> {
  get(key: Key): Value | undefined
  /** Whether it is kept; this is no use of it. */
  has(key: Key): boolean
  set(key: Key, value: Value): void
  delete(key: Key): void
  /** Forgets everything. */
  clear(): void
}

/** Keeps values whose sizes add up to at most `most`. One that is larger by itself is not kept. */
export function createLru<Key, Value>(most: number, sizeOf: (value: Value, key: Key) => number = () => 1): Lru<Key, Value> {
  // In the order of their last use.
  const entries = new Map<Key, { value: Value; size: number }>()
  let size = 0
  let latest: unknown = null

  const remove = (key: Key) => {
    size -= entries.get(key)?.size ?? 0
    entries.delete(key)
  }

  return {
    get(key) {
      const entry = entries.get(key)
      if (entry && entry !== latest) {
        entries.delete(key)
        entries.set(key, entry)
        latest = entry
      }
      return entry?.value
    },
    has: (key) => entries.has(key),
    set(key, value) {
      remove(key)
      const entry = { value, size: sizeOf(value, key) }
      if (entry.size > most) return
      entries.set(key, entry)
      latest = entry
      size += entry.size
      for (const oldest of entries.keys()) {
        if (size <= most) break
        remove(oldest)
      }
    },
    delete: remove,
    clear() {
      entries.clear()
      size = 0
      latest = null
    },
  }
}
