// Records for tests: a file of one good talk, to be spoilt in one place at a time.
import { type Diary, readDiary } from '../../src/talks/diary.ts'
import type { Citation, Party, RecordsFile, Source, TalkRecord } from '../../src/talks/record.ts'
import type { Talk } from '../../src/talks/talk.ts'

export const REGISTER: Readonly<Record<string, Party>> = {
  us: { name: 'United States', kind: 'state', country: 'US', languages: { de: 'Vereinigte Staaten', fr: 'États-Unis' } },
  ru: { name: 'Russia', kind: 'state', country: 'RU' },
  nato: { name: 'NATO', kind: 'organisation' },
  osce: { name: 'OSCE', kind: 'organisation' },
  biden: { name: 'Joe Biden', kind: 'person' },
}

export const SOURCES: Readonly<Record<'story' | 'ministry', Source>> = {
  story: { title: 'A story', publisher: 'A paper', url: 'https://paper.example/1', published: '2021-12-30', official: false },
  ministry: { title: 'A statement', publisher: 'A ministry', url: null, published: '2022-01-02', official: true },
}

const EVERYTHING = ['when', 'place', 'parties', 'topics', 'summary', 'level', 'format', 'links', 'contact', 'access', 'status'] as const

/** A talk without a problem, whose source supports every field, with what is given instead. */
export function talk(fields: Partial<TalkRecord> = {}): TalkRecord {
  return {
    id: 'us-russia-1',
    title: 'United States – Russia talks',
    when: '2022-01-10',
    status: 'planned',
    parties: [{ party: 'us', attendance: 'expected' }, { party: 'ru' }],
    sources: [{ source: 'story', supports: [...EVERYTHING] }],
    ...fields,
  }
}

/** The content of a file with these talks; what is wrong on purpose is no type error here. */
export function file(talks: readonly unknown[], rest: Record<string, unknown> = {}): Record<string, unknown> {
  return { sources: SOURCES, talks, ...rest }
}

export function read(...contents: unknown[]): Diary {
  return readDiary(
    contents.map((content, index) => ({ name: `file-${index + 1}.json`, content })),
    REGISTER,
  )
}

/** The talk that becomes of a record without a problem. */
export function good(record: TalkRecord, rest: Partial<RecordsFile> = {}): Talk {
  const { talks, problems } = read(file([record], rest))
  const [only] = talks
  if (!only || problems.length > 0) throw new Error(`the sample is not good: ${JSON.stringify(problems)}`)
  return only
}

/** A talk with every field that there is. */
export const FULL: TalkRecord = {
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

export function cited(supports: readonly string[], more: Partial<Citation> = {}): Citation[] {
  return [{ source: 'story', supports: supports as Citation['supports'], ...more }]
}

/** The same value with the keys of every object the other way round. */
export function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, entry]) => [key, reversed(entry)]),
  )
}
