// What holders of tokens do with endpoints is written down, whether over the API or on the pages.
import type { Context, Hono } from 'hono'
import type { Desk } from '../desk.ts'
import type { ActName } from '../editing/acts.ts'
import { StoreFault } from '../runtime/faults.ts'
import type { Auth } from './auth.ts'

/** Has what is done over the API noted, once it is done. */
export function noteOwnersActs(app: Hono, desk: Desk, auth: Auth): void {
  const noting = async (context: Context, next: () => Promise<void>): Promise<void> => {
    await next()
    const { method, path } = context.req
    if (method === 'GET' || method === 'HEAD' || !context.res.ok) return
    const bearer = await auth.bearer(context)
    if (bearer === null) return
    const [, , , id = '', act = ''] = path.split('/')
    const made = id === '' ? new URL(context.res.headers.get('location') ?? 'https://none.invalid/').pathname.split('/').at(-1) : id
    noteEndpointAct(desk, bearer.name, { id: made ?? '', act: act === '' ? method.toLowerCase() : act })
  }
  // That of all endpoints, too.
  app.use('/api/endpoints/*', noting)
}

/** `act`: what was done, by the last part of its address or its method. */
export function noteEndpointAct(desk: Pick<Desk, 'noteAct' | 'clock'>, by: string, { id, act }: { id: string; act: string }): void {
  const what = WHAT[act]
  try {
    desk.noteAct({ at: desk.clock.real(), by, what: what ?? 'endpoint.altered', kind: 'endpoint', subject: id, detail: what ? null : act })
  } catch (error) {
    // It is done already, and its answer may hold what is shown this once.
    if (!(error instanceof StoreFault)) throw error
  }
}

const WHAT: Readonly<Record<string, ActName>> = {
  post: 'endpoint.registered',
  new: 'endpoint.registered',
  patch: 'endpoint.altered',
  settings: 'endpoint.altered',
  delete: 'endpoint.removed',
  end: 'endpoint.removed',
}
