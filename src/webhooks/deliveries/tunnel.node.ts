// Connections through the operator's forward proxy: a tunnel by CONNECT (RFC 9110, 9.3.6), with TLS to the receiver within.
// What a name resolves to is the proxy's to decide, and so is whether it may be reached.
import type { Socket } from 'node:net'
import type { buildConnector, Pool } from 'undici'

/** The proxy, not the receiver, is why nothing was sent. Its address is the operator's affair, and stays out of the words. */
export class ProxyFailure extends Error {}

type Connect = buildConnector.connector
type ProxyPool = Pick<Pool, 'connect' | 'destroy'>

/** Opens a tunnel for each connection, and hands it to `connect` for TLS. `pool` leads to the proxy. */
export function tunnelled(pool: ProxyPool, proxy: URL, connect: Connect): Connect {
  const headers = authorization(proxy)
  return (options, callback) => {
    const { hostname, port } = options
    const host = hostname.includes(':') && !hostname.startsWith('[') ? `[${hostname}]` : hostname
    const target = `${host}:${port || '443'}`
    pool.connect({ path: target, headers: { host: target, ...headers } }).then(
      ({ statusCode, socket }) => {
        if (statusCode === 200) return connect({ ...options, httpSocket: socket as Socket }, callback)
        socket.on('error', () => {}).destroy()
        callback(new ProxyFailure(`the outgoing proxy refused the connection with ${statusCode}`), null)
      },
      (error: Error & { code?: string }) => {
        callback(new ProxyFailure(`the outgoing proxy cannot be reached (${error.code ?? error.name})`), null)
      },
    )
  }
}

/** Basic (RFC 7617), with the user and the password that stand in the proxy's address. */
function authorization({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {}
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` }
}
