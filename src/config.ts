// Every setting, its default and its check.
import * as z from 'zod/mini'
import { isZone } from './talks/zone.ts'
import { type Networks, parseNetworks } from './web/client-address.ts'
import { type Allowed, parseAllowed } from './webhooks/endpoints/address.ts'

/** Settings whose values are shown nowhere. */
const SECRETS: readonly string[] = ['ADMIN_TOKEN', 'SECRET_KEY', 'OUTGOING_PROXY']

/** What is asked of the settings: made when they are read, which a Worker that has the answer kept does not. */
function makeSettings() {
  const text = z.string().check(z.trim(), z.minLength(1, 'must not be blank'))
  const origin = z
    .string()
    .check(z.refine(isOrigin, 'must be http:// or https://, a host, perhaps a port and a path, with neither query nor slash at its end'))
  const domain = z
    .string()
    .check(
      z.maxLength(253, 'must be at most 253 characters long'),
      z.regex(/^[a-z0-9-]+(\.[a-z0-9-]+)*$/, 'must be a domain name in lower case, such as parley.example'),
    )
  const port = z.pipe(
    z.string().check(z.refine((value) => /^\d{1,5}$/.test(value) && Number(value) <= 65_535, 'must be a number from 0 to 65535')),
    z.transform(Number),
  )

  const seconds = z.pipe(
    z.string().check(z.refine((value) => /^\d{1,4}$/.test(value) && Number(value) <= 3600, 'must be a number of seconds from 0 to 3600')),
    z.transform(Number),
  )

  return z.object({
    /** Address to listen on. */
    HOST: z._default(text, '127.0.0.1'),
    /** 0 takes any free port. */
    PORT: z._default(port, 8787),
    /** For how many seconds a connection with nothing to do stays open: longer than a balancer in front keeps it. */
    KEEP_ALIVE: z._default(seconds, 75),
    /** Where people reach the desk; default http://HOST:PORT. */
    PUBLIC_URL: z.optional(origin),
    /** Domain of the UIDs, kept in the database at first start. */
    DOMAIN: z.optional(domain),
    /** File of the log, or `:memory:`. */
    DATABASE: z._default(text, 'data/parley.db'),
    /** Module, JSON file or folder of records; default the project's own. */
    EVENTS: z.optional(text),
    /** What to do when all records are gone: `keep` what stands, or `publish` that nothing is left. */
    EMPTY_DIARY: z._default(z.enum(['keep', 'publish'], 'must be keep or publish'), 'keep'),
    /** Lets its bearer register and read every endpoint. */
    ADMIN_TOKEN: z.optional(secret(16)),
    /** Who may register an endpoint: the operator, or anyone who then verifies it. */
    REGISTRATION: z._default(z.enum(['closed', 'open'], 'must be closed or open'), 'closed'),
    /** Encrypts the signing secrets in the database. */
    SECRET_KEY: z.optional(secret(32)),
    /** Host names, addresses and networks that messages may go to although they are not public. */
    ALLOW_ADDRESSES: z.optional(z.pipe(text, z.transform(readAllowed))),
    /** Forward proxy through which messages go out, with user and password if it asks for them. */
    OUTGOING_PROXY: z.optional(
      z.pipe(
        z
          .string()
          .check(
            z.refine(
              isProxy,
              'must be http:// or https://, perhaps user:password@, a host and perhaps a port, such as http://proxy.example:3128',
            ),
          ),
        z.transform((value) => new URL(value)),
      ),
    ),
    /** Addresses and networks of servers in front, which are believed what they say of where a request came from. */
    TRUSTED_PROXIES: z.optional(z.pipe(text, z.transform(readTrusted))),
    /** Where readers reach the editors: an e-mail address or an https address. */
    CONTACT: z.optional(
      z.string().check(z.refine(isContact, 'must be an e-mail address such as desk@diary.example, or an https:// address')),
    ),
    /** Whether readers may follow with their browsers, by Web Push; that needs CONTACT, too. */
    FOLLOW: z._default(z.enum(['on', 'off'], 'must be on or off'), 'on'),
    /** Zone of leads in days, where neither an endpoint nor a talk has one. */
    ZONE: z._default(text.check(z.refine(isZone, 'must be a name of the IANA time zone database, such as Europe/Zurich')), 'UTC'),
    /** The time that the desk's clock shows when it starts, instead of the real one; it then runs at real pace. */
    CLOCK_FROM: z.optional(z.iso.datetime({ offset: true, error: 'must be a moment with its offset, such as 2022-01-05T09:00:00Z' })),
  })
}

let made: ReturnType<typeof makeSettings> | undefined

export type Config = z.infer<ReturnType<typeof makeSettings>>

/** Reads the settings from an environment; an empty one counts as not set. Throws a `ConfigError` with all the problems. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  made ??= makeSettings()
  const result = made.safeParse(given)
  if (result.success) return result.data
  const lines = result.error.issues.map(
    ({ path, message }) =>
      `  ${path.join('.')} ${message}; it is ${SECRETS.includes(String(path[0])) ? 'not shown here' : JSON.stringify(given[String(path[0])])}`,
  )
  throw new ConfigError(`Settings that cannot be used:\n${lines.join('\n')}`)
}

export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

function secret(shortest: number) {
  return z
    .string()
    .check(
      z.regex(
        new RegExp(`^[\\x21-\\x7e]{${shortest},}$`),
        `must be at least ${shortest} characters, without blanks, such as "openssl rand -hex 32" prints`,
      ),
    )
}

/** How push services reach the operator; `null` where nobody can follow, since there is no way that reaches anyone from outside. */
export function followContact({ FOLLOW, CONTACT }: Pick<Config, 'FOLLOW' | 'CONTACT'>): string | null {
  if (FOLLOW === 'off' || CONTACT === undefined) return null
  const host = CONTACT.startsWith('https:') ? new URL(CONTACT).hostname : CONTACT.slice(CONTACT.indexOf('@') + 1)
  return /(?:^|\.)(?:localhost|local|internal|invalid|test|home\.arpa|\d+|\[.*\])$/i.test(host) ? null : CONTACT
}

function isContact(value: string): boolean {
  return value.length <= 254 && (/^[^\s@"<>]+@[^\s@"<>.]+(\.[^\s@"<>.]+)+$/.test(value) || /^https:\/\/[^\s"<>]+$/.test(value))
}

function readAllowed(value: string, payload: z.core.ParsePayload): Allowed {
  const allowed = parseAllowed(value)
  if (!('wrong' in allowed)) return allowed
  const message = `must be host names, addresses or networks such as 10.0.0.0/8, separated by commas; ${JSON.stringify(allowed.wrong)} is none`
  payload.issues.push({ code: 'custom', input: value, message })
  return z.NEVER
}

function readTrusted(value: string, payload: z.core.ParsePayload): Networks {
  const trusted = parseNetworks(value)
  if (!('wrong' in trusted)) return trusted
  const message = `must be addresses or networks such as 127.0.0.1 or 10.0.0.0/8, separated by commas; ${JSON.stringify(trusted.wrong)} is none`
  payload.issues.push({ code: 'custom', input: value, message })
  return z.NEVER
}

function isProxy(value: string): boolean {
  const url = /^https?:\/\/[\x21-\x7e]+$/.test(value) ? URL.parse(value) : null
  if (url === null || url.pathname !== '/' || url.search !== '' || url.hash !== '') return false
  try {
    return decodeURIComponent(url.username + url.password) !== null
  } catch {
    return false
  }
}

function isOrigin(value: string): boolean {
  if (!/^https?:\/\/[\x21-\x7e]+$/.test(value) || !URL.canParse(value)) return false
  const { username, password, search, hash } = new URL(value)
  return username === '' && password === '' && search === '' && hash === '' && !/[/?#]$/.test(value)
}
