// The API as a page, made of the same document that is /openapi.json: every operation with its parameters, body and answers,
// and every schema. What is deep is folded.
import { html } from 'hono/html'
import type { Answer, Content, OpenApi, Operation, Parameter } from './api-document.ts'
import { curlOf } from './api-example.ts'
import { fields, typeOf, worded } from './api-schema.ts'
import type { Doc, Heading } from './doc.ts'
import type { Html } from './layout.ts'

interface Section {
  id: string
  title: string
  html: Html
  /** Those of what is in it. */
  parts: readonly Heading[]
}

const LEAD =
  'For programmers: every address of the API, with its parameters, bodies and answers. The same as openapi.json, for people to read.'

export async function renderApi(document: object): Promise<Doc> {
  const api = document as OpenApi
  const sections = [...api.tags.map((tag) => operationsOf(tag, api)), messages(api), problems(api), schemas(api)]
  const text = await html`<p>${LEAD}</p>
<p>Version ${api.info.version}. Programs read <a href="/openapi.json">openapi.json</a> (OpenAPI 3.1). Unknown parameters are refused by name; a name that is marked “several” may be repeated. What is not public needs a token, as <code>Authorization: Bearer TOKEN</code>. <a href="/docs/webhooks">Webhooks and changes</a> says how all of it is meant.</p>
${sections.map(({ id, title, html: inner }) => html`<h2 id="${id}">${title}</h2>\n${inner}`)}`
  return {
    title: 'The API',
    lead: LEAD,
    html: String(text),
    headings: sections.flatMap(({ id, title, parts }) => [{ id, html: title, level: 2 }, ...parts]),
  }
}

function operationsOf({ name, description }: OpenApi['tags'][number], { paths, components }: OpenApi): Section {
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { tags }]) => tags.includes(name))
      .map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  )
  return {
    id: idOf(name),
    title: name,
    parts: all.map(({ path, method, operation }) => ({ id: operation.operationId, html: `${method} ${path}`, level: 3 })),
    html: html`<p>${description}</p>\n${all.map(({ path, method, operation }) => one(path, method, operation, components))}`,
  }
}

function one(path: string, method: string, operation: Operation, components: OpenApi['components']): Html {
  const { operationId, summary, parameters = [], requestBody, responses } = operation
  return html`<section class="operation" aria-labelledby="${operationId}"><h3 id="${operationId}"><b>${method}</b> <code>${path}</code></h3>
<p>${worded(summary)}${tokenWords(operation)}</p>
${parameters.length === 0 ? '' : html`<h4>Parameters</h4><ul class="fields">${parameters.map(parameterOf)}</ul>`}
${requestBody ? html`<h4>Body${requestBody.required ? '' : ', which may be left out'}</h4>${contentOf(requestBody.content)}` : ''}
<h4>Answers</h4><ul class="fields">${Object.entries(responses).map(([status, answer]) => answerOf(status, answer, components))}</ul>
<h4>For example</h4><pre role="group" tabindex="0" aria-label="Code"><code>${curlOf(path, method, operation)}
</code></pre></section>
`
}

function tokenWords({ security }: Operation): string {
  if (!security) return ''
  return security.some((each) => Object.keys(each).length === 0) ? ' A token may be needed.' : ' A token is needed.'
}

function parameterOf({ name, in: where, required, description, schema }: Parameter): Html {
  const several = schema.type === 'array' && schema.items ? schema.items : null
  const notes = [where === 'query' ? '' : `in the ${where}`, several ? 'several' : '', required ? 'needed' : ''].filter((note) => note)
  return html`<li><code>${name}</code> ${typeOf(several ?? schema)}${notes.map((note) => html`, ${note}`)}<p>${worded(description)}</p></li>`
}

function answerOf(status: string, answer: Answer | { $ref: string }, { responses }: OpenApi['components']): Html {
  if ('$ref' in answer) {
    const name = answer.$ref.split('/').at(-1) ?? ''
    return html`<li><a href="#problem-${name}"><code>${status}</code> ${name}</a> ${responses[name]?.description ?? ''}</li>`
  }
  const headers = Object.entries(answer.headers ?? {}).map(
    ([name, { description }]) => html`<p>Header <code>${name}</code>: ${description}</p>`,
  )
  return html`<li><code>${status}</code> ${worded(answer.description)}${headers}${answer.content ? contentOf(answer.content) : ''}</li>`
}

/** What comes in each media type. */
function contentOf(content: Content): Html[] {
  return Object.entries(content).map(([type, { schema }]) => html`<p>${typeOf(schema)} as <code>${type}</code></p>${fields(schema)}`)
}

function messages({ webhooks }: OpenApi): Section {
  return {
    id: 'messages',
    title: 'Messages',
    parts: [],
    html: html`<p>What endpoints are sent; each type has a schema with an example.</p><ul class="fields">${Object.entries(webhooks).map(
      ([type, { post }]) =>
        html`<li id="message-${type.replaceAll('.', '-')}"><a href="/schemas/${type}.json"><code>${type}</code></a> ${post.summary}</li>`,
    )}</ul>`,
  }
}

function problems({ components }: OpenApi): Section {
  return {
    id: 'problems',
    title: 'Problems',
    parts: [],
    html: html`<p>Each is a <a href="#schema-Problem">Problem</a> as <code>application/problem+json</code> (RFC 9457).</p><ul class="fields">${Object.entries(
      components.responses,
    ).map(([name, { description }]) => html`<li id="problem-${name}"><b>${name}</b> ${description}</li>`)}</ul>`,
  }
}

function schemas({ components }: OpenApi): Section {
  const all = Object.entries(components.schemas).sort(([one], [other]) => (one < other ? -1 : 1))
  return {
    id: 'schemas',
    title: 'Schemas',
    parts: all.map(([name]) => ({ id: `schema-${name}`, html: name, level: 3 })),
    html: html`${all.map(
      ([name, schema]) => html`<h3 id="schema-${name}">${name}</h3>
${schema.description ? html`<p>${worded(schema.description)}</p>` : ''}${fields(schema) || html`<p>${typeOf(schema)}</p>`}`,
    )}`,
  }
}

function idOf(title: string): string {
  return title.toLowerCase().replaceAll(' ', '-')
}
