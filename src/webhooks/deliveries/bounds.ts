// How many exchanges there may be at once, by runtime.

export interface Bounds {
  /** Exchanges at once that have not yet waited long. */
  quick: number
  /** Those that have. Together they are never more than both. */
  slow: number
  /** The share of one endpoint, and of one that is failing. */
  each: number
  failing: number
  /** With an endpoint that has answered none yet; each that it answers allows one more, up to its share. */
  first: number
}

export const NODE_BOUNDS: Bounds = { quick: 256, slow: 512, each: 64, failing: 1, first: 4 }
/** One invocation has six connections. */
export const WORKER_BOUNDS: Bounds = { quick: 4, slow: 2, each: 2, failing: 1, first: 1 }
/** Through a queue, many invocations have six each. */
export const QUEUE_BOUNDS: Bounds = { quick: 200, slow: 200, each: 16, failing: 1, first: 4 }
