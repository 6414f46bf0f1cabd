// Sending on Node, with undici: one deadline for the whole exchange, a cap on what is read, no redirects.
// Every address that a name resolves to is checked when connecting.
import { lookup as systemLookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import type { Agent, Dispatcher, Pool } from 'undici'
import { createLru } from '../../runtime/lru.ts'
import { type Allowed, checkUrl, isExcepted, mayConnect } from '../endpoints/address.ts'
import { createLookUp, type LookUp, type Resolve } from '../endpoints/look-up.ts'
import { fairLookup } from '../endpoints/lookup.node.ts'
import { addressesBy, askNameServers } from '../endpoints/name-servers.node.ts'
import type { Answer } from '../formats/format.ts'
import { decompress } from './decompress.node.ts'
import { understand } from './lenient.ts'
import type { Failure, Reply } from './retry.ts'
import { ANSWERED_HEADERS, answerText, CANCELLED, DEADLINE, MOST_READ, type Request, type Send } from './send.ts'
import { type TappedHandler, tappedClients } from './tapped-client.node.ts'
import { createTimeouts, type Timeouts } from './timeouts.ts'
import { ProxyFailure, tunnelled } from './tunnel.node.ts'

export interface SendOptions {
  allowed: Allowed
  /** The desk's own address, to which nothing is sent. */
  ownUrl: () => string
  /** How names are resolved. */
  lookup?: LookupFunction
  /** How a stranger's name is looked up. */
  resolve?: Resolve
  /** Milliseconds for the whole exchange. */
  deadline?: number
  /** The forward proxy through which all are reached that the operator has not excepted; `null` for none. */
  proxy?: URL | null
}

export interface NodeSend {
  send: Send
  lookUp: LookUp
  close(): Promise<void>
}

/** A name resolved to an address that is not public. */
class ForbiddenAddress extends Error {}

const MOST_ADDRESSES = 20_000
/** Milliseconds for a connection, and for each address of a name but the last: one may be far away, another out of reach. */
const LONGEST_CONNECT = 10_000
const LONGEST_ATTEMPT = 3000

export function createSend(options: SendOptions): NodeSend {
  const { allowed, ownUrl, lookup = systemLookup as LookupFunction, deadline = DEADLINE, proxy = null, resolve = askNameServers } = options
  let agent: Promise<Agent> | null = null
  let opened: Agent | null = null
  let proxyPool: Pool | null = null
  let own = ownUrl()
  let addresses = createLru<string, Address>(MOST_ADDRESSES)
  const timeouts = createTimeouts<(reply: Reply) => void>(deadline, (end) =>
    end({ error: 'timeout', detail: `no whole answer within ${deadline / 1000} seconds` }),
  )
  const fair = fairLookup(lookup)
  const checked = checkedLookup(fair, allowed)
  // undici takes a while to load: only desks that send pay for it.
  const open = () => {
    agent ??= import('undici').then((undici) => {
      const connect = undici.buildConnector({
        lookup: checked,
        timeout: Math.min(deadline, LONGEST_CONNECT),
        autoSelectFamilyAttemptTimeout: LONGEST_ATTEMPT,
      })
      const throughProxy = proxy && tunnelled(openProxy(undici, proxy), proxy, connect)
      const connectorFor = (host: string) => (throughProxy && !isExcepted(host, allowed) ? throughProxy : connect)
      const factory = tappedClients(undici.Client)
      opened = new undici.Agent({
        factory: (origin, options) => new undici.Pool(origin, { ...options, factory }),
        connect: (given, callback) => connectorFor(given.hostname)({ ...given, ...serverName(given) }, callback),
        headersTimeout: deadline,
        bodyTimeout: deadline,
        keepAliveTimeout: 4000,
        keepAliveMaxTimeout: 10_000,
        pipelining: 1,
      })
      return opened
    })
    return agent
  }
  const openProxy = ({ Pool, buildConnector }: typeof import('undici'), { origin }: URL): Pool => {
    const timeout = Math.min(deadline, LONGEST_CONNECT)
    proxyPool = new Pool(origin, { connect: buildConnector({ timeout }), headersTimeout: timeout })
    return proxyPool
  }
  /** Cached, since what can be known of a URL without asking the network changes only with the desk's own URL. */
  const addressOf = (text: string): Address => {
    const now = ownUrl()
    if (now !== own) {
      addresses = createLru(MOST_ADDRESSES)
      own = now
    }
    let address = addresses.get(text)
    if (address === undefined) {
      const found = checkUrl(text, { allowed, ownUrl: own })
      address = found.ok
        ? { ok: true, origin: found.url.origin, path: `${found.url.pathname}${found.url.search}` }
        : { ok: false, reply: { error: 'address', detail: found.message } }
      addresses.set(text, address)
    }
    return address
  }
  return {
    send(request, begun) {
      const address = addressOf(request.url)
      if (!address.ok) return Promise.resolve(address.reply)
      return opened === null
        ? open().then((given) => exchange(given, address, request, timeouts, begun))
        : exchange(opened, address, request, timeouts, begun)
    },
    lookUp: createLookUp({ allowed, system: addressesBy(fair), servers: resolve, elsewhere: proxy !== null }),
    async close() {
      if (agent) await (await agent).destroy()
      await proxyPool?.destroy()
    },
  }
}

type Address = { ok: true; origin: string; path: string } | { ok: false; reply: Reply }

/** To a server its name is given without the dot that may end it (RFC 6066, 3). */
function serverName({ hostname }: { hostname: string }): { servername?: string } {
  return hostname.endsWith('.') ? { servername: hostname.slice(0, -1) } : {}
}

/** A lookup that fails unless every address that the name resolves to is allowed. */
function checkedLookup(lookup: LookupFunction, allowed: Allowed): LookupFunction {
  return (host, options, callback) => {
    lookup(host, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, [])
      const addresses = Array.isArray(found) ? found : []
      const bad = addresses.find(({ address }) => !mayConnect(host, address, allowed))
      if (bad) return callback(new ForbiddenAddress(`${host} resolves to ${bad.address}, which is not a public address`), [])
      const [first] = addresses
      if (!first) return callback(Object.assign(new Error(`${host} has no address`), { code: 'ENOTFOUND' }), [])
      return options.all ? callback(null, addresses) : callback(null, first.address, first.family)
    })
  }
}

function exchange(
  agent: Agent,
  { origin, path }: { origin: string; path: string },
  { headers, body, method = 'POST' }: Request,
  timeouts: Timeouts<(reply: Reply) => void>,
  begun?: (cancel: () => void) => void,
): Promise<Reply> {
  return new Promise((resolve) => {
    let controller: Dispatcher.DispatchController | null = null
    let over = false
    let status = 0
    let retryAfter: string | null = null
    let encoding = ''
    let told: Told = {}
    let read = 0
    let answer: Buffer | null = null
    const end = (reply: Reply | Promise<Reply>) => {
      if (over) return
      over = true
      timeouts.remove(end)
      handler.tap?.clear()
      resolve(reply)
      if (controller && !controller.aborted) controller.abort(new Error('the exchange is over'))
    }
    const finish = () => {
      if (!over) end(replyOf(status, retryAfter, encoding, answer, told))
    }
    timeouts.add(end)
    begun?.(() => end(CANCELLED))
    /** What could be read of a response that broke off, or broke the rules. */
    const understood = (): Reply | Promise<Reply> | null => {
      if (status >= 200) return replyOf(status, retryAfter, encoding, answer, told)
      const read = understand(handler.tap?.bytes ?? Buffer.alloc(0))
      return read && replyOf(read.status, read.retryAfter, read.contentEncoding, read.body.subarray(0, MOST_READ))
    }
    const handler: TappedHandler = {
      onRequestStart(given) {
        controller = given
        handler.tap?.clear()
        if (over) given.abort(new Error('the exchange is over'))
      },
      onResponseStart(_, code, answered) {
        if (code < 200) return
        status = code
        const value = answered['retry-after']
        retryAfter = typeof value === 'string' ? value : null
        encoding = String(answered['content-encoding'] ?? '')
        told = toldIn(answered)
      },
      onResponseData(_, chunk) {
        if (over) return
        read += chunk.length
        const part = read > MOST_READ ? chunk.subarray(0, chunk.length - (read - MOST_READ)) : chunk
        answer = answer === null ? part : Buffer.concat([answer, part])
        if (read >= MOST_READ) finish()
      },
      onResponseEnd() {
        controller = null
        finish()
      },
      onResponseError(_, error) {
        controller = null
        const failure = failureOf(error)
        end((failure.error === 'protocol' ? understood() : null) ?? failure)
      },
    }
    try {
      agent.dispatch({ origin, path, method, headers, body }, handler)
    } catch (error) {
      end(failureOf(error as Error))
    }
  })
}

/** Headers that some format asks about. */
type Told = Pick<Answer, 'headers'>

function toldIn(answered: Readonly<Record<string, string | string[] | undefined>>): Told {
  const some = ANSWERED_HEADERS.flatMap((name) => (answered[name] === undefined ? [] : [[name, String(answered[name])]]))
  return some.length === 0 ? {} : { headers: Object.fromEntries(some) as Record<string, string> }
}

function replyOf(
  status: number,
  retryAfter: string | null,
  encoding: string,
  body: Uint8Array | null,
  told: Told = {},
): Reply | Promise<Reply> {
  const made = (bytes: Uint8Array): Reply => ({ status, retryAfter, answer: answerText(bytes), ...told })
  if (body === null) return { status, retryAfter, answer: '', ...told }
  return encoding === '' ? made(body) : decompress(body, encoding, MOST_READ).then(made)
}

const UNREACHABLE = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'EADDRNOTAVAIL', 'EAI_NODATA'])
const TIMEOUTS = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT'])

function failureOf(error: Error & { code?: string }): Failure {
  // Several addresses were tried: the last failure speaks for all.
  const cause = error instanceof AggregateError ? ((error.errors.at(-1) as Error | undefined) ?? error) : error
  const { code = '', message } = cause as Error & { code?: string }
  const detail = message === '' ? code : message.slice(0, 300)
  if (cause instanceof ProxyFailure) return { error: 'unreachable', detail }
  if (cause instanceof ForbiddenAddress) return { error: 'address', detail }
  if (TIMEOUTS.has(code)) return { error: 'timeout', detail }
  if (UNREACHABLE.has(code)) return { error: 'unreachable', detail }
  if (code === 'ECONNREFUSED') return { error: 'refused', detail }
  if (/CERT|TLS|SSL|UNABLE_TO_VERIFY|SELF_SIGNED/.test(code)) return { error: 'tls', detail }
  return { error: 'protocol', detail: code === '' ? detail : `${code}: ${detail}` }
}
