// What is asked for with a token, or by whoever is signed in: the API of endpoints, records and the whole desk, and the pages that
// do the same. It is loaded when the first of it is asked for, with all that nothing else imports, so that a Worker starts without.
import type { Context } from 'hono'
import { Hono } from 'hono/tiny'
import type { Desk } from '../desk.ts'
import type { Asker } from '../webhooks/owner/owner-parts.ts'
import { deliveries } from './api/deliveries.ts'
import { endpoint, endpoints } from './api/endpoints.ts'
import { createOwned } from './api/owner-request.ts'
import { parties } from './api/parties.ts'
import { records } from './api/records.ts'
import { tokens } from './api/tokens.ts'
import { transfer } from './api/transfer.ts'
import type { Auth } from './auth.ts'
import { noteOwnersActs } from './noted-acts.ts'
import { deskPages } from './pages/desk/desk-routes.ts'
import { endpointPages } from './pages/endpoints/endpoint-routes.ts'

export interface PrivateOptions {
  auth: Auth
  /** Whether anyone may register an endpoint. */
  open: boolean
  clientOf: (context: Context) => string
  /** Called when the state was replaced with another desk's. */
  onImported: () => Promise<void>
}

export function createPrivatePart(desk: Desk, { auth, open, clientOf, onImported }: PrivateOptions): Hono {
  const app = new Hono()
  const owned = createOwned(auth, desk, clientOf)
  const askerOf = (context: Context, isOperator: boolean): Asker =>
    isOperator ? 'operator' : { client: clientOf(context), signal: context.req.raw.signal }
  noteOwnersActs(app, desk, auth)
  endpoints(app, desk, { auth, open, askerOf })
  endpoint(app, desk, { auth, open, askerOf }, owned)
  deliveries(app, desk, auth, owned, clientOf)
  records(app, desk, { auth, onEnded: onImported })
  parties(app, desk, auth)
  tokens(app, desk, auth)
  transfer(app, desk, { auth, onImported })
  deskPages(app, desk, { auth, clientOf })
  endpointPages(app, desk, { auth, open, askerOf, clientOf })
  return app
}
