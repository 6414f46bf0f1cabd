// One record: the form, what is about to go out, what was done with it before, and what else can be done.
import { html } from 'hono/html'
import type { Effects } from '../../../editing/effects.ts'
import type { Since } from '../../../editing/refusal.ts'
import { fill } from '../../../language/words.ts'
import { instantText } from '../../../talks/time.ts'
import { idOf } from '../endpoints/form-fields.ts'
import { instant } from '../endpoints/instant.ts'
import { summaryWith } from '../endpoints/trouble.ts'
import type { Html, Page } from '../layout.ts'
import { comingCard, countTold, MANY } from './coming-card.ts'
import { DESK, deskAddress, deskWords, recordPath } from './context.ts'
import { type FormView, talkForm } from './talk-form.ts'

export interface RecordView extends FormView {
  /** Of the record; empty for a new one. */
  id: string
  /** Of the version that the form was made of; empty for a new one. */
  etag: string
  /** The draft that the form is kept as; empty where it is none. */
  draft: string
  /** What would come of it, once it was looked at. */
  effects: Effects | null
  /** By what it is known that this was looked at. */
  seen: string
  /** Whether it stays secret for now. */
  isSecret: boolean
  /** What others edited meanwhile. */
  clash: readonly Since[]
  /** What was done just now, and the change that came of it. */
  done: string
  change: string
  /** Of which origin the talk was taken. */
  takenFrom: string | null
}

export function recordPage(view: RecordView): Page {
  const { id, isNew, reader, trouble, values, effects } = view
  const words = deskWords(view)
  const path = isNew ? `${DESK}/new` : recordPath(id)
  const heading = isNew ? words.newTalk : (values.get('title') ?? id)
  return {
    url: deskAddress(view, path),
    title: `${heading} – Parley`,
    script: '/desk.js',
    main: html`<p class="kicker"><a href="${reader.link(DESK)}">${words.heading}</a></p><h1><bdi>${heading}</bdi></h1>
${isNew ? html`<p class="lede">${words.newAbout}</p>` : html`<p class="list"><a href="${reader.link(`/talks/${id}`)}">${words.publicPage}</a></p>`}
${justDone(view)}${summaryWith(trouble, { ...FIELDS, party: idOf('party') }, words.labels, reader)}${clashing(view)}
${effects === null ? '' : going(view, effects)}
<form class="form record" id="${FORM}" method="post" action="${reader.link(path)}">
<input type="hidden" name="etag" value="${view.etag}"><input type="hidden" name="draft" value="${view.draft}">
${talkForm(view)}
<p class="acts"><button type="submit" name="act" value="check">${words.check}</button> <button class="quiet" type="submit" name="act" value="draft">${words.keepDraft}</button></p></form>
${isNew ? '' : others(view)}`,
  }
}

const FORM = 'record'

/** Fields that a problem can lead to. */
const FIELDS = Object.fromEntries(
  [
    'when',
    'zone',
    'status',
    'title',
    'heard',
    'published',
    'country',
    'online',
    'city',
    'topics',
    'summary',
    'links',
    'contact',
    'email',
    'phone',
    'embargo',
    'deadline',
    'series',
    'id',
  ].map((name) => [name, idOf(name)]),
)

function going(view: RecordView, effects: Effects): Html {
  const words = deskWords(view)
  const told = countTold(effects)
  const many =
    told < MANY
      ? ''
      : html`<p><label class="choice"><input type="checkbox" form="${FORM}" name="many" value="yes"> <span>${fill(words.many, { count: String(told) })}</span></label></p>`
  const spelling = effects.changes.every(({ step }) => step.change.types.every((type) => type === 'talk.updated'))
    ? html`<p><label class="choice"><input type="checkbox" form="${FORM}" name="spelling" value="only"> <span>${words.spelling}</span></label></p>`
    : ''
  const extra = effects.count === 0 ? '' : html`${spelling}${many}`
  const send = html`${extra}<input type="hidden" form="${FORM}" name="seen" value="${view.seen}"><p class="acts"><button type="submit" form="${FORM}" name="act" value="publish">${view.isSecret ? words.keepSecret : words.publish}</button></p>`
  return comingCard(effects, view, view.isSecret, send)
}

function justDone(view: RecordView): Html | string {
  const words = deskWords(view)
  if (view.done === '') return ''
  const undo =
    view.change === ''
      ? ''
      : html` <form method="post" action="${view.reader.link(`${DESK}/undo`)}"><input type="hidden" name="change" value="${view.change}"><button class="quiet" type="submit">${words.undo}</button></form>`
  return html`<div class="notice acts" role="status"><p>${view.done}</p>${undo}</div>`
}

/** What another editor did meanwhile, field by field. */
function clashing(view: RecordView): Html | string {
  const words = deskWords(view)
  if (view.clash.length === 0) return ''
  const value = (given: unknown) =>
    html`<bdi>${given === null ? words.nothing : typeof given === 'string' ? given : JSON.stringify(given)}</bdi>`
  const one = ({ by, at, fields }: Since) =>
    html`<p>${fill(words.editedBy, { who: by, at: instantText(at) })}</p><dl class="facts">${fields.map(({ field, before, after }) => html`<div><dt>${field}</dt><dd><s>${value(before)}</s> ${value(after)}</dd></div>`)}</dl>`
  return html`<div class="notice" role="alert"><p>${words.clash}</p>${view.clash.map(one)}<p>${words.clashAgain}</p></div>`
}

/** What was done before, and what else can be done with it. */
function others(view: RecordView): Html {
  const { id, reader, desk, etag } = view
  const words = deskWords(view)
  const versions = desk.editor.versions(id).reverse()
  const button = (act: string, said: string, more: Html | string = '') =>
    html`<form method="post" action="${reader.link(`${recordPath(id)}/${act}`)}"><input type="hidden" name="etag" value="${etag}">${more}<button class="quiet" type="submit">${said}</button></form>`
  const acts: Readonly<Record<string, string>> = words.acts
  return html`<section class="block" aria-labelledby="h-history"><h2 id="h-history">${words.history}</h2><ol class="attempts">${versions
    .slice(0, 30)
    .map(
      ({ at, by, what, change, version }) =>
        html`<li><p><b>${acts[what] ?? what}</b> <span class="soft"><bdi>${by}</bdi> · ${instant(at)}</span></p>${change === null || (version === 1 && versions.length > 1) ? '' : html`<form method="post" action="${reader.link(`${DESK}/undo`)}"><input type="hidden" name="change" value="${change}"><button class="quiet" type="submit">${words.undoThis}</button></form>`}</li>`,
    )}</ol></section>
<section class="block" aria-labelledby="h-more"><h2 id="h-more">${words.moreActs}</h2>
<p><a class="button quiet" href="${reader.link(`${DESK}/new`, [['copy', id]])}">${words.copyNext}</a></p>
${view.takenFrom === null ? '' : button('give-back', fill(words.giveBack, { origin: view.takenFrom }))}
${button('merge', words.merge, html`<p class="field"><label for="${idOf('into')}">${words.labels.into}</label><span class="hint" id="${idOf('into')}-hint">${words.hints.into}</span><input type="text" id="${idOf('into')}" name="into" required aria-describedby="${idOf('into')}-hint" autocomplete="off"></p>`)}
${button('remove', words.remove, html`<p><label class="choice"><input type="checkbox" name="sure" value="yes" required> <span>${words.sureRemove}</span></label></p>`)}</section>`
}
