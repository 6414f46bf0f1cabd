// What can be wrong with records: a field, what fields say together, a file, or the reading of one. What can be wrong with
// a value by itself stands in value-flaws.ts.
import { flawsOf } from './flaw.ts'

const FILE = 'an object { parties?, series?, sources, talks }'
const PATH = 'a module such as events/index.ts, a .json file, or a folder with either'
const TAG = 'a BCP 47 language tag, such as de'

export const RECORD_FLAWS = {
  missing: { message: 'is missing', expected: '{expected}' },
  'wrong-type': { message: 'is {received}', expected: '{expected}' },
  'unknown-field': { message: 'has no field {fields}', expected: 'one of {known}' },
  'not-a-choice': { message: 'is "{value}"', expected: 'one of {choices}' },
  'too-many-characters': { message: 'is "{value}"', expected: 'at most {most} characters' },
  'too-many-parties': { message: 'is "{value}"', expected: 'at most {most} parties' },
  'too-many-topics': { message: 'is "{value}"', expected: 'at most {most} topics' },
  'too-many-links': { message: 'is "{value}"', expected: 'at most {most} links' },
  'too-many-sources': { message: 'is "{value}"', expected: 'at most {most} sources' },
  'not-an-id': { message: 'is "{value}"', expected: 'lower-case letters, digits and single hyphens, such as us-russia-1' },
  'no-such-country': { message: 'is "{value}"', expected: 'an ISO 3166-1 code of two capital letters, such as CH' },
  'not-an-instant': { message: 'is "{value}"', expected: 'a moment with its offset, such as 2022-01-10T09:30:00Z' },
  'not-an-https-url': { message: 'is "{value}"', expected: 'https://… in ASCII, without user name or password' },
  'not-a-language': { message: 'is "{value}"', expected: TAG },
  'not-by-language': { message: 'is "{value}"', expected: `each key ${TAG}` },
  'not-a-wikidata-item': { message: 'is "{value}"', expected: 'a Wikidata item, such as Q7184' },
  'not-an-email-address': { message: 'is "{value}"', expected: 'an e-mail address' },
  'not-an-angle': { message: 'is "{value}"', expected: 'a number of degrees from -{most} to {most}' },
  'neither-true-nor-url': { message: 'is "{value}"', expected: 'true or the https address' },
  'empty-place': {
    message: 'is "{value}"',
    expected: 'at least one of name, city, country, geo, online, or no place at all',
  },
  'supports-nothing': { message: 'is "{value}"', expected: 'at least one field' },

  'time-in-place-of-day': { message: '"{value}" has a time', expected: 'a day or less precise, such as 2022-01-10' },

  'unknown-party': { message: '"{value}" is not a party that this diary knows', expected: 'one of {known}' },
  'no-party-defined': { message: '"{value}" is not a party that this diary knows', expected: 'a party that the file defines' },
  'unknown-party-in-several': {
    message: '"{value}" is not a party that this diary knows; {count} talks name it: {talks}',
    expected: 'one of {known}',
  },
  'no-party-defined-for-several': {
    message: '"{value}" is not a party that this diary knows; {count} talks name it: {talks}',
    expected: 'a party that the file defines',
  },
  'unknown-source': { message: '"{value}" is not a source that this diary knows', expected: 'one of {known}' },
  'no-source-defined': { message: '"{value}" is not a source that this diary knows', expected: 'a source that the file defines' },
  'unknown-source-in-several': {
    message: '"{value}" is not a source that this diary knows; {count} talks name it: {talks}',
    expected: 'one of {known}',
  },
  'no-source-defined-for-several': {
    message: '"{value}" is not a source that this diary knows; {count} talks name it: {talks}',
    expected: 'a source that the file defines',
  },
  'unsupportable-field': {
    message: '"{value}" is not a field that a source can support',
    expected: '{fields}, or parties. and the id of a party',
  },
  'repeated-party': { message: '"{value}" stands there twice', expected: 'each party once' },
  'repeated-topic': { message: '"{value}" stands there twice', expected: 'each topic once' },
  'unsupported-by-a-source': {
    message: 'no source supports it',
    expected: 'a source with "{field}" in its "supports" (and a stance other than denies), or the field left out',
  },
  'not-an-official-source': {
    message: 'is confirmed, but no official source supports "when"',
    expected: 'a source with official: true that supports when, or status planned',
  },
  'postponed-with-a-date': {
    message: 'is "{value}", but the talk is postponed',
    expected: 'unknown, a window, a month or a year; with a new date the talk is planned again',
  },

  'nothing-in-file': { message: 'is nothing', expected: FILE },
  'not-a-records-file': { message: 'is "{value}"', expected: FILE },
  'unknown-part-of-file': { message: 'has no field {fields}', expected: FILE },
  'parties-not-an-object': { message: 'has parties that are not an object', expected: FILE },
  'no-sources': { message: 'has no sources', expected: FILE },
  'no-list-of-talks': { message: 'has no list of talks', expected: FILE },
  'not-a-party-id': { message: '"{value}" is not an id', expected: 'at most 64 lower-case letters, digits and single hyphens' },
  'not-a-source-id': {
    message: '"{value}" is not an id',
    expected: 'at most 64 letters, digits, dots, hyphens and underscores',
  },
  'defined-twice': { message: 'another file says something else of this party', expected: 'each party defined once' },
  'repeated-id': { message: 'two talks have this id', expected: 'an id of its own for each talk' },
  'second-title': { message: '{file} calls the series "{id}" "{title}"', expected: 'one title for each series' },

  'unreadable-path': { message: 'cannot be read: {reason}', expected: PATH },
  'no-json-file': { message: 'holds no .json file', expected: PATH },
  'neither-module-nor-json': { message: 'is neither a module nor JSON', expected: PATH },
  'too-many-bytes': { message: 'is {length} bytes long', expected: 'at most {most}' },
  'unreadable-json': { message: 'is not JSON that can be read: {reason}', expected: `${FILE} in UTF-8` },
  'unloadable-module': {
    message: 'cannot be loaded: {reason}',
    expected: 'a module whose default export is what defineTalks gives, or those by file name',
  },
  'not-read-in-time': { message: 'was not read within {seconds} seconds', expected: 'modules that come to an end by themselves' },
  'not-read-to-the-end': { message: 'cannot be read: {reason}', expected: PATH },
  'not-in-index': {
    message: 'is not named in {index}, so nothing of it is read',
    expected: 'its import and its entry in {index}, or no such file',
  },
} as const

export const recordFlaw = flawsOf(RECORD_FLAWS)
