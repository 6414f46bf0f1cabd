// Records of all kinds, as editors may send them: in some series, with sources of one name that differ, secrets, and texts that
// are hard to write down.
import fc from 'fast-check'
import type { SentResource } from '../../src/editing/resource.ts'
import type { Party, Source, TalkRecord } from '../../src/talks/record.ts'
import { line as lineOfText } from '../../src/talks/text.ts'

const EVERY_FIELD = ['when', 'status', 'place', 'parties', 'topics', 'summary', 'level', 'format', 'links', 'contact', 'access'] as const
const HARD = ["it's", '"so"', 'both \' and "', 'back\\slash', '`not code`', '// no comment', '*/', '協議 👩‍👩‍👧', '</script>']
const line = fc.oneof(
  fc.constantFrom(...HARD),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter((text) => lineOfText().safeParse(text).success),
)
const text = fc.tuple(line, line).map(([one, other]) => `${one}\n\n\t${other}`)

export const anyParty: fc.Arbitrary<Party> = fc.record(
  { name: line, kind: fc.constantFrom('state', 'organisation'), country: fc.constant('TD'), languages: fc.constant({ fr: "l'État" }) },
  { requiredKeys: ['name', 'kind'] },
)
const anySource: fc.Arbitrary<Source> = fc.record({
  title: fc.oneof({ weight: 3, arbitrary: fc.constant('A note') }, { weight: 1, arbitrary: line }),
  publisher: fc.constantFrom(null, 'A ministry'),
  url: fc.constantFrom(null, "https://wire.example/it's?a=1&b=2"),
  published: fc.constantFrom('2022-01-03', '[2021-12-23..2022-01-09]', '2021'),
  official: fc.constant(true),
})
const more: fc.Arbitrary<Partial<TalkRecord>> = fc.record(
  {
    said: line,
    statusReason: line,
    place: fc.constantFrom(
      { city: 'Geneva', country: 'CH' },
      { online: true as const },
      { name: 'Palais', geo: { lat: 46.2, lon: -0.000001 } },
    ),
    topics: fc.constantFrom(['ukraine'], ['arms-control', 'gas']),
    summary: text,
    level: fc.constantFrom('ministers', 'officials'),
    languages: fc.record(
      { de: fc.record({ title: line, summary: text }), 'zh-Hant': fc.record({ title: line }) },
      { requiredKeys: ['de'] },
    ),
    links: fc.array(fc.record({ url: fc.constant('https://links.example/a'), title: line }), { minLength: 1, maxLength: 2 }),
    contact: fc.record({ name: line, phone: fc.constant('+41 22 000 00 00'), public: fc.boolean() }),
    access: fc.record({ deadline: fc.constant('2022-01-08'), note: line }),
    embargoUntil: fc.constantFrom('2021-01-01T00:00:00Z', '2030-01-01T00:00:00+01:00'),
    verifiedAt: fc.constant('2022-01-04T10:00:00Z'),
  },
  { requiredKeys: [] },
)
const SERIES = ['geneva', 'index', 'parties', 'by-hand', 'by-hand-2']

/** One record, of one of few series, with one or two sources. */
const anyRecord = fc
  .record({
    id: fc.stringMatching(/^[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,8})?$/),
    title: line,
    when: fc.constantFrom('2022-01-10', '2022-01-10/', '[..2022-01-31]', '2022-02~', 'unknown'),
    parties: fc.uniqueArray(fc.constantFrom('us', 'ru', 'nato', 'kenya'), { minLength: 1, maxLength: 3 }),
    series: fc.option(fc.constantFrom(...SERIES), { nil: undefined }),
    note: anySource,
    other: fc.option(anySource, { nil: undefined }),
    more,
  })
  .map(({ id, title, when, parties, series, note, other, more }): SentResource => {
    const talk: TalkRecord = {
      ...more,
      sources: [
        { source: 'note', supports: EVERY_FIELD, derived: "from 'that'" },
        ...(other ? [{ source: 'other', supports: ['when' as const], stance: 'denies' as const, says: title }] : []),
      ],
      parties: parties.map((party) => ({ party, attendance: 'expected' })),
      ...{ id, title, when, status: 'planned' },
    }
    return {
      talk,
      sources: { note, ...(other ? { other } : {}) },
      ...(series === undefined ? {} : { series: { id: series, title: `The series ${series}, “it's”` } }),
      ...(parties.includes('kenya') ? { parties: { kenya: { name: 'Kenya', kind: 'state' } } } : {}),
    }
  })

export const anyRecords = fc.uniqueArray(anyRecord, { selector: ({ talk }) => talk.id, maxLength: 8 })
