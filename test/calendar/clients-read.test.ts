// What clients make of alarms, and of characters that iCalendar escapes: by ical.js, and by the grammar of RFC 5545.
import fc from 'fast-check'
import ICAL from 'ical.js'
import nodeIcal, { type VEvent } from 'node-ical'
import { describe, expect, it } from 'vitest'
import { alarmsOf } from '../../src/calendar/alarm.ts'
import { countryIn } from '../../src/language/names.ts'
import { LANGUAGES, WORDS } from '../../src/language/words.ts'
import { formatLead, parseLead } from '../../src/talks/lead.ts'
import { calendar, desk, diary, record, request } from '../make.ts'

/** `dur-value` (3.3.6): between hours and seconds stand minutes, and weeks stand alone. */
const DURATION = /^[+-]?P(?:\d+W|\d+D(?:T(?:\d+H(?:\d+M(?:\d+S)?)?|\d+M(?:\d+S)?|\d+S))?|T(?:\d+H(?:\d+M(?:\d+S)?)?|\d+M(?:\d+S)?|\d+S))$/
const TIMED = 'BEGIN:VEVENT\r\nDTSTART:20220110T083000Z\r\nSUMMARY:Talks\r\nEND:VEVENT\r\n'
const ALL_DAY = 'BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20220110\r\nSUMMARY:Talks\r\nEND:VEVENT\r\n'
const triggersOf = (event: string, leads: readonly string[]) =>
  [...alarmsOf(event, leads).matchAll(/^TRIGGER:(.*)$/gm)].map(([, text = '']) => text.trim())
const secondsOf = (trigger: string) => ICAL.Duration.fromString(trigger).toSeconds()

describe('alarms', () => {
  it('have triggers of the form of RFC 5545, and ring when their lead says', () => {
    const lead = fc.oneof(
      fc.integer({ min: 1, max: 60 * 86_400 }).map((seconds) => formatLead({ unit: 'seconds', seconds })),
      fc.integer({ min: 0, max: 60 }).map((days) => formatLead({ unit: 'days', days })),
    )
    fc.assert(
      fc.property(lead, (text) => {
        const parsed = parseLead(text)
        const [trigger = '', ...more] = triggersOf(TIMED, [text])
        expect(more).toEqual([])
        expect(trigger).toMatch(DURATION)
        expect(0 - secondsOf(trigger)).toBe(parsed?.unit === 'days' ? parsed.days * 86_400 : parsed?.seconds)
        for (const each of triggersOf(ALL_DAY, [text])) expect(each).toMatch(DURATION)
      }),
    )
  })

  it.each([
    [['PT1H5S'], ['-PT1H0M5S']],
    [['PT25H'], ['-PT25H']],
    [['P1D', 'PT24H'], ['-P1D']],
    [
      ['PT48H', 'P2D', 'PT1H'],
      ['-PT48H', '-PT1H'],
    ],
    [['P0D'], ['PT0S']],
  ])('of %j in an event with a time are %j', (leads, triggers) => {
    expect(triggersOf(TIMED, leads)).toEqual(triggers)
  })

  it('of leads in days ring once on an all-day event', () => {
    expect(triggersOf(ALL_DAY, ['P0D', 'P1D', 'P7D', 'PT1H'])).toEqual(['PT9H', '-PT15H', '-P6DT15H'])
  })
})

describe('an alarm of the day itself', () => {
  it.each([
    ['2022-01-10T15:00', 'Europe/Zurich', '2022-01-10T08:00:00Z'],
    ['2022-01-10T09:00', 'Europe/Zurich', '2022-01-10T08:00:00Z'],
    ['2022-01-10T08:30', 'Europe/Zurich', '2022-01-10T07:30:00Z'],
    ['2022-01-10T00:30', 'Asia/Tokyo', '2022-01-09T15:30:00Z'],
    ['2022-01-10T20:00', 'America/New_York', '2022-01-10T14:00:00Z'],
    // Clocks are put on and back between midnight and nine: what counts is the clock at nine.
    ['2022-03-27T15:00', 'Europe/Zurich', '2022-03-27T07:00:00Z'],
    ['2022-10-30T15:00', 'Europe/Zurich', '2022-10-30T08:00:00Z'],
    // Between nine and the talk, the clock is put back by half an hour or an hour.
    ['2022-11-06T10:00', 'Pacific/Easter', '2022-11-06T14:00:00Z'],
  ])('rings at nine in the morning there, or as the talk begins, in two parsers: %s %s', async (when, zone, rings) => {
    const made = desk(diary([record({ when, zone })]))
    const text = await calendar(made, request({ form: { alarm: ['P0D'] } }))
    const event = new ICAL.Event(new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent('vevent') as ICAL.Component)
    const trigger = event.component.getFirstSubcomponent('valarm')?.getFirstPropertyValue('trigger') as ICAL.Duration
    const ring = event.startDate.clone()
    ring.addDuration(trigger)
    const start = Object.values(nodeIcal.sync.parseICS(text)).find((each) => each?.type === 'VEVENT') as VEvent
    const [alarm] = start.alarms ?? []
    const other = new Date(start.start.getTime() + secondsOf(String(alarm?.trigger)) * 1000)
    const expected = Date.parse(rings)
    expect([ring.toJSDate().getTime(), other.getTime()]).toEqual([expected, expected])
  })

  it('is one with that of another lead at the same moment', async () => {
    const made = desk(diary([record({ when: '2022-01-10T10:00', zone: 'Europe/Zurich' })]))
    const text = await calendar(made, request({ form: { alarm: ['P0D', 'PT1H'] } }))
    expect(text.match(/BEGIN:VALARM/g)).toHaveLength(1)
  })
})

describe('what iCalendar escapes', () => {
  it('stands in no name of a calendar and in no category, and is read back from everything else', async () => {
    const title = 'One, two; three \\ four'
    const given = { parties: { us: { name: title, kind: 'state' as const } }, series: { id: 's', title } }
    const made = desk(diary([record({ title, topics: ['a-topic'], parties: [{ party: 'us' }] })], given))
    for (const about of [{ kind: 'party', id: 'us' }, { kind: 'series', id: 's' }, null] as const) {
      const text = await calendar(made, request({ about }))
      const component = new ICAL.Component(ICAL.parse(text))
      expect(String(component.getFirstPropertyValue('x-wr-calname') ?? '')).not.toMatch(/[,;\\]/)
      const event = component.getFirstSubcomponent('vevent')
      expect(
        event
          ?.getAllProperties('categories')
          .flatMap((each) => each.getValues())
          .join(),
      ).not.toMatch(/[;\\]/)
      expect(String(event?.getFirstPropertyValue('summary'))).toContain(title)
    }
  })
})

describe('names of countries', () => {
  it('are short, and say nothing of whose they are, in every language', () => {
    for (const lang of LANGUAGES)
      for (const code of Object.keys(WORDS.en.countries)) {
        const name = countryIn(lang, code)
        expect([lang, code, name, /,|\(|Province|Provinz|Federation|Föderation|Fédération|Kingdom of|Islamic|State of/.test(name)]).toEqual(
          [lang, code, name, false],
        )
      }
    expect(['RU', 'TW', 'US', 'IR', 'CN'].map((code) => countryIn('en', code))).toEqual([
      'Russia',
      'Taiwan',
      'United States',
      'Iran',
      'China',
    ])
    expect(['RU', 'US'].map((code) => countryIn('de', code))).toEqual(['Russland', 'Vereinigte Staaten'])
    expect(['RU', 'US'].map((code) => countryIn('fr', code))).toEqual(['Russie', 'États-Unis'])
  })
})
