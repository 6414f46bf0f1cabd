// Facts of a talk in words: what is not known, who takes part, and what each source says.

import { isCalledOff } from '../talks/status.ts'
import type { Talk, TalkParty, TalkSource } from '../talks/talk.ts'
import { instantOf, instantOrLater, localMinute } from '../talks/time.ts'
import { type When, whenOf } from '../talks/when.ts'
import { whenWords } from './dates.ts'
import { nameIn } from './names.ts'
import { fill, type Language, WORDS } from './words.ts'

/** What is not known yet, in one sentence each. */
export function unknowns(talk: Talk, when: When, lang: Language): string[] {
  const { text } = WORDS[lang]
  const lines: string[] = []
  if (when.precision === 'day') lines.push(text.noTime)
  if (when.precision === 'minute') lines.push(...skippedTimes(when, lang))
  if (when.precision === 'minute' && when.end === null) lines.push(text.noEnd)
  if (openEnded(when)) lines.push(text.noEndDays)
  if (!talk.place) lines.push(text.noPlace)
  return lines
}

function openEnded(when: When): boolean {
  return when.precision === 'days' && when.to === null
}

/** A time that was right when it was written, and that rules made since then skip. */
function skippedTimes({ start, end, zone }: When & { precision: 'minute' }, lang: Language): string[] {
  const skipped = [start, end].filter((local) => local !== null && instantOf(local, zone) === null) as string[]
  return skipped.map((local) => {
    const time = localMinute(instantOrLater(local, zone), zone).slice(11)
    return fill(WORDS[lang].text.skippedTime, { time })
  })
}

/** "Russia (host, expected)". */
export function partyWords(party: TalkParty, lang: Language): string {
  const notes = [WORDS[lang].role[party.role], WORDS[lang].attendance[party.attendance]].filter((note) => note !== '')
  const name = nameIn(lang, party)
  return notes.length === 0 ? name : `${name} (${notes.join(', ')})`
}

/** Citations by their source, in the order in which sources are first cited. */
export function citedSources(sources: readonly TalkSource[]): TalkSource[][] {
  return [...Map.groupBy(sources, ({ source }) => source).values()]
}

/** Sources that support a field, official ones first. */
export function sourcesFor({ sources }: Talk, field: 'when' | 'status'): TalkSource[] {
  const named = sources.filter(({ supports, stance }) => stance !== 'denies' && (supports as readonly string[]).includes(field))
  return [...named.filter(({ official }) => official), ...named.filter(({ official }) => !official)]
}

const MOST_NAMED = 2

/** Who says so, in a line each: "Official: NATO", "Reported: “Talks in Geneva”"; of many sources, the first. */
export function attributions(talk: Talk, lang: Language): string[] {
  const words = WORDS[lang].brief
  const found = sourcesFor(talk, isCalledOff(talk) || talk.status === 'held' ? 'status' : 'when')
  const sources = found.length > 0 ? found : talk.sources.filter(({ stance }) => stance !== 'denies')
  const lines = sources.map(({ official, publisher, title, attributedTo }) => {
    const source = publisher ?? fill(WORDS[lang].text.source, { title })
    const said = attributedTo ? `${source} (${fill(WORDS[lang].text.attributed, { whom: attributedTo })})` : source
    return fill(official ? words.official : words.reported, { source: said })
  })
  return [...new Set(lines)].slice(0, MOST_NAMED)
}

/** Where it was published: "“Title”, publisher, published 22 December 2021, https://…". */
export function sourceWords({ title, publisher, url, published }: TalkSource, lang: Language): string {
  const { text } = WORDS[lang]
  const date = published === 'unknown' ? null : fill(text.published, { date: whenWords(whenOf({ when: published }), lang) })
  return [fill(text.source, { title }), publisher, date, url].filter((part) => part !== null).join(', ')
}

/** What a source is cited for: "for date, place; derived: …". Names only fields that the talk has or the source denies. */
export function citationWords(citation: TalkSource, talk: Talk, lang: Language): string {
  const { text, field } = WORDS[lang]
  const { supports, stance, says, derived, attributedTo } = citation
  const nameOf = (key: string): string[] => {
    const party = talk.parties.find(({ party }) => `parties.${party}` === key)
    if (party) return [nameIn(lang, party)]
    return key in talk || stance === 'denies' ? [field[key as keyof typeof field] ?? key] : []
  }
  const fields = [...new Set(supports.flatMap(nameOf))].join(', ')
  return [
    fields === '' ? '' : fill(text.supports, { fields }),
    stance === 'denies' ? text.denies : stance === 'confirms' ? text.confirms : '',
    says ? fill(text.says, { what: says }) : '',
    attributedTo ? fill(text.attributed, { whom: attributedTo }) : '',
    derived ? fill(text.derived, { how: derived }) : '',
  ]
    .filter((part) => part !== '')
    .reduce((one, next) => (one === '' ? next : fill(WORDS[lang].sentence.and, { one, next })), '')
}
