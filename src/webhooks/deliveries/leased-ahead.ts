// Deliveries that are leased and wait for a place, so that the next request goes out as soon as a response comes back,
// although results are written many at once. Endpoints take turns; one that has its share is passed over.
import type { Claim } from './delivery.ts'

export interface Leased {
  readonly size: number
  of(endpoint: number): number
  endpoints(): Iterable<number>
  add(claim: Claim, now: number): void
  /** The next delivery of the first endpoint in turn that may be sent to; `null` if there is none. */
  take(may: (endpoint: number) => boolean): Claim | null
  /** Takes out what is not to be sent after all. */
  withdraw(unwanted: (endpoint: number, leasedAt: number) => boolean): Claim[]
}

interface Waiting {
  claim: Claim
  at: number
}

export function createLeased(): Leased {
  // In the order of their turns; none is empty.
  const queues = new Map<number, Waiting[]>()
  let size = 0
  return {
    get size() {
      return size
    },
    of: (endpoint) => queues.get(endpoint)?.length ?? 0,
    endpoints: () => queues.keys(),
    add(claim, at) {
      const queue = queues.get(claim.endpoint)
      if (queue) queue.push({ claim, at })
      else queues.set(claim.endpoint, [{ claim, at }])
      size++
    },
    take(may) {
      for (const [endpoint, queue] of queues) {
        if (!may(endpoint)) continue
        const taken = queue.shift() as Waiting
        queues.delete(endpoint)
        if (queue.length > 0) queues.set(endpoint, queue)
        size--
        return taken.claim
      }
      return null
    },
    withdraw(unwanted) {
      const out: Claim[] = []
      for (const [endpoint, queue] of queues) {
        const left = queue.filter(({ at }) => !unwanted(endpoint, at))
        if (left.length === queue.length) continue
        out.push(...queue.filter(({ at }) => unwanted(endpoint, at)).map(({ claim }) => claim))
        if (left.length > 0) queues.set(endpoint, left)
        else queues.delete(endpoint)
      }
      size -= out.length
      return out
    },
  }
}
