// Content lines of iCalendar (RFC 5545, 3.1 and 3.3.11): escaped where they are text, folded at 75 octets.

const LIMIT = 75
const ASCII = /^[\x00-\x7f]*$/

/** A property whose value needs no escaping: a URI, a date, a code. It ends with CRLF. */
export function property(name: string, value: string): string {
  return `${fold(`${name}:${value}`)}\r\n`
}

/** A property whose value is text. */
export function textProperty(name: string, value: string): string {
  return property(name, value.replace(/[\\;,]/g, '\\$&').replace(/\r\n|\r|\n/g, '\\n'))
}

/** Folds one line so that no part is above 75 octets or ends inside a character. */
export function fold(line: string): string {
  if (line.length <= LIMIT && ASCII.test(line)) return line
  const parts: string[] = []
  let start = 0
  let octets = 0
  for (let index = 0; index < line.length; ) {
    const code = line.codePointAt(index) as number
    const size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
    if (octets + size > LIMIT) {
      parts.push(line.slice(start, index))
      start = index
      octets = 1 // the space that a continued line starts with
    }
    octets += size
    index += size === 4 ? 2 : 1
  }
  parts.push(line.slice(start))
  return parts.join('\r\n ')
}
