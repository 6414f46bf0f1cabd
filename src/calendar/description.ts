// The text of an event: what is not known, when and where, who, from which sources, and what changed last.
import type { Change } from '../changes/change.ts'
import type { Standing } from '../changes/standing.ts'
import { dayWords, whenWords } from '../language/dates.ts'
import { citationWords, citedSources, partyWords, sourceWords, unknowns } from '../language/facts.ts'
import { placeIn, summaryIn } from '../language/names.ts'
import { fill, type Language, WORDS } from '../language/words.ts'
import type { Talk, TalkSource } from '../talks/talk.ts'
import { type When, whenOf } from '../talks/when.ts'
import type { View } from './appearance.ts'

export interface Described {
  talk: Talk
  standing: Standing
  view: View
  /** The change that made it look as it does, and its sentence. */
  change: { at: string; sentence: string; after: Change['after'] }
  /** The address of the talk's page. */
  page: string
  /** The page of the talk that it is the same as. */
  same: string | null
}

/** DESCRIPTION, in paragraphs. */
export function descriptionOf(described: Described, lang: Language): string {
  const { talk, standing, view, change, page } = described
  const { text } = WORDS[lang]
  const when = whenOf(standing.known)
  const paragraphs = [
    statusLines(described, when, lang),
    [...unknowns(talk, when, lang), ...(view === 'over' ? [text.over] : [])],
    facts(talk, when, view, lang),
    [summaryIn(lang, talk)],
    (talk.links ?? []).map(({ title, url }) => `${title}: ${url}`),
    sources(talk, lang),
    [
      fill(text.changed, { date: dayWords(change.at.slice(0, 10), lang, { year: true }), sentence: change.sentence }),
      fill(text.page, { url: page }),
    ],
  ]
  return paragraphs
    .map((lines) => lines.filter((line) => line).join('\n'))
    .filter((paragraph) => paragraph !== '')
    .join('\n\n')
}

function statusLines({ talk, view, change, same }: Described, when: When, lang: Language): string[] {
  const { text, status } = WORDS[lang]
  const reason = talk.statusReason
  switch (view) {
    case 'cancelled':
      return [reason ? fill(text.cancelledWhy, { reason }) : text.cancelled]
    case 'postponed': {
      const next = whenOf(talk)
      const given = next.precision === 'unknown' ? text.postponed : fill(text.postponedTo, { date: whenWords(next, lang) })
      return [given, reason ? fill(text.reason, { reason }) : '']
    }
    case 'withdrawn':
      return [same === null ? text.withdrawn : fill(text.withdrawnMerged, { url: same })]
    case 'left':
      return [text.left, change.sentence]
    case 'vague':
      return [fill(text.status, { status: status[talk.status] }), reason ? fill(text.reason, { reason }) : '', text.vague]
    case 'plain':
    case 'moved':
    case 'over':
      return [fill(text.status, { status: status[talk.status] }), reason ? fill(text.reason, { reason }) : '', uncertainty(when, lang)]
  }
}

function uncertainty(when: When, lang: Language): string {
  const certain = when.precision === 'minute' || when.precision === 'days' || (when.precision === 'day' && when.qualifier === 'certain')
  return certain ? '' : fill(WORDS[lang].text.noDate, { date: whenWords(when, lang) })
}

function facts(talk: Talk, when: When, view: View, lang: Language): string[] {
  const words = WORDS[lang]
  const { text } = words
  const access =
    talk.access &&
    [
      talk.access.deadline && fill(text.accessBy, { date: whenWords(whenOf({ when: talk.access.deadline }), lang) }),
      talk.access.note,
      talk.access.url,
    ]
      .filter((part) => part)
      .join(', ')
  const contact =
    talk.contact && [talk.contact.name, talk.contact.organisation, talk.contact.email, talk.contact.phone].filter((part) => part).join(', ')
  const dated = view === 'left' || view === 'withdrawn' || when.precision !== 'unknown'
  return [
    dated ? fill(text.when, { date: whenWords(when, lang) }) : '',
    talk.said ? fill(text.said, { said: talk.said }) : '',
    talk.place ? fill(text.place, { place: placeIn(lang, talk.place) }) : '',
    talk.format ? fill(text.format, { format: words.format[talk.format] }) : '',
    talk.level ? fill(text.level, { level: words.level[talk.level] }) : '',
    talk.parties.length > 0 ? fill(text.parties, { parties: talk.parties.map((party) => partyWords(party, lang)).join(', ') }) : '',
    access ? fill(text.access, { access }) : '',
    contact ? fill(text.contact, { contact }) : '',
    talk.verifiedAt ? fill(text.verified, { date: dayWords(talk.verifiedAt.slice(0, 10), lang, { year: true }) }) : '',
  ]
}

function sources(talk: Talk, lang: Language): string[] {
  const { sources } = talk
  if (sources.length === 0) return []
  const { text } = WORDS[lang]
  const denied = sources.some(({ stance }) => stance === 'denies')
  const lines = citedSources(sources).flatMap((citations) => [
    `– ${sourceWords(citations[0] as TalkSource, lang)}`,
    ...citations.map((citation) => `   ${citationWords(citation, talk, lang)}`),
  ])
  return [...(denied ? [text.disagree] : []), text.sources, ...lines]
}
