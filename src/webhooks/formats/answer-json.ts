// What answers of receivers say in JSON, which may be anything.

/** The object in an answer, or in a field of it; empty where there is none. */
export function objectIn(given: unknown): Readonly<Record<string, unknown>> {
  const read = typeof given === 'string' ? parsed(given) : given
  return typeof read === 'object' && read !== null ? (read as Record<string, unknown>) : {}
}

/** A wait in seconds as `Retry-After` has it, or `null` where an answer names none. */
export function waitIn(seconds: unknown): { retryAfter: string } | null {
  return typeof seconds === 'number' && seconds >= 0 && seconds < 1e9 ? { retryAfter: String(Math.ceil(seconds)) } : null
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
