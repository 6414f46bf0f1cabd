// A desk taken through a span of time by jumping from one wake-up to the next, sending for real: what would an endpoint
// have got? Its database is in memory, and gone afterwards.
import { subjectsOf } from '../changes/subjects.ts'
import { createDesk, type Desk } from '../desk.ts'
import { createSetClock } from '../runtime/clock.ts'
import { Fault } from '../runtime/faults.ts'
import type { Logger } from '../runtime/logger.ts'
import { systemRandom } from '../runtime/random.ts'
import { openNode } from '../sqlite/driver.node.ts'
import type { Diary } from '../talks/diary.ts'
import { NO_FILTER } from '../talks/filter.ts'
import { filterParameters, type ParameterProblem, type Parameters, parseFilter } from '../talks/filter-parameters.ts'
import { earliest } from '../talks/time.ts'
import { NODE_BOUNDS } from '../webhooks/deliveries/bounds.ts'
import { createSend } from '../webhooks/deliveries/send.node.ts'
import { type Allowed, hostOf } from '../webhooks/endpoints/address.ts'
import type { NewEndpoint } from '../webhooks/endpoints/endpoint-fields.ts'
import { signNode } from '../webhooks/endpoints/signature.node.ts'

export interface Span {
  from: number
  /** Included. */
  until: number
  /** What the desk publishes, and from when on; the first from the start. */
  diaries: readonly { at: number; diary: Diary }[]
  endpoint: NewEndpoint
  /** `whsec_…`; without one, a new secret is made. */
  secret: string | null
  filter: Parameters
  allowed: Allowed
  zone: string
  publicUrl: string
  log: Logger
}

export interface Passed {
  secret: string
  wakeUps: number
  delivered: number
  /** Deliveries that failed or expired, or whose retries took longer than `PATIENCE`. */
  undelivered: number
}

/** How long each wake-up waits for retries, in real milliseconds. */
const PATIENCE = 6500
const MOST_BYTES = 16 * 1024 * 1024

/** Runs the span. `onSecret` is told the secret before anything is sent. Throws a `Fault` where the endpoint cannot be used. */
export async function goThrough(given: Span, onSecret: (secret: string) => void = () => {}): Promise<Passed> {
  const { from, until, diaries, endpoint, allowed, zone, publicUrl, log } = given
  const clock = createSetClock(from, Date.now)
  const [first, ...later] = diaries
  if (!first) throw new Error('span: there is no diary')
  const sender = createSend({ allowed: withHost(allowed, endpoint.url), ownUrl: () => publicUrl })
  const desk = createDesk({
    db: openNode(':memory:'),
    clock,
    random: systemRandom,
    diary: first.diary,
    publicUrl,
    domain: { wanted: null, otherwise: 'parley.localhost' },
    emptyDiary: 'publish',
    mostBytes: MOST_BYTES,
    log,
    sending: { send: sender.send, sign: signNode, allowed: withHost(allowed, endpoint.url), bounds: NODE_BOUNDS, zone },
  })
  await desk.unlock()
  const secret = await register(desk, given)
  onSecret(secret)
  let wakeUps = 0
  for (let now: number | null = from; now !== null && now <= until; ) {
    clock.set(now)
    const edit = later[0]
    if (edit && edit.at <= now) {
      desk.replace(edit.diary)
      later.shift()
    }
    desk.wake()
    wakeUps++
    await drained(desk)
    now = earliest(desk.next(), later[0]?.at ?? null)
  }
  await desk.stop()
  await sender.close()
  const { deliveries } = desk.health()
  return { secret, wakeUps, delivered: deliveries.delivered, undelivered: deliveries.waiting + deliveries.failed + deliveries.expired }
}

/** Registers the endpoint before the first talk is published, so that it is told of all of them. */
async function register(desk: Desk, { endpoint, secret, filter, diaries }: Span): Promise<string> {
  const done = await desk.owner.register(endpoint, 'operator')
  if (!done.ok)
    throw new Fault(
      'fields' in done ? done.fields.map(({ field, message }) => `${field} ${message}`).join('\n') : 'The endpoint cannot be used.',
    )
  const { key } = done.value.endpoint
  const { text, problems } = readFilter(filter, diaries)
  if (problems.length > 0)
    throw new Fault(problems.map(({ parameter, message, expected }) => `--${parameter}: ${message}. Expected: ${expected}`).join('\n'))
  desk.endpoints.alter(key, { filter: text, ...(secret === null ? {} : { secret }) })
  return secret ?? done.value.secret
}

function readFilter(parameters: Parameters, diaries: Span['diaries']): { text: string; problems: ParameterProblem[] } {
  if (parameters.length === 0) return { text: new URLSearchParams(filterParameters(NO_FILTER)).toString(), problems: [] }
  const known = new Set(diaries.flatMap(({ diary }) => subjectsOf(diary.talks, diary.register)).map(({ kind, id }) => `${kind} ${id}`))
  const { filter, problems } = parseFilter(parameters, (kind, id) => known.has(`${kind} ${id}`))
  return { text: new URLSearchParams(filterParameters(filter)).toString(), problems }
}

/** Resolves when everything due has been sent, including retries within `PATIENCE`. */
async function drained(desk: Desk): Promise<void> {
  const until = Date.now() + PATIENCE
  for (;;) {
    await desk.idle()
    const next = desk.nextSending()
    if (next === null || next > until) return
    await new Promise((resolve) => setTimeout(resolve, Math.max(1, next - Date.now())))
    desk.wake()
  }
}

/** An address that is named on the command line is allowed, although it may not be public. */
function withHost(allowed: Allowed, url: string): Allowed {
  return URL.canParse(url) ? { ...allowed, hosts: new Set([...allowed.hosts, hostOf(new URL(url))]) } : allowed
}
