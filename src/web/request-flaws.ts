// What can be wrong with a request: the parameters of its address beyond a filter and a form, and its body beyond what is
// asked of an endpoint.
import { flawsOf } from '../talks/flaw.ts'

const NO_PARAMETER = 'is not a parameter of this address'
const OUT_OF_RANGE = '"{value}" is out of range'

export const REQUEST_FLAWS = {
  'unknown-parameter': { message: NO_PARAMETER, expected: '{accepted}' },
  'no-parameters-here': { message: NO_PARAMETER, expected: 'no parameters here' },
  'out-of-range': { message: OUT_OF_RANGE, expected: 'a whole number from {least} to {most}' },
  'too-small': { message: OUT_OF_RANGE, expected: 'a whole number from {least} on' },
  'no-such-page': { message: OUT_OF_RANGE, expected: '1 to {last}' },
  'search-too-long': { message: 'is {length} characters long', expected: 'at most {most}' },
  'not-a-month': { message: '"{value}" is not a month', expected: 'a month such as 2022-01, a year, or none' },
  'not-on-this-list': {
    message: '"{value}" is not a talk of this list',
    expected: 'the id of the last talk of the page before, as "next" gives it',
  },
  'not-a-day-or-instant': {
    message: '"{value}" is not understood',
    expected: 'a day such as 2022-01-05, or an instant such as 2022-01-05T09:00:00Z',
  },
  'yet-to-come': { message: '"{value}" is yet to come', expected: 'no later than {now}' },
  'no-such-endpoint': { message: '"{value}" is no endpoint', expected: 'the id of the last one before' },
  'no-such-delivery': { message: '"{value}" is no delivery', expected: 'the id of the last one of the page before' },
  'not-an-event-id': { message: '"{value}" is no cursor', expected: 'the id of the last event' },
  'only-talk-left-out': { message: '"{value}" would leave the only talk out', expected: '{choices}' },

  'has-passed': { message: 'is {value}, which has passed', expected: null },
  'too-deep': { message: 'has objects in objects deeper than {most} levels', expected: null },
  'not-utf-8': { message: 'is not UTF-8, as JSON is sent (RFC 8259, section 8.1)', expected: null },
  incomplete: { message: 'did not come whole', expected: null },
  'not-json': {
    message: 'is not JSON: {reason}. It would be one object, with names and texts in double quotes',
    expected: null,
  },
  'no-field': { message: 'is no field', expected: null },
  // The words are zod's own.
  'unknown-field': { message: 'Invalid input', expected: null },
  'wrong-shape': { message: 'must be {expected}', expected: null },
  'too-long': { message: 'must be at most {most} characters long', expected: null },
  'not-a-cursor': { message: 'must be a cursor, a whole number that is not negative', expected: null },
  'not-an-instant': { message: 'must be an instant with its offset, such as 2022-01-05T09:00:00Z', expected: null },
} as const

export const requestFlaw = flawsOf(REQUEST_FLAWS)
