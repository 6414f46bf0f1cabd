// What editors begin with: what needs a look, drafts, and all talks, by hand and of files.
import { html } from 'hono/html'
import { byStart, type Standing } from '../../../changes/standing.ts'
import { allows } from '../../../editing/tokens.ts'
import { whenWords } from '../../../language/dates.ts'
import { nameIn, titleIn } from '../../../language/names.ts'
import { fill } from '../../../language/words.ts'
import { isCalledOff } from '../../../talks/status.ts'
import type { Talk } from '../../../talks/talk.ts'
import { addDays, type Day } from '../../../talks/time.ts'
import { whenOf } from '../../../talks/when.ts'
import { instant } from '../endpoints/instant.ts'
import type { Html, Page } from '../layout.ts'
import { DESK, type DeskView, deskAddress, deskWords, recordPath } from './context.ts'

/** Upcoming talks that nobody has verified for so many days are named. */
const UNVERIFIED_DAYS = 14
const MOST = 50

export function deskListPage(view: DeskView, done: string): Page {
  const { desk, reader, editor } = view
  const words = deskWords(view)
  const { talks: written, embargoes, broken: wrong, problems } = desk.editor.diary()
  const byHand = new Set([...written.map(({ id }) => id), ...wrong.ids])
  const standing = [...desk.histories.standing()].sort(byStart)
  const secret = [...embargoes].filter(([id]) => desk.histories.latest(id)?.withdrawn !== false)
  const mine = standing.filter(({ talk }) => byHand.has(talk))
  const files = standing.filter(({ talk }) => !byHand.has(talk))
  // Read once: a page of many talks reads no talk of the log that it does not show.
  const known = new Map(written.map((talk) => [talk.id, talk]))
  const { today } = reader
  const oldest = addDays(today, -UNVERIFIED_DAYS)
  const kinds: [id: string, heading: string, isOne: (standing: Standing) => boolean][] = [
    ['held', words.wasItHeld, (each) => isOverUnknown(each, today)],
    ['conflict', words.conflict, (each) => isDenied(known.get(each.talk))],
    ['missing', words.missing, (each) => isUpcoming(each, today) && each.span.shown?.certainty !== 'fixed'],
    ['unverified', words.unverified, (each) => isUpcoming(each, today) && seenOn(known.get(each.talk), each) < oldest],
  ]
  const mayWrite = allows(editor.scopes, 'write')
  return {
    url: deskAddress(view, DESK),
    title: `${words.heading} – Parley`,
    main: html`<h1>${words.heading}</h1><p class="lede">${fill(words.signedInAs, { name: editor.name })}</p>
${done === '' ? '' : html`<p class="notice" role="status">${done}</p>`}
${mayWrite ? html`<p class="acts"><a class="button" href="${reader.link(`${DESK}/new`)}">${words.newTalk}</a></p>` : html`<p class="notice">${words.onlyReading}</p>`}
${section('drafts', words.drafts, drafts(view))}
${section('broken', words.broken, list(problems.map(({ talk, field, message }) => html`<a href="${reader.link(recordPath(talk ?? ''))}">${talk ?? ''}</a> <span class="soft"><bdi lang="en">${field ?? ''} ${message}</bdi></span>`)))}
${section('secret', words.secret, list(secret.map(([id, until]) => html`<a href="${reader.link(recordPath(id))}">${id}</a> <span class="soft">${fill(words.until, { at: until })}</span>`)))}
${kinds.map(([id, heading, isOne]) => section(id, heading, talks(view, mine.filter(isOne), known)))}
${section('mine', words.byHand, mine.length === 0 ? html`<p>${words.noneYet}</p>` : talks(view, mine, known))}
${section('parties', words.partiesByHand, parties(view))}
${section('files', words.ofFiles, files.length === 0 ? '' : html`<p>${words.ofFilesAbout}</p>${fileTalks(view, files, mayWrite)}`)}
<form method="post" action="${reader.link(`${DESK}/sign-out`)}"><p class="acts"><button class="quiet" type="submit">${words.signOut}</button></p></form>`,
  }
}

function section(id: string, heading: string, content: Html | string): Html | string {
  return content === '' ? '' : html`<section class="block" aria-labelledby="h-${id}"><h2 id="h-${id}">${heading}</h2>${content}</section>`
}

function list(items: readonly Html[]): Html | string {
  return items.length === 0 ? '' : html`<ul class="list">${items.slice(0, MOST).map((item) => html`<li>${item}</li>`)}</ul>`
}

function talks(view: DeskView, standings: readonly Standing[], known: ReadonlyMap<string, Talk>): Html | string {
  const { desk, reader } = view
  const { lang } = reader
  const shown = list(
    standings
      .slice(0, MOST)
      .map(
        (each) =>
          html`<a href="${reader.link(recordPath(each.talk))}"><bdi>${titleIn(lang, known.get(each.talk) ?? desk.talk(each))}</bdi></a> <span class="soft">${whenWords(whenOf(each.known), lang)}</span>`,
      ),
  )
  if (standings.length <= MOST) return shown
  return html`${shown}<p class="soft">${fill(deskWords(view).andMore, { count: String(standings.length - MOST) })}</p>`
}

function parties({ desk, reader }: DeskView): Html | string {
  const links = desk.editor
    .parties()
    .map(({ id, party }) => html`<a href="${reader.link(`${DESK}/parties/${id}`)}"><bdi>${nameIn(reader.lang, party)}</bdi></a>`)
  return list(links)
}

/** Talks that records of files give, each to be taken over. */
function fileTalks(view: DeskView, standings: readonly Standing[], mayWrite: boolean): Html | string {
  const { desk, reader } = view
  const words = deskWords(view)
  return list(
    standings.slice(0, MOST).map((each) => {
      const take = mayWrite
        ? html` <form class="inline" method="post" action="${reader.link(`${recordPath(each.talk)}/take`)}"><button class="quiet" type="submit">${words.take}</button></form>`
        : ''
      return html`<a href="${reader.link(`/talks/${each.talk}`)}"><bdi>${titleIn(reader.lang, desk.talk(each))}</bdi></a> <span class="soft">${whenWords(whenOf(each.known), reader.lang)}</span>${take}`
    }),
  )
}

function drafts(view: DeskView): Html | string {
  const { desk, reader } = view
  const words = deskWords(view)
  return list(
    desk.drafts.list().map(({ id, by, at, form }) => {
      const fields = new URLSearchParams(form.map(([name, value]) => [name, value]))
      const title =
        fields.get('title') ||
        fields
          .getAll('party')
          .filter((name) => name !== '')
          .join(' – ') ||
        words.untitled
      return html`<a href="${reader.link(`${DESK}/new`, [['draft', id]])}"><bdi>${title}</bdi></a> <span class="soft"><bdi>${by}</bdi> · ${instant(at)}</span> <form class="inline" method="post" action="${reader.link(`${DESK}/drafts/${id}`)}"><button class="quiet" type="submit">${words.dropDraft}</button></form>`
    }),
  )
}

function isUpcoming({ span, status }: Standing, today: string): boolean {
  return (span.current === null || span.current >= today) && !isCalledOff({ status })
}

function isOverUnknown({ span, status }: Standing, today: string): boolean {
  return span.current !== null && span.current < today && (status === 'planned' || status === 'confirmed')
}

function isDenied(talk: Talk | undefined): boolean {
  return talk?.sources.some(({ stance }) => stance === 'denies') === true
}

/** When somebody last looked at it, as far as the record says. */
function seenOn(talk: Talk | undefined, standing: Standing): Day {
  return (talk?.verifiedAt ?? standing.at).slice(0, 10)
}
