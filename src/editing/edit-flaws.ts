// What can be wrong with a record by hand beside what can be wrong with any.
import { flawsOf } from '../talks/flaw.ts'

const RECORD = 'an object { talk, sources, series?, parties? }'

export const EDIT_FLAWS = {
  'not-a-resource': { message: 'is no object', expected: RECORD },
  'unknown-part-of-record': { message: 'has no field {fields}', expected: RECORD },
  'no-talk': { message: 'has no talk', expected: RECORD },
  'other-id': { message: 'is "{value}"', expected: '"{id}", as in the address' },
  'defined-differently': {
    message: 'is another definition of "{value}" than the diary has',
    expected: 'the same, or none; PUT /api/parties/{value} renames a party by hand',
  },
  'other-title-of-series': { message: 'is "{value}"', expected: '"{title}", as other talks of the series have it' },
  'embargo-on-a-public-talk': {
    message: 'is "{value}", and the talk is public already',
    expected: 'no embargo: what was published cannot be made secret. A phone number or the like can be redacted',
  },
  'new-party': { message: '"{value}" is no party yet', expected: 'what it is' },
  'no-day-of-source': { message: 'is not said', expected: 'the day, or less precisely, on which the source was published' },
  'no-sources-by-id': { message: 'is no object', expected: 'an object with each source by its id' },
  'no-parties-by-id': { message: 'is no object', expected: 'an object with each new party by its id' },
} as const

export const editFlaw = flawsOf(EDIT_FLAWS)
