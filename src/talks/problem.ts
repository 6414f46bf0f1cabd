// What is wrong with records: where, what, and what would be right.

export interface Problem {
  file: string
  /** The talk's id, or its position in the file where it has no id that can be read. */
  talk: string | null
  /** Path of the field, such as `parties.0.party`; `null` for the whole. */
  field: string | null
  message: string
  expected: string | null
}

/** One problem as one line for a person. */
export function problemLine({ file, talk, field, message, expected }: Problem): string {
  const where = [file, talk, field].filter((part) => part !== null).join(' › ')
  return expected === null ? `${where}: ${message}` : `${where}: ${message}. Expected: ${expected}`
}

/** A value quoted in a message: one line, not too long, with nothing that could steer a terminal. */
export function quoted(value: unknown): string {
  return `"${plain(typeof value === 'string' ? value : written(value))}"`
}

/** Text of a stranger in a message: on one line, cut, control and format characters written out. */
export function plain(text: string, limit = 60): string {
  // Only what can be shown is looked at, since a text may be very long.
  const start = text
    .slice(0, limit)
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, (char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`)
  return text.length > limit || start.length > limit ? `${start.slice(0, limit - 1)}…` : start
}

/** JSON has no form for a BigInt or for an object that holds itself. */
function written(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return typeof value === 'bigint' ? `${value}n` : `a ${typeof value}`
  }
}
