import { describe, expect, it } from 'vitest'
import { openNode } from '../../../src/sqlite/driver.node.ts'
import type { RecordsFile, TalkRecord } from '../../../src/talks/record.ts'
import { eventData, listData } from '../../../src/web/pages/json-ld.ts'
import { desk, diary, record } from '../../make.ts'

const ZURICH = 'Europe/Zurich'

/** The data of a talk that had these versions, the last of which stands. */
function data(versions: readonly Partial<TalkRecord>[], more: Partial<RecordsFile> = {}, lang: 'en' | 'de' = 'en') {
  const db = openNode(':memory:')
  const desks = versions.map((version, day) => desk(diary([record(version)], more), { db, at: `2022-01-0${day + 1}T12:00:00Z` }))
  const made = desks.at(-1) ?? desk(diary([]))
  const standing = made.histories.latest('us-russia-1')
  if (!standing) throw new Error('the talk is not in the log')
  return eventData(made.talk(standing), standing, made.site, lang)
}

describe('a talk as data of schema.org', () => {
  it.each<[string, Partial<TalkRecord>, Record<string, unknown>]>([
    ['a time', { when: '2022-01-10T09:30', zone: ZURICH }, { startDate: '2022-01-10T09:30:00+01:00' }],
    ['a time in UTC', { when: '2022-01-10T09:30', zone: 'UTC' }, { startDate: '2022-01-10T09:30:00Z' }],
    [
      'a time with its end',
      { when: '2022-03-26T22:00/2022-03-27T04:00', zone: ZURICH },
      { startDate: '2022-03-26T22:00:00+01:00', endDate: '2022-03-27T04:00:00+02:00' },
    ],
    ['a day', { when: '2022-01-10' }, { startDate: '2022-01-10' }],
    ['days', { when: '2022-01-10/2022-01-12' }, { startDate: '2022-01-10', endDate: '2022-01-12' }],
    ['days whose last is not known', { when: '2022-01-10/' }, { startDate: '2022-01-10' }],
    ['about a day', { when: '2022-01-10~' }, {}],
    ['perhaps a day', { when: '2022-01-10?' }, {}],
    ['some day of a few', { when: '[2022-01-10..2022-01-12]' }, {}],
    ['a month', { when: '2022-01' }, {}],
    ['a year', { when: '2022' }, {}],
    ['nothing', { when: 'unknown' }, {}],
  ])('says when it is as far as it is known: %s', (_, version, dates) => {
    const { startDate, endDate } = { startDate: undefined, endDate: undefined, ...data([version]) }
    expect(JSON.parse(JSON.stringify({ startDate, endDate }))).toEqual(dates)
  })

  it.each<[string, Partial<TalkRecord>[], Record<string, unknown>]>([
    ['it stands', [{}], { eventStatus: 'EventScheduled' }],
    ['it is held', [{ status: 'held' }], { eventStatus: 'EventScheduled' }],
    [
      'it moved',
      [{}, { when: '2022-01-17' }],
      { eventStatus: 'EventRescheduled', previousStartDate: '2022-01-10', startDate: '2022-01-17' },
    ],
    [
      'it moved from a time',
      [{ when: '2022-01-10T09:30', zone: ZURICH }, { when: '2022-01-17' }],
      { eventStatus: 'EventRescheduled', previousStartDate: '2022-01-10T09:30:00+01:00', startDate: '2022-01-17' },
    ],
    ['it moved from a month', [{ when: '2022-02' }, { when: '2022-03-17' }], { eventStatus: 'EventRescheduled', startDate: '2022-03-17' }],
    ['it became more precise', [{ when: '2022-01' }, {}], { eventStatus: 'EventScheduled', startDate: '2022-01-10' }],
    [
      'it is postponed',
      [{}, { status: 'postponed', when: 'unknown' }],
      { eventStatus: 'EventPostponed', previousStartDate: '2022-01-10', startDate: '2022-01-10' },
    ],
    ['it is postponed and never had a date', [{ status: 'postponed', when: 'unknown' }], { eventStatus: 'EventPostponed' }],
    [
      'it moved and is cancelled',
      [{}, { when: '2022-01-17' }, { when: '2022-01-17', status: 'cancelled' }],
      { eventStatus: 'EventCancelled', startDate: '2022-01-17' },
    ],
  ])('says how it stands: %s', (_, versions, expected) => {
    const { eventStatus, previousStartDate, startDate } = {
      previousStartDate: undefined,
      startDate: undefined,
      ...(data(versions) as { eventStatus: string }),
    }
    const found = { eventStatus: eventStatus.replace('https://schema.org/', ''), previousStartDate, startDate }
    expect(JSON.parse(JSON.stringify(found))).toEqual({
      ...(versions[0]?.when === undefined ? { startDate: '2022-01-10' } : {}),
      ...expected,
    })
  })

  const GENEVA = {
    '@type': 'Place',
    name: 'Geneva',
    address: { '@type': 'PostalAddress', addressLocality: 'Geneva', addressCountry: 'CH' },
  }
  const ROOM = { '@type': 'VirtualLocation', url: 'https://meet.example/1' }

  it.each<[string, Partial<TalkRecord>, unknown, string | undefined]>([
    ['no place', {}, undefined, undefined],
    ['a city', { place: { city: 'Geneva', country: 'CH' } }, GENEVA, undefined],
    ['a city, in person', { place: { city: 'Geneva', country: 'CH' }, format: 'in-person' }, GENEVA, 'Offline'],
    [
      'a country',
      { place: { country: 'CH' } },
      { '@type': 'Place', name: 'Switzerland', address: { '@type': 'PostalAddress', addressCountry: 'CH' } },
      undefined,
    ],
    [
      'coordinates',
      { place: { geo: { lat: 46.2, lon: 6.1 } } },
      { '@type': 'Place', geo: { '@type': 'GeoCoordinates', latitude: 46.2, longitude: 6.1 } },
      undefined,
    ],
    ['an address to join at', { place: { online: 'https://meet.example/1' } }, ROOM, 'Online'],
    ['online, not known where', { place: { online: true } }, undefined, 'Online'],
    ['both', { place: { city: 'Geneva', country: 'CH', online: 'https://meet.example/1' } }, [GENEVA, ROOM], 'Mixed'],
    ['a call', { format: 'phone' }, undefined, 'Online'],
  ])('says where it is: %s', (_, version, location, mode) => {
    const found = { location: undefined, eventAttendanceMode: undefined, ...data([version]) }
    expect(found.location).toEqual(location)
    expect(found.eventAttendanceMode).toBe(mode && `https://schema.org/${mode}EventAttendanceMode`)
  })

  it('says who invites, and who is expected besides', () => {
    const parties: TalkRecord['parties'] = [
      { party: 'osce', role: 'host' },
      { party: 'us', attendance: 'expected' },
      { party: 'biden', attendance: 'confirmed' },
      { party: 'nato', role: 'observer' },
      { party: 'ru', attendance: 'declined' },
    ]
    const osce = 'Organization for Security and Cooperation in Europe (OSCE)'
    expect(data([{ parties }])).toMatchObject({
      organizer: [{ '@type': 'Organization', name: osce }],
      attendee: [
        { '@type': 'Organization', name: 'United States' },
        { '@type': 'Person', name: 'Joe Biden' },
      ],
    })
    const nobody = data([{ parties: [{ party: 'osce', role: 'host', attendance: 'declined' }, { party: 'us' }] }])
    expect(nobody).not.toHaveProperty('organizer')
    expect(nobody).not.toHaveProperty('attendee')
  })

  it('has the words of a language, and the series', () => {
    const version = { summary: 'Two sides.', languages: { de: { title: 'Gespräche', summary: 'Zwei Seiten.' } } }
    const more = { series: { id: 's', title: 'January talks' } }
    expect(data([version], more)).toMatchObject({
      description: 'Two sides.',
      superEvent: { '@type': 'EventSeries', name: 'January talks' },
    })
    expect(data([version], more, 'de')).toMatchObject({
      name: 'Gespräche',
      description: 'Zwei Seiten.',
      url: 'https://parley.example/talks/us-russia-1',
      mainEntityOfPage: { inLanguage: 'de' },
      attendee: [{ name: 'Vereinigte Staaten' }],
    })
  })

  it('is nothing where the talk is withdrawn', () => {
    const db = openNode(':memory:')
    desk(diary([record()]), { db })
    const { histories, talk, site } = desk(diary([]), { db })
    const standing = histories.latest('us-russia-1')
    expect(standing && eventData(talk(standing), standing, site)).toBe(undefined)
  })
})

it('a list has the addresses of its talks, and their places in the whole', () => {
  const { site } = desk(diary([]))
  expect(listData([{ talk: 'a' }, { talk: 'b' }], site, { total: 12, first: 11 })).toEqual({
    '@context': 'https://schema.org',
    '@type': 'ItemList',
    numberOfItems: 12,
    itemListElement: [
      { '@type': 'ListItem', position: 11, url: 'https://parley.example/talks/a' },
      { '@type': 'ListItem', position: 12, url: 'https://parley.example/talks/b' },
    ],
  })
})
