// The desk's health, and whether it is ready to take requests. Neither names a record that is not public.
import type { Hono } from 'hono'
import type { Desk } from '../../desk.ts'
import { jsonResponse } from '../json-response.ts'
import { anyParameter } from '../query-parameters.ts'
import type { Health, Ready } from './answers.ts'

export function health(app: Hono, desk: Desk): void {
  app.get('/readyz', (context) => {
    const refused = anyParameter(context.req.url)
    if (refused) return refused
    const { ready } = desk.health()
    return jsonResponse<Ready>({ ready }, { 'cache-control': 'no-store' }, ready ? 200 : 503)
  })
  app.get('/healthz', (context) => {
    const refused = anyParameter(context.req.url)
    if (refused) return refused
    const { clock } = desk
    const now = new Date(clock.now()).toISOString()
    const time =
      clock.from === null
        ? { now }
        : { now, clock: { from: clock.from, note: 'This desk lives at another time than the real one (CLOCK_FROM).' } }
    return jsonResponse<Health>({ ...desk.health(), ...time }, { 'cache-control': 'no-store' })
  })
}
