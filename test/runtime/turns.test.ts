import { describe, expect, it } from 'vitest'
import { createTurns } from '../../src/runtime/turns.ts'

/** Turns with a clock that work moves on, and an event loop that goes on when it is told to. */
function made() {
  let now = 0
  const later: (() => void)[] = []
  const done: string[] = []
  const turns = createTurns(
    () => now,
    (work) => later.push(work),
  )
  return {
    done,
    ask: (client: string, name = client, takes = 1) =>
      turns.enter(client, () => {
        now += takes
        done.push(name)
      }),
    /** One turn of the event loop; answers how many pieces were done in it. */
    turn() {
      const before = done.length
      for (const work of later.splice(0)) work()
      return done.length - before
    },
    pass: (millis: number) => {
      now += millis
    },
  }
}

describe('turns', () => {
  it('do what is asked at once as long as little is', () => {
    const { ask, done } = made()
    for (const name of ['a', 'b', 'c']) ask(name)
    expect(done).toEqual(['a', 'b', 'c'])
  })

  it('leave what takes long for later, a little in each turn of the loop', () => {
    const { ask, turn, done } = made()
    for (let index = 0; index < 20; index++) ask('one', `${index}`)
    expect(done).toHaveLength(5)
    const each = [turn(), turn(), turn()]
    expect(each).toEqual([5, 5, 5])
    expect(done).toEqual(Array.from({ length: 20 }, (_, index) => `${index}`))
  })

  it('count what costs next to nothing, too', () => {
    const { ask, done } = made()
    for (let index = 0; index < 1000; index++) ask('one', `${index}`, 0)
    expect(done.length).toBeLessThan(50)
  })

  it('serve whoever asked little before those who ask on and on', () => {
    const { ask, turn, done } = made()
    for (let index = 0; index < 100; index++) ask(`greedy ${index % 4}`)
    turn()
    ask('modest')
    turn()
    expect(done).toContain('modest')
    expect(done.length).toBeLessThan(20)
  })

  it('forget in time who asked much', () => {
    const { ask, turn, pass, done } = made()
    for (let index = 0; index < 5; index++) ask('once greedy')
    turn()
    pass(60_000)
    for (let index = 0; index < 10; index++) ask('greedy now')
    ask('once greedy', 'again')
    turn()
    expect(done).toContain('again')
  })
})
