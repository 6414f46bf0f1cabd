// Figures for Prometheus, for whoever has the operator's token, and for who asks from the machine itself.
import type { Context, Hono } from 'hono'
import type { Desk } from '../../desk.ts'
import type { Auth } from '../auth.ts'
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
    const bearer = isLocal(context) ? null : await auth.allowed(context, 'read')
    if (bearer instanceof Response) return bearer
    const refused = anyParameter(context.req.url)
    if (refused) return refused
    return new Response(prometheusText([...desk.metrics(), counts.metric()]), {
      headers: { 'content-type': PROMETHEUS_TYPE, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
    })
  })
}
