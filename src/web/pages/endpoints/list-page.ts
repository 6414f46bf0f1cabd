// All endpoints, for the operator to choose from; those of browsers are counted.
import { html } from 'hono/html'
import { fill } from '../../../language/words.ts'
import { type ParameterProblem, single } from '../../../talks/filter-parameters.ts'
import { plain } from '../../../talks/quoting.ts'
import { badParameters } from '../../problem-response.ts'
import { parametersOf, unknownParameters } from '../../query-parameters.ts'
import { requestFlaw } from '../../request-flaws.ts'
import type { Page } from '../layout.ts'
import { addressOf, ENDPOINTS, type View, wordsOf } from './context.ts'
import { signOutForm } from './sign-out-form.ts'

const PAGE = 50

export function listPage(url: string, view: View): Page | Response {
  const { desk, reader } = view
  const given = parametersOf(url)
  const unknown = unknownParameters(given, ['after', 'lang'])
  const errors: ParameterProblem[] = [...unknown]
  const id = single(given, 'after', errors)
  const after = id === null ? null : desk.endpoints.find(id)
  if (id !== null && after === null) errors.push({ parameter: 'after', ...requestFlaw('no-such-endpoint', { value: plain(id) }) })
  if (errors.length > 0) return badParameters(errors, unknown.length > 0)
  const words = wordsOf(view)
  const found = desk.endpoints.list(after?.key ?? 0, PAGE + 1, 'reader')
  const shown = found.slice(0, PAGE)
  const browsers = desk.endpoints.count('reader')
  const items = shown.map(
    (endpoint) =>
      html`<li><a href="${reader.link(`${ENDPOINTS}/${endpoint.id}`)}"><bdi>${endpoint.description ?? endpoint.url}</bdi></a> <span class="soft">${words.stateNames[endpoint.state]}${endpoint.description === null ? '' : html` · <bdi>${endpoint.url}</bdi>`}</span></li>`,
  )
  const last = shown.at(-1)
  return {
    url: addressOf(view, ENDPOINTS),
    title: `${words.heading} – Parley`,
    main: html`<h1>${words.heading}</h1><p class="lede">${words.asOperator}</p>
<p class="acts"><a class="button" href="${reader.link(`${ENDPOINTS}/new`)}">${words.register}</a></p>
<section aria-labelledby="h-all"><h2 id="h-all">${words.all}</h2>${items.length === 0 ? html`<p>${words.noEndpoints}</p>` : html`<ul class="list">${items}</ul>`}
${found.length > PAGE && last ? html`<p class="further"><a class="button quiet" href="${reader.link(ENDPOINTS, [['after', last.id]])}">${words.further}</a></p>` : ''}
${browsers === 0 ? '' : html`<p class="soft">${fill(words.browsers, { count: String(browsers) })}</p>`}</section>
${signOutForm(view)}`,
  }
}
