// Where the editor heard it: a source that the diary has, or a new one.
import { editFlaw } from '../../../editing/edit-flaws.ts'
import { readTypedWhen } from '../../../language/typed-when.ts'
import { equal } from '../../../talks/equal.ts'
import type { Source } from '../../../talks/record.ts'
import type { Day } from '../../../talks/time.ts'
import { slugOf } from './context.ts'
import type { FormPlace, FormProblem } from './form-place.ts'
import type { Fields } from './form-values.ts'

const MOST_TRIES = 1000

/** The source that was named first, by its id; `source` is `null` where none was. */
export function readSource(fields: Fields, place: FormPlace, problems: FormProblem[]): { id: string; source: Source | null } {
  const chosen = fields.text('source')
  if (chosen !== '') return { id: chosen, source: place.base?.sources[chosen] ?? place.source(chosen) }
  const heard = fields.text('heard')
  if (heard === '') return { id: '', source: null }
  const source = newSource(fields, heard, place.today)
  if (fields.text('published') === '') problems.push({ field: 'published', ...editFlaw('no-day-of-source', {}) })
  const stem = `${slugOf(source.publisher ?? source.title, 40)}-${source.published.replace(/\D/g, '')}`
  return { id: freeId(stem, source, place), source }
}

function newSource(fields: Fields, heard: string, today: Day): Source {
  const publisher = fields.text('publisher')
  const url = /^https:\/\//i.test(heard) && URL.canParse(heard) ? heard : null
  // An address is no title: who published it says more, and the host at least.
  const title = url === null ? heard : publisher || new URL(url).hostname
  return {
    title,
    publisher: publisher === '' ? null : publisher,
    url,
    published: dateOf(fields.text('published'), today),
    official: fields.text('official') === 'yes',
  }
}

/** A day as it was typed, as a record has it; what is not understood is left for the check. */
export function dateOf(typed: string, today: Day): string {
  return typed === '' ? today : (readTypedWhen(typed, today)?.when ?? typed)
}

function freeId(stem: string, source: Source, { source: known, base }: FormPlace): string {
  for (let count = 1; count < MOST_TRIES; count++) {
    const id = count === 1 ? stem : `${stem}-${count}`
    const there = base?.sources[id] ?? known(id)
    if (there === null || equal(there, source)) return id
  }
  return stem
}
