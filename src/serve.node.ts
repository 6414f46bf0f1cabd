// The desk as a Node process, for the entry node.ts: it reads the clock and the settings, listens, and keeps the desk awake.
import { statSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { flushCompileCache } from 'node:module'
import type { AddressInfo, Socket } from 'node:net'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { type Config, ConfigError, followContact, readConfig } from './config.ts'
// Only a Worker need not load these before they are asked for: here the files may be another version's by then.
import './imported.ts'
import './web/private-part.ts'
import { createDesk, type Desk } from './desk.ts'
import { createAwake } from './runtime/awake.node.ts'
import { createClock } from './runtime/clock.ts'
import { Fault } from './runtime/faults.ts'
import { createLogger } from './runtime/logger.ts'
import { systemRandom } from './runtime/random.ts'
import { createTurns } from './runtime/turns.ts'
import { openNode } from './sqlite/driver.node.ts'
import { holdAlone } from './sqlite/lock.node.ts'
import type { Diary } from './talks/diary.ts'
import { type Problem, problemLine } from './talks/problem.ts'
import type { Read } from './talks/read-apart.node.ts'
import { instantText } from './talks/time.ts'
import { SECOND } from './talks/units.ts'
import { watchRecords } from './talks/watch-records.node.ts'
import { type App, createApp } from './web/app.ts'
import { clientOf, isLoopbackName } from './web/client-address.ts'
import { answerClientError } from './web/client-error.node.ts'
import { boundConnections } from './web/connections.node.ts'
import { answerReady } from './web/fast-path.node.ts'
import { gzip } from './web/gzip.node.ts'
import { isFromLoopback } from './web/loopback.node.ts'
import { listAssets } from './web/pages/assets.node.ts'
import { searchOf } from './web/search.ts'
import { createUnread } from './web/unread-answers.node.ts'
import { NODE_BOUNDS } from './webhooks/deliveries/bounds.ts'
import { createSend } from './webhooks/deliveries/send.node.ts'
import { NOTHING_ALLOWED } from './webhooks/endpoints/address.ts'
import { signNode } from './webhooks/endpoints/signature.node.ts'

/** Of events as they are rendered, and as many of finished calendars. */
const MOST_BYTES = 64 * 1024 * 1024
/** How long a stop waits for requests in flight, in milliseconds. */
const LONGEST_STOP = 5000
/** How often it is asked whether there is room on the disk, and whether the database is still there, in milliseconds. */
const LOOK_AT_DISK_EVERY = 2000
/** The domain of the UIDs of a desk that is first started without DOMAIN and PUBLIC_URL. */
const DOMAIN_WITHOUT_ADDRESS = 'parley.localhost'

const log = createLogger(Date.now, (level, line) => (level === 'info' ? process.stdout : process.stderr).write(line))

/** Reads the records in a process of its own; the first reading has begun already, and `end` ends one that goes on. */
export interface Records {
  path: string
  read: () => Promise<Read>
  first: Promise<Read>
  end: () => void
}

export async function serve(env: Readonly<Record<string, string | undefined>>, records: Records): Promise<void> {
  // The database holds secrets: what this process makes is for its own user alone.
  process.umask(0o077)
  try {
    await start(readConfig(env), records)
    flushCompileCache() // so that the next start is quicker, however this process ends
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof Fault)) throw error
    records.end()
    fail(error.message)
  }
}

async function start(config: Config, records: Records): Promise<void> {
  const clock = createClock(Date.now, config.CLOCK_FROM ?? null)
  const first = await records.first
  let { diary } = first
  sayProblems(diary, [])
  const db = openNode(config.DATABASE)
  const letGo = db.readOnly ? () => {} : holdAlone(config.DATABASE, db.files)

  const trusted = config.TRUSTED_PROXIES ?? []
  const clientIn = ({ socket, headers }: IncomingMessage) =>
    clientOf({ peer: socket.remoteAddress, forwardedFor: String(headers['x-forwarded-for'] ?? '') }, trusted)

  let app: App | null = null
  const hono = getRequestListener(
    (request, env) => app?.hono.fetch(request, env) ?? new Response(null, { status: 503, headers: { 'retry-after': '1' } }),
    // Of whoever names no host, as HTTP/1.0 need not.
    { hostname: 'localhost' },
  )
  const rootPath = new URL(config.PUBLIC_URL ?? 'http://localhost').pathname.replace(/\/$/, '')
  const unread = createUnread()
  const times = { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: config.KEEP_ALIVE * SECOND }
  const options = { ...times, connectionsCheckingInterval: 2000, ServerResponse: unread.ServerResponse }
  const turns = createTurns(() => performance.now())
  const server = createServer(options, (incoming, outgoing) => {
    if (app && answerReady(app.ready, incoming, outgoing)) return
    turns.enter(clientIn(incoming), () => {
      if (!outgoing.destroyed) void hono(incoming, outgoing)
    })
  })
  unread.watch(server)
  boundConnections(server, trusted)
  server.on('clientError', (error, socket) => void answerClientError(error, socket as Socket, rootPath))
  const port = await listen(server, config)
  const publicUrl = config.PUBLIC_URL ?? `http://${hostOf(config.HOST)}:${port}`
  const allowed = config.ALLOW_ADDRESSES ?? NOTHING_ALLOWED
  const sender = createSend({ allowed, ownUrl: () => publicUrl, proxy: config.OUTGOING_PROXY ?? null })
  const awake = createAwake({ log, wall: Date.now, steady: () => performance.now() })
  const assets = listAssets()
  const open = async (): Promise<Desk> => {
    const desk = createDesk({
      db,
      clock,
      random: systemRandom,
      diary,
      publicUrl,
      domain: {
        wanted: config.DOMAIN ?? null,
        otherwise: config.PUBLIC_URL ? new URL(config.PUBLIC_URL).hostname : DOMAIN_WITHOUT_ADDRESS,
      },
      emptyDiary: config.EMPTY_DIARY,
      readOnly: db.isCopy ? 'copy' : db.readOnly,
      gzip,
      mostBytes: MOST_BYTES,
      log,
      sending: {
        send: sender.send,
        sign: signNode,
        lookUp: sender.lookUp,
        allowed,
        bounds: NODE_BOUNDS,
        secretKey: config.SECRET_KEY ?? null,
        contact: followContact(config),
        zone: config.ZONE,
        onDue: () => awake.soon(),
      },
    })
    await desk.unlock()
    app = createApp(desk, {
      adminToken: config.ADMIN_TOKEN ?? null,
      open: config.REGISTRATION === 'open',
      onError: (error) => log('error', 'internal', { message: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
      assets,
      gzip,
      contact: config.CONTACT ?? null,
      clientOf: ({ env }) => clientIn((env as HttpBindings).incoming),
      isLocal: ({ env }) => isFromLoopback((env as HttpBindings).incoming),
      onImported: async () => {
        running = await open()
      },
    })
    awake.start(desk)
    return desk
  }
  let running = await open()
  const unnamed = proxyUnnamed(config)
  if (unnamed !== null) log('warn', 'proxies.unnamed', { message: unnamed })
  const warning = openTo(config.DATABASE)
  if (warning !== null) log('warn', 'database.open', { message: warning })

  const watch = watchRecords(
    {
      path: records.path,
      read: records.read,
      isPaused: () => db.readOnly || running.frozenSince !== null,
      steady: () => performance.now(),
      onFault: (error) =>
        log('error', 'records.failed', { message: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
      onChange(read) {
        sayProblems(read, diary.problems)
        log('info', 'records.read', { talks: read.talks.length, problems: read.problems.length })
        diary = read
        running.replace(diary)
        awake.soon()
      },
    },
    first,
  )

  // Nobody waits for it yet; the first who searches would.
  setImmediate(() => searchOf(running).refresh())
  const looks = setInterval(() => db.fault() === null || awake.soon(), LOOK_AT_DISK_EVERY).unref()
  process.stdout.write(welcome(running, publicUrl, diary.problems.length))
  const stop = () => {
    watch.stop()
    clearInterval(looks)
    records.end()
    awake.stop()
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    server.closeIdleConnections()
    setTimeout(() => server.closeAllConnections(), 3000).unref()
    // Requests in flight get a little time to finish; what does not is sent again after the next start.
    void Promise.all([closed, running.stop(LONGEST_STOP)]).then(async () => {
      await sender.close()
      db.close()
      letGo()
      process.exit(0)
    })
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

/** Those problems that were not said before. */
function sayProblems({ problems }: Diary, before: readonly Problem[]): void {
  const said = new Set(before.map(problemLine))
  for (const line of problems.map(problemLine)) if (!said.has(line)) log('error', 'record.problem', { message: line })
}

function listen(server: Server, { HOST, PORT }: Config): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE')
        reject(new Fault(`Port ${PORT} of ${HOST} is in use. Stop what listens there, or set PORT to another one (0 takes any free one).`))
      else if (error.code === 'EACCES')
        reject(new Fault(`Port ${PORT} of ${HOST} may not be used by this user. Set PORT to one above 1023.`))
      else if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
        reject(new Fault(`HOST ${HOST} is not an address of this machine.`))
      else reject(error)
    })
    server.listen(PORT, HOST, () => resolve((server.address() as AddressInfo).port))
  })
}

/** What is to be said of a database that others than its owner may read. */
function openTo(path: string): string | null {
  const mode = path === ':memory:' || process.platform === 'win32' ? 0 : (statSync(path, { throwIfNoEntry: false })?.mode ?? 0)
  if ((mode & 0o077) === 0) return null
  return `The database ${path} holds secrets, and others on this machine may read it. To keep it to its owner: chmod 600 ${path}*`
}

/** What is to be said where a server in front is not named: for the desk, all who come through it are one. */
function proxyUnnamed({ HOST, PUBLIC_URL, TRUSTED_PROXIES }: Config): string | null {
  const listensHere = /^(?:127\.|localhost$|::1$)/.test(HOST)
  if (!listensHere || PUBLIC_URL === undefined || TRUSTED_PROXIES !== undefined || isLoopbackName(new URL(PUBLIC_URL).host)) return null
  return 'A server in front passes requests on, and TRUSTED_PROXIES does not name it: all clients count as one. TRUSTED_PROXIES=127.0.0.1,::1 names one on this machine.'
}

function welcome({ clock, histories, frozenSince }: Desk, url: string, problems: number): string {
  const count = histories.standing().length
  return [
    frozenSince === null
      ? `Parley is up, with ${count} ${count === 1 ? 'talk' : 'talks'}.`
      : `Parley is up, but was moved at ${frozenSince}: it publishes, fires and sends nothing. POST /api/thaw takes that back.`,
    `  Page      ${url}/`,
    `  Calendar  ${url}/calendar.ics`,
    ...(clock.from === null ? [] : [`  Its clock is set: it is ${instantText(clock.now())} here (CLOCK_FROM).`]),
    ...(problems === 0
      ? []
      : [
          `  ${problems} ${problems === 1 ? 'problem' : 'problems'} in the records, listed above; "npm run parley -- check" lists them again.`,
        ]),
    '',
  ].join('\n')
}

function hostOf(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}
