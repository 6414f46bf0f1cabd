// Instants as programmers read them in logs: in UTC, to the second.
import { html } from 'hono/html'
import { instantText } from '../../../talks/time.ts'
import type { Html } from '../layout.ts'

export function instant(millis: number): Html {
  const text = instantText(millis)
  return html`<time datetime="${text}">${text.replace('T', ' ').replace('Z', ' UTC')}</time>`
}
