// How often something may happen within a span, for each key: counted exactly, as a window that slides. Counts are held in
// memory, so a restart, or an object that was put to sleep, begins anew.
import { createLru } from './lru.ts'

export interface Rate {
  /** Counts one more and returns 0; or counts nothing and returns after how many milliseconds one more is allowed. */
  take(key: string, now: number): number
}

/** Keys that are counted at once; beyond that, those that were least recently seen are forgotten. */
const MOST_KEYS = 10_000

/** Allows `most` within any span of `within` milliseconds, for each key. */
export function createRate(most: number, within: number): Rate {
  const taken = createLru<string, number[]>(MOST_KEYS)
  return {
    take(key, now) {
      // What lies ahead was counted before the clock was set back, and would hold the key until then.
      const recent = (taken.get(key) ?? []).filter((at) => at > now - within && at <= now)
      const allowed = recent.length < most
      taken.set(key, allowed ? [...recent, now] : recent)
      return allowed ? 0 : (recent[0] as number) + within - now
    },
  }
}
