import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { resolveDiary } from '../../src/talks/bundled.ts'
import { type Diary, readDiary } from '../../src/talks/diary.ts'
import { type Problem, problemLine } from '../../src/talks/problem.ts'
import type { Citation, Party, RecordsFile, TalkRecord } from '../../src/talks/record.ts'
import { file, good, REGISTER, read, SOURCES, talk } from './sample.ts'

const LONG = 'a'.repeat(1_000_000)
const CONTROLS = ['\u0000', '\u0007', '\b', '\n', '\r', '\t', '\u001b', '\u007f', '\u0085', '\u009b', '\u2028', '\u2029']
const REORDERING = ['\u202a', '\u202b', '\u202c', '\u202d', '\u202e', '\u2066', '\u2067', '\u2068', '\u2069']

const fieldsOf = ({ problems }: Diary) => problems.map(({ field }) => field)

/** What a talk spoilt in one place gives; nothing of it may be published. */
function problemsOf(fields: object, rest: Record<string, unknown> = {}): Problem[] {
  const { talks, problems, broken } = read(file([{ ...talk(), ...fields }], rest))
  if (problems.length > 0) {
    expect(talks).toEqual([])
    expect(broken.unreadable || broken.ids.size === 1).toBe(true)
  }
  return problems
}

function without(key: keyof TalkRecord): object {
  const { [key]: _, ...rest } = talk()
  return rest
}

/** File, talk, what is wrong, and what would be right, in short lines that cannot steer a terminal. */
function expectHelpful(problems: readonly Problem[]): void {
  for (const problem of problems) {
    expect(problem.file).toBe('file-1.json')
    expect(problem.talk).not.toBe('')
    expect(problem.message).not.toBe('')
    expect(problem.expected ?? problem.message).toMatch(/\w/)
    if (problem.expected === null) expect(problem.message).toMatch(/it would be|expected/)
    expect(problemLine(problem).length).toBeLessThan(2000)
    expect(problemLine(problem)).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u)
  }
}

function cited(supports: readonly string[], more: Partial<Citation> = {}): Citation[] {
  return [{ source: 'story', supports: supports as Citation['supports'], ...more }]
}

/** The same value with the keys of every object the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, entry]) => [key, reversed(entry)]),
  )
}

/** A talk with every field that there is. */
const FULL: TalkRecord = {
  ...talk(),
  when: '2022-01-10T09:30/2022-01-10T12:00',
  said: 'in the morning',
  zone: 'Europe/Zurich',
  status: 'confirmed',
  statusReason: 'both sides said so',
  place: {
    name: 'Palais des Nations',
    city: 'Geneva',
    country: 'CH',
    geo: { lat: 46.2266, lon: 6.1405 },
    online: 'https://talks.example/1',
  },
  parties: [
    { party: 'us', role: 'host', attendance: 'confirmed' },
    { party: 'ru', role: 'party', attendance: 'expected' },
  ],
  topics: ['ukraine', 'security-guarantees'],
  summary: 'First line.\n\tSecond line.',
  level: 'officials',
  format: 'in-person',
  languages: { fr: { title: 'Pourparlers', summary: 'Un.\nDeux.' }, de: { title: 'Gespräche' } },
  links: [{ url: 'https://talks.example/a?b=1;c=2,3', title: 'Agenda' }],
  contact: { name: 'Press office', organisation: 'Ministry', email: 'press@ministry.example', phone: '+41 22 000 00 00', public: true },
  access: { deadline: '2022-01-05', url: 'https://talks.example/press', note: 'With passport' },
  verifiedAt: '2022-01-04T10:00:00Z',
  sources: [
    {
      source: 'ministry',
      supports: ['when', 'place', 'parties', 'topics', 'summary', 'level', 'format', 'links', 'contact', 'access', 'status'],
      stance: 'confirms',
      says: 'at half past nine',
      derived: 'the year follows from the date',
      attributedTo: 'a spokeswoman',
    },
    { source: 'story', supports: ['when'], stance: 'denies', says: 'on the 11th' },
  ],
}

describe('readDiary', () => {
  it('resolves a talk without a problem', () => {
    const { talks, problems, broken, embargoes } = read(file([talk()], { series: { id: 'talks', title: 'Talks' } }))
    expect(problems).toEqual([])
    expect(broken).toEqual({ ids: new Set(), unreadable: false })
    expect(embargoes.size).toBe(0)
    expect(talks).toEqual([
      {
        id: 'us-russia-1',
        title: 'United States – Russia talks',
        when: '2022-01-10',
        status: 'planned',
        series: { id: 'talks', title: 'Talks' },
        parties: [
          { party: 'us', ...REGISTER.us, role: 'party', attendance: 'expected' },
          { party: 'ru', ...REGISTER.ru, role: 'party', attendance: 'unknown' },
        ],
        sources: [{ ...SOURCES.story, ...talk().sources[0] }],
      },
    ])
  })

  it('accepts a talk with every field that there is, and publishes each as it was written', () => {
    const { contact, parties, sources, ...plain } = FULL
    const { public: _, ...open } = contact as NonNullable<TalkRecord['contact']>
    expect(good(FULL)).toEqual({
      ...plain,
      contact: open,
      parties: parties.map((participation) => ({ ...REGISTER[participation.party], ...participation })),
      sources: sources.map((citation) => ({ ...SOURCES[citation.source as 'story'], ...citation })),
    })
  })

  it('accepts a talk of which next to nothing is known', () => {
    expect(read(file([talk({ when: 'unknown', parties: [], sources: [] })])).problems).toEqual([])
  })

  it('has no talks and no problems without files', () => {
    expect(readDiary([], REGISTER)).toMatchObject({ talks: [], problems: [], broken: { ids: new Set(), unreadable: false } })
  })

  it('accepts a file that only adds parties', () => {
    const { problems, register, talks } = read({ parties: { who: { name: 'WHO', kind: 'organisation' } } })
    expect({ problems, talks }).toEqual({ problems: [], talks: [] })
    expect(register.get('who')?.name).toBe('WHO')
  })
})

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

  it.each([null, undefined, 5, 'us-russia-1', true, [], [[]], {}, 10n])('names a talk that is %o by its position', (raw) => {
    const { problems, broken, talks } = read(file([talk(), raw]))
    expect(talks.map(({ id }) => id)).toEqual(['us-russia-1'])
    expect(problems.length).toBeGreaterThan(0)
    expect(new Set(problems.map(({ talk }) => talk))).toEqual(new Set(['talk 2']))
    expect(broken).toEqual({ ids: new Set(), unreadable: true })
    expectHelpful(problems)
  })

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'talks'],
    ['a number', 5],
    ['a big integer', 10n],
    ['a list', [talk()]],
    ['an empty object', {}],
    ['an object without talks', { sources: SOURCES }],
    ['an object without sources', { talks: [talk()] }],
    ['talks that are no list', { sources: SOURCES, talks: { a: talk() } }],
    ['talks that are null', { sources: SOURCES, talks: null }],
    ['sources that are a list', { sources: [SOURCES.story], talks: [] }],
    ['an unknown field', { sources: SOURCES, talks: [], talk: [] }],
    ['parties that are a list', { sources: SOURCES, talks: [], parties: [] }],
    ['only parties, which are a number', { parties: 5 }],
    ['only parties, which are null', { parties: null }],
    ['only parties, which are a list', { parties: [] }],
    ['a series that is null', { sources: SOURCES, talks: [talk()], series: null }],
  ])('names a file that holds %s', (_, content) => {
    const { problems, talks, broken } = read(content)
    expect(talks).toEqual([])
    expect(problems.length).toBeGreaterThan(0)
    expect(broken.unreadable || broken.ids.size > 0).toBe(true)
    expectHelpful(problems)
  })

  it('names a file that holds itself', () => {
    const circle: unknown[] = []
    circle.push(circle)
    const { problems, broken } = read(circle)
    expect(problems).toHaveLength(1)
    expect(broken.unreadable).toBe(true)
  })

  it('names every wrong thing at the top of a file, and those of its talks too', () => {
    const { problems } = read({ sources: SOURCES, talks: [talk({ when: '2022-02-29' })], seires: {}, parties: 5 })
    const lines = problems.map(problemLine).join('\n')
    expect(lines).toContain('"seires"')
    expect(lines).toContain('parties')
    expect(lines).toContain('2022-02-29')
  })

  const hostile: [string, string][] = [
    ['steers a terminal', `\u001b[2J\u202e\r\n${'x'.repeat(100)}`],
    ['is a megabyte long', LONG],
  ]
  const spoilt: [string, (text: string) => object][] = [
    ['id', (text) => ({ id: text })],
    ['title', (text) => ({ title: text })],
    ['when', (text) => ({ when: text })],
    ['when with a T', (text) => ({ when: `${text}T` })],
    ['when with a stroke', (text) => ({ when: `${text}/` })],
    ['zone', (text) => ({ zone: text })],
    ['status', (text) => ({ status: text })],
    ['country', (text) => ({ place: { country: text } })],
    ['party', (text) => ({ parties: [{ party: text }] })],
    ['party that nothing supports', (text) => ({ parties: [{ party: text }], sources: cited(['when']) })],
    ['party that stands twice', (text) => ({ parties: [{ party: text }, { party: text }] })],
    ['field of a party', (text) => ({ parties: [{ party: 'us', [text]: 1 }] })],
    ['topic', (text) => ({ topics: [text] })],
    ['language', (text) => ({ languages: { [text]: { title: 'x' } } })],
    ['embargo', (text) => ({ embargoUntil: text })],
    ['link', (text) => ({ links: [{ url: text, title: text }] })],
    ['e-mail address', (text) => ({ contact: { name: 'A', email: text, public: false } })],
    ['deadline', (text) => ({ access: { deadline: text } })],
    ['supported field', (text) => ({ sources: cited([text]) })],
    ['source', (text) => ({ sources: [{ source: text, supports: ['when', 'parties'] }] })],
    ['unknown field', (text) => ({ [text]: 1 })],
  ]
  const spoiltFiles: [string, (text: string) => Record<string, unknown>][] = [
    ['id of a good party', (text) => ({ parties: { [text]: { name: 'A', kind: 'state' } } })],
    ['id of a bad party', (text) => ({ parties: { [text]: 5 } })],
    ['id of a bad source', (text) => ({ sources: { ...SOURCES, [text]: 5 } })],
    ['series', (text) => ({ series: { id: text, title: text } })],
    ['unknown field of the file', (text) => ({ [text]: 5 })],
  ]

  describe.each(hostile)('quotes shortly and harmlessly what %s', (_, text) => {
    it.each(spoilt)('as %s', (_, fields) => {
      const problems = problemsOf(fields(text))
      expect(problems.length).toBeGreaterThan(0)
      expectHelpful(problems)
    })

    it.each(spoiltFiles)('as %s', (_, rest) => {
      const { problems } = read(file([talk()], rest(text)))
      expect(problems.length).toBeGreaterThan(0)
      expectHelpful(problems)
    })
  })

  it('names file and talk of each of many, in one reading', () => {
    const bad = (id: string, fields: object) => ({ ...talk({ id }), ...fields })
    const { problems, talks, broken } = read(
      file([bad('a', { when: '2022-02-29' }), talk({ id: 'b' }), bad('c', { status: 'lost' }), bad('d', { titel: 'x' })]),
      file([bad('e', { parties: [{ party: 'usa' }] }), talk({ id: 'f' })]),
      'no object',
      file([talk({ id: 'g' })], { parties: { x: { name: '', kind: 'state' } } }),
    )
    expect(talks.map(({ id }) => id)).toEqual(['b', 'f', 'g'])
    expect(broken).toEqual({ ids: new Set(['a', 'c', 'd', 'e']), unreadable: true })
    expect(problems.map(({ file, talk }) => `${file} ${talk}`).sort()).toEqual([
      'file-1.json a',
      'file-1.json c',
      'file-1.json d',
      'file-2.json e',
      'file-3.json null',
      'file-4.json null',
    ])
  })

  it('hides no other problem of the same talk', () => {
    const problems = problemsOf({
      title: '',
      when: '2022-02-29',
      level: 'kings',
      tiltle: 'x',
      place: { country: 'ch' },
      parties: [{ party: 'usa' }, { party: 'ru' }],
      topics: ['A b'],
      sources: [...cited(['topics']), { source: 'stroy', supports: ['date'] }],
      embargoUntil: 'soon',
    })
    expect(new Set(problems.map(({ field }) => field))).toEqual(
      new Set([
        'title',
        'when',
        'level',
        null,
        'place.country',
        'parties.0.party',
        'topics.0',
        'embargoUntil',
        'sources.1.source',
        'sources.1.supports',
        'place',
        'parties.usa',
        'parties.ru',
      ]),
    )
  })

  it('of the zone does not hide one of the day', () => {
    expect(new Set(fieldsOf(read(file([talk({ when: '2022-02-29', zone: 'Europe/Geneva' })]))))).toEqual(new Set(['when', 'zone']))
  })

  it('of the day does not hide that no official source confirms the talk', () => {
    expect(fieldsOf(read(file([talk({ when: '2022-02-29', status: 'confirmed' })]))).sort()).toEqual(['status', 'when'])
  })

  it('of a topic does not hide a party that stands there twice', () => {
    expect(fieldsOf(read(file([talk({ topics: ['A b'], parties: [{ party: 'us' }, { party: 'us' }] })]))).sort()).toEqual([
      'parties',
      'topics.0',
    ])
  })

  it('of each of two talks with one id does not hide that there are two', () => {
    const { problems } = read(file([talk(), talk({ when: '2022-02-29' })]))
    expect(fieldsOf({ problems } as Diary).sort()).toEqual(['id', 'when'])
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

  it('never makes the reading throw, whatever the files hold', () => {
    const odd = fc.anything({ withBigInt: true, withNullPrototype: true, withObjectString: true, withMap: true, withSparseArray: true })
    const keys = fc.constantFrom(...Object.keys(FULL), '__proto__', 'x')
    const spoilt = fc.dictionary(keys, odd).map((fields) => ({ ...talk(), ...fields }))
    const content = fc.oneof(
      odd,
      fc.array(fc.oneof(odd, spoilt)).map((talks) => file(talks)),
      fc.tuple(odd, odd, odd).map(([parties, sources, series]) => ({ parties, sources, series, talks: [talk()] })),
    )
    fc.assert(
      fc.property(fc.array(content, { maxLength: 3 }), (contents) => {
        const { talks, problems, broken } = read(...contents)
        for (const { id } of talks) expect(broken.ids.has(id)).toBe(false)
        if (broken.unreadable || broken.ids.size > 0) expect(problems.length).toBeGreaterThan(0)
      }),
      { numRuns: 500 },
    )
  })
})

describe('text', () => {
  const lines: [string, (text: string) => object][] = [
    ['title', (text) => ({ title: text })],
    ['said', (text) => ({ said: text })],
    ['statusReason', (text) => ({ statusReason: text })],
    ['place.name', (text) => ({ place: { name: text } })],
    ['place.city', (text) => ({ place: { city: text } })],
    ['languages.de.title', (text) => ({ languages: { de: { title: text } } })],
    ['links.0.title', (text) => ({ links: [{ url: 'https://a.example', title: text }] })],
    ['contact.name', (text) => ({ contact: { name: text, public: true } })],
    ['contact.organisation', (text) => ({ contact: { name: 'A', organisation: text, public: false } })],
    ['contact.phone', (text) => ({ contact: { name: 'A', phone: text, public: true } })],
    ['access.note', (text) => ({ access: { note: text } })],
    ['sources.1.says', (text) => ({ sources: [...talk().sources, ...cited(['when'], { says: text })] })],
    ['sources.1.derived', (text) => ({ sources: [...talk().sources, ...cited(['when'], { derived: text })] })],
    ['sources.1.attributedTo', (text) => ({ sources: [...talk().sources, ...cited(['when'], { attributedTo: text })] })],
  ]
  const texts: [string, (text: string) => object][] = [
    ['summary', (text) => ({ summary: text })],
    ['languages.de.summary', (text) => ({ languages: { de: { summary: text } } })],
  ]

  it.each([...lines, ...texts])('of %s may not be a megabyte long', (field, fields) => {
    const problems = problemsOf(fields(LONG))
    expect(problems).toEqual([expect.objectContaining({ field, message: expect.stringContaining('1,000,000 characters') })])
    expectHelpful(problems)
  })

  it.each(lines)('of %s may hold no control character or line break', (field, fields) => {
    for (const char of CONTROLS) {
      const problems = problemsOf(fields(`a${char}b`))
      expect(problems).toEqual([expect.objectContaining({ field, message: expect.stringContaining('U+') })])
      expectHelpful(problems)
    }
  })

  it.each(texts)('of %s may hold line feeds and tabs, and no other control character', (field, fields) => {
    expect(problemsOf(fields('a\n\n\tb'))).toEqual([])
    for (const char of CONTROLS.filter((char) => char !== '\n' && char !== '\t'))
      expect(problemsOf(fields(`a${char}b`))).toEqual([expect.objectContaining({ field })])
  })

  it.each([...lines, ...texts])('of %s may not reorder what stands after it', (field, fields) => {
    for (const char of REORDERING) {
      const problems = problemsOf(fields(`a${char}b`))
      expect(problems).toEqual([expect.objectContaining({ field, message: expect.stringContaining('reorders') })])
      expectHelpful(problems)
    }
  })

  it('of parties, sources and series is held to the same', () => {
    for (const bad of [LONG, 'a\u0000b', 'a\nb', 'a\u202eb', 'a\u2068b', '', ' a']) {
      const spoilt: [string, Record<string, unknown>][] = [
        ['parties.x.name', { parties: { x: { name: bad, kind: 'state' } } }],
        ['parties.x.languages.de', { parties: { x: { name: 'X', kind: 'state', languages: { de: bad } } } }],
        ['sources.x.title', { sources: { ...SOURCES, x: { ...SOURCES.story, title: bad } } }],
        ['sources.x.publisher', { sources: { ...SOURCES, x: { ...SOURCES.story, publisher: bad } } }],
        ['series.title', { series: { id: 's', title: bad } }],
      ]
      for (const [field, rest] of spoilt) {
        const { problems } = read(file([], rest))
        expect(problems.map(({ field }) => field)).toContain(field)
        expectHelpful(problems)
      }
    }
  })

  it.each(['a\u0000b', 'a\nb', '\u202estory', LONG])('of the id of a source is held to the same (%#)', (id) => {
    const { problems } = read(
      file([talk({ sources: [{ source: id, supports: ['when', 'parties'] }] })], { sources: { [id]: SOURCES.story } }),
    )
    expect(problems.length).toBeGreaterThan(0)
  })

  it.each([
    ['Arabic', 'محادثات بين الولايات المتحدة وروسيا'],
    ['Hebrew', 'שיחות בין ארצות הברית לרוסיה'],
    ['Persian with a zero-width non-joiner', 'گفت‌وگوها'],
    ['marks of direction', 'a \u200fשלום\u200e b \u061c ג'],
    ['a mark at either end', '\u200fשלום\u200e'],
    ['emoji joined into one', '👩‍👩‍👧‍👦 🏳️‍🌈 🇨🇭'],
    ['combining accents', 'Ge\u0301ne\u0300ve'],
    ['characters beyond the first plane', '𝒯𝒶𝓁𝓀𝓈 𠮷'],
    ['Devanagari', 'वार्ता'],
    ['punctuation of all kinds', `"quotes" 'and' <tags> & ; , \\ / – — … « »`],
  ])('in %s comes out unchanged', (_, text) => {
    const record = talk({ title: text, said: text, summary: text, languages: { ar: { title: text } }, place: { city: text } })
    expect(good(record)).toMatchObject({
      title: text,
      said: text,
      summary: text,
      languages: { ar: { title: text } },
      place: { city: text },
    })
  })

  it('is accepted unchanged or refused, never mended', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })), (text) => {
        const { talks, problems } = read(file([{ ...talk(), title: text, summary: text }]))
        if (problems.length === 0) expect(talks[0]).toMatchObject({ title: text, summary: text })
        else expect(talks).toEqual([])
      }),
    )
  })

  it('at the limit is accepted, and one character more is not', () => {
    expect(problemsOf({ title: 'a'.repeat(300) })).toEqual([])
    expect(problemsOf({ title: 'a'.repeat(301) })).toHaveLength(1)
    expect(problemsOf({ summary: 'a'.repeat(10_000) })).toEqual([])
    expect(problemsOf({ summary: 'a'.repeat(10_001) })).toHaveLength(1)
  })
})

describe('support', () => {
  const supportable: [string, object][] = [
    ['when', { when: '2022-01-10' }],
    ['place', { place: { city: 'Geneva' } }],
    ['topics', { topics: ['ukraine'] }],
    ['summary', { summary: 'x' }],
    ['level', { level: 'officials' }],
    ['format', { format: 'phone' }],
    ['links', { links: [{ url: 'https://a.example', title: 'A' }] }],
    ['contact', { contact: { name: 'A', public: true } }],
    ['access', { access: { note: 'x' } }],
    ['status', { status: 'cancelled' }],
  ]
  const others = (field: string) => ['when', 'parties'].filter((other) => other !== field)

  it.each(supportable)('is missing for %s: it is refused by name', (field, fields) => {
    const problems = problemsOf({ ...fields, sources: cited(others(field).length > 0 ? others(field) : ['said']) })
    expect(problems).toEqual([expect.objectContaining({ field, message: 'no source supports it' })])
    expectHelpful(problems)
  })

  it.each(supportable)('of one source is enough for %s', (field, fields) => {
    expect(problemsOf({ ...fields, sources: [...cited(others(field)), ...cited([field])] })).toEqual([])
  })

  it.each(supportable)('is not given to %s by a source that denies it', (field, fields) => {
    const denied = [...cited(others(field)), ...cited([field], { stance: 'denies', says: 'no' })]
    expect(problemsOf({ ...fields, sources: denied })).toEqual([expect.objectContaining({ field })])
    expect(problemsOf({ ...fields, sources: [...denied, ...cited([field])] })).toEqual([])
  })

  it.each(['confirmed', 'postponed', 'cancelled', 'held'] as const)('is needed for the status %s', (status) => {
    const fields = fieldsOf(read(file([talk({ status, when: 'unknown', sources: cited(['when', 'parties']) })])))
    expect(fields).toContain('status')
  })

  it('is not needed for the status planned, an unknown date, or an empty list', () => {
    expect(problemsOf({ status: 'planned', when: 'unknown', topics: [], links: [], sources: cited(['parties']) })).toEqual([])
  })

  it('of parties covers each, and of one party only that one', () => {
    expect(problemsOf({ sources: cited(['when', 'parties']) })).toEqual([])
    expect(problemsOf({ sources: cited(['when', 'parties.us', 'parties.ru']) })).toEqual([])
    expect(problemsOf({ sources: cited(['when', 'parties.us']) })).toEqual([expect.objectContaining({ field: 'parties.ru' })])
    expect(problemsOf({ sources: cited(['when']) }).map(({ field }) => field)).toEqual(['parties.us', 'parties.ru'])
  })

  it('of one party is not given by a source that denies it', () => {
    expect(problemsOf({ sources: [...cited(['when', 'parties.us']), ...cited(['parties.ru'], { stance: 'denies' })] })).toEqual([
      expect.objectContaining({ field: 'parties.ru' }),
    ])
  })
})

describe('a status', () => {
  const official = (more: Partial<Citation> = {}): Citation[] => [
    ...cited(['when', 'parties', 'status']),
    { source: 'ministry', supports: ['when'], ...more },
  ]

  it('is confirmed only if an official source supports when', () => {
    expect(problemsOf({ status: 'confirmed', sources: official() })).toEqual([])
    expect(problemsOf({ status: 'confirmed', sources: official({ stance: 'confirms' }) })).toEqual([])
  })

  it.each<[string, Citation[]]>([
    ['only one that is not official does', cited(['when', 'parties', 'status'])],
    ['the official one supports something else', official({ supports: ['status', 'parties'] })],
    ['the official one denies it', official({ stance: 'denies' })],
  ])('is not confirmed if %s', (_, sources) => {
    const problems = problemsOf({ status: 'confirmed', sources })
    expect(problems).toEqual([expect.objectContaining({ field: 'status', message: expect.stringContaining('official') })])
    expectHelpful(problems)
  })

  it.each(['2022-01-10', '2022-01-10~', '2022-01-10?', '2022-01-10/2022-01-12', '2022-01-10/', '2022-01-10T09:30'])(
    'is not postponed while the date is %s',
    (when) => {
      const problems = problemsOf({ status: 'postponed', when, zone: 'Europe/Zurich' })
      expect(problems).toEqual([expect.objectContaining({ field: 'when', message: expect.stringContaining(when) })])
      expectHelpful(problems)
    },
  )

  it.each(['unknown', '[2022-01-10..2022-01-14]', '[..2022-01-31]', '[2022-01-10..]', '2022-01', '2022~'])(
    'is postponed when the date is %s',
    (when) => {
      expect(problemsOf({ status: 'postponed', when })).toEqual([])
    },
  )

  it.each(['planned', 'cancelled', 'held'] as const)('is %s with a day and without an official source', (status) => {
    expect(problemsOf({ status })).toEqual([])
  })
})

describe('an id', () => {
  it('that two talks of one file have is named, and breaks both', () => {
    const { problems, talks, broken } = read(file([talk(), talk({ id: 'other' }), talk({ title: 'Another' })]))
    expect(problems).toEqual([expect.objectContaining({ talk: 'us-russia-1', field: 'id', message: expect.stringContaining('two talks') })])
    expectHelpful(problems)
    expect(talks.map(({ id }) => id)).toEqual(['other'])
    expect(broken).toEqual({ ids: new Set(['us-russia-1']), unreadable: false })
  })

  it('that talks of two files have is named, and breaks both', () => {
    const { problems, talks, broken } = read(file([talk()]), file([talk(), talk({ id: 'other' })]))
    expect(problems).toEqual([expect.objectContaining({ file: 'file-2.json', talk: 'us-russia-1', field: 'id' })])
    expect(talks.map(({ id }) => id)).toEqual(['other'])
    expect([...broken.ids]).toEqual(['us-russia-1'])
  })

  it.each(['', 'US-Russia', 'us russia', 'us_russia', 'ü', 'a.b', '__proto__', LONG, 'a\n', 'a'.repeat(65)])(
    'that cannot be one (%#) leaves it unknown which talk is broken',
    (id) => {
      const { problems, talks, broken } = read(file([{ ...talk(), id }]))
      expect(talks).toEqual([])
      expect(problems).toEqual([expect.objectContaining({ talk: 'talk 1', field: 'id' })])
      expect(broken).toEqual({ ids: new Set(), unreadable: true })
    },
  )

  it.each(['us--russia-1', '-us-russia-1', 'us-russia-1-', '-'])(
    'that no talk can ever have had (%s) does not say which one is broken',
    (id) => {
      expect(read(file([talk({ id })])).broken.unreadable).toBe(true)
    },
  )

  it.each(['a', '1', 'a'.repeat(64), 'constructor', 'prototype', 'tostring', 'null'])('may be %s', (id) => {
    const { talks, problems } = read(file([talk({ id })]))
    expect(problems).toEqual([])
    expect(talks[0]?.id).toBe(id)
  })
})

describe('a name that objects have by themselves', () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf']
  const own = (key: string, value: unknown): Record<string, unknown> => JSON.parse(`{${JSON.stringify(key)}:${JSON.stringify(value)}}`)

  it.each(names)('is not a party that everyone knows: %s', (id) => {
    const problems = problemsOf({ parties: [{ party: id }] })
    expect(problems).toEqual([expect.objectContaining({ field: 'parties.0.party', message: expect.stringContaining(id) })])
  })

  it.each(names)('is not a source that everyone knows: %s', (id) => {
    const problems = problemsOf({ sources: [...talk().sources, { source: id, supports: ['when'] }] })
    expect(problems).toEqual([expect.objectContaining({ field: 'sources.1.source', message: expect.stringContaining(id) })])
  })

  it.each(names)('is not a status: %s', (status) => {
    expect(problemsOf({ status })).toEqual([expect.objectContaining({ field: 'status' })])
  })

  it.each(names)('is not a field, and is named if a record has it: %s', (key) => {
    const raw = { ...talk() }
    Object.defineProperty(raw, key, { value: { title: 'x' }, enumerable: true })
    const { problems, talks } = read(file([raw]))
    expect(talks).toEqual([])
    expect(problems.map(problemLine).join()).toContain(`"${key}"`)
  })

  it.each(names)('is not a language, and is named if a record has it: %s', (key) => {
    const { problems, talks } = read(file([{ ...talk(), languages: own(key, { title: 'x' }) }]))
    expect(talks).toEqual([])
    expect(problems.map(problemLine).join()).toContain(key)
  })

  it('may be a party that a file defines, or is named as no id', () => {
    const party = { name: 'Constructors', kind: 'group' }
    const { problems, talks } = read(file([talk({ parties: [{ party: 'constructor' }] })], { parties: own('constructor', party) }))
    expect(problems).toEqual([])
    expect(talks[0]?.parties[0]).toMatchObject({ party: 'constructor', name: 'Constructors' })
    for (const id of ['__proto__', 'toString']) {
      const { problems, register } = read(file([], { parties: own(id, party) }))
      expect(problems).toEqual([expect.objectContaining({ field: `parties.${id}`, message: expect.stringContaining('not an id') })])
      expect(register.has(id)).toBe(false)
    }
    expect(Object.keys({})).toEqual([])
  })

  it.each(['constructor', '__proto__'])('may be a source that a file defines, or is named: %s', (id) => {
    const record = talk({ sources: [{ source: id, supports: ['when', 'parties'] }] })
    const { problems, talks } = read(file([record], { sources: own(id, SOURCES.story) }))
    if (problems.length === 0) expect(talks[0]?.sources).toEqual([{ source: id, ...SOURCES.story, supports: ['when', 'parties'] }])
    else expect(problems.map(problemLine).join()).toContain(id)
    expect(({} as Record<string, unknown>).title).toBeUndefined()
  })
})

describe('parties', () => {
  const who: Party = { name: 'World Health Organization', kind: 'organisation', wikidata: 'Q7817' }

  it('that a file adds can be named in every file, before it or after it', () => {
    const { talks, problems } = read(
      file([talk({ id: 'a', parties: [{ party: 'who' }] })]),
      file([talk({ id: 'b', parties: [{ party: 'who' }] })], { parties: { who } }),
    )
    expect(problems).toEqual([])
    expect(talks.map(({ parties }) => parties[0]?.name)).toEqual([who.name, who.name])
  })

  it('that a file renames have the new name in every talk', () => {
    const { talks, problems, register } = read(file([talk()]), file([], { parties: { us: { ...REGISTER.us, name: 'USA' } } }))
    expect(problems).toEqual([])
    expect(talks[0]?.parties[0]).toMatchObject({ party: 'us', name: 'USA' })
    expect(register.get('us')?.name).toBe('USA')
    expect(REGISTER.us?.name).toBe('United States')
  })

  it('that everyone knows and a file spoils are named, and so are their talks', () => {
    const { problems, broken } = read(file([talk()]), file([], { parties: { us: { name: 'USA' } } }))
    expect(problems.map(({ field }) => field)).toEqual(['parties.us.kind', 'parties.0.party'])
    expect([...broken.ids]).toEqual(['us-russia-1'])
  })

  it('that two files define alike are no problem', () => {
    expect(read(file([], { parties: { who } }), file([], { parties: { who: { ...who } } })).problems).toEqual([])
  })

  it('that two files define alike, with their fields in another order, are no problem', () => {
    expect(read(file([], { parties: { who } }), file([], { parties: { who: reversed(who) } })).problems).toEqual([])
  })

  it('that two files define differently are named', () => {
    const { problems } = read(file([], { parties: { who } }), file([], { parties: { who: { ...who, name: 'WHO' } } }))
    expect(problems).toEqual([
      expect.objectContaining({ file: 'file-2.json', talk: null, field: 'parties.who', expected: expect.any(String) }),
    ])
  })

  it.each<[string, unknown, string]>([
    ['no kind', { name: 'X' }, 'parties.x.kind'],
    ['an unknown kind', { name: 'X', kind: 'empire' }, 'parties.x.kind'],
    ['a country that is none', { name: 'X', kind: 'state', country: 'Xx' }, 'parties.x.country'],
    ['a wrong Wikidata item', { name: 'X', kind: 'state', wikidata: 'P31' }, 'parties.x.wikidata'],
    ['an unknown field', { name: 'X', kind: 'state', flag: 'x' }, 'parties.x'],
    ['a language that is none', { name: 'X', kind: 'state', languages: { q: 'X' } }, 'parties.x.languages.q'],
    ['nothing', null, 'parties.x'],
  ])('that have %s are named, and so are their talks', (_, raw, field) => {
    const { problems, talks, broken } = read(
      file([talk({ id: 'a', parties: [{ party: 'x' }] }), talk({ id: 'b' })], { parties: { x: raw } }),
    )
    expect(problems.map(({ field }) => field)).toEqual(expect.arrayContaining([field, 'parties.0.party']))
    expectHelpful(problems)
    expect(talks.map(({ id }) => id)).toEqual(['b'])
    expect([...broken.ids]).toEqual(['a'])
  })
})

describe('sources and series', () => {
  it.each<[string, unknown, string]>([
    ['no title', { ...SOURCES.story, title: undefined }, 'sources.story.title'],
    ['no publisher at all', { title: 'T', url: null, published: '2022', official: false }, 'sources.story.publisher'],
    ['an address that is none', { ...SOURCES.story, url: 'paper.example' }, 'sources.story.url'],
    ['a time of publication', { ...SOURCES.story, published: '2022-01-01T10:00' }, 'sources.story.published'],
    ['an impossible day of publication', { ...SOURCES.story, published: '2022-02-29' }, 'sources.story.published'],
    ['official as a text', { ...SOURCES.story, official: 'yes' }, 'sources.story.official'],
    ['an unknown field', { ...SOURCES.story, author: 'x' }, 'sources.story'],
    ['nothing', null, 'sources.story'],
  ])('with %s are named, and so are the talks that need them', (_, raw, field) => {
    const other = talk({ id: 'other', sources: [{ source: 'ministry', supports: ['when', 'parties'] }] })
    const { problems, talks, broken } = read(file([talk(), other], { sources: { ...SOURCES, story: raw } }))
    expect(problems.map(({ field }) => field)).toContain(field)
    expectHelpful(problems)
    expect(talks.map(({ id }) => id)).toEqual(['other'])
    expect([...broken.ids]).toEqual(['us-russia-1'])
  })

  it.each(['2022-01-01', '2022-01-01~', '2022-01', '2022', '[2021-12-23..2022-01-09]', 'unknown'])('may be published %s', (published) => {
    expect(read(file([talk()], { sources: { story: { ...SOURCES.story, published } } })).problems).toEqual([])
  })

  it('of another file are not known', () => {
    const { problems } = read(file([talk({ id: 'a' })]), { sources: {}, talks: [talk({ id: 'b' })] })
    expect(problems).toEqual([expect.objectContaining({ file: 'file-2.json', talk: 'b', field: 'sources.0.source' })])
  })

  it('with a wrong series break the talks of its file, and of no other', () => {
    const { problems, talks, broken } = read(
      file([talk({ id: 'a' }), talk({ id: 'b' })], { series: { id: 'A b', title: 'x' } }),
      file([talk({ id: 'c' })]),
    )
    expect(problems).toEqual([expect.objectContaining({ file: 'file-1.json', talk: null, field: 'series.id' })])
    expect(talks.map(({ id }) => id)).toEqual(['c'])
    expect(broken).toEqual({ ids: new Set(['a', 'b']), unreadable: false })
  })
})

describe('what must not leave', () => {
  const secret = { name: 'Deep Throat', organisation: 'Garage', email: 'deep@throat.example', phone: '+1 202 555 0100' }

  it('is a contact that is not public: nothing of it is in the resolved talk', () => {
    const resolved = good(talk({ contact: { ...secret, public: false } }))
    expect(resolved).not.toHaveProperty('contact')
    for (const word of Object.values(secret)) expect(JSON.stringify(resolved)).not.toContain(word)
  })

  it('is not a public contact, which says nothing of being public', () => {
    expect(good(talk({ contact: { ...secret, public: true } })).contact).toEqual(secret)
  })

  it('is an embargo: it stands beside the talk, not in it', () => {
    const embargoUntil = '2022-01-05T10:00:00+01:00'
    const { talks, embargoes, problems } = read(file([talk({ embargoUntil }), talk({ id: 'open' })]))
    expect(problems).toEqual([])
    expect(JSON.stringify(talks)).not.toContain('embargo')
    expect(JSON.stringify(talks)).not.toContain(embargoUntil)
    expect([...embargoes]).toEqual([['us-russia-1', embargoUntil]])
  })

  it('does not leave by way of records that were checked before, either', () => {
    const embargoUntil = '2022-01-05T10:00:00Z'
    const record = talk({ contact: { ...secret, public: false }, embargoUntil })
    const { talks, embargoes } = resolveDiary([file([record]) as unknown as RecordsFile], REGISTER)
    expect(JSON.stringify(talks)).not.toContain('embargo')
    expect(JSON.stringify(talks)).not.toContain(secret.name)
    expect([...embargoes]).toEqual([['us-russia-1', embargoUntil]])
  })
})

describe('a resolved talk', () => {
  it('is the same, byte for byte, whatever the order of keys in the record', () => {
    const content = file([FULL], { series: { id: 's', title: 'S' }, parties: { us: { ...REGISTER.us, wikidata: 'Q30' } } })
    const one = readDiary([{ name: 'f', content }], REGISTER)
    const other = readDiary([{ name: 'f', content: reversed(content) }], reversed(REGISTER) as typeof REGISTER)
    expect(one.problems).toEqual([])
    expect(JSON.stringify(other.talks)).toBe(JSON.stringify(one.talks))
  })

  it('is the same when its fields come in any order at all', () => {
    const expected = JSON.stringify(good(FULL))
    fc.assert(
      fc.property(fc.shuffledSubarray(Object.keys(FULL), { minLength: Object.keys(FULL).length }), (keys) => {
        const record = Object.fromEntries(keys.map((key) => [key, FULL[key as keyof TalkRecord]])) as unknown as TalkRecord
        expect(JSON.stringify(good(record))).toBe(expected)
      }),
    )
  })

  it('shares nothing with the record that could be altered later', () => {
    const record = structuredClone(FULL)
    const [resolved] = resolveDiary([file([record]) as unknown as RecordsFile], REGISTER).talks
    const before = JSON.stringify(resolved)
    for (const list of [record.topics, record.sources, record.parties, record.links, record.sources[0]?.supports])
      (list as unknown[]).length = 0
    Object.assign(record.place as object, { city: 'Bern' })
    Object.assign(record.languages as object, { it: { title: 'x' } })
    expect(JSON.stringify(resolved)).toBe(before)
  })

  it('is what records that were checked before give, too', () => {
    const files = [
      file([FULL], { series: { id: 's', title: 'S' } }),
      file([talk({ id: 'b' })], { parties: { us: { name: 'USA', kind: 'state' } } }),
    ]
    const checked = read(...files)
    expect(checked.problems).toEqual([])
    expect(JSON.stringify(resolveDiary(files as unknown as RecordsFile[], REGISTER).talks)).toBe(JSON.stringify(checked.talks))
  })

  it('leaves the records as they were', () => {
    const content = file([FULL, { ...talk({ id: 'b' }), when: 'x' }], { parties: { who: { name: 'WHO', kind: 'organisation' } } })
    const before = structuredClone(content)
    read(content)
    expect(content).toEqual(before)
  })
})

describe('a series', () => {
  it('has one title, however many files name it', () => {
    const titled = (id: string, title: string) => file([talk({ id })], { series: { id: 'one', title } })
    expect(read(titled('a', 'Title'), titled('b', 'Title')).problems).toEqual([])
    const { problems, talks } = read(titled('a', 'Title'), titled('b', 'Other'))
    expect(problems).toEqual([
      {
        file: 'file-2.json',
        talk: null,
        field: 'series.title',
        message: 'file-1.json calls the series "one" "Title"',
        expected: 'one title for each series',
      },
    ])
    expect(talks).toHaveLength(2)
  })
})
