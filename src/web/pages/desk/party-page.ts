// A party by hand: what it is called, and what renaming it would change.
import { html } from 'hono/html'
import { partyTouched } from '../../../editing/party.ts'
import { Refusal } from '../../../editing/refusal.ts'
import { fill } from '../../../language/words.ts'
import { inOneSentence } from '../../../talks/flaw.ts'
import { KINDS, type Party } from '../../../talks/record.ts'
import { idOf, selectField, textField } from '../endpoints/form-fields.ts'
import { seeOther } from '../endpoints/private-page.ts'
import { fieldTrouble, noticeTrouble, summaryWith, type Trouble } from '../endpoints/trouble.ts'
import type { Html, Page } from '../layout.ts'
import { comingCard } from './coming-card.ts'
import { DESK, type DeskView, deskAddress, deskWords } from './context.ts'
import { fieldsOf } from './form-values.ts'
import { whyNot } from './record-acts.ts'

type Show = (view: DeskView, page: Page, status?: number) => Promise<Response>

/** `null` where there is no such party by hand. `card`: what would come of it. */
export function partyPage(view: DeskView, id: string, trouble: Trouble | null, done: string, card: Html | string = ''): Page | null {
  const { desk, reader } = view
  const words = deskWords(view)
  const found = desk.editor.party(id)
  if (found === null || found.etag === null) return null
  const { party } = found
  const text = (name: string, value: string) =>
    textField({ name, label: words.partyLabels[name as keyof typeof words.partyLabels], reader, trouble, value })
  const path = `${DESK}/parties/${id}`
  return {
    url: deskAddress(view, path),
    title: `${party.name} – Parley`,
    main: html`<p class="kicker"><a href="${reader.link(DESK)}">${words.heading}</a></p><h1><bdi>${party.name}</bdi></h1>
${done === '' ? '' : html`<p class="notice" role="status">${done}</p>`}${summaryWith(trouble, { name: idOf('name') }, words.partyLabels, reader)}
<form class="form" method="post" action="${reader.link(path)}"><input type="hidden" name="etag" value="${trouble?.typed.get('etag') ?? found.etag}">
${text('name', party.name)}<div class="pair">${text('name.de', party.languages?.de ?? '')}${text('name.fr', party.languages?.fr ?? '')}</div>
<div class="pair">${selectField({ name: 'kind', label: words.partyLabels.kind, reader, trouble, value: party.kind, choices: KINDS.map((value) => ({ value, said: words.kinds[value] })) })}${text('country', party.country ?? '')}</div>
${text('wikidata', party.wikidata ?? '')}
<p class="acts"><button type="submit" name="act" value="check">${words.check}</button></p>${card}</form>`,
  }
}

export async function putParty(view: DeskView, id: string, form: URLSearchParams, show: Show): Promise<Response> {
  const { desk, reader, editor } = view
  const words = deskWords(view)
  const found = desk.editor.party(id)
  if (found === null || found.etag === null) return seeOther(reader.link(DESK))
  const party = partyIn(form, found.party)
  const etag = (form.get('etag') ?? '').trim()
  const again = (trouble: Trouble, status: number, card: Html | string = '') =>
    show(view, partyPage(view, id, trouble, '', card) as Page, status)
  const put = (dryRun: boolean) => desk.editor.putParty(id, party, { match: [etag] }, { by: editor.name, dryRun, spellingOnly: false })
  try {
    if (form.get('act') === 'publish') {
      put(false)
      return seeOther(reader.link(`${DESK}/parties/${id}`, [['done', 'published']]))
    }
    const { effects } = put(true)
    const send = html`<p class="acts"><button type="submit" name="act" value="publish">${words.publish}</button></p>`
    return again({ ...fieldTrouble([], form), status: 200 }, 200, comingCard(effects, view, false, send))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { reason } = error
    if (reason.code === 'invalid-record')
      return again(
        fieldTrouble(
          reason.problems.map((each) => ({ ...inOneSentence(each), field: each.field ?? 'name' })),
          form,
        ),
        422,
      )
    if (reason.code !== 'edited-meanwhile') return again(noticeTrouble(409, whyNot(error, view), form), 409)
    const now = desk.editor.party(id)
    const fields = partyTouched(now?.party ?? null, found.party).map(({ field }) => field)
    form.set('etag', reason.etag ?? '')
    return again(
      noticeTrouble(412, fill(words.touchedSince, { fields: fields.join(', '), who: reason.since.at(-1)?.by ?? '', at: '' }), form),
      412,
    )
  }
}

/** What was typed, with the names in languages that the form does not ask for. */
function partyIn(form: URLSearchParams, known: Party): object {
  const { text, some } = fieldsOf(form)
  const others = Object.entries(known.languages ?? {}).filter(([lang]) => lang !== 'de' && lang !== 'fr')
  const names = ['de', 'fr'].flatMap((lang) => (text(`name.${lang}`) === '' ? [] : [[lang, text(`name.${lang}`)] as const]))
  const [country, wikidata] = [some('country')?.toUpperCase(), some('wikidata')]
  return {
    name: text('name'),
    kind: text('kind'),
    ...(country === undefined ? {} : { country }),
    ...(wikidata === undefined ? {} : { wikidata }),
    ...(others.length + names.length === 0 ? {} : { languages: Object.fromEntries([...others, ...names]) }),
  }
}
