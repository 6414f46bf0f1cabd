import { describe, expect, it } from 'vitest'
import { toSecureAddress } from '../../src/web/secure-address.ts'

const SITE = 'https://parley.example'

describe('a request in the clear', () => {
  it.each([
    ['http://parley.example/parties/nato.ics?alarm=P1D', 'GET', 301, `${SITE}/parties/nato.ics?alarm=P1D`],
    ['http://parley.example/calendar.ics', 'HEAD', 301, `${SITE}/calendar.ics`],
    ['http://parley.example:80/', 'GET', 301, `${SITE}/`],
    ['http://parley.example/api/endpoints', 'POST', 308, `${SITE}/api/endpoints`],
  ])('is led to the address of the desk: %s', (url, method, status, location) => {
    const answer = toSecureAddress(new Request(url, { method }), SITE)
    expect([answer?.status, answer?.headers.get('location')]).toEqual([status, location])
  })

  it.each([
    [`${SITE}/calendar.ics`, SITE],
    ['http://localhost:8787/calendar.ics', 'http://localhost:8787'],
    ['http://localhost:8787/calendar.ics', undefined],
    ['http://elsewhere.example/calendar.ics', SITE],
  ])('is answered where that came the right way, or is not the desk’s: %s', (url, publicUrl) => {
    expect(toSecureAddress(new Request(url), publicUrl)).toBeNull()
  })
})
