// Sending on Node, by undici: one deadline through the body, a cap on what is read, no redirects, no decompression, and
// every address that a name resolves to is checked at the moment of connecting.
import { lookup as systemLookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import type { Agent, Dispatcher } from 'undici'
import { type Allowed, checkUrl, mayConnect } from './address.ts'
import type { Reply } from './retry.ts'
import { DEADLINE, keptAnswer, MOST_READ, type Request, type Send } from './send.ts'

export interface SendOptions {
  allowed: Allowed
  /** The desk's own address, to which nothing is sent. */
  ownUrl: () => string
  /** How names are resolved. */
  lookup?: LookupFunction
  /** Milliseconds for the whole exchange. */
  deadline?: number
}

export interface NodeSend {
  send: Send
  /** The addresses of a name that messages may not go to; empty where it does not resolve. */
  forbidden(host: string): Promise<string[]>
  close(): Promise<void>
}

/** A name resolved to an address that is not public. */
class ForbiddenAddress extends Error {}

export function createSend({ allowed, ownUrl, lookup = systemLookup as LookupFunction, deadline = DEADLINE }: SendOptions): NodeSend {
  let agent: Promise<Agent> | null = null
  const checked = checkedLookup(lookup, allowed)
  // undici takes a while to load: only desks that send pay for it.
  const open = () => {
    agent ??= import('undici').then(
      (undici) =>
        new undici.Agent({
          connect: { lookup: checked, timeout: Math.min(deadline, 10_000) },
          headersTimeout: deadline,
          bodyTimeout: deadline,
          keepAliveTimeout: 4000,
          keepAliveMaxTimeout: 10_000,
          pipelining: 1,
        }),
    )
    return agent
  }
  return {
    async send(request) {
      const address = checkUrl(request.url, { allowed, ownUrl: ownUrl() })
      if (!address.ok) return { error: 'address', detail: address.message }
      return exchange(await open(), address.url, request, deadline)
    },
    forbidden: (host) =>
      new Promise((resolve) => {
        lookup(host, { all: true }, (error, found) => {
          const addresses = error || !Array.isArray(found) ? [] : found.map(({ address }) => address)
          resolve(addresses.filter((address) => !mayConnect(host, address, allowed)))
        })
      }),
    async close() {
      if (agent) await (await agent).destroy()
    },
  }
}

/** Hands on what a name resolves to only if every address of it is allowed. */
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

function exchange(agent: Agent, url: URL, { headers, body }: Request, deadline: number): Promise<Reply> {
  return new Promise((resolve) => {
    let controller: Dispatcher.DispatchController | null = null
    let over = false
    let status = 0
    let retryAfter: string | null = null
    let read = 0
    const chunks: Buffer[] = []
    const end = (reply: Reply) => {
      if (over) return
      over = true
      clearTimeout(timer)
      resolve(reply)
      if (controller && !controller.aborted) controller.abort(new Error('the exchange is over'))
    }
    const finish = () => end({ status, retryAfter, answer: keptAnswer(Buffer.concat(chunks)) })
    const timer = setTimeout(() => end({ error: 'timeout', detail: `no whole answer within ${deadline / 1000} seconds` }), deadline)
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(given) {
        controller = given
        if (over) given.abort(new Error('the exchange is over'))
      },
      onResponseStart(_, code, answered) {
        if (code < 200) return
        status = code
        const value = answered['retry-after']
        retryAfter = typeof value === 'string' ? value : null
      },
      onResponseData(_, chunk) {
        if (over) return
        read += chunk.length
        chunks.push(read > MOST_READ ? chunk.subarray(0, chunk.length - (read - MOST_READ)) : chunk)
        if (read >= MOST_READ) finish()
      },
      onResponseEnd() {
        controller = null
        finish()
      },
      onResponseError(_, error) {
        controller = null
        end(failureOf(error))
      },
    }
    try {
      agent.dispatch({ origin: url.origin, path: `${url.pathname}${url.search}`, method: 'POST', headers, body }, handler)
    } catch (error) {
      end(failureOf(error as Error))
    }
  })
}

const UNREACHABLE = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'EADDRNOTAVAIL', 'EAI_NODATA'])
const TIMEOUTS = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT'])

function failureOf(error: Error & { code?: string }): Reply {
  // Several addresses were tried: the last failure speaks for all.
  const cause = error instanceof AggregateError ? ((error.errors.at(-1) as Error | undefined) ?? error) : error
  const { code = '', message } = cause as Error & { code?: string }
  const detail = message === '' ? code : message.slice(0, 300)
  if (cause instanceof ForbiddenAddress) return { error: 'address', detail }
  if (TIMEOUTS.has(code)) return { error: 'timeout', detail }
  if (UNREACHABLE.has(code)) return { error: 'unreachable', detail }
  if (code === 'ECONNREFUSED') return { error: 'refused', detail }
  if (/CERT|TLS|SSL|UNABLE_TO_VERIFY|SELF_SIGNED/.test(code)) return { error: 'tls', detail }
  return { error: 'protocol', detail: code === '' ? detail : `${code}: ${detail}` }
}
