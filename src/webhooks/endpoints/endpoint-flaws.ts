// What can be wrong with what is asked of an endpoint.
import { LANGUAGES } from '../../language/words.ts'
import { type CodeNaming, type Flaw, flawsOf } from '../../talks/flaw.ts'
import { saying } from '../../talks/flaw-issue.ts'
import { LEAD_FORM } from '../../talks/lead.ts'
import { excerpt } from '../../talks/quoting.ts'
import { ASKABLE_FORMATS } from '../formats/formats.ts'
import { ASKABLE_TYPES } from '../formats/message-types.ts'

const MUST_BE = { message: 'must be {expected}', expected: null } as const

export const ENDPOINT_FLAWS = {
  missing: MUST_BE,
  'wrong-type': MUST_BE,
  'unknown-field': { message: 'has no field {fields}', expected: 'one of {known}' },
  'too-long': { message: 'is {length} characters long', expected: 'at most {most} characters' },
  'not-a-url': { message: '"{value}" is not a URL', expected: 'a URL such as https://hooks.example/parley' },
  'unsafe-scheme': { message: '"{scheme}" is not safe for "{host}"', expected: 'https://' },
  'user-in-url': { message: 'holds a user name or password', expected: 'a URL without them' },
  'fragment-in-url': { message: 'has a fragment, which is never sent', expected: 'a URL without #' },
  'own-host': { message: '"{host}" is this desk itself', expected: 'another host' },
  'not-public': {
    message: '"{host}" is not on the public network',
    expected: 'a public name or address, unless the operator names this one in ALLOW_ADDRESSES',
  },
  'port-zero': { message: 'has port 0, on which nothing listens', expected: 'a port from 1 to 65535' },
  'resolves-to-private-address': {
    message: '"{host}" resolves to {addresses}',
    expected: 'a host with public addresses only',
  },
  'not-found-in-public': {
    message: '"{host}" was not found on the public network in time',
    expected: 'a name that resolves to public addresses only',
  },
  'no-such-format': { message: '"{value}" is no format', expected: `one of ${ASKABLE_FORMATS.join(', ')}` },
  'url-of-another-format': { message: 'is no address that {format} takes messages at', expected: 'one such as {example}' },
  'no-such-credential': { message: 'has {names}, which {format} does not need', expected: '{known}' },
  'missing-credential': { message: 'has no "{name}", which {format} needs', expected: 'such as {example}' },
  'not-a-credential': { message: 'is no "{name}" that {format} knows', expected: 'such as {example}' },
  'too-many-follows': { message: 'must be at most {most} follows', expected: null },
  'no-such-talk': { message: '"{value}" is no talk of this diary', expected: 'the id of a talk' },
  'only-for-followers': { message: 'is only for browsers that follow', expected: 'filter, types and leads' },
  'not-for-followers': { message: 'is not for browsers that follow', expected: 'following, deadlines, lang, zone and dayAt' },
  'no-such-type': { message: '"{value}" is no type', expected: `one of ${ASKABLE_TYPES.join(', ')}` },
  'no-types': { message: 'must name at least one type, or be left out for all changes', expected: null },
  'repeated-type': { message: 'must name each type at most once', expected: null },
  'operational-type': {
    message: "names operational messages, which the operator alone may ask for, at the operator's own endpoints",
    expected: null,
  },
  'unknown-parameter': { message: 'is not a parameter', expected: '{accepted}' },
  'not-a-lead': { message: '"{value}" is no lead', expected: LEAD_FORM },
  'too-many-leads': { message: 'must be at most {most} leads', expected: null },
  'reminders-without-lead': {
    message: `must name at least one lead, since {type} is asked for: ${LEAD_FORM}`,
    expected: null,
  },
  'not-a-time-of-day': { message: '"{value}" is no time of day', expected: '00:00 to 23:59' },
  'no-such-zone': {
    message: '"{value}" is no time zone',
    expected: 'a name of the IANA time zone database, such as Europe/Zurich',
  },
  'no-such-language': { message: '"{value}" is no language here', expected: `one of ${LANGUAGES.join(', ')}` },
  'too-many-headers': { message: 'must be at most {most} headers', expected: null },
  'headers-too-long': { message: 'are {length} characters long together', expected: 'at most {most} characters' },
  'not-a-header-name': { message: '"{name}" is no name of a header', expected: 'letters, digits and hyphens, such as x-api-key' },
  'reserved-header': { message: '"{name}" is set by this desk', expected: 'another header, such as authorization' },
  'repeated-header': { message: '"{name}" is there twice, since case does not matter', expected: 'each header once' },
  'not-a-header-value': {
    message: 'the value of "{name}" cannot be sent',
    expected: 'visible characters of ASCII, with blanks between them only',
  },
  'not-an-overlap': {
    message: '"{value}" cannot be used',
    expected: 'a duration up to P7D, such as PT24H, or PT0S for none',
  },
  'wrong-code': { message: 'is not the code of the last verification message', expected: null },
  'beyond-log': { message: 'is beyond the log, which ends at {end}', expected: null },
} as const

export const endpointFlaw = flawsOf(ENDPOINT_FLAWS)

/** A field that cannot be used, by its path in the body. Its message says what would be right, too. */
export interface FieldProblem extends Flaw {
  field: string
}

/** What a check says of a value of the right type. */
export function wrong(code: CodeNaming<typeof ENDPOINT_FLAWS, 'value'>) {
  return saying(({ input }) => endpointFlaw(code, { value: excerpt(input) }))
}

/** What a schema says of a value that is missing, or of another type. */
export function mustBe(expected: string) {
  return saying(({ input }) => endpointFlaw(input === undefined ? 'missing' : 'wrong-type', { expected }))
}
