import { describe, expect, it } from 'vitest'
import { problemLine } from '../../src/talks/problem.ts'
import { file, read, SOURCES, talk } from './sample.ts'
import { problemsOf } from './spoilt.ts'

describe('a name that objects have by themselves', () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf']
  const own = (key: string, value: unknown): Record<string, unknown> => JSON.parse(`{${JSON.stringify(key)}:${JSON.stringify(value)}}`)

  it.each(names)('is not a party that everyone knows: %s', (id) => {
    const problems = problemsOf({ parties: [{ party: id }] })
    expect(problems).toEqual([expect.objectContaining({ field: 'parties.0.party', message: expect.stringContaining(id) })])
  })

  it.each(names)('is not a source that everyone knows: %s', (id) => {
    const problems = problemsOf({ sources: [...talk().sources, { source: id, supports: ['when'] }] })
    expect(problems).toEqual([expect.objectContaining({ field: 'sources.1.source', message: expect.stringContaining(id) })])
  })

  it.each(names)('is not a status: %s', (status) => {
    expect(problemsOf({ status })).toEqual([expect.objectContaining({ field: 'status' })])
  })

  it.each(names)('is not a field, and is named if a record has it: %s', (key) => {
    const raw = { ...talk() }
    Object.defineProperty(raw, key, { value: { title: 'x' }, enumerable: true })
    const { problems, talks } = read(file([raw]))
    expect(talks).toEqual([])
    expect(problems.map(problemLine).join()).toContain(`"${key}"`)
  })

  it.each(names)('is not a language, and is named if a record has it: %s', (key) => {
    const { problems, talks } = read(file([{ ...talk(), languages: own(key, { title: 'x' }) }]))
    expect(talks).toEqual([])
    expect(problems.map(problemLine).join()).toContain(key)
  })

  it('may be a party that a file defines, or is named as no id', () => {
    const party = { name: 'Constructors', kind: 'group' }
    const { problems, talks } = read(file([talk({ parties: [{ party: 'constructor' }] })], { parties: own('constructor', party) }))
    expect(problems).toEqual([])
    expect(talks[0]?.parties[0]).toMatchObject({ party: 'constructor', name: 'Constructors' })
    for (const id of ['__proto__', 'toString']) {
      const { problems, register } = read(file([], { parties: own(id, party) }))
      expect(problems).toEqual([expect.objectContaining({ field: `parties.${id}`, message: expect.stringContaining('not an id') })])
      expect(register.has(id)).toBe(false)
    }
    expect(Object.keys({})).toEqual([])
  })

  it.each(['constructor', '__proto__'])('may be a source that a file defines, or is named: %s', (id) => {
    const record = talk({ sources: [{ source: id, supports: ['when', 'parties'] }] })
    const { problems, talks } = read(file([record], { sources: own(id, SOURCES.story) }))
    if (problems.length === 0) expect(talks[0]?.sources).toEqual([{ source: id, ...SOURCES.story, supports: ['when', 'parties'] }])
    else expect(problems.map(problemLine).join()).toContain(id)
    expect(({} as Record<string, unknown>).title).toBeUndefined()
  })
})
