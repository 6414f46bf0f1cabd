// Records that are edited while they are watched: what is given on, and when.
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Diary } from '../../src/talks/diary.ts'
import type { Read } from '../../src/talks/read-apart.node.ts'
import { type RecordsWatch, watchRecords } from '../../src/talks/watch-records.node.ts'
import { file, read, talk } from './sample.ts'

const EVERY = 5
const KEEPS_FOR = 60_000

let folder: string
let watch: RecordsWatch | null = null
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-watch-'))
})
afterEach(() => {
  watch?.stop()
  rmSync(folder, { recursive: true })
})

/** A watch over a file; what is read off it is what was put there last, and the clock stands still. */
function set(first: Diary) {
  const path = join(folder, 'talks.json')
  let [now, saved, reads, looks] = [0, 0, 0, 0]
  let content = () => first
  const readOf = (diary: Diary): Read => ({
    diary,
    digest: JSON.stringify([diary.talks, [...diary.broken.ids], diary.broken.unreadable]),
    files: [path],
  })
  const given: Diary[] = []
  let paused = false
  const save = (next: Diary | (() => Diary), how: (path: string, text: string) => void = writeFileSync) => {
    content = typeof next === 'function' ? next : () => next
    how(path, `${saved++}`)
  }
  save(first)
  watch = watchRecords(
    {
      path,
      read: async () => {
        reads++
        return readOf(content())
      },
      onChange: (diary) => void given.push(diary),
      isPaused() {
        looks++
        return paused
      },
      steady: () => now,
      onFault(error) {
        throw error
      },
      every: EVERY,
      keepsFor: KEEPS_FOR,
    },
    readOf(first),
  )
  return {
    given,
    save,
    pause(is: boolean) {
      paused = is
    },
    reads: () => reads,
    pass(millis: number) {
      now += millis
    },
    /** Lets it look many times. */
    async look() {
      const until = looks + 7
      while (looks < until) await new Promise((resolve) => setTimeout(resolve, EVERY))
    },
    ids: () =>
      given.map(({ talks }) =>
        talks
          .map(({ id }) => id)
          .sort()
          .join(' '),
      ),
  }
}

const diary = (...ids: string[]): Diary => read(file(ids.map((id) => talk({ id }))))
const secret = (id: string): Diary => read(file([talk({ id: 'a' }), talk({ id, embargoUntil: '2022-01-09T00:00:00Z' })]))

describe('records that are watched', () => {
  it('are not read again while nothing is saved', async () => {
    const { look, reads, given } = set(diary('a'))
    await look()
    expect([reads(), given]).toEqual([0, []])
  })

  it('are given on once, when they were read twice alike', async () => {
    const { save, look, ids, reads } = set(diary('a'))
    save(diary('a', 'b'))
    await look()
    expect([ids(), reads()]).toEqual([['a b'], 2])
  })

  it('are noticed where an editor saves by renaming', async () => {
    const { save, look, ids } = set(diary('a'))
    save(diary('a', 'b'), (path, text) => {
      writeFileSync(`${path}~`, text)
      renameSync(`${path}~`, path)
    })
    await look()
    expect(ids()).toEqual(['a b'])
  })

  it('are not given on while each reading differs', async () => {
    const { save, look, ids } = set(diary('a'))
    let count = 0
    save(() => diary('a', `b-${count++}`))
    await look()
    expect(ids()).toEqual([])
    save(diary('a', 'c'))
    await look()
    expect(ids()).toEqual(['a c'])
  })

  it('are passed over where a save changes nothing', async () => {
    const { save, look, ids, reads } = set(diary('a'))
    save(diary('a'))
    await look()
    expect([ids(), reads()]).toEqual([[], 1])
  })

  it('keep a talk that is gone for a minute, and what else changed is given on at once', async () => {
    const { save, look, ids, pass, reads } = set(diary('a', 'b'))
    save(diary('a', 'c'))
    await look()
    expect(ids()).toEqual(['a b c'])
    const before = reads()
    pass(KEEPS_FOR - 1)
    await look()
    expect([ids(), reads()]).toEqual([['a b c'], before])
    pass(1)
    await look()
    expect(ids()).toEqual(['a b c', 'a c'])
    await look()
    expect(ids()).toHaveLength(2)
  })

  it('count the minute of each talk from when it was gone, whatever else is saved', async () => {
    const { save, look, ids, pass } = set(diary('a', 'b', 'c'))
    save(diary('a', 'b'))
    await look()
    pass(KEEPS_FOR / 2)
    save(diary('a'))
    await look()
    pass(KEEPS_FOR / 2)
    await look()
    expect(ids()).toEqual(['a b c', 'a b c', 'a b'])
    pass(KEEPS_FOR / 2)
    await look()
    expect(ids().at(-1)).toBe('a')
  })

  it('do not withdraw a talk that came back within the minute', async () => {
    const { save, look, ids, pass } = set(diary('a', 'b'))
    save(diary('a'))
    await look()
    save(diary('a', 'b'))
    await look()
    pass(KEEPS_FOR * 2)
    await look()
    expect(new Set(ids())).toEqual(new Set(['a b']))
  })

  it('keep a talk secret that is gone while it is', async () => {
    const { save, look, given } = set(secret('b'))
    save(diary('a'))
    await look()
    expect(given.map(({ embargoes }) => [...embargoes])).toEqual([[['b', '2022-01-09T00:00:00Z']]])
  })

  it('are given on with what is wrong with them, and nothing is gone that could not be read', async () => {
    const { save, look, given, pass } = set(diary('a', 'b'))
    save(read('no records'))
    await look()
    expect(given.map(({ talks, broken }) => [talks.length, broken.unreadable])).toEqual([[0, true]])
    pass(KEEPS_FOR * 2)
    save(diary('a'))
    await look()
    // Only now is it known that one is gone.
    expect(given.at(-1)?.talks.map(({ id }) => id)).toEqual(['a', 'b'])
    pass(KEEPS_FOR)
    await look()
    expect(given.at(-1)?.talks.map(({ id }) => id)).toEqual(['a'])
  })

  it('are left alone while the desk is frozen, and read after that', async () => {
    const { save, look, ids, pause } = set(diary('a'))
    pause(true)
    save(diary('a', 'b'))
    await look()
    expect(ids()).toEqual([])
    pause(false)
    await look()
    expect(ids()).toEqual(['a b'])
  })
})
