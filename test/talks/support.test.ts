import { describe, expect, it } from 'vitest'
import { cited, file, read, talk } from './sample.ts'
import { expectHelpful, fieldsOf, problemsOf } from './spoilt.ts'

describe('support', () => {
  const supportable: [string, object][] = [
    ['when', { when: '2022-01-10' }],
    ['place', { place: { city: 'Geneva' } }],
    ['topics', { topics: ['ukraine'] }],
    ['summary', { summary: 'x' }],
    ['level', { level: 'officials' }],
    ['format', { format: 'phone' }],
    ['links', { links: [{ url: 'https://a.example', title: 'A' }] }],
    ['contact', { contact: { name: 'A', public: true } }],
    ['access', { access: { note: 'x' } }],
    ['status', { status: 'cancelled' }],
  ]
  const others = (field: string) => ['when', 'parties'].filter((other) => other !== field)

  it.each(supportable)('is missing for %s: it is refused by name', (field, fields) => {
    const problems = problemsOf({ ...fields, sources: cited(others(field).length > 0 ? others(field) : ['said']) })
    expect(problems).toEqual([expect.objectContaining({ field, message: 'no source supports it' })])
    expectHelpful(problems)
  })

  it.each(supportable)('of one source is enough for %s', (field, fields) => {
    expect(problemsOf({ ...fields, sources: [...cited(others(field)), ...cited([field])] })).toEqual([])
  })

  it.each(supportable)('is not given to %s by a source that denies it', (field, fields) => {
    const denied = [...cited(others(field)), ...cited([field], { stance: 'denies', says: 'no' })]
    expect(problemsOf({ ...fields, sources: denied })).toEqual([expect.objectContaining({ field })])
    expect(problemsOf({ ...fields, sources: [...denied, ...cited([field])] })).toEqual([])
  })

  it.each(['confirmed', 'postponed', 'cancelled', 'held'] as const)('is needed for the status %s', (status) => {
    const fields = fieldsOf(read(file([talk({ status, when: 'unknown', sources: cited(['when', 'parties']) })])))
    expect(fields).toContain('status')
  })

  it('is not needed for the status planned, an unknown date, or an empty list', () => {
    expect(problemsOf({ status: 'planned', when: 'unknown', topics: [], links: [], sources: cited(['parties']) })).toEqual([])
  })

  it('of parties covers each, and of one party only that one', () => {
    expect(problemsOf({ sources: cited(['when', 'parties']) })).toEqual([])
    expect(problemsOf({ sources: cited(['when', 'parties.us', 'parties.ru']) })).toEqual([])
    expect(problemsOf({ sources: cited(['when', 'parties.us']) })).toEqual([expect.objectContaining({ field: 'parties.ru' })])
    expect(problemsOf({ sources: cited(['when']) }).map(({ field }) => field)).toEqual(['parties.us', 'parties.ru'])
  })

  it('of one party is not given by a source that denies it', () => {
    expect(problemsOf({ sources: [...cited(['when', 'parties.us']), ...cited(['parties.ru'], { stance: 'denies' })] })).toEqual([
      expect.objectContaining({ field: 'parties.ru' }),
    ])
  })
})
