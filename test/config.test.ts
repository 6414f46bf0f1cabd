import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Config, ConfigError, readConfig } from '../src/config.ts'
import { type Networks, parseNetworks } from '../src/web/client-address.ts'

const DEFAULTS: Config = {
  HOST: '127.0.0.1',
  PORT: 8787,
  KEEP_ALIVE: 75,
  DATABASE: 'data/parley.db',
  EMPTY_DIARY: 'keep',
  REGISTRATION: 'closed',
  FOLLOW: 'on',
  ZONE: 'UTC',
}
const SETTINGS = ['HOST', 'PORT', 'PUBLIC_URL', 'DOMAIN', 'DATABASE', 'EVENTS', 'EMPTY_DIARY', 'CLOCK_FROM'] as const

describe('readConfig', () => {
  it('has a default for whatever is not set, or none', () => {
    expect(readConfig({})).toEqual(DEFAULTS)
  })

  it('takes an empty setting for one that is not set', () => {
    expect(readConfig(Object.fromEntries(SETTINGS.map((name) => [name, ''])))).toEqual(DEFAULTS)
    expect(readConfig(Object.fromEntries(SETTINGS.map((name) => [name, undefined])))).toEqual(DEFAULTS)
  })

  it('leaves what else is in the environment alone', () => {
    expect(readConfig({ PATH: '/bin', PORT_: '1', port: '2', constructor: 'x' })).toEqual(DEFAULTS)
  })

  it.each<[name: string, value: string, read: Partial<Config>]>([
    ['HOST', '0.0.0.0', { HOST: '0.0.0.0' }],
    ['HOST', '::', { HOST: '::' }],
    ['HOST', 'localhost', { HOST: 'localhost' }],
    ['PORT', '0', { PORT: 0 }],
    ['PORT', '80', { PORT: 80 }],
    ['KEEP_ALIVE', '0', { KEEP_ALIVE: 0 }],
    ['KEEP_ALIVE', '620', { KEEP_ALIVE: 620 }],
    ['PORT', '65535', { PORT: 65_535 }],
    ['PUBLIC_URL', 'https://parley.example', { PUBLIC_URL: 'https://parley.example' }],
    ['PUBLIC_URL', 'http://127.0.0.1:8787', { PUBLIC_URL: 'http://127.0.0.1:8787' }],
    ['PUBLIC_URL', 'http://[::1]:8787', { PUBLIC_URL: 'http://[::1]:8787' }],
    ['PUBLIC_URL', 'https://example.org/diary', { PUBLIC_URL: 'https://example.org/diary' }],
    ['DOMAIN', 'parley.example', { DOMAIN: 'parley.example' }],
    ['DOMAIN', 'localhost', { DOMAIN: 'localhost' }],
    ['DOMAIN', 'xn--gesprche-4za.example', { DOMAIN: 'xn--gesprche-4za.example' }],
    ['DATABASE', ':memory:', { DATABASE: ':memory:' }],
    ['DATABASE', '/var/lib/parley/log.db', { DATABASE: '/var/lib/parley/log.db' }],
    ['EVENTS', 'events/index.ts', { EVENTS: 'events/index.ts' }],
    ['EMPTY_DIARY', 'publish', { EMPTY_DIARY: 'publish' }],
    ['EMPTY_DIARY', 'keep', { EMPTY_DIARY: 'keep', REGISTRATION: 'closed', ZONE: 'UTC' }],
    ['CONTACT', 'desk@diary.example', { CONTACT: 'desk@diary.example' }],
    ['CONTACT', 'https://diary.example/contact', { CONTACT: 'https://diary.example/contact' }],
    ['OUTGOING_PROXY', 'http://proxy.example:3128', { OUTGOING_PROXY: new URL('http://proxy.example:3128') }],
    ['OUTGOING_PROXY', 'https://user:p%40ss@proxy.example', { OUTGOING_PROXY: new URL('https://user:p%40ss@proxy.example') }],
    ['TRUSTED_PROXIES', '127.0.0.1, 10.0.0.0/8 ::1', { TRUSTED_PROXIES: parseNetworks('127.0.0.1 10.0.0.0/8 ::1') as Networks }],
    ['CLOCK_FROM', '2022-01-05T09:00:00Z', { CLOCK_FROM: '2022-01-05T09:00:00Z' }],
    ['CLOCK_FROM', '2022-01-05T10:00:00+01:00', { CLOCK_FROM: '2022-01-05T10:00:00+01:00' }],
  ])('reads %s=%s', (name, value, read) => {
    expect(readConfig({ [name]: value })).toEqual({ ...DEFAULTS, ...read })
  })

  it.each([
    ['HOST', ' '],
    ['KEEP_ALIVE', '3601'],
    ['KEEP_ALIVE', '-1'],
    ['KEEP_ALIVE', '1m'],
    ['PORT', '65536'],
    ['PORT', '99999'],
    ['PORT', '-1'],
    ['PORT', '80.5'],
    ['PORT', '8e3'],
    ['PORT', '0x50'],
    ['PORT', ' 80'],
    ['PORT', '80 '],
    ['PORT', '000080'],
    ['PORT', 'http'],
    ['PORT', '٨٠'],
    ['PUBLIC_URL', 'parley.example'],
    ['PUBLIC_URL', '//parley.example'],
    ['PUBLIC_URL', 'ftp://parley.example'],
    ['PUBLIC_URL', 'webcal://parley.example'],
    ['PUBLIC_URL', 'HTTPS://parley.example'],
    ['PUBLIC_URL', 'https://'],
    ['PUBLIC_URL', 'https://parley.example/'],
    ['PUBLIC_URL', 'https://parley.example/diary/'],
    ['PUBLIC_URL', 'https://parley.example?a=b'],
    ['PUBLIC_URL', 'https://parley.example?'],
    ['PUBLIC_URL', 'https://parley.example#a'],
    ['PUBLIC_URL', 'https://parley.example#'],
    ['PUBLIC_URL', 'https://a:b@parley.example'],
    ['PUBLIC_URL', 'https://a@parley.example'],
    ['PUBLIC_URL', 'https://parley.example:99999'],
    ['PUBLIC_URL', 'https://parley.example/a b'],
    ['PUBLIC_URL', 'https://parley.example\r\nX-Header: y'],
    ['PUBLIC_URL', 'https://zürich.example'],
    ['DOMAIN', 'Parley.example'],
    ['DOMAIN', 'parley.example.'],
    ['DOMAIN', '.parley.example'],
    ['DOMAIN', 'parley..example'],
    ['DOMAIN', 'parley_example'],
    ['DOMAIN', 'https://parley.example'],
    ['DOMAIN', 'parley.example:80'],
    ['DOMAIN', 'parley.example\n'],
    ['DOMAIN', 'zürich.example'],
    ['DOMAIN', 'a'.repeat(254)],
    ['DATABASE', ' '],
    ['EVENTS', '\t'],
    ['EMPTY_DIARY', 'Publish'],
    ['EMPTY_DIARY', 'yes'],
    ['CONTACT', 'the editors'],
    ['CONTACT', 'desk@localhost'],
    ['CONTACT', 'javascript:alert(1)'],
    ['TRUSTED_PROXIES', 'proxy.example'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['CLOCK_FROM', 'now'],
    ['CLOCK_FROM', '2022-01-05'],
    ['CLOCK_FROM', '2022-01-05T09:00:00'],
    ['CLOCK_FROM', '2022-02-29T09:00:00Z'],
    ['CLOCK_FROM', '2022-01-05 09:00:00Z'],
    ['CLOCK_FROM', '1641373200'],
  ])('refuses %s=%j, naming the setting, its value and what would be right', (name, value) => {
    const read = () => readConfig({ [name]: value })
    expect(read).toThrow(ConfigError)
    expect(read).toThrow(/^Settings that cannot be used:\n {2}/)
    expect(read).toThrow(new RegExp(`^ {2}${name} \\S`, 'm'))
    expect(read).toThrow(JSON.stringify(value))
  })

  it.each([
    ['ADMIN_TOKEN', 'short-secret'],
    ['SECRET_KEY', 'no blanks, please: not in any part of this secret'],
    ['OUTGOING_PROXY', 'secret.example:3128'],
    ['OUTGOING_PROXY', 'socks5://user:secret@proxy.example'],
    ['OUTGOING_PROXY', 'http://user:secret@proxy.example/path'],
    ['OUTGOING_PROXY', 'http://user:secret%zz@proxy.example'],
  ])('refuses %s=%j without showing it', (name, value) => {
    const read = () => readConfig({ [name]: value })
    expect(read).toThrow(new RegExp(`^Settings that cannot be used:\\n  ${name} must be .*; it is not shown here$`))
    expect(read).not.toThrow(/secret[^"]*$/)
  })

  it('names every wrong setting at once', () => {
    const read = () => readConfig({ PORT: 'x', DOMAIN: 'X', EMPTY_DIARY: 'x', CLOCK_FROM: 'x', PUBLIC_URL: 'x', HOST: '0.0.0.0' })
    for (const name of ['PORT', 'DOMAIN', 'EMPTY_DIARY', 'CLOCK_FROM', 'PUBLIC_URL']) expect(read).toThrow(new RegExp(`^ {2}${name} `, 'm'))
    expect(read).not.toThrow(/HOST/)
  })

  it('gives a configuration or says which settings are wrong, whatever they are', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...SETTINGS), fc.string({ unit: 'binary' })), (env) => {
        try {
          const config = readConfig(env)
          expect(config.PORT).toBeGreaterThanOrEqual(0)
          expect(config.PORT).toBeLessThanOrEqual(65_535)
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigError)
        }
      }),
    )
  })
})
