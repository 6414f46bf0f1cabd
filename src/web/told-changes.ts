// Changes as they are told, made once for each language and kept within a bound of bytes: clients that read the log, or do not
// read it, share them.
import type { Change, Step } from '../changes/change.ts'
import { changeJson } from '../changes/talk-json.ts'
import type { Desk } from '../desk.ts'
import { sentenceOf } from '../language/change-sentence.ts'
import type { Language } from '../language/words.ts'
import { createLru } from '../runtime/lru.ts'

export interface Told {
  json: ReturnType<typeof changeJson>
  /** The same as a server-sent event. */
  event: Uint8Array
}

export interface ToldChanges {
  /** `null` where the log has no such change. */
  of(place: Pick<Step, 'was' | 'is'> & Pick<Change, 'cursor'>, lang: Language): Told | null
}

const MOST_BYTES = 16 * 1024 * 1024
/** What is held for a byte of an event: the change itself, too. */
const HELD = 3

export function createToldChanges({ change: changeOf }: Pick<Desk, 'change'>): ToldChanges {
  const encoder = new TextEncoder()
  const kept = createLru<string, Told>(MOST_BYTES, ({ event }) => event.length * HELD + 200)
  return {
    of({ cursor, was, is }, lang) {
      const key = `${lang} ${cursor}`
      const found = kept.get(key)
      if (found) return found
      const change = changeOf(is.talk, is.revision)
      if (!change) return null
      const step = { change, was, is }
      const json = changeJson(step, sentenceOf(step, lang))
      const told = { json, event: encoder.encode(`id: ${cursor}\nevent: ${change.types[0]}\ndata: ${JSON.stringify(json)}\n\n`) }
      kept.set(key, told)
      return told
    },
  }
}
