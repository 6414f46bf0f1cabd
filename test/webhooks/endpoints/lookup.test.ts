import type { LookupFunction } from 'node:net'
import { describe, expect, it } from 'vitest'
import { fairLookup } from '../../../src/webhooks/endpoints/lookup.node.ts'

type Callback = Parameters<LookupFunction>[2]

/** A system that answers when it is told to. */
function system() {
  const asked: { host: string; callback: Callback }[] = []
  const lookup = fairLookup((host, _options, callback) => void asked.push({ host, callback }))
  const answers: string[] = []
  return {
    answers,
    asked: () => asked.map(({ host }) => host),
    ask: (host: string) => lookup(host, { all: true }, (error) => answers.push(`${host} ${error ? 'failed' : 'found'}`)),
    answer(host: string, found: boolean) {
      const [one] = asked.splice(
        asked.findIndex((each) => each.host === host),
        1,
      )
      one?.callback(found ? null : new Error('not found'), found ? [{ address: '93.184.216.34', family: 4 }] : [])
    },
  }
}

describe('lookups', () => {
  it('of names that were never asked for share some places, and one that resolved before waits for none of them', () => {
    const made = system()
    made.ask('live.example')
    made.answer('live.example', true)
    for (let index = 0; index < 100; index++) made.ask(`dead-${index}.example`)
    expect(made.asked()).toHaveLength(8)
    made.ask('live.example')
    expect(made.asked().at(-1)).toBe('live.example')
    made.answer('live.example', true)
    for (let index = 0; index < 100; index++) made.answer(`dead-${index}.example`, false)
    expect(made.answers).toHaveLength(102)
  })

  it('of names that did not resolve share a few places, and others wait for none of them', () => {
    const made = system()
    for (let index = 0; index < 10; index++) made.ask(`dead-${index}.example`)
    for (let index = 0; index < 10; index++) made.answer(`dead-${index}.example`, false)
    for (let index = 0; index < 10; index++) made.ask(`dead-${index}.example`)
    expect(made.asked()).toHaveLength(4)
    made.ask('live.example')
    expect(made.asked().at(-1)).toBe('live.example')
    made.answer('live.example', true)
    expect(made.answers.at(-1)).toBe('live.example found')
  })

  it('are all answered in the end, and a name that resolves again is quick', () => {
    const made = system()
    for (let index = 0; index < 6; index++) made.ask(`name-${index}.example`)
    for (let index = 0; index < 6; index++) made.answer(`name-${index}.example`, false)
    for (let index = 0; index < 6; index++) made.ask(`name-${index}.example`)
    for (let index = 0; index < 6; index++) made.answer(`name-${index}.example`, true)
    expect(made.answers).toHaveLength(12)
    expect(made.asked()).toEqual([])
    for (let index = 0; index < 6; index++) made.ask(`name-${index}.example`)
    expect(made.asked()).toHaveLength(6)
  })
})
