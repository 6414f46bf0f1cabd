// Noticing that records were edited while the desk runs: sizes and times of the files are looked at, and what they hold is
// given on when it was read twice alike. Talks that are gone wait longer, since a half-checked-out tree reads well.
import { readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Diary } from './diary.ts'
import type { Read } from './read-apart.node.ts'
import type { Talk } from './talk.ts'

export interface RecordsWatch {
  stop(): void
}

interface Options {
  /** Of the records: a module, a JSON file or a folder. */
  path: string
  read: () => Promise<Read>
  /** Is given the diary as often as it has changed. */
  onChange: (diary: Diary) => void
  /** Whether nothing is to be looked at for now. */
  isPaused?: () => boolean
  /** Is told what went wrong with a look, which is then taken again. */
  onFault: (error: unknown) => void
  /** In milliseconds, of a clock that only counts. */
  steady: () => number
  /** How often files are looked at, and for how long a talk that is gone is kept; in milliseconds. */
  every?: number
  keepsFor?: number
}

const EVERY = 2000
const KEEPS_FOR = 60_000

/** What was read: how the files looked then, and what they held. */
interface Seen {
  look: string
  digest: string
}

/** `first` is what was read before the watch began. */
export function watchRecords(options: Options, first: Read): RecordsWatch {
  const { path, read, onChange, onFault, isPaused = () => false, steady, every = EVERY, keepsFor = KEEPS_FOR } = options
  const gone = createGone(keepsFor)
  let { files } = first
  let known = knownOf(first.diary)
  /** What was last given on, whole. */
  let given: Seen = { look: lookOf(path, files), digest: first.digest }
  /** What was read and is not given on whole yet; it is not read again before `until`, as long as the files look the same. */
  let candidate: (Seen & { until: number }) | null = null
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  const isDue = (look: string, now: number): boolean =>
    candidate === null ? look !== given.look : look !== candidate.look || now >= candidate.until

  const step = async (): Promise<void> => {
    const now = steady()
    if (!isDue(lookOf(path, files), now)) return
    const { diary, digest, files: loaded } = await read()
    if (stopped) return
    if (loaded.length > 0) files = loaded
    const look = lookOf(path, files)
    if (digest === given.digest && gone.size === 0) {
      given = { look, digest }
      candidate = null
    } else if (candidate?.digest === digest) give(diary, { look, digest }, candidate.until === 0, now)
    else candidate = { look, digest, until: 0 }
  }

  /** Gives on what was read twice alike, with those talks that have not been gone for long enough. */
  const give = (diary: Diary, seen: Seen, isNew: boolean, now: number): void => {
    const { waiting, until, isNews } = gone.among(missingIn(diary, known), now)
    const kept = waiting.flatMap((id) => known.get(id) ?? [])
    const next = withKept(diary, kept)
    known = diary.broken.unreadable ? new Map([...known, ...knownOf(next)]) : knownOf(next)
    if (waiting.length === 0) given = seen
    candidate = waiting.length === 0 ? null : { ...seen, until }
    if (isNew || isNews) onChange(next)
  }

  const tick = async (): Promise<void> => {
    if (!isPaused()) await step().catch(onFault)
    if (!stopped) timer = setTimeout(() => void tick(), every).unref()
  }
  timer = setTimeout(() => void tick(), every).unref()
  return {
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}

/** Since when talks are gone that are still given on. */
function createGone(keepsFor: number) {
  const since = new Map<string, number>()
  return {
    get size() {
      return since.size
    },
    /** Of those that are missing now: which are to be kept for longer, and until when; and whether some need not be any more. */
    among(missing: readonly string[], now: number) {
      for (const id of since.keys()) if (!missing.includes(id)) since.delete(id)
      for (const id of missing) if (!since.has(id)) since.set(id, now)
      const ends = (id: string) => (since.get(id) ?? now) + keepsFor
      const waiting = missing.filter((id) => now < ends(id))
      for (const id of missing) if (!waiting.includes(id)) since.delete(id)
      return { waiting, until: Math.min(...waiting.map(ends)), isNews: waiting.length < missing.length }
    },
  }
}

/** A talk as it was last given on, and until when it is secret. */
interface Known {
  talk: Talk
  embargo: string | undefined
}

function knownOf({ talks, embargoes }: Diary): Map<string, Known> {
  return new Map(talks.map((talk) => [talk.id, { talk, embargo: embargoes.get(talk.id) }]))
}

/** What the diary neither has nor names as broken. Where a file could not be read, nothing is gone. */
function missingIn({ talks, broken }: Diary, known: ReadonlyMap<string, Known>): string[] {
  if (broken.unreadable) return []
  const has = new Set([...talks.map(({ id }) => id), ...broken.ids])
  return [...known.keys()].filter((id) => !has.has(id))
}

function withKept(diary: Diary, kept: readonly Known[]): Diary {
  if (kept.length === 0) return diary
  const secret = kept.flatMap(({ talk, embargo }) => (embargo === undefined ? [] : [[talk.id, embargo] as const]))
  return { ...diary, talks: [...diary.talks, ...kept.map(({ talk }) => talk)], embargoes: new Map([...diary.embargoes, ...secret]) }
}

/** Names, sizes and times of all that records may be in. */
function lookOf(path: string, files: readonly string[]): string {
  const folders = new Set([path, ...files.map(dirname)])
  const paths = new Set([...files, ...[...folders].flatMap(entriesOf)])
  return [...paths].sort().map(stampOf).join('\n')
}

function entriesOf(path: string): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path]
    return readdirSync(path)
      .filter((name) => /\.(?:json|ts|m?js)$/.test(name))
      .map((name) => join(path, name))
  } catch {
    return [path]
  }
}

function stampOf(path: string): string {
  try {
    const { ino, size, mtimeNs } = statSync(path, { bigint: true })
    return `${path} ${ino} ${size} ${mtimeNs}`
  } catch {
    return `${path} is not there`
  }
}
