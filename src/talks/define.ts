// How a records file is written in TypeScript: a literal whose references to parties and sources the compiler checks.
import type { parties as register } from '../../events/parties.ts'
import type { Party, RecordsFile, Series, Source, TalkRecord } from './record.ts'

/** A party of the project's own register. */
export type RegisteredParty = keyof typeof register

/**
 * One file of talks. `parties` adds to the register for this diary; a `party` or `source` that neither knows is a
 * type error.
 */
export function defineTalks<const S extends string, const P extends string = never>(file: {
  parties?: Record<P, Party>
  series?: Series
  sources: Record<S, Source>
  talks: readonly TalkRecord<RegisteredParty | NoInfer<P>, NoInfer<S>>[]
}): RecordsFile {
  return file
}
