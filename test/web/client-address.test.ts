import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clientAt, clientOf, type Networks, parseNetworks, UNKNOWN } from '../../src/web/client-address.ts'

const networks = (text: string): Networks => parseNetworks(text) as Networks
const PROXIES = networks('127.0.0.1, 10.0.0.0/8, 2001:db8:ffff::/48')
const NOBODY = networks('')

describe('the client of a request', () => {
  it.each<[why: string, peer: string | undefined, forwardedFor: string | undefined, client: string]>([
    ['a peer', '203.0.113.7', undefined, '203.0.113.7'],
    ['a peer that is no proxy, whatever it says', '203.0.113.7', '198.51.100.1', '203.0.113.7'],
    ['whom a proxy names', '127.0.0.1', '198.51.100.1', '198.51.100.1'],
    ['the rightmost, since the client wrote what is left of it', '127.0.0.1', '1.1.1.1, 198.51.100.1', '198.51.100.1'],
    ['the rightmost that is no proxy', '127.0.0.1', '1.1.1.1, 198.51.100.1, 10.1.2.3', '198.51.100.1'],
    ['the first of a chain of proxies alone', '127.0.0.1', '10.9.9.9,10.1.2.3', '10.9.9.9'],
    ['a proxy that names none', '127.0.0.1', undefined, '127.0.0.1'],
    ['a proxy that names nothing that is an address', '127.0.0.1', '198.51.100.1, unknown', '127.0.0.1'],
    ['an inner proxy before which stands nonsense', '127.0.0.1', 'x, 10.1.2.3', '10.1.2.3'],
    ['a hop with its port', '127.0.0.1', '198.51.100.1:4711', '198.51.100.1'],
    ['a hop of IPv6 in brackets, with its port', '127.0.0.1', '[2001:db8:1:2::9]:4711', '2001:db8:1:2::/64'],
    ['a peer mapped into IPv6', '::ffff:203.0.113.7', undefined, '203.0.113.7'],
    ['a proxy mapped into IPv6', '::ffff:127.0.0.1', '::ffff:198.51.100.1', '198.51.100.1'],
    ['a proxy of IPv6', '2001:db8:ffff:1::1', '198.51.100.1', '198.51.100.1'],
    ['a peer with a zone', 'fe80::1%eth0', undefined, 'fe80::/64'],
    ['a connection that is gone', undefined, '198.51.100.1', UNKNOWN],
  ])('is %s', (_, peer, forwardedFor, client) => {
    expect(clientOf({ peer, forwardedFor }, PROXIES)).toBe(client)
  })

  it('is the peer where no proxy is named, and the same for all behind one', () => {
    fc.assert(
      fc.property(fc.string(), fc.ipV4(), (forwardedFor, peer) => {
        expect(clientOf({ peer, forwardedFor }, NOBODY)).toBe(peer)
      }),
    )
  })

  it('is nothing that whoever asks can choose', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string())), (claimed) => {
        const forwardedFor = [...claimed, '203.0.113.7'].join(', ')
        expect(clientOf({ peer: '127.0.0.1', forwardedFor }, PROXIES)).toBe('203.0.113.7')
      }),
    )
  })

  it('is one for all addresses of a /64, and another outside of it', () => {
    const part = fc.integer({ min: 0, max: 0xffff }).map((value) => value.toString(16))
    fc.assert(
      fc.property(fc.array(part, { minLength: 4, maxLength: 4 }), fc.array(part, { minLength: 4, maxLength: 4 }), (own, other) => {
        const at = (network: string) => clientAt(`2001:db8:${network}:${own.join(':')}`)
        expect(at('1:2')).toBe(clientAt(`2001:db8:1:2:${other.join(':')}`))
        expect(at('1:2')).not.toBe(at('1:3'))
      }),
    )
  })

  it('of the platform is the address that it names', () => {
    expect([clientAt('203.0.113.7'), clientAt('2001:db8::1'), clientAt(null), clientAt('nonsense')]).toEqual([
      '203.0.113.7',
      '2001:db8::/64',
      UNKNOWN,
      UNKNOWN,
    ])
  })
})

describe('the names of proxies', () => {
  it.each(['example.org', '10.0.0.0/33', '127.0.0.1, x', '127.1'])('cannot be %s', (text) => {
    expect(parseNetworks(text)).toHaveProperty('wrong')
  })
})
