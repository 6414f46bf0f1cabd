// What a calendar holds that is put together: how many talks, which is next, and what it leaves out and why.
import { html } from 'hono/html'
import { deadlineOf } from '../../calendar/deadline.ts'
import { talksIn } from '../../calendar/feed.ts'
import { type Form, formParameters } from '../../calendar/feed-form.ts'
import type { Standing } from '../../changes/standing.ts'
import { whenWords } from '../../language/dates.ts'
import { titleIn } from '../../language/names.ts'
import { fill, WORDS } from '../../language/words.ts'
import { isCalledOff } from '../../talks/status.ts'
import { whenOf } from '../../talks/when.ts'
import { fits, inListOrder, isOver, listedAbout } from '../talk-list.ts'
import { inOrderFrom } from './agenda.ts'
import type { Html } from './layout.ts'
import { talksWords } from './reader.ts'
import { address, type Choice } from './subscribe-choices.ts'

/** Google takes no more of a calendar. */
const MOST_BYTES = 1_000_000
/** In bytes. */
const TYPICAL_EVENT = 1200

/** How many talks the calendar holds today, which is next, and how many of those that fit it does not hold, and why. */
export function contents(choice: Choice): Html {
  const { desk, reader, request } = choice
  const { lang, today } = reader
  const words = WORDS[lang].subscribe
  const { histories } = desk
  const list = inListOrder(histories)
  const all = request.about === null ? list : listedAbout(list, request.about)
  const standings = request.of === 'deadlines' ? all.filter(({ deadline }) => deadline !== null).map(deadlineOf) : all
  const ofAll = standings.filter((standing) => fits(standing, request.filter, today))
  const held = talksIn(request, histories, today)
  const inside = ofAll.filter(({ talk }) => held.has(talk))
  const coming = inside.filter((standing) => !isOver(standing, today))
  const next = inOrderFrom(today, coming).find(({ standing }) => !isCalledOff(standing))?.standing
  const split = fill(words.split, { coming: String(coming.length), past: String(inside.length - coming.length) })
  const counts = fill(words.holds, { talks: countWords(inside.length, choice) })
  const first = next
    ? fill(words.next, { talk: titleIn(lang, desk.talk(next)), when: whenWords(whenOf(next.known), lang) })
    : words.nothingNext
  const left = ofAll.filter(({ talk }) => !held.has(talk))
  return html`<p>${counts}${inside.length === 0 ? '' : `${reader.words.colon} ${split}`}. <bdi>${first}</bdi></p>${leftOut(left, choice)}${isLarge(inside.length, choice) ? tooLarge(choice) : ''}`
}

function leftOut(left: readonly Standing[], choice: Choice): Html | string {
  if (left.length === 0) return ''
  const { reader, request } = choice
  const words = WORDS[reader.lang].subscribe
  const dateless = left.filter(({ span }) => span.shown === null)
  const coarse = left.filter(({ span }) => span.shown?.certainty === 'coarse' && request.form.uncertain === 'omit')
  const off = left.length - dateless.length - coarse.length
  const item = (template: string, count: number, shown: Partial<Form> | null) =>
    count === 0
      ? ''
      : html`<li>${fill(template, { count: String(count) })}${shown ? html` <a href="${address(choice, shown)}">${words.show}</a>` : ''}</li>`
  return html`<p>${fill(words.leftOut, { talks: countWords(left.length, choice) })}</p><ul class="left">${item(words.coarse, coarse.length, { uncertain: 'include' })}${item(words.dateless, dateless.length, null)}${request.form.cancelled === 'omit' ? item(words.omitted, off, { cancelled: 'keep' }) : item(words.off, off, null)}</ul>`
}

function countWords(count: number, { reader, request }: Choice): string {
  if (request.of === 'talks') return talksWords(count, reader)
  const { oneDeadline, manyDeadlines } = WORDS[reader.lang].subscribe
  return fill(count === 1 ? oneDeadline : manyDeadlines, { count: String(count) })
}

function isLarge(events: number, { desk, request }: Choice): boolean {
  return (desk.feeds.kept(request, desk.clock.today())?.length ?? events * TYPICAL_EVENT) > MOST_BYTES
}

function tooLarge(choice: Choice): Html {
  const { reader, request, path, parameters } = choice
  const since = [...parameters.filter(([name]) => name !== 'since'), ['since', '-P30D'] as const]
  const link = reader.link(path, [...since, ...formParameters(request.form)])
  const [before = '', after = ''] = fill(reader.words.tooLarge, { link: '\n' }).split('\n')
  return html`<p class="notice">${before}<a href="${link}">${reader.words.smaller}</a>${after}</p>`
}
