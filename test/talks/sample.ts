// Records for tests: a file of one good talk, to be spoilt in one place at a time.
import { type Diary, readDiary } from '../../src/talks/diary.ts'
import type { Party, RecordsFile, Source, TalkRecord } from '../../src/talks/record.ts'
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
