// What keeps a desk awake on Node: a timer to the next due instant; cron, every minute, for when the timer was missed; and a
// look at the clock, for when it was set or the machine slept.
import { schedule } from 'node-cron'
import type { Wakeable } from './alarm-budget.ts'
import { createClockWatch } from './clock-watch.ts'
import type { Logger } from './logger.ts'

export interface Awake {
  start(desk: Wakeable): void
  /** Wakes the desk soon: once, however often it is asked for before. */
  soon(): void
  stop(): void
}

interface Options {
  log: Logger
  /** Milliseconds: the machine's clock, and one that only counts. */
  wall: () => number
  steady: () => number
  /** How often the clock is looked at, in milliseconds. */
  lookEvery?: number
}

const LONGEST_TIMER = 2 ** 31 - 1
const LOOK_EVERY = 5000

export function createAwake({ log, wall, steady, lookEvery = LOOK_EVERY }: Options): Awake {
  let timer: NodeJS.Timeout | undefined
  let desk: Wakeable | null = null
  let isSoon = false
  const wake = () => {
    if (!desk) return
    clearTimeout(timer)
    const next = desk.wake()
    if (next !== null) timer = setTimeout(wake, Math.min(Math.max(next - desk.clock.now(), 0), LONGEST_TIMER))
  }
  let cron = watchdog(wake, log)
  const watch = createClockWatch(wall, steady, (millis) => {
    log('warn', 'clock.jumped', { bySeconds: Math.round(millis / 1000) })
    // It counts from the time that was, and would be silent until that is reached again.
    void cron.destroy()
    cron = watchdog(wake, log)
    wake()
  })
  const looks = setInterval(watch.look, lookEvery).unref()
  return {
    start(given) {
      desk = given
      wake()
    },
    soon() {
      if (isSoon || !desk) return
      isSoon = true
      setImmediate(() => {
        isSoon = false
        wake()
      })
    },
    stop() {
      desk = null
      clearTimeout(timer)
      clearInterval(looks)
      void cron.destroy()
    },
  }
}

/** Minutes that were missed while the machine slept are nothing to tell of: the desk does all that is due at once. */
function watchdog(wake: () => void, log: Logger) {
  const say = (message: unknown) => log('warn', 'watchdog', { message: message instanceof Error ? message.message : String(message) })
  const logger = { info: say, warn: say, error: say, debug: () => {} }
  return schedule('* * * * *', wake, { timezone: 'UTC', noOverlap: true, suppressMissedWarning: true, logger })
}
