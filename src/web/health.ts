// Whether the desk does what it should. It names no record that is not public.
import type { Hono } from 'hono'
import type { Desk } from '../desk.ts'
import { jsonResponse } from './json.ts'

export function health(app: Hono, desk: Desk): void {
  app.get('/healthz', () => {
    const { clock } = desk
    const now = clock.now().toISO()
    const time =
      clock.from === null
        ? { now }
        : { now, clock: { from: clock.from, note: 'This desk lives at another time than the real one (CLOCK_FROM).' } }
    return jsonResponse({ ...desk.health(), ...time }, { 'cache-control': 'no-store' })
  })
}
