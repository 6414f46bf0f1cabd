// What a record may have wrong in one field, each named with what would be right.
import { describe, expect, it } from 'vitest'
import { problemLine } from '../../src/talks/problem.ts'
import type { TalkRecord } from '../../src/talks/record.ts'
import { cited, FULL, file, read, talk } from './sample.ts'
import { expectHelpful, problemsOf } from './spoilt.ts'

function without(key: keyof TalkRecord): object {
  const { [key]: _, ...rest } = talk()
  return rest
}

describe('a problem', () => {
  it.each<[what: string, fields: object, field: string | null, message: RegExp]>([
    ['an unknown field', { tiltle: 'x' }, null, /"tiltle".*it would be one of id, title/],
    ['an unknown field of the place', { place: { town: 'Geneva' } }, 'place', /"town".*it would be one of name, city/],
    ['an unknown field of a party', { parties: [{ party: 'us', rule: 'host' }] }, 'parties.0', /"rule"/],
    ['an unknown field of a source', { sources: [{ ...cited(['when', 'parties'])[0], suports: [] }] }, 'sources.0', /"suports"/],
    ['an unknown field of a language', { languages: { de: { titel: 'x' } } }, 'languages.de', /"titel"/],
    ['an impossible day', { when: '2022-02-29' }, 'when', /"2022-02-29" is not a day that exists/],
    ['a date in words', { when: 'early January' }, 'when', /not a date that Parley reads/],
    ['a time without a zone', { when: '2022-01-10T09:30' }, 'zone', /no zone/],
    ['an unknown zone', { when: '2022-01-10T09:30', zone: 'Europe/Geneva' }, 'zone', /"Europe\/Geneva" is not a time zone/],
    ['an unknown zone of a day', { zone: 'Europe/Geneva' }, 'zone', /"Europe\/Geneva" is not a time zone/],
    ['a time that clocks skip', { when: '2022-03-27T02:30', zone: 'Europe/Zurich' }, 'when', /does not exist in Europe\/Zurich/],
    [
      'an end before the start',
      { when: '2022-01-10T12:00/2022-01-10T09:30', zone: 'Europe/Zurich' },
      'when',
      /ends at or before its start/,
    ],
    ['days that end before they begin', { when: '2022-01-12/2022-01-10' }, 'when', /ends at or before its start/],
    ['an unknown status', { status: 'called off' }, 'status', /"called off".*planned, confirmed, postponed, cancelled, held/],
    ['an unknown party', { parties: [{ party: 'usa' }] }, 'parties.0.party', /"usa" is not a party/],
    ['an unknown source', { sources: [{ source: 'stroy', supports: ['when', 'parties'] }] }, 'sources.0.source', /"stroy" is not a source/],
    ['an unknown role', { parties: [{ party: 'us', role: 'guest' }] }, 'parties.0.role', /"guest".*host/],
    ['an unknown attendance', { parties: [{ party: 'us', attendance: 'maybe' }] }, 'parties.0.attendance', /"maybe".*unlikely/],
    [
      'an unknown stance',
      { sources: cited(['when', 'parties'], { stance: 'claims' as 'denies' }) },
      'sources.0.stance',
      /"claims".*denies/,
    ],
    ['an unknown level', { level: 'kings' }, 'level', /"kings".*ministers/],
    ['an unknown format', { format: 'letter' }, 'format', /"letter".*hybrid/],
    ['a party twice', { parties: [{ party: 'us' }, { party: 'us' }] }, 'parties', /"us" stands there twice/],
    ['a topic twice', { topics: ['ukraine', 'ukraine'] }, 'topics', /"ukraine" stands there twice/],
    ['a country in small letters', { place: { country: 'ch' } }, 'place.country', /"ch".*ISO 3166-1/],
    ['a country that does not exist', { place: { country: 'XX' } }, 'place.country', /"XX".*ISO 3166-1/],
    ['a place with nothing in it', { place: {} }, 'place', /at least one of/],
    ['a latitude beyond the pole', { place: { geo: { lat: 90.1, lon: 0 } } }, 'place.geo.lat', /90/],
    ['a longitude beyond the date line', { place: { geo: { lat: 0, lon: -180.1 } } }, 'place.geo.lon', /180/],
    ['a latitude that is no number', { place: { geo: { lat: Number.NaN, lon: 0 } } }, 'place.geo.lat', /./],
    ['online: false', { place: { city: 'Geneva', online: false } }, 'place.online', /true or the https address/],
    ['an address without encryption', { links: [{ url: 'http://a.example', title: 'A' }] }, 'links.0.url', /https/],
    ['an address of a script', { links: [{ url: 'javascript:alert(1)', title: 'A' }] }, 'links.0.url', /https/],
    ['an address with a password', { links: [{ url: 'https://a:b@c.example', title: 'A' }] }, 'links.0.url', /https/],
    ['an address with a line break', { links: [{ url: 'https://a.example/\r\nX: y', title: 'A' }] }, 'links.0.url', /https/],
    ['an address with a space', { links: [{ url: 'https://a.example/ b', title: 'A' }] }, 'links.0.url', /https/],
    ['an address in other letters', { links: [{ url: 'https://раrley.example', title: 'A' }] }, 'links.0.url', /ASCII/],
    ['an address without a host', { links: [{ url: 'https://', title: 'A' }] }, 'links.0.url', /https/],
    ['an e-mail address that is none', { contact: { name: 'A', email: 'a@b', public: true } }, 'contact.email', /e-mail/],
    ['a contact that is neither public nor not', { contact: { name: 'A' } }, 'contact.public', /missing/],
    ['a deadline with a time', { access: { deadline: '2022-01-05T10:00' } }, 'access.deadline', /./],
    ['a deadline that is no day', { access: { deadline: '2022-02-30' } }, 'access.deadline', /2022-02-30/],
    ['an embargo without an offset', { embargoUntil: '2022-01-05T10:00:00' }, 'embargoUntil', /moment with its offset/],
    ['an embargo of a day', { embargoUntil: '2022-01-05' }, 'embargoUntil', /moment with its offset/],
    ['an embargo until an impossible day', { embargoUntil: '2022-02-29T10:00:00Z' }, 'embargoUntil', /moment with its offset/],
    ['a verification without an offset', { verifiedAt: '2022-01-05T10:00:00' }, 'verifiedAt', /moment with its offset/],
    ['a language that is none', { languages: { german: { title: 'x' }, d_e: { title: 'x' } } }, 'languages.d_e', /./],
    ['a language in capitals', { languages: { DE: { title: 'x' } } }, 'languages.DE', /BCP 47/],
    ['a topic in words', { topics: ['Security guarantees'] }, 'topics.0', /"Security guarantees".*hyphens/],
    ['a source that supports nothing', { sources: [...talk().sources, ...cited([])] }, 'sources.1.supports', /at least one field/],
    ['a source that supports an unknown field', { sources: [...talk().sources, ...cited(['date'])] }, 'sources.1.supports', /"date"/],
    ['a source that supports the id', { sources: [...talk().sources, ...cited(['id'])] }, 'sources.1.supports', /"id"/],
    [
      'a source that supports an embargo',
      { sources: [...talk().sources, ...cited(['embargoUntil'])] },
      'sources.1.supports',
      /"embargoUntil"/,
    ],
    ['a source that supports sources', { sources: [...talk().sources, ...cited(['sources'])] }, 'sources.1.supports', /"sources"/],
    [
      'a source that supports a prototype',
      { sources: [...talk().sources, ...cited(['constructor'])] },
      'sources.1.supports',
      /"constructor"/,
    ],
    [
      'a source that supports an unknown party',
      { sources: [...talk().sources, ...cited(['parties.usa'])] },
      'sources.1.supports',
      /"parties.usa"/,
    ],
    ['more than 200 parties', { parties: Array.from({ length: 201 }, () => ({ party: 'us' })) }, 'parties', /200/],
    ['more than 50 topics', { topics: Array.from({ length: 51 }, (_, index) => `t-${index}`) }, 'topics', /50/],
    ['more than 200 sources', { sources: Array.from({ length: 201 }, () => talk().sources[0]) }, 'sources', /200/],
  ])('names %s', (_, fields, field, message) => {
    const problems = problemsOf(fields)
    expectHelpful(problems)
    expect(problems.every((problem) => problem.talk === 'us-russia-1')).toBe(true)
    const found = problems.find((problem) => problem.field === field)
    expect(found && problemLine(found)).toMatch(message)
  })

  it.each(['id', 'title', 'when', 'status', 'parties', 'sources'] as const)('names the missing %s', (key) => {
    const { problems, talks } = read(file([without(key)]))
    expect(talks).toEqual([])
    expect(problems).toEqual([
      expect.objectContaining({
        talk: key === 'id' ? 'talk 1' : 'us-russia-1',
        field: key,
        message: expect.stringContaining('is missing'),
      }),
    ])
    expectHelpful(problems)
  })

  it.each(Object.keys(FULL) as (keyof TalkRecord)[])('names a wrong type of %s, whatever the type', (key) => {
    const circle: Record<string, unknown> = {}
    circle.circle = circle
    const values: unknown[] = [null, 5, Number.NaN, '', '\u0000', true, [], [null], {}, { a: 1 }, Symbol('s'), () => 'f', 10n, circle]
    for (const value of values) {
      if (Array.isArray(value) && value.length === 0 && ['topics', 'links', 'parties'].includes(key)) continue
      if (typeof value === 'object' && value !== null && Object.keys(value).length === 0 && ['access', 'languages'].includes(key)) continue
      const { problems, talks } = read(file([{ ...FULL, [key]: value }]))
      expect(talks).toEqual([])
      expect(problems.some(({ field }) => field === key || field?.startsWith(`${key}.`) || field?.startsWith('parties.'))).toBe(true)
      expectHelpful(problems)
    }
  })

  it.each([
    ['', 'is empty'],
    [' ', 'is empty'],
    [' x', 'white space'],
    ['x\n', 'white space'],
    ['\ud800', 'surrogate'],
    ['a\udc00b', 'surrogate'],
  ])('names the title %j', (title, message) => {
    expect(problemsOf({ title }).map(problemLine).join()).toContain(message)
  })
})
