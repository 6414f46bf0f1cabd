// How many exchanges (a request and its response) may be in flight at once, by runtime.

export interface Bounds {
  /** Exchanges that have not waited long for their response. */
  quick: number
  /** Those that have. The total never exceeds the sum of the two. */
  slow: number
  /** The most with one endpoint, and with one that is failing. */
  each: number
  failing: number
  /** The most with an endpoint before its first success; each success allows one more, up to `each`, until one fails. */
  first: number
  /** After how many milliseconds without a response an exchange may have to make room; `null`: never, as where a queue takes its time. */
  yieldsAfter: number | null
}

export const NODE_BOUNDS: Bounds = { quick: 256, slow: 512, each: 64, failing: 1, first: 4, yieldsAfter: 1500 }
/** One invocation has six connections. */
export const WORKER_BOUNDS: Bounds = { quick: 4, slow: 2, each: 2, failing: 1, first: 1, yieldsAfter: 1500 }
/** Through a queue, many invocations have six each. */
export const QUEUE_BOUNDS: Bounds = { quick: 200, slow: 200, each: 16, failing: 1, first: 4, yieldsAfter: null }
