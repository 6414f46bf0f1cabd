// One act of an editor in one transaction with all that comes of it: changes, reminders, messages. A dry run is taken back, so
// that what it answers is what would have happened.
import type { Histories } from '../changes/histories.ts'
import type { Published, Publisher } from '../changes/publisher.ts'
import type { Reminders } from '../reminders/reminders.ts'
import type { Clock, Moment } from '../runtime/clock.ts'
import type { Sqlite } from '../sqlite/port.ts'
import type { Site } from '../talks/site.ts'
import type { FanOut } from '../webhooks/deliveries/fan-out.ts'
import type { Acting, EditorOptions, Work } from './editor.ts'
import { type Effects, effectsOf } from './effects.ts'
import { Refusal } from './refusal.ts'

interface Options {
  db: Sqlite
  clock: Clock
  histories: Histories
  site: Site
  publisher: Publisher
  reminders: Reminders
  fanOut: FanOut
  /** Makes sure that something can be written; answers the publisher's faults before the act. */
  begin: () => readonly string[]
  /** Called once all is committed. */
  done: (published: Published, faultsBefore: readonly string[]) => void
}

/** What a dry run would have done; thrown, so that it is not. */
class TriedOut extends Error {
  override readonly name = 'TriedOut'
  readonly effects: Effects
  constructor(effects: Effects) {
    super('tried out')
    this.effects = effects
  }
}

export function createEditTransaction(options: Options): EditorOptions<Effects>['edit'] {
  const { db, clock, histories, site, publisher, reminders, fanOut, begin, done } = options
  const within = (work: (now: Moment) => Work, { dryRun, spellingOnly }: Acting, now: Moment) => {
    if (!dryRun) {
      const settled = fanOut.settle(now)
      fanOut.tellSettled(settled, reminders.settled(settled, now.desk), now)
    }
    const { altered, committed } = work(now)
    const published = publisher.wake(now.desk, altered ?? undefined)
    if (spellingOnly) requireSpelling(published)
    const { steps } = published
    const effects = effectsOf(steps, now, { histories, site, audience: fanOut.audience })
    if (dryRun) throw new TriedOut(effects)
    const woken = reminders.wake(now.desk, steps)
    fanOut.tell(steps, woken, now, spellingOnly ? 'programs' : 'all')
    return { published, woken, committed, effects }
  }
  return (work, acting) => {
    const faultsBefore = begin()
    const now = clock.moment()
    const made = unlessTriedOut(() => db.transaction(() => within(work, acting, now)))
    if (made instanceof TriedOut) return made.effects
    publisher.committed(made.published)
    reminders.committed(made.woken)
    made.committed()
    done(made.published, faultsBefore)
    return made.effects
  }
}

/** What moves, is called off or comes back is no matter of spelling. */
function requireSpelling({ steps }: Published): void {
  const types = new Set(steps.flatMap(({ change }) => change.types))
  types.delete('talk.updated')
  if (types.size > 0) throw new Refusal({ code: 'not-only-spelling', types: [...types] })
}

function unlessTriedOut<T>(work: () => T): T | TriedOut {
  try {
    return work()
  } catch (error) {
    if (error instanceof TriedOut) return error
    throw error
  }
}
