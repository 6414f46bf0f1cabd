// What a change altered, fact by fact, with what was known before and what is known after it.
import type { Change, ChangeType } from '../changes/change.ts'
import { equal } from '../talks/equal.ts'
import type { Talk } from '../talks/talk.ts'
import { whenOf } from '../talks/when.ts'
import { whenWords } from './dates.ts'
import { partyWords } from './facts.ts'
import { placeIn, summaryIn, titleIn } from './names.ts'
import { type Language, WORDS } from './words.ts'

/** `null`: nothing was, or is, known of it. */
export interface AlteredFact {
  label: string
  before: string | null
  after: string | null
  /** Whether what was known before still holds, as where a date became more precise, or a source was added. */
  stillHolds: boolean
}

type Facts = Pick<Change, 'before' | 'after' | 'types'>

/** Facts that a reader can compare; none where a talk is new or gone. */
export function alteredFacts({ before, after, types }: Facts, lang: Language): AlteredFact[] {
  if (!before || !after) return []
  return factsOf(lang).flatMap(({ label, say, of, holds }) => {
    if (equal(of(before), of(after))) return []
    const [was, is] = [say(before), say(after)]
    return was === is ? [] : [{ label, before: was, after: is, stillHolds: holds?.(before, after, types) ?? false }]
  })
}

interface Fact {
  label: string
  /** What is compared. */
  of(talk: Talk): unknown
  say(talk: Talk): string | null
  /** Left out where what was known before no longer holds. */
  holds?(before: Talk, after: Talk, types: readonly ChangeType[]): boolean
}

function factsOf(lang: Language): Fact[] {
  const { page: words, status, level, format, field, text } = WORDS[lang]
  const some = (said: string | null | undefined): string | null => (said === undefined || said === '' ? null : said)
  return [
    { label: words.title, of: ({ title, languages }) => [title, languages], say: (talk) => titleIn(lang, talk) },
    {
      label: words.when,
      of: ({ when, zone, said }) => [when, zone, said],
      say: (talk) => [whenWords(whenOf(talk), lang), ...(talk.said ? [text.said.replace('{said}', talk.said)] : [])].join('. '),
      holds: (_before, _after, types) => types.includes('talk.time_confirmed'),
    },
    { label: words.where, of: ({ place }) => place, say: ({ place }) => (place ? placeIn(lang, place) : null) },
    {
      label: words.status,
      of: ({ status: is, statusReason }) => [is, statusReason],
      say: (talk) => [status[talk.status], ...(talk.statusReason ? [talk.statusReason] : [])].join(`${words.colon} `),
    },
    {
      label: words.who,
      of: ({ parties }) => parties,
      say: ({ parties }) => some(parties.map((party) => partyWords(party, lang)).join(', ')),
    },
    {
      label: words.what,
      of: ({ topics }) => topics,
      say: ({ topics = [] }) => some(topics.map((topic) => topic.replaceAll('-', ' ')).join(', ')),
    },
    { label: words.series, of: ({ series }) => series, say: ({ series }) => series?.title ?? null },
    {
      label: words.form,
      of: (talk) => [talk.level, talk.format],
      say: (talk) => some([talk.level && level[talk.level], talk.format && format[talk.format]].filter((part) => part).join(', ')),
    },
    { label: field.summary, of: ({ summary, languages }) => [summary, languages], say: (talk) => some(summaryIn(lang, talk)) },
    {
      label: words.accreditation,
      of: ({ access }) => access,
      say: ({ access }) => {
        const deadline = access?.deadline && whenWords(whenOf({ when: access.deadline }), lang)
        return some([deadline, access?.url, access?.note].filter((part) => part).join(', '))
      },
    },
    {
      label: words.sources,
      of: ({ sources }) => sources,
      say: ({ sources }) => some([...new Set(sources.map(({ title }) => title))].join('; ')),
      holds: (before, after) => before.sources.every(({ source }) => after.sources.some((other) => other.source === source)),
    },
  ]
}
