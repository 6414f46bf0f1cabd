// The deadline for accreditation of a talk: what stands of it, and its calendar event. It stands, moves and is called off with
// its talk.
import { ICalEventStatus, ICalEventTransparency } from 'ical-generator'
import type { Standing } from '../changes/standing.ts'
import { whenWords } from '../language/dates.ts'
import { titleIn } from '../language/names.ts'
import { fill, type Language, WORDS } from '../language/words.ts'
import { pageOf, type Site } from '../talks/site.ts'
import { spanOf } from '../talks/span.ts'
import type { Talk } from '../talks/talk.ts'
import { addDays, dateOf } from '../talks/time.ts'
import { whenOf } from '../talks/when.ts'
import { isOff, type View } from './appearance.ts'
import { type EventSource, eventText, stamps } from './event.ts'
import type { Form } from './feed-form.ts'

/** Each is made once: a feed asks for the same ones again and again, and texts are kept by them. */
const made = new WeakMap<Standing, Standing>()

/** The standing of a talk as that of its deadline; without one, it has no date that a calendar can show. */
export function deadlineOf(standing: Standing): Standing {
  const known = made.get(standing) ?? withDeadline(standing)
  made.set(standing, known)
  return known
}

function withDeadline(standing: Standing): Standing {
  const known = { when: standing.deadline ?? 'unknown', zone: standing.known.zone }
  return { ...standing, known, span: spanOf(whenOf(known), known.zone), told: null, movedFrom: null }
}

/** A slug has no full stop, so no talk has this id. */
function uidOfDeadline(talk: string, { domain }: Site): string {
  return `${talk}.accreditation@${domain}`
}

/** The event as folded lines with CRLF, without alarms. */
export function renderDeadline(source: EventSource, { lang, cancelled }: Pick<Form, 'lang' | 'cancelled'>, site: Site): string {
  const { talk, shown } = source
  const { span } = shown
  if (span.shown === null) throw new Error(`deadline: that of ${talk.id} is no date that a calendar can show`)
  const firm = span.shown.certainty === 'fixed' ? ICalEventStatus.CONFIRMED : ICalEventStatus.TENTATIVE
  const off = cancelled === 'words' ? ICalEventStatus.CONFIRMED : ICalEventStatus.CANCELLED
  const page = pageOf(talk.id, site)
  return eventText(
    {
      id: uidOfDeadline(talk.id, site),
      ...stamps(source),
      start: dateOf(span.shown.from),
      end: dateOf(addDays(span.shown.to, 1)),
      allDay: true,
      summary: summaryOf(talk, source, lang),
      description: descriptionOf(talk, source.view, page, lang),
      status: isOff(source) ? off : firm,
      transparency: ICalEventTransparency.TRANSPARENT,
    },
    { page },
  )
}

function summaryOf(talk: Talk, { view, shown }: EventSource, lang: Language): string {
  const { summary, feed } = WORDS[lang]
  const title = fill(feed.deadline, { title: titleIn(lang, talk) })
  if (view === 'cancelled' || view === 'postponed' || view === 'withdrawn' || view === 'left') return fill(summary[view], { title })
  return shown.span.shown?.certainty === 'fixed' ? title : fill(summary.date, { title })
}

function descriptionOf(talk: Talk, view: View, page: string, lang: Language): string {
  const { text } = WORDS[lang]
  const { deadline, note, url } = talk.access ?? {}
  const off = view === 'withdrawn' || view === 'left' ? text[view] : ''
  const until = deadline ? fill(text.access, { access: fill(text.accessBy, { date: whenWords(whenOf({ when: deadline }), lang) }) }) : ''
  const lines = [off, until, note, url, fill(text.when, { date: whenWords(whenOf(talk), lang) }), fill(text.page, { url: page })]
  return lines.filter((line) => line).join('\n')
}
