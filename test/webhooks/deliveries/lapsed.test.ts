// What becomes of a message between its lease and its sending, and of one that fails.
import { describe, expect, it } from 'vitest'
import { createSetClock } from '../../../src/runtime/clock.ts'
import { systemRandom } from '../../../src/runtime/random.ts'
import { openNode } from '../../../src/sqlite/driver.node.ts'
import { NODE_BOUNDS } from '../../../src/webhooks/deliveries/bounds.ts'
import type { Reply } from '../../../src/webhooks/deliveries/retry.ts'
import { desk, diary, record } from '../../make.ts'

const TALK = record({ when: '2022-01-10T10:00', zone: 'UTC' })
const BEGINS = Date.parse('2022-01-10T10:00:00Z')

/** A desk with one endpoint, about to remind of the talk. `whileSigned` happens after the lease, before the request. */
async function reminded(whileSigned: (made: ReturnType<typeof desk>, clock: ReturnType<typeof createSetClock>) => void) {
  const clock = createSetClock(BEGINS - 2 * 3_600_000, Date.now)
  const sent: string[] = []
  let signed = 0
  const db = openNode(':memory:')
  const made = desk(diary([TALK]), {
    db,
    options: {
      clock,
      sending: {
        send: async ({ headers }): Promise<Reply> => {
          sent.push(headers['webhook-id'] ?? '')
          return { status: 204, retryAfter: null, answer: '' }
        },
        sign: async () => {
          if (signed++ === 0) whileSigned(made, clock)
          return 'c2lnbmVk'
        },
        bounds: NODE_BOUNDS,
      },
    },
  })
  await made.owner.register({ url: 'https://hooks.example/', leads: ['PT1H'], types: ['talk.reminder'] }, 'operator')
  clock.set(BEGINS - 3_600_000)
  made.wake()
  await made.idle()
  return { made, db, sent }
}

describe('a reminder that was leased', () => {
  it('is expired where its talk begins before it is sent, and is counted so', async () => {
    const { made, db, sent } = await reminded((_, clock) => clock.set(BEGINS))
    expect(sent).toEqual([])
    expect(db.all('SELECT state FROM delivery')).toEqual([{ state: 'expired' }])
    expect(made.health().deliveries).toMatchObject({ expired: 1, obsolete: 0, waiting: 0 })
  })

  it('is obsolete where its talk moves before it is sent', async () => {
    const { made, db, sent } = await reminded((moving) => {
      moving.replace(diary([{ ...TALK, when: '2022-01-17T10:00' }]))
      moving.wake()
    })
    expect(sent).toEqual([])
    expect(db.all('SELECT state FROM delivery')).toEqual([{ state: 'obsolete' }])
    expect(made.health().deliveries).toMatchObject({ expired: 0, obsolete: 1, waiting: 0 })
  })

  it('is sent where nothing happens meanwhile', async () => {
    const { made, sent } = await reminded(() => {})
    expect(sent).toHaveLength(1)
    expect(made.health().deliveries).toMatchObject({ delivered: 1, expired: 0, obsolete: 0 })
  })
})

describe('a retry', () => {
  it.each([
    [0, 5000],
    [0.5, 5500],
    [0.999, 5999],
  ])('comes after 5 s, and as much later as the entry draws: %s', async (fraction, wait) => {
    const now = Date.parse('2022-01-05T12:00:00Z')
    const db = openNode(':memory:')
    const made = desk(diary([]), {
      db,
      options: {
        clock: createSetClock(now, () => now),
        random: { ...systemRandom, fraction: () => fraction },
        sending: { send: async () => ({ error: 'refused', detail: 'it is down' }), bounds: NODE_BOUNDS },
      },
    })
    await made.owner.register({ url: 'https://hooks.example/' }, 'operator')
    made.replace(diary([TALK]))
    made.wake()
    await made.idle()
    expect(db.all('SELECT due - ? AS wait FROM delivery', now)).toEqual([{ wait }])
  })
})
