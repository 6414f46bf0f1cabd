// What can be wrong with the parameters of a filter and of a calendar, in an address or a command.
import { flawsOf } from './flaw.ts'
import { LEAD_FORM } from './lead.ts'
import { STATUSES } from './record.ts'

const UNKNOWN = '"{value}" is not known here'
const OFTEN = 'stands there {count} times'

export const PARAMETER_FLAWS = {
  'no-such-party': { message: UNKNOWN, expected: 'the id of a party in this diary, such as nato' },
  'no-such-topic': { message: UNKNOWN, expected: 'a topic of this diary' },
  'no-such-series': { message: UNKNOWN, expected: 'the id of a series in this diary' },
  'no-such-place': { message: UNKNOWN, expected: 'a place of this diary, such as geneva-ch' },
  'no-such-country': { message: UNKNOWN, expected: 'an ISO 3166-1 code of two capital letters, such as CH' },
  'no-such-status': { message: UNKNOWN, expected: `one of ${STATUSES.join(', ')}` },
  'not-a-choice': { message: UNKNOWN, expected: '{choices}' },
  repeated: { message: OFTEN, expected: 'once' },
  'too-many-values': { message: OFTEN, expected: 'at most {most}' },
  'match-without-party': { message: 'has no party to match', expected: 'at least one party' },
  'not-a-day-or-span': {
    message: '"{value}" is not a day or a span back from today',
    expected: 'a day such as 2022-01-10, or a span of at most 100 years such as -P90D',
  },
  'until-before-since': { message: '"{value}" is before since', expected: 'the later day' },
  'not-a-lead': { message: '"{value}" is not a lead', expected: LEAD_FORM },
} as const

export const parameterFlaw = flawsOf(PARAMETER_FLAWS)
