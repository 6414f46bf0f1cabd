// When the dispatcher takes its next turn: as soon as it can, or in a while. Only "as soon as it can" moves a planned turn.

export interface TurnTimer {
  now(): void
  in(millis: number): void
  cancel(): void
}

export function createTurnTimer(takeTurn: () => void): TurnTimer {
  let planned: { timer: ReturnType<typeof setTimeout>; soon: boolean } | null = null
  const cancel = () => {
    if (planned !== null) clearTimeout(planned.timer)
    planned = null
  }
  const plan = (millis: number) => {
    if (planned !== null && (planned.soon || millis > 0)) return
    cancel()
    planned = { timer: setTimeout(takeTurn, millis), soon: millis === 0 }
  }
  return { now: () => plan(0), in: plan, cancel }
}
