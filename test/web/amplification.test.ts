// A long request is not answered by one that is many times as long.
import { describe, expect, it } from 'vitest'
import { desk, diary, record } from '../make.ts'
import { createApp } from './checked-app.ts'

const TOKEN = 'the-token-of-the-operator'
const appOf = () =>
  createApp(desk(diary([record()])), {
    adminToken: TOKEN,
    open: false,
    onError(error) {
      throw error
    },
  }).hono
const LONG = 8000
/** As many as fit, each different. */
const many = (one: (index: number) => string) => {
  const parts: string[] = []
  for (let length = 0, index = 0; length < LONG; index++) {
    parts.push(one(index))
    length += (parts.at(-1) as string).length + 1
  }
  return parts.join('&')
}
const QUERIES: [string, string][] = [
  ['parameters that are none', many((index) => index.toString(36))],
  ['values that are none', many((index) => `party=x${index}`)],
  ['values in wrong places', many((index) => `since=${index}`)],
  ['a value many times', many(() => 'party=us')],
  ['a value that is long', `party=${'x'.repeat(LONG)}`],
  ['a name that is long', `${'x'.repeat(LONG)}=1`],
]
const PATHS = [
  '/',
  '/month',
  '/changes',
  '/widget',
  '/subscribe',
  '/talks/us-russia-1',
  '/docs/readers',
  '/api/talks',
  '/api/changes',
  '/api/subjects/party',
  '/healthz',
  '/calendar.json',
]

describe('an address of 8 kB', () => {
  it.each(QUERIES)('with %s has an answer of a few', async (_name, query) => {
    const hono = appOf()
    for (const path of PATHS)
      for (const accept of ['text/html', 'application/json']) {
        const response = await hono.request(`${path}?${query}`, { headers: { accept } })
        const { length } = await response.text()
        expect([path, accept, response.status, length > 2 * LONG && length]).toEqual([path, accept, response.status, false])
      }
  })
  it('with parameters that are none names ten of them, and says how many more there are', async () => {
    const query = Array.from({ length: 25 }, (_, index) => `p${index}=1`).join('&')
    const problem = (await (await appOf().request(`/api/talks?${query}`)).json()) as { detail: string; errors: unknown[] }
    expect(problem.errors).toHaveLength(10)
    expect(problem.detail).toMatch(/^p0: .*p9: .*And 15 more$/)
    const page = await (await appOf().request(`/?${query}`, { headers: { accept: 'text/html', 'accept-language': 'de' } })).text()
    expect(page.match(/<li><p><bdi>/g)).toHaveLength(10)
    expect(page).toContain('<p>15 weitere')
  })
})

describe('a body of 64 kB', () => {
  it.each<[string, unknown]>([
    ['fields that are none', Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`f${index}`, 1]))],
    ['types that are none', { url: 'https://hooks.example/', types: Array.from({ length: 9000 }, () => 'x') }],
    [
      'a filter of names that are none',
      { url: 'https://hooks.example/', filter: Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`f${index}`, 'x'])) },
    ],
    ['a filter with a long name', { url: 'https://hooks.example/', filter: { ['x'.repeat(60_000)]: 1 } }],
    ['a header with a long name', { url: 'https://hooks.example/', headers: { ['x'.repeat(60_000)]: 1 } }],
  ])('with %s has an answer of a few kB', async (_name, body) => {
    const response = await appOf().request('/api/endpoints', {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const { length } = await response.text()
    expect([response.status, length > 10_000 && length]).toEqual([400, false])
  })
})
