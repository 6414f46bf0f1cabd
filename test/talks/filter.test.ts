import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { facetsOf } from '../../src/talks/facets.ts'
import { dayOf, type Filter, type Limit, matches, NO_FILTER, outOfReach, withinDays } from '../../src/talks/filter.ts'
import { FILTER_PARAMETERS, filterParameters, type Parameters, parseFilter } from '../../src/talks/filter-parameters.ts'
import type { Participation, Status } from '../../src/talks/record.ts'
import { spanOf } from '../../src/talks/span.ts'
import { addDays } from '../../src/talks/time.ts'
import { whenOf } from '../../src/talks/when.ts'
import { good, talk } from './sample.ts'

const KNOWN = {
  party: ['biden', 'nato', 'osce', 'putin', 'ru', 'us'],
  topic: ['security-guarantees', 'ukraine'],
  series: ['other-series', 'russia-january-2022'],
  place: ['ch', 'geneva-ch', 'online', 'zürich-ch'],
}
const knows = (kind: keyof typeof KNOWN, id: string) => KNOWN[kind].includes(id)
const parse = (...parameters: [string, string][]) => parseFilter(parameters, knows)
const span = (when: string, zone?: string) => spanOf(whenOf({ when, zone }), zone ?? null)

/** The facets of a talk in Geneva, with what is given instead. */
function facets(fields: { parties?: Participation[]; place?: object; topics?: string[]; status?: Status; series?: boolean } = {}) {
  const { series = true, ...rest } = fields
  const { when, sources } = talk()
  const record = talk({ topics: ['ukraine'], place: { city: 'Geneva', country: 'CH' }, when, sources, ...rest })
  return facetsOf(good(record, series ? { series: { id: 'russia-january-2022', title: 'Talks' } } : {}))
}

function filter(...parameters: [string, string][]): Filter {
  const { filter, problems } = parse(...parameters)
  expect(problems).toEqual([])
  return filter
}

describe('parseFilter', () => {
  it('asks for everything without parameters', () => {
    expect(parse()).toEqual({ filter: NO_FILTER, problems: [] })
  })

  it('leaves parameters of others alone', () => {
    expect(parse(['lang', 'de'], ['alarm', 'PT1H'], ['Party', 'nobody'], ['', ''])).toEqual({ filter: NO_FILTER, problems: [] })
  })

  it.each<[name: string, value: string, filter: Partial<Filter>]>([
    ['party', 'nato', { party: ['nato'] }],
    ['topic', 'ukraine', { topic: ['ukraine'] }],
    ['series', 'russia-january-2022', { series: ['russia-january-2022'] }],
    ['place', 'geneva-ch', { place: ['geneva-ch'] }],
    ['place', 'zürich-ch', { place: ['zürich-ch'] }],
    ['country', 'CH', { country: ['CH'] }],
    ['status', 'planned', { status: ['planned'] }],
    ['status', 'held', { status: ['held'] }],
    ['match', 'any', { match: 'any' }],
    ['since', '2022-01-10', { since: { day: '2022-01-10' } }],
    ['until', '2024-02-29', { until: { day: '2024-02-29' } }],
    ['since', '-P90D', { since: { back: 'P90D' } }],
    ['until', '-P2W', { until: { back: 'P2W' } }],
    ['since', '-P1M', { since: { back: 'P1M' } }],
    ['since', '-P1Y', { since: { back: 'P1Y' } }],
    ['since', '-P0D', { since: { back: 'P0D' } }],
    ['since', '-P007D', { since: { back: 'P7D' } }],
    ['since', '-P36600D', { since: { back: 'P36600D' } }],
    ['since', '-P100Y', { since: { back: 'P100Y' } }],
  ])('reads %s=%s', (name, value, expected) => {
    expect(parse([name, value])).toEqual({ filter: { ...NO_FILTER, ...expected }, problems: [] })
  })

  it.each([
    ['party', ['us', 'ru']],
    ['topic', ['ukraine', 'security-guarantees']],
    ['series', ['russia-january-2022', 'other-series']],
    ['place', ['geneva-ch', 'ch']],
    ['country', ['US', 'CH']],
    ['status', ['planned', 'confirmed']],
  ] as const)('takes %s repeatedly, in any order, and each value once', (name, values) => {
    const parameters = [...values, ...values].map((value): [string, string] => [name, value])
    expect(parse(...parameters)).toEqual({ filter: { ...NO_FILTER, [name]: [...values].sort() }, problems: [] })
    expect(parse(...parameters.reverse()).filter).toEqual(parse(...parameters).filter)
  })

  it('reads every parameter at once', () => {
    expect(
      filter(
        ['until', '2022-02-01'],
        ['since', '-P1M'],
        ['status', 'planned'],
        ['country', 'CH'],
        ['place', 'geneva-ch'],
        ['series', 'russia-january-2022'],
        ['topic', 'ukraine'],
        ['match', 'all'],
        ['party', 'us'],
        ['party', 'ru'],
      ),
    ).toEqual({
      party: ['ru', 'us'],
      match: 'all',
      topic: ['ukraine'],
      series: ['russia-january-2022'],
      place: ['geneva-ch'],
      country: ['CH'],
      status: ['planned'],
      since: { back: 'P1M' },
      until: { day: '2022-02-01' },
    })
  })

  it.each([
    ['party', 'nobody'],
    ['party', 'NATO'],
    ['party', ''],
    ['party', 'us,ru'],
    ['party', '__proto__'],
    ['topic', 'weather'],
    ['topic', 'constructor'],
    ['series', 'no-such-series'],
    ['place', 'paris-fr'],
    ['country', 'ch'],
    ['country', 'CHE'],
    ['country', 'XX'],
    ['country', 'UK'],
    ['country', ''],
    ['country', 'toString'],
    ['status', 'Planned'],
    ['status', 'unknown'],
    ['status', ''],
    ['match', 'both'],
    ['match', ''],
    ['match', 'ALL'],
    ['since', ''],
    ['since', '2022-02-29'],
    ['since', '2022-01'],
    ['since', '2022-01-10T00:00'],
    ['since', '20220110'],
    ['since', 'P90D'],
    ['since', '+P90D'],
    ['since', '-P90'],
    ['since', '-90D'],
    ['since', '-P'],
    ['since', '-PD'],
    ['since', '-P1.5D'],
    ['since', '-P1M2D'],
    ['since', '-PT1H'],
    ['since', '-P-1D'],
    ['since', '-P1d'],
    ['since', '-P36601D'],
    ['since', '-P101Y'],
    ['since', '-P999999D'],
    ['since', 'today'],
    ['until', '2200-01-01'],
    ['until', '-P1H'],
    ['until', '-P90D '],
  ])('refuses %s=%j and says what would be right', (name, value) => {
    const { problems } = parse([name, value])
    expect(problems).toMatchObject([{ parameter: name, message: expect.stringMatching(/./), expected: expect.stringMatching(/./) }])
  })

  it.each(['match', 'since', 'until'])('refuses %s twice, even with the same value', (name) => {
    const value = name === 'match' ? 'any' : '2022-01-10'
    expect(parse([name, value], [name, value]).problems).toEqual([
      { parameter: name, code: 'repeated', values: { count: '2' }, message: 'stands there 2 times', expected: 'once' },
    ])
  })

  it('refuses match=all without a party', () => {
    expect(parse(['match', 'all']).problems).toEqual([expect.objectContaining({ parameter: 'match' })])
    expect(parse(['match', 'all'], ['party', 'us']).problems).toEqual([])
  })

  it('refuses a last day before the first, and takes one day as both', () => {
    expect(parse(['since', '2022-01-11'], ['until', '2022-01-10']).problems).toEqual([expect.objectContaining({ parameter: 'until' })])
    expect(parse(['since', '2022-01-10'], ['until', '2022-01-10']).problems).toEqual([])
  })

  it('takes at most twenty values of one parameter', () => {
    const ids = Array.from({ length: 21 }, (_, index) => `party-${index}`)
    const parameters = ids.map((id): [string, string] => ['party', id])
    const knowsAll = () => true
    expect(parseFilter(parameters.slice(0, 20), knowsAll).problems).toEqual([])
    expect(parseFilter(parameters, knowsAll).problems).toMatchObject([
      {
        parameter: 'party',
        code: 'too-many-values',
        message: expect.stringContaining('21 times'),
        expected: expect.stringContaining('20'),
      },
    ])
  })

  it('names every problem at once', () => {
    const { problems } = parse(['party', 'x'], ['party', 'y'], ['country', 'ch'], ['status', 'z'], ['since', 'q'], ['match', 'none'])
    expect(problems.map(({ parameter }) => parameter).sort()).toEqual(['country', 'match', 'party', 'party', 'since', 'status'])
  })

  it('asks of each kind whether its own ids are known', () => {
    const asked: string[] = []
    parseFilter(
      [
        ['party', 'a'],
        ['topic', 'b'],
        ['series', 'c'],
        ['place', 'd'],
      ],
      (kind, id) => asked.push(`${kind} ${id}`) > 0,
    )
    expect(asked.sort()).toEqual(['party a', 'place d', 'series c', 'topic b'])
  })

  it('never throws, and its messages are short and cannot steer a terminal', () => {
    const name = fc.constantFrom(...FILTER_PARAMETERS)
    const value = fc.oneof(fc.string({ unit: 'binary' }), fc.constant('\u001b[2J\u202e'.repeat(10_000)))
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value)), (parameters) => {
        for (const { message } of parseFilter(parameters, knows).problems) {
          expect(message.length).toBeLessThan(200)
          expect(message).not.toMatch(/[\p{Cc}\p{Cf}]/u)
        }
      }),
    )
  })
})

describe('filterParameters', () => {
  const some = (values: readonly string[]) => fc.subarray([...values]).map((list) => list.sort())
  const limit: fc.Arbitrary<Limit | null> = fc.oneof(
    fc.constant(null),
    fc.integer({ min: 0, max: 100_000 }).map((days) => ({ day: addDays('1900-01-01', days) })),
    fc.tuple(fc.nat(90), fc.constantFrom('D', 'W', 'M', 'Y')).map(([count, unit]) => ({ back: `P${count}${unit}` })),
  )
  const anyFilter: fc.Arbitrary<Filter> = fc
    .record({
      party: some(KNOWN.party),
      match: fc.constantFrom('any' as const, 'all' as const),
      topic: some(KNOWN.topic),
      series: some(KNOWN.series),
      place: some(KNOWN.place),
      country: some(['CH', 'RU', 'US']),
      status: some(['cancelled', 'confirmed', 'held', 'planned', 'postponed']),
      since: limit,
      until: limit,
    })
    .filter(({ since, until }) => !(since && until && 'day' in since && 'day' in until && since.day > until.day))

  it('gives parameters that are read as the same filter', () => {
    fc.assert(
      fc.property(anyFilter, (filter) => {
        const alike: Filter = filter.party.length > 1 ? filter : { ...filter, match: 'any' }
        expect(parseFilter(filterParameters(alike), knows)).toEqual({ filter: alike, problems: [] })
      }),
    )
  })

  it('gives equal filters one address, in whatever order and however often they were asked for', () => {
    fc.assert(
      fc.property(anyFilter, fc.infiniteStream(fc.nat(1000)), (filter, keys) => {
        const parameters: Parameters = filterParameters(filter)
        const shuffled = [...parameters, ...parameters.filter(([name]) => !['match', 'since', 'until'].includes(name))]
          .map((parameter) => ({ parameter, key: keys.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ parameter }) => parameter)
        expect(filterParameters(parseFilter(shuffled, knows).filter)).toEqual(parameters)
      }),
    )
  })

  it('reads match=all with a single party as the filter that its own address gives', () => {
    const asked = filter(['party', 'us'], ['match', 'all'])
    expect(parseFilter(filterParameters(asked), knows).filter).toEqual(asked)
  })

  it('gives nothing for no filter', () => {
    expect(filterParameters(NO_FILTER)).toEqual([])
  })
})

describe('matches', () => {
  it('takes every talk without a filter', () => {
    expect(matches(NO_FILTER, facets())).toBe(true)
    expect(matches(NO_FILTER, facets({ parties: [], place: { name: 'Somewhere' }, topics: [], series: false }))).toBe(true)
  })

  it.each([
    ['party', 'us', 'nato'],
    ['topic', 'ukraine', 'security-guarantees'],
    ['series', 'russia-january-2022', 'other-series'],
    ['place', 'geneva-ch', 'online'],
    ['country', 'CH', 'US'],
    ['status', 'planned', 'confirmed'],
  ])('takes a talk by its %s', (name, its, other) => {
    expect(matches(filter([name, its]), facets())).toBe(true)
    expect(matches(filter([name, other]), facets())).toBe(false)
    expect(matches(filter([name, other], [name, its]), facets())).toBe(true)
  })

  it('does not take a country for its city, or a city for another of the same country', () => {
    expect(matches(filter(['place', 'ch']), facets())).toBe(false)
    expect(matches(filter(['place', 'ch']), facets({ place: { country: 'CH' } }))).toBe(true)
    expect(matches(filter(['place', 'zürich-ch']), facets())).toBe(false)
  })

  it('takes no talk without a place, country, series or topic when one is asked for', () => {
    const bare = facets({ place: { name: 'Palais des Nations' }, topics: [], series: false })
    for (const parameter of [
      ['place', 'geneva-ch'],
      ['country', 'CH'],
      ['series', 'russia-january-2022'],
      ['topic', 'ukraine'],
    ] as const)
      expect(matches(filter([...parameter]), bare)).toBe(false)
  })

  it('takes an online talk by the place online', () => {
    expect(matches(filter(['place', 'online']), facets({ place: { online: true } }))).toBe(true)
    expect(matches(filter(['place', 'online']), facets({ place: { online: 'https://talks.example/join' } }))).toBe(true)
    expect(matches(filter(['place', 'online']), facets())).toBe(false)
  })

  it('wants all that is asked for', () => {
    expect(matches(filter(['party', 'us'], ['country', 'CH']), facets())).toBe(true)
    expect(matches(filter(['party', 'us'], ['country', 'US']), facets())).toBe(false)
    expect(matches(filter(['party', 'nato'], ['country', 'CH']), facets())).toBe(false)
  })

  it('takes any of several parties, or with match=all only talks between all of them', () => {
    const both = [
      ['party', 'us'],
      ['party', 'ru'],
    ] as [string, string][]
    const mixed = [
      ['party', 'us'],
      ['party', 'nato'],
    ] as [string, string][]
    expect(matches(filter(...both), facets())).toBe(true)
    expect(matches(filter(...both, ['match', 'all']), facets())).toBe(true)
    expect(matches(filter(...mixed), facets())).toBe(true)
    expect(matches(filter(...mixed, ['match', 'any']), facets())).toBe(true)
    expect(matches(filter(...mixed, ['match', 'all']), facets())).toBe(false)
    expect(matches(filter(['party', 'nato'], ['party', 'osce']), facets())).toBe(false)
  })

  it.each([
    ['confirmed', true],
    ['expected', true],
    ['unknown', true],
    [undefined, true],
    ['unlikely', false],
    ['declined', false],
  ] as const)('counts a party whose attendance is %s: %s', (attendance, counts) => {
    const asked = facets({ parties: [{ party: 'us' }, { party: 'biden', ...(attendance && { attendance }) }] })
    expect(matches(filter(['party', 'biden']), asked)).toBe(counts)
    expect(matches(filter(['party', 'us'], ['party', 'biden'], ['match', 'all']), asked)).toBe(counts)
    expect(matches(filter(['party', 'us'], ['party', 'biden']), asked)).toBe(true)
  })

  it.each(['party', 'host', 'mediator', 'observer'] as const)('counts a party whose role is %s', (role) => {
    expect(matches(filter(['party', 'nato']), facets({ parties: [{ party: 'nato', role }] }))).toBe(true)
  })
})

describe('withinDays', () => {
  const within = (when: string, since: string | null, until: string | null, today = '2022-01-10') =>
    withinDays(
      {
        since: since === null ? null : since.startsWith('-') ? { back: since.slice(1) } : { day: since },
        until: until === null ? null : until.startsWith('-') ? { back: until.slice(1) } : { day: until },
      },
      span(when),
      today,
    )

  it.each([
    ['2022-01-10', null, null, true],
    ['2022-01-10', '2022-01-10', '2022-01-10', true],
    ['2022-01-10', '2022-01-11', null, false],
    ['2022-01-10', null, '2022-01-09', false],
    ['2022-01-10', null, '2022-01-10', true],
    ['2022-01-10~', '2022-01-11', null, true],
    ['2022-01-10~', '2022-01-12', null, false],
    ['2022-01-10~', null, '2022-01-09', true],
    ['2022-01-10~', null, '2022-01-08', false],
    ['2022-01-10/2022-01-12', '2022-01-12', '2022-01-20', true],
    ['2022-01-10/2022-01-12', '2022-01-13', null, false],
    ['2022-01-10/', '2030-01-01', null, true],
    ['2022-01-10/', null, '2022-01-09', false],
    ['[2022-01-10..2022-01-14]', '2022-01-11', '2022-01-12', true],
    ['[..2022-01-31]', null, '1950-01-01', true],
    ['[..2022-01-31]', '2022-02-01', null, false],
    ['[2022-01-10..]', '2100-01-01', null, true],
    ['[2022-01-10..]', null, '2022-01-09', false],
    ['2022-01', '2022-01-31', null, true],
    ['2022-01', '2022-02-01', null, false],
    ['2022', '2022-12-31', '2023-06-01', true],
    ['2022', null, '2021-12-31', false],
    ['unknown', '2100-01-01', '2100-01-02', true],
  ])('%s since %s until %s: %s', (when, since, until, expected) => {
    expect(within(when, since, until)).toBe(expected)
  })

  it('counts a span back from today, both ends included', () => {
    expect(within('2022-01-03', '-P1W', null)).toBe(true)
    expect(within('2022-01-02', '-P1W', null)).toBe(false)
    expect(within('2022-01-03', null, '-P1W')).toBe(true)
    expect(within('2022-01-04', null, '-P1W')).toBe(false)
    expect(within('2022-01-10', '-P0D', '-P0D')).toBe(true)
    expect(within('2022-01-11', null, '-P0D')).toBe(false)
  })

  it('takes the local days of a time, not those of UTC', () => {
    const limits = { since: { day: '2022-01-10' }, until: { day: '2022-01-10' } }
    expect(withinDays(limits, span('2022-01-10T00:30', 'Asia/Tokyo'), '2022-01-10')).toBe(true)
    expect(withinDays(limits, span('2022-01-10T23:30', 'America/Los_Angeles'), '2022-01-10')).toBe(true)
  })
})

describe('dayOf', () => {
  it.each([
    ['P0D', '2022-01-10', '2022-01-10'],
    ['P90D', '2022-03-31', '2021-12-31'],
    ['P1W', '2022-01-03', '2021-12-27'],
    ['P1M', '2022-01-10', '2021-12-10'],
    ['P1M', '2022-03-31', '2022-02-28'],
    ['P1M', '2024-03-31', '2024-02-29'],
    ['P1M', '2022-05-31', '2022-04-30'],
    ['P13M', '2022-01-31', '2020-12-31'],
    ['P1Y', '2024-02-29', '2023-02-28'],
    ['P4Y', '2024-02-29', '2020-02-29'],
    ['P1D', '2022-03-28', '2022-03-27'],
    ['P100Y', '2022-01-10', '1922-01-10'],
  ])('%s back from %s is %s', (back, today, day) => {
    expect(dayOf({ back }, today)).toBe(day)
  })

  it('is the day itself where a day was given', () => {
    expect(dayOf({ day: '2022-01-10' }, '2030-01-01')).toBe('2022-01-10')
  })
})

describe('outOfReach', () => {
  it.each([
    ['P0D', '2022-01-10', '2022-01-11'],
    ['P90D', '2022-01-01', '2022-04-02'],
    ['P1W', '2022-01-10', '2022-01-18'],
    ['P1M', '2022-01-10', '2022-02-11'],
    ['P1M', '2022-01-31', '2022-03-01'],
    ['P1M', '2022-01-28', '2022-03-01'],
    ['P1M', '2022-02-28', '2022-04-01'],
    ['P1M', '2024-02-29', '2024-04-01'],
    ['P1Y', '2023-02-28', '2024-03-01'],
    ['P1Y', '2024-02-29', '2025-03-01'],
  ])('%s no longer reaches %s from %s on', (back, day, expected) => {
    // P1M from 28 January: 28 February reaches it, 1 March (back to 1 February) does not. From 28 February: 28, 29, 30
    // and 31 March all go back to it.
    expect(outOfReach({ back }, day)).toBe(expected)
  })

  it('is the first day on which a talk of that day is no longer within the limit', () => {
    const day = fc.integer({ min: 0, max: 60_000 }).map((days) => addDays('1990-01-01', days))
    const back = fc.tuple(fc.nat(100), fc.constantFrom('D', 'W', 'M', 'Y')).map(([count, unit]) => `P${count}${unit}`)
    fc.assert(
      fc.property(day, back, (day, back) => {
        const left = outOfReach({ back }, day)
        const limits = { since: { back }, until: null }
        const bounds = { ...span(day) }
        expect(withinDays(limits, bounds, left)).toBe(false)
        expect(withinDays(limits, bounds, addDays(left, -1))).toBe(true)
        expect(left > day).toBe(true)
      }),
    )
  })
})
