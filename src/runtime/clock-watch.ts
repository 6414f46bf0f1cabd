// Whether the machine's clock was set, or stood still while the machine slept: it then differs from one that only counts.

export interface ClockWatch {
  /** Looks, and calls back where the clock has jumped since it last looked. */
  look(): void
}

/** What a clock that is kept right by and by may drift between two looks: milliseconds. */
const DRIFT = 2000

/** `wall` and `steady` in milliseconds; `onJump` is told by how much the wall clock was put forward, or back (negative). */
export function createClockWatch(wall: () => number, steady: () => number, onJump: (millis: number) => void): ClockWatch {
  let difference = wall() - steady()
  return {
    look() {
      const jump = wall() - steady() - difference
      if (Math.abs(jump) <= DRIFT) return
      difference += jump
      onJump(jump)
    },
  }
}
