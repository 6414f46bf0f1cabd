// Content lines of iCalendar (RFC 5545, 3.1 and 3.3.11): escaped where they are text, folded at 75 octets.

const LIMIT = 75

/** A property whose value needs no escaping: a URI, a date, a code. It ends with CRLF. */
export function property(name: string, value: string): string {
  return `${fold(`${name}:${value}`)}\r\n`
}

/** A property whose value is text. */
export function textProperty(name: string, value: string): string {
  return property(name, value.replace(/[\\;,]/g, '\\$&').replace(/\r\n|\r|\n/g, '\\n'))
}

/** For values in which some clients show a comma, a semicolon or a backslash with the backslash that escapes it. */
export function withoutEscapes(text: string): string {
  return text.replace(/\s*[,;]\s*/g, ' – ').replaceAll('\\', '/')
}

/** Folds one line so that no part is longer than 75 octets or ends inside a character. */
export function fold(line: string): string {
  // No character takes more than three octets for each of its UTF-16 units.
  if (line.length * 3 <= LIMIT || (line.length <= LIMIT && isAscii(line))) return line
  const parts: string[] = []
  let start = 0
  let octets = 0
  for (let index = 0; index < line.length; ) {
    const code = line.codePointAt(index) as number
    const size = octetsOf(code)
    if (octets + size > LIMIT) {
      parts.push(line.slice(start, index))
      start = index
      octets = 1 // the space that a continuation line starts with
    }
    octets += size
    index += code > 0xffff ? 2 : 1
  }
  parts.push(line.slice(start))
  return parts.join('\r\n ')
}

function octetsOf(code: number): number {
  if (code < 0x80) return 1
  if (code < 0x800) return 2
  return code > 0xffff ? 4 : 3
}

function isAscii(line: string): boolean {
  for (let index = 0; index < line.length; index++) if (line.charCodeAt(index) > 0x7f) return false
  return true
}
