// A receiver that is not ours: a real HTTP server on loopback that writes down what comes, and answers as it is told.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'

export interface Received {
  method: string
  path: string
  id: string
  headers: Record<string, string>
  body: string
  /** The body as it came. */
  bytes: Uint8Array
  /** Milliseconds. */
  at: number
}

export interface Message {
  type: string
  timestamp: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
  data: any
}

/** A status, or something that answers by itself. */
export type Answer = number | ((received: Received, response: ServerResponse) => unknown)

export interface Receiver {
  url: string
  received: Received[]
  /** How it answers from now on; by default 204. */
  answer: (received: Received) => Answer
  /** Resolves as soon as what came satisfies a condition. */
  until(holds: (received: readonly Received[]) => boolean): Promise<void>
  /** Resolves when no connection is open: whoever sent has ended, and all that it sent has been read. */
  quiet(): Promise<void>
  close(): Promise<void>
}

export async function createReceiver(): Promise<Receiver> {
  const waiting = new Set<() => void>()
  const look = () => {
    for (const check of waiting) check()
  }
  const when = (holds: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const check = () => {
        if (!holds()) return
        waiting.delete(check)
        resolve()
      }
      waiting.add(check)
      check()
    })
  let connections = 0
  const server = createServer(async (request, response) => {
    const received = await read(request)
    if (received === null) return
    receiver.received.push(received)
    const answer = receiver.answer(received)
    if (typeof answer === 'number') response.writeHead(answer).end()
    else answer(received, response)
    look()
  })
  const accepted = new Set<number | undefined>()
  server.on('connection', (socket) => {
    connections++
    accepted.add(socket.remotePort)
    look()
    socket.on('close', () => {
      connections--
      look()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}`,
    received: [],
    answer: () => 204,
    until: (holds) => when(() => holds(receiver.received)),
    async quiet() {
      // Connections are accepted in their order: once this one is, so is all that was made before it.
      const probe = connect(port, '127.0.0.1')
      await once(probe, 'connect')
      await when(() => accepted.has(probe.localPort))
      probe.destroy()
      await when(() => connections === 0)
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return receiver
}

/** What a received message says. */
export function messageOf({ body }: Received): Message {
  return JSON.parse(body) as Message
}

async function read(request: IncomingMessage): Promise<Received | null> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer)
  } catch {
    return null // it broke off: nothing was received
  }
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
  const bytes = Buffer.concat(chunks)
  const { url = '', method = '' } = request
  return { method, path: url, id: headers['webhook-id'] ?? '', headers, body: bytes.toString(), bytes, at: Date.now() }
}
