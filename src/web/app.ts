// The Hono application: one file a resource. It asks the desk, and knows no runtime. What is asked for with a token is a part of
// its own, which is loaded when it is first asked.
import type { Context } from 'hono'
import { Hono } from 'hono/tiny'
import type { Gzip } from '../calendar/feed-cache.ts'
import type { Desk } from '../desk.ts'
import { StoreFault } from '../runtime/faults.ts'
import { changes } from './api/changes.ts'
import { follows } from './api/follows.ts'
import { health } from './api/health.ts'
import { metrics } from './api/metrics.ts'
import { subjects } from './api/subjects.ts'
import { talks } from './api/talks.ts'
import { createAuth } from './auth.ts'
import { createCalendarCounts } from './calendar-counts.ts'
import { calendars, type Ready } from './calendars.ts'
import { UNKNOWN } from './client-address.ts'
import { isForTokens, preflight } from './cors.ts'
import type { Assets } from './pages/assets.ts'
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

/** Where private-part.ts answers, whatever the method. */
const PRIVATE_PATHS = [
  ...['/desk/*', '/endpoints/*', '/api/endpoints/*', '/api/deliveries/*', '/api/records/*', '/api/parties/:id'],
  ...['/api/changes/:id/undo', '/api/tokens/*', '/api/acts', '/api/export', '/api/thaw', '/api/import'],
]
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

export function createApp(
  desk: Desk,
  { adminToken, open, onError, onImported = async () => {}, assets = {}, gzip, contact = null, ...who }: AppOptions,
): App {
  const { isLocal = () => false, clientOf = () => UNKNOWN } = who
  const app = new Hono()
  let loaded: Promise<Hono> | undefined
  const counts = createCalendarCounts()
  const ready = calendars(app, desk, counts)
  talks(app, desk)
  subjects(app, desk)
  changes(app, desk, clientOf)
  const auth = createAuth({ desk, adminToken, clientOf })
  follows(app, desk, clientOf)
  health(app, desk)
  metrics(app, desk, { auth, counts, isLocal })
  for (const path of PRIVATE_PATHS) app.all(path, async ({ req, env }) => (await privatePart()).fetch(req.raw, env))
  pages(app, desk, { assets, gzip, contact })

  answerRest(app)
  return { hono: app, ready }

  /** Loaded once, when it is first asked. */
  function privatePart(): Promise<Hono> {
    loaded ??= import('./private-part.ts').then(({ createPrivatePart }) => {
      const part = createPrivatePart(desk, { auth, open, clientOf, onImported })
      answerRest(part)
      return part
    })
    return loaded
  }

  /** What no route of an application answers, and what one fails to. */
  function answerRest(of: Hono): void {
    of.notFound(async (context) => {
      const answer = await nothingAt(context, of)
      return isPrivatePath(context.req.path) ? asPrivate(answer) : answer
    })
    of.onError((error, { req }) => {
      if (!(error instanceof StoreFault)) onError(error)
      const answer = error instanceof StoreFault ? storeUnavailable(error) : broken()
      return isPrivatePath(req.path) ? forPeople(req.raw, desk, answer).then(asPrivate) : answer
    })
  }

  function nothingAt(context: Context, { router }: Hono): Response | Promise<Response> {
    const { path } = context.req
    const takes = METHODS.filter((method) => router.match(method, path)[0].length > 0)
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
