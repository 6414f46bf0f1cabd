// A receiver of webhooks that costs next to nothing: it finds where a request ends, and answers by its path: at once,
// after `/after/MILLISECONDS`, or never (`/silent`).
import { createServer, type Socket } from 'node:net'

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'
const HEAD_END = Buffer.from('\r\n\r\n')
let taken = 0
let wanted = Number.POSITIVE_INFINITY

const server = createServer({ noDelay: true }, (socket) => {
  let rest: Buffer = Buffer.alloc(0)
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk: Buffer) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    for (let length = requestLength(rest); length !== null && rest.length >= length; length = requestLength(rest)) {
      answer(socket, rest)
      rest = rest.subarray(length)
    }
  })
}).listen(0, '127.0.0.1', 4096, () => process.send?.({ port: (server.address() as { port: number }).port }))

process.on('message', ({ until }: { until: number }) => {
  wanted = taken + until
  process.send?.('ready')
})
process.on('disconnect', () => process.exit(0))

/** Head and body; `null` while the head is not whole. */
function requestLength(bytes: Buffer): number | null {
  const end = bytes.indexOf(HEAD_END)
  if (end === -1) return null
  const length = /content-length: (\d+)/i.exec(bytes.toString('latin1', 0, end))?.[1]
  return end + HEAD_END.length + Number(length ?? 0)
}

function answer(socket: Socket, bytes: Buffer): void {
  taken++
  if (taken === wanted) process.send?.({ taken })
  const path = bytes.toString('latin1', 0, 40)
  if (path.startsWith('POST /silent')) return
  const after = /^POST \/after\/(\d+)/.exec(path)?.[1]
  if (after === undefined) socket.write(OK)
  else setTimeout(() => socket.write(OK), Number(after))
}
