// The Hono application: one file a resource. It asks the desk, and knows no runtime.
import type { Context } from 'hono'
import { Hono } from 'hono/tiny'
import type { Gzip } from '../calendar/feed-cache.ts'
import type { Desk } from '../desk.ts'
import { StoreFault } from '../runtime/faults.ts'
import type { Asker } from '../webhooks/owner/owner-parts.ts'
import { changes } from './api/changes.ts'
import { deliveries } from './api/deliveries.ts'
import { endpoint, endpoints } from './api/endpoints.ts'
import { follows } from './api/follows.ts'
import { health } from './api/health.ts'
import { metrics } from './api/metrics.ts'
import { createOwned } from './api/owner-request.ts'
import { parties } from './api/parties.ts'
import { records } from './api/records.ts'
import { subjects } from './api/subjects.ts'
import { talks } from './api/talks.ts'
import { tokens } from './api/tokens.ts'
import { transfer } from './api/transfer.ts'
import { createAuth } from './auth.ts'
import { createCalendarCounts } from './calendar-counts.ts'
import { calendars, type Ready } from './calendars.ts'
import { UNKNOWN } from './client-address.ts'
import { isForTokens, preflight } from './cors.ts'
import { noteOwnersActs } from './noted-acts.ts'
import type { Assets } from './pages/assets.ts'
import { deskPages } from './pages/desk/desk-routes.ts'
import { endpointPages } from './pages/endpoints/endpoint-routes.ts'
import { asPrivate, isPrivatePath } from './pages/endpoints/private-page.ts'
import { forPeople } from './pages/problem-page.ts'
import { pages } from './pages/routes.ts'
import { notFound, problem, storeUnavailable } from './problem-response.ts'

export interface App {
  hono: Hono
  /** What can be answered without asking Hono at all. */
  ready: Ready
}

export interface AppOptions {
  /** Lets its bearer register and read every endpoint; `null`: nobody may. */
  adminToken: string | null
  /** Whether anyone may register an endpoint. */
  open: boolean
  onError: (error: unknown) => void
  /** Files that pages load, by path, where the platform does not serve them. */
  assets?: Assets
  /** Where readers reach the editors: an e-mail address or an https address. */
  contact?: string | null
  /** Compresses pages; left out where the platform does. */
  gzip?: Gzip
  /** Whether a request comes from the desk's own machine; nobody's does where the runtime cannot tell. */
  isLocal?: (context: Context) => boolean
  /** By what requests are counted; where the runtime cannot tell clients apart, all count together. */
  clientOf?: (context: Context) => string
  /** Called when the state was replaced with another desk's: a new desk must be created. */
  onImported?: () => Promise<void>
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

export function createApp(
  desk: Desk,
  { adminToken, open, onError, onImported = async () => {}, assets = {}, gzip, contact = null, ...who }: AppOptions,
): App {
  const { isLocal = () => false, clientOf = () => UNKNOWN } = who
  const app = new Hono()
  const counts = createCalendarCounts()
  const ready = calendars(app, desk, counts)
  talks(app, desk)
  subjects(app, desk)
  changes(app, desk, clientOf)
  const auth = createAuth({ desk, adminToken, clientOf })
  noteOwnersActs(app, desk, auth)
  const owned = createOwned(auth, desk, clientOf)
  const askerOf = (context: Context, isOperator: boolean): Asker =>
    isOperator ? 'operator' : { client: clientOf(context), signal: context.req.raw.signal }
  endpoints(app, desk, { auth, open, askerOf })
  endpoint(app, desk, { auth, open, askerOf }, owned)
  deliveries(app, desk, auth, owned, clientOf)
  follows(app, desk, clientOf)
  records(app, desk, { auth, onEnded: onImported })
  parties(app, desk, auth)
  tokens(app, desk, auth)
  transfer(app, desk, { auth, onImported })
  health(app, desk)
  metrics(app, desk, { auth, counts, isLocal })
  deskPages(app, desk, { auth, clientOf })
  endpointPages(app, desk, { auth, open, askerOf, clientOf })
  pages(app, desk, { assets, gzip, contact })

  app.notFound(async (context) => {
    const answer = await nothingAt(context)
    return isPrivatePath(context.req.path) ? asPrivate(answer) : answer
  })
  app.onError((error, { req }) => {
    if (!(error instanceof StoreFault)) onError(error)
    const answer = error instanceof StoreFault ? storeUnavailable(error) : broken()
    return isPrivatePath(req.path) ? forPeople(req.raw, desk, answer).then(asPrivate) : answer
  })

  return { hono: app, ready }

  function nothingAt(context: Context): Response | Promise<Response> {
    const { path } = context.req
    const takes = METHODS.filter((method) => app.router.match(method, path)[0].length > 0)
    if (context.req.method === 'OPTIONS' && takes.includes('GET') && !isForTokens(path)) return preflight()
    if (takes.length > 0) {
      const allow = takes.includes('GET') ? ['GET', 'HEAD', ...takes.slice(1)].join(', ') : takes.join(', ')
      return problem(
        { type: 'method-not-allowed', status: 405, title: 'This address does not take that method', detail: `${path} answers ${allow}.` },
        { allow },
      )
    }
    return forPeople(
      context.req.raw,
      desk,
      notFound(
        `The diary is at ${desk.site.url}/, its calendar at ${desk.site.url}/calendar.ics, its talks as JSON at ${desk.site.url}/api/talks.`,
      ),
    )
  }
}

function broken(): Response {
  return problem({
    type: 'internal',
    status: 500,
    title: 'Something is broken here',
    detail: 'The desk has noted it. Nothing that was published is lost.',
  })
}
