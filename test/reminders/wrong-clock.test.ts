// A clock that is wrong for a while, and is set right: what is still to come is told when it is due.
import { describe, expect, it } from 'vitest'
import { createSetClock } from '../../src/runtime/clock.ts'
import { openNode } from '../../src/sqlite/driver.node.ts'
import { NODE_BOUNDS } from '../../src/webhooks/deliveries/bounds.ts'
import { desk, diary, record } from '../make.ts'

const HOUR = 3_600_000
const START = Date.parse('2022-01-10T10:00:00Z')

async function lived(times: readonly number[], again = false): Promise<string[]> {
  const db = openNode(':memory:')
  const clock = createSetClock(START - 100 * HOUR, Date.now)
  const told: string[] = []
  const start = () =>
    desk(diary([record({ when: '2022-01-10T10:00', zone: 'UTC' })]), {
      db,
      options: {
        clock,
        sending: {
          bounds: NODE_BOUNDS,
          send: async ({ body }) => {
            const { data } = JSON.parse(new TextDecoder().decode(body as Uint8Array))
            if (data.reminder) told.push(`${data.reminder.lead} at ${(clock.now() - START) / HOUR} h`)
            return { status: 204, retryAfter: null, answer: '' }
          },
        },
      },
    })
  let made = start()
  await made.owner.register({ url: 'https://hooks.example/', leads: ['P2D', 'P1D', 'PT1H'] }, 'operator')
  for (const at of times) {
    clock.set(START + at * HOUR)
    if (again) made = start()
    made.wake()
    await made.idle()
  }
  return told
}

describe.each([false, true])('a wrong clock (the desk is started anew each time: %s)', (again) => {
  it('that was ahead of all, and is set right, skips nothing that is still to come', async () => {
    expect(await lived([-90, 500, -80, -48, -24, -1], again)).toEqual(['P2D at -48 h', 'P1D at -24 h', 'PT1H at -1 h'])
  })

  it('that was ahead within a lead tells once', async () => {
    expect(await lived([-90, -47.9, -80, -48, -24, -1], again)).toEqual(['P2D at -47.9 h', 'P1D at -24 h', 'PT1H at -1 h'])
  })

  it('that was behind tells what is due when it is set right, where that is not stale', async () => {
    expect(await lived([-90, -200, -47, -24, -1], again)).toEqual(['P2D at -47 h', 'P1D at -24 h', 'PT1H at -1 h'])
  })
})
