// How sure a talk's date is, and who says so: one mark and its word.
import type { Standing } from '../../changes/standing.ts'
import type { Desk } from '../../desk.ts'
import { sourcesFor } from '../../language/facts.ts'
import { type Language, WORDS } from '../../language/words.ts'
import { isCalledOff } from '../../talks/status.ts'
import type { Talk, TalkSource } from '../../talks/talk.ts'
import type { Day } from '../../talks/time.ts'
import { whenOf } from '../../talks/when.ts'
import { isOver } from '../talk-list.ts'
import type { Reader } from './reader.ts'

/** A disc (`official`), a ring (`reported`), a dashed ring (`open`) or a bar (`off`). */
export interface Certainty {
  mark: 'official' | 'reported' | 'open' | 'off'
  word: string
  who: string
}

export function certaintyOf(talk: Talk, standing: Standing, today: Day, lang: Language): Certainty {
  const { page: words, status } = WORDS[lang]
  const sources = sourcesFor(talk, isCalledOff(talk) || talk.status === 'held' ? 'status' : 'when')
  const who = whoSays(sources, lang)
  if (isCalledOff(talk)) return { mark: 'off', word: status[talk.status], who }
  if (talk.status === 'held') return { mark: 'official', word: words.held, who }
  if (isOver(standing, today)) return { mark: 'open', word: words.notKnownWhether, who: '' }
  const when = whenOf(talk)
  if (when.precision === 'day' && when.qualifier !== 'certain')
    return { mark: 'open', word: when.qualifier === 'about' ? words.about : words.uncertain, who }
  if (!['minute', 'day', 'days'].includes(when.precision)) return { mark: 'open', word: words.dateOpen, who }
  const official = sources.some((source) => source.official)
  return { mark: official ? 'official' : 'reported', word: official ? words.official : words.reported, who }
}

const SUREST: readonly Certainty['mark'][] = ['official', 'reported', 'open', 'off']

/** Of several talks, the mark of the one that is surest. */
export function surestMark(
  standings: readonly Standing[],
  desk: Pick<Desk, 'talk'>,
  { today, lang }: Pick<Reader, 'today' | 'lang'>,
): Certainty['mark'] {
  const marks = standings.map((standing) => certaintyOf(desk.talk(standing), standing, today, lang).mark)
  return SUREST.find((mark) => marks.includes(mark)) ?? 'open'
}

function whoSays([first]: readonly TalkSource[], lang: Language): string {
  const { page: words } = WORDS[lang]
  return first ? (first.publisher ?? words.noPublisher) : words.nothingSaid
}
