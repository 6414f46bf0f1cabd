import { describe, expect, it } from 'vitest'
import type { Citation } from '../../src/talks/record.ts'
import { cited } from './sample.ts'
import { expectHelpful, problemsOf } from './spoilt.ts'

describe('a status', () => {
  const official = (more: Partial<Citation> = {}): Citation[] => [
    ...cited(['when', 'parties', 'status']),
    { source: 'ministry', supports: ['when'], ...more },
  ]

  it('is confirmed only if an official source supports when', () => {
    expect(problemsOf({ status: 'confirmed', sources: official() })).toEqual([])
    expect(problemsOf({ status: 'confirmed', sources: official({ stance: 'confirms' }) })).toEqual([])
  })

  it.each<[string, Citation[]]>([
    ['only one that is not official does', cited(['when', 'parties', 'status'])],
    ['the official one supports something else', official({ supports: ['status', 'parties'] })],
    ['the official one denies it', official({ stance: 'denies' })],
  ])('is not confirmed if %s', (_, sources) => {
    const problems = problemsOf({ status: 'confirmed', sources })
    expect(problems).toEqual([expect.objectContaining({ field: 'status', message: expect.stringContaining('official') })])
    expectHelpful(problems)
  })

  it.each(['2022-01-10', '2022-01-10~', '2022-01-10?', '2022-01-10/2022-01-12', '2022-01-10/', '2022-01-10T09:30'])(
    'is not postponed while the date is %s',
    (when) => {
      const problems = problemsOf({ status: 'postponed', when, zone: 'Europe/Zurich' })
      expect(problems).toEqual([expect.objectContaining({ field: 'when', message: expect.stringContaining(when) })])
      expectHelpful(problems)
    },
  )

  it.each(['unknown', '[2022-01-10..2022-01-14]', '[..2022-01-31]', '[2022-01-10..]', '2022-01', '2022~'])(
    'is postponed when the date is %s',
    (when) => {
      expect(problemsOf({ status: 'postponed', when })).toEqual([])
    },
  )

  it.each(['planned', 'cancelled', 'held'] as const)('is %s with a day and without an official source', (status) => {
    expect(problemsOf({ status })).toEqual([])
  })
})
