// A connection of undici's that keeps what came back, so that a response which undici refuses can still be read.
import type { URL } from 'node:url'
import type { buildConnector, Client, Dispatcher } from 'undici'

/** What came on a connection since a request was given to it. */
export interface Tap {
  readonly bytes: Buffer
  clear(): void
}

/** A handler of undici's that wants to see what came back. */
export type TappedHandler = Dispatcher.DispatchHandler & { tap?: Tap }

/** As much of a response as is kept: a head that undici finds too large is longer than its 16 KiB. */
const MOST_KEPT = 64 * 1024

type Connect = (options: buildConnector.Options, callback: buildConnector.Callback) => void

/** Makes clients for a pool, which gives each of them one request at a time. */
export function tappedClients(Clients: typeof Client): (origin: string | URL, options: object) => Dispatcher {
  return (origin, options) => {
    const { connect } = options as { connect: Connect }
    let chunks: Buffer[] = []
    let length = 0
    const tap: Tap = {
      get bytes() {
        return Buffer.concat(chunks)
      },
      clear() {
        chunks = []
        length = 0
      },
    }
    const keep = (chunk: Buffer | null): void => {
      if (chunk === null || length >= MOST_KEPT) return
      chunks.push(chunk)
      length += chunk.length
    }
    const tapped: Connect = (given, callback) =>
      connect(given, (...[error, socket]) => {
        if (error !== null) return callback(error, null)
        const read = socket.read.bind(socket)
        socket.read = (size) => {
          const chunk = read(size)
          keep(chunk)
          return chunk
        }
        callback(null, socket)
      })
    const client = new Clients(origin, { ...options, connect: tapped } as Client.Options)
    const dispatch = client.dispatch.bind(client)
    client.dispatch = (given, handler: TappedHandler) => {
      handler.tap = tap
      return dispatch(given, handler)
    }
    return client
  }
}
