// Answers that cost more to find than to remember. Only for pure functions of short texts.

const MOST = 20_000

/** The same function, which forgets everything when it has remembered 20,000 answers. */
export function remembered<T>(find: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>()
  return (key) => {
    const found = known.get(key)
    if (found !== undefined) return found
    const answer = find(key)
    if (known.size >= MOST) known.clear()
    known.set(key, answer)
    return answer
  }
}
