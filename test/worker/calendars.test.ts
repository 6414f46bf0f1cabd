// Calendars as the Worker serves them: by its edge, from the desk in an object.
import { createExecutionContext, runInDurableObject, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { answerAtEdge } from '../../src/web/edge-cache.ts'
import { DeskObject, type Env } from '../../src/worker.ts'
import { type Answer, answerOf, atNoon, calendarsSuite, NOON } from '../web/calendars-suite.ts'

const settings = { ...(env as unknown as Env), PUBLIC_URL: 'https://parley.example', CLOCK_FROM: NOON }
let object: DeskObject | null = null

/** An object's answers are of its own context, so they are read in it. */
async function desk(request: Request): Promise<Response> {
  const { method, url } = request
  const headers = [...request.headers]
  const stub = settings.DESK.get(settings.DESK.idFromName('calendars')) as DurableObjectStub<DeskObject>
  const { status, ...answer } = await runInDurableObject(stub, async (_, state) => {
    object ??= new DeskObject(state, settings)
    const { headers: got, ...rest } = await answerOf(await object.fetch(new Request(url, { method, headers })))
    return { ...rest, headers: [...got] }
  })
  return new Response(status === 304 || method === 'HEAD' ? null : answer.body, { status, headers: answer.headers })
}

async function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const context = createExecutionContext()
  const response = await answerAtEdge(new Request(`https://parley.example${path}`, { method, headers }), {
    cache: caches.default,
    desk,
    later: (work) => context.waitUntil(work),
  })
  await waitOnExecutionContext(context)
  return answerOf(response)
}

calendarsSuite(ask, atNoon)
