import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { resolveDiary } from '../../src/talks/bundled-records.ts'
import { readDiary } from '../../src/talks/diary.ts'
import type { RecordsFile, TalkRecord } from '../../src/talks/record.ts'
import { FULL, file, good, REGISTER, read, reversed, talk } from './sample.ts'

describe('a resolved talk', () => {
  it('is the same, byte for byte, whatever the order of keys in the record', () => {
    const content = file([FULL], { series: { id: 's', title: 'S' }, parties: { us: { ...REGISTER.us, wikidata: 'Q30' } } })
    const one = readDiary([{ name: 'f', content }], REGISTER)
    const other = readDiary([{ name: 'f', content: reversed(content) }], reversed(REGISTER) as typeof REGISTER)
    expect(one.problems).toEqual([])
    expect(JSON.stringify(other.talks)).toBe(JSON.stringify(one.talks))
  })

  it('is the same when its fields come in any order at all', () => {
    const expected = JSON.stringify(good(FULL))
    fc.assert(
      fc.property(fc.shuffledSubarray(Object.keys(FULL), { minLength: Object.keys(FULL).length }), (keys) => {
        const record = Object.fromEntries(keys.map((key) => [key, FULL[key as keyof TalkRecord]])) as unknown as TalkRecord
        expect(JSON.stringify(good(record))).toBe(expected)
      }),
    )
  })

  it('shares nothing with the record that could be altered later', () => {
    const record = structuredClone(FULL)
    const [resolved] = resolveDiary([file([record]) as unknown as RecordsFile], REGISTER).talks
    const before = JSON.stringify(resolved)
    for (const list of [record.topics, record.sources, record.parties, record.links, record.sources[0]?.supports])
      (list as unknown[]).length = 0
    Object.assign(record.place as object, { city: 'Bern' })
    Object.assign(record.languages as object, { it: { title: 'x' } })
    expect(JSON.stringify(resolved)).toBe(before)
  })

  it('is what records that were checked before give, too', () => {
    const files = [
      file([FULL], { series: { id: 's', title: 'S' } }),
      file([talk({ id: 'b' })], { parties: { us: { name: 'USA', kind: 'state' } } }),
    ]
    const checked = read(...files)
    expect(checked.problems).toEqual([])
    expect(JSON.stringify(resolveDiary(files as unknown as RecordsFile[], REGISTER).talks)).toBe(JSON.stringify(checked.talks))
  })

  it('leaves the records as they were', () => {
    const content = file([FULL, { ...talk({ id: 'b' }), when: 'x' }], { parties: { who: { name: 'WHO', kind: 'organisation' } } })
    const before = structuredClone(content)
    read(content)
    expect(content).toEqual(before)
  })
})

describe('what must not leave', () => {
  const secret = { name: 'Deep Throat', organisation: 'Garage', email: 'deep@throat.example', phone: '+1 202 555 0100' }

  it('is a contact that is not public: nothing of it is in the resolved talk', () => {
    const resolved = good(talk({ contact: { ...secret, public: false } }))
    expect(resolved).not.toHaveProperty('contact')
    for (const word of Object.values(secret)) expect(JSON.stringify(resolved)).not.toContain(word)
  })

  it('is not a public contact, which says nothing of being public', () => {
    expect(good(talk({ contact: { ...secret, public: true } })).contact).toEqual(secret)
  })

  it('is an embargo: it stands beside the talk, not in it', () => {
    const embargoUntil = '2022-01-05T10:00:00+01:00'
    const { talks, embargoes, problems } = read(file([talk({ embargoUntil }), talk({ id: 'open' })]))
    expect(problems).toEqual([])
    expect(JSON.stringify(talks)).not.toContain('embargo')
    expect(JSON.stringify(talks)).not.toContain(embargoUntil)
    expect([...embargoes]).toEqual([['us-russia-1', embargoUntil]])
  })

  it('does not leave by way of records that were checked before, either', () => {
    const embargoUntil = '2022-01-05T10:00:00Z'
    const record = talk({ contact: { ...secret, public: false }, embargoUntil })
    const { talks, embargoes } = resolveDiary([file([record]) as unknown as RecordsFile], REGISTER)
    expect(JSON.stringify(talks)).not.toContain('embargo')
    expect(JSON.stringify(talks)).not.toContain(secret.name)
    expect([...embargoes]).toEqual([['us-russia-1', embargoUntil]])
  })
})
