// What can be wrong with a value by itself: a date, a time zone, a text.
import { flawsOf } from './flaw.ts'

const FORMS_OF_DAYS =
  '2022-01-10, 2022-01-10/2022-01-12, 2022-01-10/, ' +
  '[2022-01-10..2022-01-14], [..2022-01-31], [2022-01-10..], 2022-01, 2022 or unknown; a day, month or year may end in ~ or ?'
const FORMS = `2022-01-10T09:30, 2022-01-10T09:30/2022-01-10T12:00, ${FORMS_OF_DAYS}`

export const VALUE_FLAWS = {
  'no-such-zone': {
    message: '"{value}" is not a time zone',
    expected: 'a name of the IANA time zone database, such as Europe/Zurich',
  },
  'not-a-date': { message: '"{value}" is not a date that Parley reads', expected: FORMS },
  'not-a-date-without-time': { message: '"{value}" is not a date that Parley reads here', expected: FORMS_OF_DAYS },
  'not-a-time': {
    message: '"{value}" is not a time that Parley reads',
    expected: '2022-01-10T09:30 or 2022-01-10T09:30/2022-01-10T12:00, with the zone in "zone"',
  },
  'time-without-zone': {
    message: '"{value}" has a time, but the talk has no zone',
    expected: 'zone: the IANA name of the zone that the time is in, such as Europe/Zurich',
  },
  'no-such-time': { message: '"{value}" is not a time that exists', expected: 'hours 00 to 23, minutes 00 to 59' },
  'skipped-local-time': {
    message: '"{value}" does not exist in {zone}: clocks are put forward over it',
    expected: 'a local time that exists on that day',
  },
  'end-before-start': { message: '"{value}" ends at or before its start', expected: 'an end after the start' },
  'later-day-first': { message: '"{value}" ends at or before its start', expected: 'the earlier day first' },
  'span-of-one-day': { message: '"{value}" ends at or before its start', expected: 'the day itself: {day}' },
  'window-without-limit': { message: '"{value}" has no limit', expected: 'unknown, or a window with at least one day' },
  'not-a-span-of-days': { message: '"{value}" is not a span of days', expected: '2022-01-10/2022-01-12 or 2022-01-10/' },
  'no-such-day': {
    message: '"{value}" is not a day that exists between {first} and {last}',
    expected: 'a day of the calendar as YYYY-MM-DD',
  },
  'too-long': { message: 'is {length} characters long', expected: 'at most {most}' },
  empty: { message: 'is empty', expected: 'some text; a field that need not be there can be left out' },
  'surrounding-white-space': { message: '"{value}" has white space at its start or end', expected: 'the text without it' },
  'lone-surrogate': { message: '"{value}" holds half of a surrogate pair', expected: 'well-formed Unicode' },
  'nothing-visible': {
    message: '"{value}" holds nothing that can be seen',
    expected: 'some text; a field that need not be there can be left out',
  },
  'control-character-in-line': {
    message: 'holds the control character {character}',
    expected: 'one line without control characters',
  },
  'control-character': {
    message: 'holds the control character {character}',
    expected: 'text without control characters other than line feed and tab',
  },
  'reordering-character': {
    message: 'holds {character}, which reorders the text after it',
    expected: 'the marks U+200E and U+200F where direction needs help',
  },
} as const

export const valueFlaw = flawsOf(VALUE_FLAWS)
