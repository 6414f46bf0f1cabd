// Bodies that many ask for, made once for each state of the diary and shared by all who ask: whoever does not read an answer
// holds no copy of it. They are kept within a bound of bytes, so addresses that strangers make up push each other out.
import type { Desk } from '../desk.ts'
import { createLru } from '../runtime/lru.ts'

interface Kept {
  state: string
  bytes: Uint8Array<ArrayBuffer>
}

export interface KeptBodies {
  /** The bytes for this key, as they are kept or as `make` gives them. */
  bytes(key: string, make: () => string): Uint8Array<ArrayBuffer>
}

export function createKeptBodies({ histories, clock }: Pick<Desk, 'histories' | 'clock'>, mostBytes: number): KeptBodies {
  const kept = createLru<string, Kept>(mostBytes, ({ bytes }, key) => bytes.length + key.length * 2 + 500)
  return {
    bytes(key, make) {
      const state = `${histories.cursor} ${clock.today()}`
      const found = kept.get(key)
      if (found?.state === state) return found.bytes
      const bytes = new TextEncoder().encode(make()) as Uint8Array<ArrayBuffer>
      kept.set(key, { state, bytes })
      return bytes
    },
  }
}
