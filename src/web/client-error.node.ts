// Requests that node:http cannot read. Each is answered on the bare socket, and its connection is closed.
import type { Socket } from 'node:net'
import { problem } from './problem-response.ts'

type ClientError = Error & { code?: string; rawPacket?: Buffer }

/** `root`: the path of PUBLIC_URL, which goes before every address of this desk. */
export async function answerClientError(error: ClientError, socket: Socket, root: string): Promise<void> {
  if (!socket.writable || socket.bytesWritten > 0 || error.code === 'ECONNRESET') return void socket.destroy()
  const elsewhere = error.code === 'HPE_INVALID_URL' ? percentEncoded(error.rawPacket) : null
  const response =
    elsewhere === null
      ? refusal(error)
      : new Response(null, { status: 308, headers: { location: `${root}${elsewhere}`, 'content-length': '0' } })
  const body = await response.text()
  const headers = { ...Object.fromEntries(response.headers), 'content-length': String(Buffer.byteLength(body)), connection: 'close' }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 ${response.status} ${REASONS[response.status] ?? 'Bad Request'}\r\n${lines.join('')}\r\n${body}`)
}

const REASONS: Record<number, string> = {
  308: 'Permanent Redirect',
  408: 'Request Timeout',
  413: 'Content Too Large',
  431: 'Request Header Fields Too Large',
}

/** The address of a request for it that holds UTF-8 as it is, where a URL has it percent-encoded (RFC 3986, 2.1). */
function percentEncoded(packet: Buffer | undefined): string | null {
  const target = /^(?:GET|HEAD) (\/\S*) HTTP\/1\.[01]\r?\n/.exec(packet?.toString('utf8') ?? '')?.[1]
  if (target === undefined || target.startsWith('//') || /^[\x21-\x7e]*$/.test(target) || target.includes('\ufffd')) return null
  return target.replace(/[^\x21-\x7e]+/gu, encodeURIComponent)
}

function refusal({ code }: ClientError): Response {
  const made = (status: number, title: string, detail: string) => problem({ type: 'bad-request', status, title, detail })
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return made(408, 'The request took too long', 'A head has to come within 10 seconds, and all of it within 30.')
    case 'HPE_HEADER_OVERFLOW':
      return made(431, 'The head of the request is too large', 'Address and headers may have 16 KiB together.')
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return made(413, 'The body of the request is too large', 'Its chunks have more extensions than this desk reads.')
    case 'HPE_INVALID_URL':
      return made(400, 'The address cannot be read', 'Anything but visible characters of ASCII is percent-encoded, as UTF-8.')
    default:
      return made(400, 'The request cannot be read', 'It is not HTTP/1.1 as RFC 9112 has it.')
  }
}
