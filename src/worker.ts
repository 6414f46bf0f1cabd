// Entry: the desk on Cloudflare Workers. The Worker hands every request to one Durable Object, which is the desk.
import { DurableObject } from 'cloudflare:workers'
import files from '../events/index.ts'
import { parties } from '../events/parties.ts'
import { createClock } from './clock.ts'
import { readConfig } from './config.ts'
import { createDesk, type Desk } from './desk.ts'
import { createLog } from './log.ts'
import { openDurableObject } from './sqlite/driver.durable-object.ts'
import { resolveDiary } from './talks/bundled.ts'
import { type App, createApp } from './web/app.ts'

export interface Env {
  DESK: DurableObjectNamespace<DeskObject>
  PUBLIC_URL?: string
  DOMAIN?: string
  EMPTY_DIARY?: string
  CLOCK_FROM?: string
}

/** An object has 128 MB of memory in all. */
const MOST_BYTES = 24 * 1024 * 1024
const ADDRESS = 'https://parley.localhost'

export class DeskObject extends DurableObject<Env> {
  #started: { desk: Desk; app: App } | null = null

  override async fetch(request: Request): Promise<Response> {
    return (await this.#start()).app.hono.fetch(request)
  }

  override async alarm(): Promise<void> {
    await this.wake()
  }

  /** Does what is due; the minute's sweep calls it too, for what a lost alarm left. */
  async wake(): Promise<void> {
    const { desk } = await this.#start()
    const next = desk.wake()
    if (next) await this.ctx.storage.setAlarm(next.toMillis())
  }

  /** The desk as it first comes up, which publishes the records of this deployment. */
  async #start(): Promise<{ desk: Desk; app: App }> {
    if (this.#started) return this.#started
    const { PUBLIC_URL, DOMAIN, EMPTY_DIARY, CLOCK_FROM, ZONE, ADMIN_TOKEN } = readConfig({ ...this.env, DESK: undefined })
    const publicUrl = PUBLIC_URL ?? ADDRESS
    const desk = createDesk({
      db: openDurableObject(this.ctx.storage),
      clock: createClock(Date.now, CLOCK_FROM ?? null),
      diary: resolveDiary(Object.values(files), parties),
      publicUrl,
      domain: { wanted: DOMAIN ?? null, otherwise: new URL(publicUrl).hostname },
      emptyDiary: EMPTY_DIARY,
      mostBytes: MOST_BYTES,
      log,
      // Sending from here is yet to come: what is queued waits.
      sending: { send: null, bounds: { quick: 6, slow: 6, each: 2, failing: 1 }, zone: ZONE },
    })
    this.#started = {
      desk,
      app: createApp(desk, {
        adminToken: ADMIN_TOKEN ?? null,
        open: false,
        onError: (error) => log('error', 'internal', { message: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
      }),
    }
    await this.wake()
    return this.#started
  }
}

export default {
  fetch: (request, env) => deskOf(env).fetch(request),
  scheduled: (_controller, env) => deskOf(env).wake(),
} satisfies ExportedHandler<Env>

function deskOf(env: Env): DurableObjectStub<DeskObject> {
  return env.DESK.get(env.DESK.idFromName('desk'))
}

const log = createLog(Date.now, (_level, line) => console.log(line.trimEnd()))
