// All parties, series, topics or places that talks name, with how many talks each has.
import { html, raw } from 'hono/html'
import type { SubjectKind } from '../../changes/subjects.ts'
import type { Desk } from '../../desk.ts'
import { fill } from '../../language/words.ts'
import { badParameters } from '../problem-response.ts'
import { parametersOf, unknownParameters } from '../query-parameters.ts'
import { type CountedSubject, countedSubjects, FOLDERS } from '../subject-counts.ts'
import type { Html, Page } from './layout.ts'
import { type Reader, talksWords } from './reader.ts'
import { subscribeButton } from './subscribe-page.ts'

/** How the lists are headed. */
export const NAMES = { party: 'parties', series: 'allSeries', topic: 'topics', place: 'places' } as const

export function subjectListPage(url: string, kind: SubjectKind, desk: Desk, reader: Reader): Page | Response {
  const unknown = unknownParameters(parametersOf(url), ['lang'])
  if (unknown.length > 0) return badParameters(unknown, true)
  const subjects = countedSubjects(kind, desk, reader.lang)
  const heading = reader.words[NAMES[kind]]
  return {
    url,
    title: `${heading} – Parley`,
    section: 'browse',
    main: html`<h1>${heading}</h1>${otherLists(kind, reader)}<p class="acts">${subscribeButton('/subscribe', [], reader)}</p>${subjects.length === 0 ? html`<p>${reader.words.none}</p>` : html`<ul class="subjects">${subjects.map((subject) => item(subject, kind, reader))}</ul>`}`,
  }
}

const KINDS = ['party', 'topic', 'series', 'place'] as const

function otherLists(kind: SubjectKind, { words, link }: Reader): Html {
  return html`<nav class="tabs" aria-label="${words.browse}">${KINDS.map((each) => html`<a href="${link(`/${FOLDERS[each]}`)}"${each === kind ? raw(' aria-current="page"') : ''}>${words[NAMES[each]]}</a>`)}</nav>`
}

function item({ id, name, upcoming, past }: CountedSubject, kind: SubjectKind, reader: Reader): Html {
  const coming = upcoming === 0 ? '' : html` <b>${fill(reader.words.upcomingOf, { count: String(upcoming) })}</b>`
  return html`<li><a href="${reader.link(`/${FOLDERS[kind]}/${encodeURIComponent(id)}`)}"><bdi>${name}</bdi></a> <span class="soft">${talksWords(upcoming + past, reader)}</span>${coming}</li>`
}
