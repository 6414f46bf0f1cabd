// Reading a response that breaks the rules of HTTP/1.1 as a lenient client does: by its status line. Whether a message was
// taken does not depend on how well a receiver writes headers.

/** What could be understood of a response. */
export interface Understood {
  status: number
  retryAfter: string | null
  contentEncoding: string
  /** What came after the head, as it came. */
  body: Uint8Array
}

const STATUS_LINE = /^(?:HTTP\/\d(?:\.\d)?|ICY)[ \t]+(\d{3})(?!\d)/i
const HEAD_END = /\r?\n\r?\n/

/**
 * The final response in bytes that came on a connection, however little of it there is; `null` where it has no status line,
 * or only interim ones (RFC 9110, 15.2). A switch to another protocol is none that anybody asked for.
 */
export function understand(bytes: Uint8Array): Understood | null {
  // Each byte is one character, so that positions in the text are positions in the bytes.
  const text = new TextDecoder('latin1').decode(bytes)
  for (let start = afterBlankLines(text, 0); ; ) {
    const rest = text.slice(start)
    const status = Number(STATUS_LINE.exec(rest)?.[1] ?? 0)
    if (status < 100 || status === 101 || !/\n/.test(rest)) return null
    const end = HEAD_END.exec(rest)
    const bodyAt = end === null ? text.length : start + end.index + end[0].length
    if (status >= 200) {
      const head = end === null ? rest : rest.slice(0, end.index)
      const [retryAfter, contentEncoding] = [header(head, 'retry-after'), header(head, 'content-encoding')]
      return { status, retryAfter, contentEncoding: contentEncoding ?? '', body: bytes.subarray(bodyAt) }
    }
    start = afterBlankLines(text, bodyAt)
  }
}

function afterBlankLines(text: string, start: number): number {
  let at = start
  while (text[at] === '\r' || text[at] === '\n') at++
  return at
}

function header(head: string, name: string): string | null {
  const found = new RegExp(`^${name}[ \\t]*:(.*)$`, 'im').exec(head)
  return found?.[1]?.trim() ?? null
}
