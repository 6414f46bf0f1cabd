// How much strangers may ask of a desk that is open to them: in number, and in a while.

/** Endpoints of owners that the operator does not know; those of them not verified yet; and those at one host. */
export const MOST_BY_ANYONE = 1000
export const MOST_UNVERIFIED = 100
export const MOST_AT_ONE_HOST = 10
/** An endpoint that nobody verified is forgotten so long after it was last asked, in milliseconds. */
export const UNVERIFIED_FOR = 24 * 3_600_000
/** Wrong codes, until a new one has to be asked for. */
export const MOST_CODES = 5

const HOUR = 3_600_000

/** At most so many in an hour, by any key; counted in memory, since a restart costs more than it gives away. */
export function createRate(most: number): (key: string, now: number) => boolean {
  const taken = new Map<string, number[]>()
  return (key, now) => {
    const recent = (taken.get(key) ?? []).filter((at) => at > now - HOUR)
    if (taken.size > 10_000) taken.clear()
    if (recent.length >= most) {
      taken.set(key, recent)
      return false
    }
    taken.set(key, [...recent, now])
    return true
  }
}
