// How many connections there may be, in all and from one address: whoever holds many keeps no other out.
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { isPublic } from '../webhooks/endpoints/address.ts'
import { clientAt, isTrusted, type Networks } from './client-address.ts'

const MOST = 5000
/** From one address of IPv4, or one /64 of IPv6. Many people may share one. */
const MOST_FROM_ONE = 250

/** Servers in front connect for everyone: those that the operator named, and those of the machine's own networks. */
export function boundConnections(
  server: Server,
  trusted: Networks,
  { most = MOST, fromOne = MOST_FROM_ONE, bounds = boundsPeer } = {},
): void {
  const open = new Map<string, number>()
  server.maxConnections = most
  // Whoever waits with nothing to do makes room for the next.
  server.on('drop', () => server.closeIdleConnections())
  server.on('connection', (socket: Socket) => {
    const { remoteAddress } = socket
    if (remoteAddress === undefined || !bounds(remoteAddress, trusted)) return
    const client = clientAt(remoteAddress)
    const others = open.get(client) ?? 0
    if (others >= fromOne) return void socket.destroy()
    open.set(client, others + 1)
    socket.once('close', () => {
      const left = (open.get(client) ?? 1) - 1
      if (left > 0) open.set(client, left)
      else open.delete(client)
    })
  })
}

function boundsPeer(address: string, trusted: Networks): boolean {
  return isPublic(address) && !isTrusted(address, trusted)
}
