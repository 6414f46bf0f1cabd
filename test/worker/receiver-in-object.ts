// Receivers for suites that run inside an object: what a desk sends reaches them without a network, which an object's
// tests have none of. They stand where receiver.ts has real ones; real exchanges from workerd are in webhooks.test.ts.
import type { Reply } from '../../src/webhooks/deliveries/retry.ts'
import type { NodeSend, SendOptions } from '../../src/webhooks/deliveries/send.node.ts'
import { DEADLINE, type Request } from '../../src/webhooks/deliveries/send.ts'
import { checkUrl } from '../../src/webhooks/endpoints/address.ts'
import { createLookUp, type Resolve } from '../../src/webhooks/endpoints/look-up.ts'
import { sign } from '../../src/webhooks/endpoints/signature.ts'
import type { Message, Received, Receiver } from '../webhooks/receiver.ts'

const receivers = new Map<string, (received: Received) => Promise<Reply>>()

/** WebCrypto signs here. */
export const signNode = sign

export async function createReceiver(): Promise<Receiver> {
  const url = `http://127.0.0.1:${40_000 + receivers.size}`
  const checks = new Set<() => void>()
  let open = 0
  const when = (holds: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const check = () => {
        if (!holds()) return
        checks.delete(check)
        resolve()
      }
      checks.add(check)
      check()
    })
  const look = () => {
    for (const check of [...checks]) check()
  }
  const receiver: Receiver = {
    url,
    received: [],
    answer: () => 204,
    until: (holds) => when(() => holds(receiver.received)),
    quiet: () => when(() => open === 0),
    close: async () => void receivers.delete(url),
  }
  receivers.set(url, (received) => {
    receiver.received.push(received)
    const answer = receiver.answer(received)
    open++
    const reply = new Promise<Reply>((resolve) => {
      if (typeof answer === 'number') resolve({ status: answer, retryAfter: null, answer: '' })
      else answer(received, responseTo(resolve) as never)
    })
    void reply.then(() => {
      open--
      look()
    })
    look()
    return reply
  })
  return receiver
}

/** As much of a response as receivers use. */
function responseTo(resolve: (reply: Reply) => void) {
  let status = 200
  let retryAfter: string | null = null
  let told: Record<string, string> = {}
  const response = {
    writeHead(code: number, headers: Record<string, string> = {}) {
      status = code
      retryAfter = headers['retry-after'] ?? null
      told = headers
      return response
    },
    end: (answer = '') => resolve({ status, retryAfter, answer, headers: told }),
  }
  return response
}

export function createSend({ allowed, ownUrl, lookup, resolve = async () => [], deadline = DEADLINE }: SendOptions): NodeSend {
  return {
    async send(request) {
      const address = checkUrl(request.url, { allowed, ownUrl: ownUrl() })
      if (!address.ok) return { error: 'address', detail: address.message }
      const { origin, pathname, search } = address.url
      const receiver = receivers.get(origin)
      if (!receiver) return { error: 'refused', detail: `nobody listens at ${origin}` }
      const { promise, resolve } = Promise.withResolvers<Reply>()
      const timer = setTimeout(() => resolve({ error: 'timeout', detail: 'no answer' }), deadline)
      void receiver(receivedOf(`${pathname}${search}`, request)).then(resolve)
      return promise.finally(() => clearTimeout(timer))
    },
    lookUp: createLookUp({ allowed, system: addressesBy(lookup), servers: resolve, elsewhere: false }),
    close: async () => {},
  }
}

function addressesBy(lookup: SendOptions['lookup']): Resolve {
  return (host) =>
    new Promise((resolve) => {
      if (!lookup) return resolve([])
      lookup(host, { all: true }, (error, found) => resolve(error || !Array.isArray(found) ? [] : found.map(({ address }) => address)))
    })
}

function receivedOf(path: string, { headers, body, method = 'POST' }: Request): Received {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
  return { method, path, id: headers['webhook-id'] ?? '', headers, body: new TextDecoder().decode(bytes), bytes, at: Date.now() }
}

export function messageOf({ body }: Received): Message {
  return JSON.parse(body) as Message
}
