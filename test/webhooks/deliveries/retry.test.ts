import { describe, expect, it } from 'vitest'
import { type Reply, verdictOn } from '../../../src/webhooks/deliveries/retry.ts'

describe('the verdict', () => {
  const NOW = Date.parse('2022-01-05T12:00:00Z')
  const [SECOND, MINUTE, HOUR, DAY] = [1000, 60_000, 3_600_000, 86_400_000]
  const status = (code: number, retryAfter: string | null = null): Reply => ({ status: code, retryAfter, answer: '' })
  const asked = (retryAfter: string): Reply => status(429, retryAfter)
  const retry = (inMillis: number, retryAfter: number | null = null) => ({ kind: 'retry', inMillis, retryAfter })

  it.each([
    ['200', status(200), { kind: 'delivered' }],
    ['204', status(204), { kind: 'delivered' }],
    ['299', status(299), { kind: 'delivered' }],
    ['304', status(304), retry(5 * SECOND)],
    ['302', status(302), retry(5 * SECOND)],
    ['400', status(400), retry(5 * SECOND)],
    ['410', status(410), { kind: 'gone' }],
    ['500', status(500), retry(5 * SECOND)],
    ['no answer', { error: 'timeout', detail: '' } as Reply, retry(5 * SECOND)],
    ['a forbidden address', { error: 'address', detail: '' } as Reply, retry(5 * SECOND)],
    ['Retry-After: 30', asked('30'), retry(30 * SECOND, 30 * SECOND)],
    ['Retry-After: 1, less than the plan', asked('1'), retry(5 * SECOND, SECOND)],
    ['Retry-After: 0', asked('0'), retry(5 * SECOND, 0)],
    ['Retry-After: -1', asked('-1'), retry(5 * SECOND)],
    ['Retry-After: soon', asked('soon'), retry(5 * SECOND)],
    ['Retry-After: 1.5', asked('1.5'), retry(5 * SECOND)],
    ['Retry-After: 1e9', asked('1e9'), retry(5 * SECOND)],
    ['Retry-After: the year 9999', asked('Fri, 31 Dec 9999 23:59:59 GMT'), retry(DAY, Date.parse('9999-12-31T23:59:59Z') - NOW)],
    ['Retry-After: more seconds than there are', asked('99999999999999999999'), retry(5 * SECOND)],
    ['Retry-After: 9999999999', asked('9999999999'), retry(DAY, 9_999_999_999 * SECOND)],
    ['Retry-After: in ten minutes', asked('Wed, 05 Jan 2022 12:10:00 GMT'), retry(10 * MINUTE, 10 * MINUTE)],
    ['Retry-After: long ago', asked('Wed, 05 Jan 2011 12:10:00 GMT'), retry(5 * SECOND)],
    ['Retry-After: a day that there is not', asked('Wed, 45 Jan 2022 12:10:00 GMT'), retry(5 * SECOND)],
    ['Retry-After of a 503', status(503, '60'), retry(MINUTE, MINUTE)],
  ])('on %s is as planned', (_, reply, verdict) => {
    expect(verdictOn(reply, 'change', 1, 0, NOW)).toEqual(verdict)
  })

  it('retries a change ten times, over three days and a half', () => {
    const waits = Array.from({ length: 10 }, (_, index) => verdictOn(status(500), 'change', index + 1, 0, NOW))
    expect(waits).toEqual(
      [5 * SECOND, MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, DAY].map((wait) => retry(wait)),
    )
    expect(verdictOn(status(500), 'change', 11, 0, NOW)).toEqual({ kind: 'exhausted' })
  })

  it('retries a reminder for as long as it lasts, every ten minutes at last', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 100].map((tries) => verdictOn(status(500), 'reminder', tries, 0, NOW))
    expect(waits).toEqual(
      [5 * SECOND, 15 * SECOND, 45 * SECOND, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 10 * MINUTE, 10 * MINUTE].map((wait) => retry(wait)),
    )
    expect(verdictOn(asked('86400'), 'reminder', 1, 0, NOW)).toEqual(retry(10 * MINUTE, DAY))
  })

  it('adds up to a fifth to each wait', () => {
    expect(verdictOn(status(500), 'change', 2, 1, NOW)).toEqual(retry(72 * SECOND))
    expect(verdictOn(status(500), 'change', 2, 0.5, NOW)).toEqual(retry(66 * SECOND))
  })
})
