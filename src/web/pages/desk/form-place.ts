// What a form is read with: the record as it stands, and what the diary knows.
import type { Resource } from '../../../editing/resource.ts'
import type { Flaw } from '../../../talks/flaw.ts'
import type { Party, Source } from '../../../talks/record.ts'
import type { Day } from '../../../talks/time.ts'

export interface FormPlace {
  /** The record as it stands; `null` for a new one. */
  base: Resource | null
  register: ReadonlyMap<string, Party>
  source(id: string): Source | null
  /** The series with a title, if there is one. */
  seriesOf(title: string): string | null
  /** The zone that a place has, as far as only one is possible. */
  zoneOf(place: { city?: string; country?: string }): string | null
  isTaken(id: string): boolean
  today: Day
  /** Of the desk's clock, for what is verified now. */
  now: string
}

export interface FormProblem extends Flaw {
  /** The name of the field of the form. */
  field: string
}
