// Entry: the desk on Cloudflare Workers. The Worker answers what is public from the edge cache and hands everything else
// to one Durable Object, which is the desk. Alarms wake it, and a cron trigger every minute in case an alarm was lost.
import { DurableObject } from 'cloudflare:workers'
import type { Context } from 'hono'
import files from '../events/index.ts'
import { parties } from '../events/parties.ts'
import type { Piece } from './calendar/feed-piece.ts'
import { type Config, ConfigError, followContact, readConfig } from './config.ts'
import { createDesk, type Desk } from './desk.ts'
import { createShifts, waitFor } from './runtime/alarm-budget.ts'
import { createClock } from './runtime/clock.ts'
import { Fault } from './runtime/faults.ts'
import { createLogger } from './runtime/logger.ts'
import { systemRandom } from './runtime/random.ts'
import { openDurableObject } from './sqlite/driver.durable-object.ts'
import { resolveDiary } from './talks/bundled-records.ts'
import { type App, createApp } from './web/app.ts'
import { pour } from './web/calendar-stream.ts'
import { clientAt } from './web/client-address.ts'
import { answerAtEdge, isPublic, isWithoutCache, NOT_CACHED } from './web/edge-cache.ts'
import { docsOf } from './web/pages/docs.platform.ts'
import { forPeople } from './web/pages/problem-page.ts'
import { problem } from './web/problem-response.ts'
import { toSecureAddress } from './web/secure-address.ts'
import { QUEUE_BOUNDS, WORKER_BOUNDS } from './webhooks/deliveries/bounds.ts'
import type { Reply } from './webhooks/deliveries/retry.ts'
import { createFetchSend } from './webhooks/deliveries/send.fetch.ts'
import { type Carried, createQueueSend, type QueueSend, requestIn } from './webhooks/deliveries/send.queue.ts'
import type { Send } from './webhooks/deliveries/send.ts'
import { NOTHING_ALLOWED } from './webhooks/endpoints/address.ts'

export interface Env {
  DESK: DurableObjectNamespace<DeskObject>
  /** If it is bound, deliveries go through this queue. */
  DELIVERIES?: Queue<Carried>
  /** What lies in .wrangler/assets; the documentation is read from it. */
  ASSETS?: Fetcher
  /** Settings, as on Node; see config.ts. */
  [name: string]: unknown
}

interface Started {
  desk: Desk
  app: App
}

/** An object has 128 MB of memory in all; `npm run bench object` shows what uses it. */
const MOST_BYTES = 16 * 1024 * 1024
const ADDRESS = 'https://parley.localhost'
const CLOCK_KEY = 'clock'

const log = createLogger(Date.now, (_level, line) => console.log(line.trimEnd()))
/** Whether this isolate has said that nothing is cached. */
let saidNotCached = false

export class DeskObject extends DurableObject<Env> {
  #started: Promise<Started> | null = null
  #queue: QueueSend | null = null
  readonly #shifts = createShifts()

  override async fetch(request: Request): Promise<Response> {
    try {
      return await (await this.#start()).app.hono.fetch(request)
    } catch (error) {
      const detail = isForOperator(error) ? "The operator's log says why." : 'The operator has to look into it.'
      return forPeople(request, null, problem({ type: 'internal', status: 503, title: 'The desk cannot start', detail }))
    }
  }

  override async alarm(): Promise<void> {
    await this.wake()
  }

  /** Does what is due and waits for the responses, within one shift. Safe to repeat; if one is lost, the next catches up. */
  async wake(): Promise<void> {
    const { desk } = await this.#start()
    try {
      await this.#shifts.work(desk)
    } catch (error) {
      log('error', 'wake.failed', { message: messageOf(error) })
    } finally {
      await this.#schedule(desk)
    }
  }

  /** Which of these tickets are to be sent: `true` at most once for each. */
  take(tickets: readonly string[]): boolean[] {
    return tickets.map((ticket) => this.#queue?.take(ticket) ?? false)
  }

  /** Takes the reply to a delivery that went through the queue. */
  answer(ticket: string, reply: Reply): void {
    this.#queue?.answer(ticket, reply)
  }

  /** Sends in an alarm, so that no request waits for it. */
  #callLater(): void {
    this.#shifts.call()
    void this.ctx.storage.setAlarm(Date.now())
  }

  async #schedule(desk: Desk): Promise<void> {
    const next = desk.wake()
    if (next !== null) await this.ctx.storage.setAlarm(Date.now() + waitFor(desk, next))
  }

  /** When the clock was set to `from`, in real milliseconds: stored, since it must outlive a reset of the object. */
  #clockSince(from: string): number {
    const { kv } = this.ctx.storage
    const kept = kv.get<{ from: string; since: number }>(CLOCK_KEY)
    if (kept?.from === from) return kept.since
    const since = Date.now()
    kv.put(CLOCK_KEY, { from, since })
    return since
  }

  /** Creates the desk on first use, and publishes the deployment's records. After a failure, the next call tries again. */
  #start(): Promise<Started> {
    this.#started ??= this.#open().catch((error) => {
      this.#started = null
      log('error', 'start.failed', { message: messageOf(error) })
      throw error
    })
    return this.#started
  }

  async #open(): Promise<Started> {
    const config = readConfig(settingsOf(this.env))
    const publicUrl = config.PUBLIC_URL ?? ADDRESS
    const allowed = config.ALLOW_ADDRESSES ?? NOTHING_ALLOWED
    const direct = sendOf(config)
    const { DELIVERIES } = this.env
    const put = (batch: Carried[]) => (DELIVERIES as Queue<Carried>).sendBatch(batch.map((body) => ({ body })))
    this.#queue = DELIVERIES ? createQueueSend({ put, newTicket: systemRandom.uuid, direct }) : null
    const desk = createDesk({
      db: openDurableObject(this.ctx.storage),
      clock: config.CLOCK_FROM
        ? createClock(Date.now, config.CLOCK_FROM, this.#clockSince(config.CLOCK_FROM))
        : createClock(Date.now, null),
      random: systemRandom,
      diary: resolveDiary(Object.values(files), parties),
      publicUrl,
      domain: { wanted: config.DOMAIN ?? null, otherwise: new URL(publicUrl).hostname },
      emptyDiary: config.EMPTY_DIARY,
      mostBytes: MOST_BYTES,
      streamed,
      log,
      sending: {
        send: this.#queue?.send ?? this.#shifts.counted(direct),
        rests: this.#shifts.rests,
        sleeps: true,
        allowed,
        bounds: this.#queue ? QUEUE_BOUNDS : WORKER_BOUNDS,
        secretKey: config.SECRET_KEY ?? null,
        contact: followContact(config),
        zone: config.ZONE,
        onDue: () => this.#callLater(),
      },
    })
    await desk.unlock()
    desk.wake()
    await this.#schedule(desk)
    const onImported = async () => {
      this.#started = null
      await this.#start()
      this.#callLater()
    }
    return { desk, app: createApp(desk, { ...appOptions(config), assets: docsOf(this.env.ASSETS), onImported }) }
  }
}

export default {
  fetch(request, env, context) {
    const { PUBLIC_URL } = env
    const secure = toSecureAddress(request, typeof PUBLIC_URL === 'string' ? PUBLIC_URL : undefined)
    if (secure) return secure
    if (!saidNotCached && isWithoutCache(request) && isPublic(request)) {
      saidNotCached = true
      log('warn', 'edge.uncached', { message: NOT_CACHED })
    }
    return answerAtEdge(request, {
      cache: caches.default,
      desk: (asked) =>
        deskOf(env)
          .fetch(asked)
          .catch((error: unknown) => unreached(asked, error)),
      later: (work) => context.waitUntil(work),
    })
  },
  scheduled: (_controller, env) => deskOf(env).wake(),
  /** Sends a batch of the queue. The desk says which deliveries to send, so a batch that comes twice does no harm. */
  async queue(batch, env) {
    const desk = deskOf(env)
    const send = sendOf(readConfig(settingsOf(env)))
    const wanted = await desk.take(batch.messages.map(({ body }) => body.ticket))
    await Promise.all(
      batch.messages.map(async ({ body }, index) => {
        if (!wanted[index]) return
        const reply = await send(requestIn(body))
        // If the object was reset meanwhile, it has the delivery sent again.
        await desk.answer(body.ticket, reply).catch((error: unknown) => log('warn', 'queue.unsettled', { message: messageOf(error) }))
      }),
    )
  },
} satisfies ExportedHandler<Env, Carried>

function streamed(pieces: readonly Piece[], length: number): ReadableStream<Uint8Array> {
  const { readable, writable } = new FixedLengthStream(length)
  // The client may disconnect before everything is sent.
  void pour(pieces, writable).catch(() => {})
  return readable
}

function sendOf({ PUBLIC_URL, ALLOW_ADDRESSES }: Config): Send {
  return createFetchSend({ allowed: ALLOW_ADDRESSES ?? NOTHING_ALLOWED, ownUrl: PUBLIC_URL ?? ADDRESS })
}

function appOptions({ ADMIN_TOKEN, REGISTRATION, CONTACT }: Config) {
  return {
    adminToken: ADMIN_TOKEN ?? null,
    open: REGISTRATION === 'open',
    // The platform sets it, whatever a client sends.
    clientOf: ({ req }: Context) => clientAt(req.header('cf-connecting-ip')),
    contact: CONTACT ?? null,
    onError: (error: unknown) => log('error', 'internal', { message: messageOf(error) }),
  }
}

/** The settings: those bindings of the deployment that are strings. */
function settingsOf(env: Env): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}

/** The response where the object was reset while it answered, or cannot be reached. */
function unreached(request: Request, error: unknown): Promise<Response> {
  log('error', 'desk.unreached', { message: messageOf(error) })
  return forPeople(
    request,
    null,
    problem(
      { type: 'internal', status: 503, title: 'The desk cannot be reached', detail: 'Nothing that was published is lost. Try again.' },
      { 'retry-after': '5' },
    ),
  )
}

function isForOperator(error: unknown): error is Error {
  return error instanceof ConfigError || error instanceof Fault
}

function deskOf(env: Env): DurableObjectStub<DeskObject> {
  return env.DESK.get(env.DESK.idFromName('desk'))
}

function messageOf(error: unknown): string {
  // What an operator can fix is said in words; a stack trace would not help.
  if (isForOperator(error)) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
