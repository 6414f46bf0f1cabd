// A push service as Firefox speaks to it (autopush): the browser holds a WebSocket on which it is given addresses and
// notices, and messages for these addresses come by HTTP, still encrypted. It decrypts nothing: the browser does.
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'

export interface Autopush {
  /** Where the browser connects to. */
  socketUrl: string
  /** Headers of what came for any address, in order. */
  readonly pushed: Record<string, string>[]
  close(): void
}

interface Asked {
  messageType: string
  channelID?: string
}

export async function startAutopush(): Promise<Autopush> {
  const pushed: Record<string, string>[] = []
  const sockets = new Map<string, WebSocket>()
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const channel = (request.url ?? '').split('/').at(-1) ?? ''
    const socket = sockets.get(channel)
    if (!socket) return response.writeHead(404).end()
    pushed.push(Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])))
    const notification = {
      messageType: 'notification',
      channelID: channel,
      version: randomUUID(),
      data: Buffer.concat(chunks).toString('base64url'),
      headers: { encoding: String(request.headers['content-encoding'] ?? '') },
    }
    socket.send(JSON.stringify(notification))
    return response.writeHead(201, { location: `/message/${notification.version}`, ttl: String(request.headers.ttl ?? '') }).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  new WebSocketServer({ server }).on('connection', (socket) => {
    socket.on('message', (text) => {
      const { messageType, channelID = '' } = JSON.parse(String(text)) as Asked
      const answer = (body: object) => socket.send(JSON.stringify({ messageType, ...body }))
      if (messageType === 'hello') answer({ uaid: randomUUID().replaceAll('-', ''), status: 200, use_webpush: true, broadcasts: {} })
      if (messageType === 'unregister') answer({ channelID, status: 200 })
      if (messageType === 'register') {
        sockets.set(channelID, socket)
        answer({ channelID, status: 200, pushEndpoint: `http://127.0.0.1:${port}/push/${channelID}` })
      }
    })
  })
  return {
    socketUrl: `ws://127.0.0.1:${port}/`,
    pushed,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
