// Figures for Prometheus, for whoever has the operator's token, and for who asks from the machine itself.
import type { Context, Hono } from 'hono'
import type { Desk } from '../../desk.ts'
import { type Auth, unauthorized } from '../auth.ts'
import type { CalendarCounts } from '../calendar-counts.ts'
import { PROMETHEUS_TYPE, prometheusText } from '../prometheus-text.ts'
import { anyParameter } from '../query-parameters.ts'

interface Parts {
  auth: Auth
  counts: CalendarCounts
  isLocal: (context: Context) => boolean
}

export function metrics(app: Hono, desk: Desk, { auth, counts, isLocal }: Parts): void {
  app.get('/metrics', async (context) => {
    if (!isLocal(context) && !(await auth.isOperator(context)))
      return unauthorized('Send the operator\'s token (ADMIN_TOKEN) as "Authorization: Bearer …", or ask from the desk\'s own machine.')
    const refused = anyParameter(context.req.url)
    if (refused) return refused
    return new Response(prometheusText([...desk.metrics(), counts.metric()]), {
      headers: { 'content-type': PROMETHEUS_TYPE, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
    })
  })
}
