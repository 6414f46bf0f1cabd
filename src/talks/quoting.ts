// Values in messages: on one line, not too long, and with nothing that could steer a terminal.

/** A value in quotation marks. */
export function quoted(value: unknown): string {
  return `"${excerpt(value)}"`
}

/** Some of a stranger's values in quotation marks, and how many more there are. */
export function quotedList(values: readonly unknown[], most = 10): string {
  const more = values.length - most
  return `${values.slice(0, most).map(quoted).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** A value as text that other words can stand around. */
export function excerpt(value: unknown): string {
  return plain(typeof value === 'string' ? value : written(value))
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
