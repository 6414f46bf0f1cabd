// Pages as a reader's browser gets them, and what stands in them.
import type { Desk } from '../../../src/desk.ts'
import { createApp } from '../checked-app.ts'

/** What answers for a desk. A fault fails the test. */
export function appOf(desk: Desk) {
  const onError = (error: unknown) => {
    throw error
  }
  return createApp(desk, { adminToken: null, open: false, onError }).hono
}

export async function html(desk: Desk, path: string): Promise<string> {
  const response = await appOf(desk).request(`https://parley.example${path}`, { headers: { accept: 'text/html' } })
  const type = response.headers.get('content-type')
  if (type !== 'text/html; charset=utf-8') throw new Error(`${path} is ${type}`)
  return response.text()
}

/** Which talks stand in the rows of a page, in their order. */
export const rows = (page: string) => [...page.matchAll(/<h4 class="title"><a href="[^"]*\/talks\/([\w-]+)/g)].map(([, id]) => id)
