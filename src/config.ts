// Every setting, its default and its check.
import { IANAZone } from 'luxon'
import * as z from 'zod'
import { type Allowed, parseAllowed } from './webhooks/address.ts'

const text = z.string().trim().min(1, 'must not be blank')
const origin = z
  .string()
  .refine(isOrigin, 'must be http:// or https://, a host, perhaps a port and a path, with neither query nor slash at its end')
const domain = z
  .string()
  .max(253, 'must be at most 253 characters long')
  .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)*$/, 'must be a domain name in lower case, such as parley.example')

/** Settings whose values are shown nowhere. */
const SECRETS: readonly string[] = ['ADMIN_TOKEN', 'SECRET_KEY']

const Config = z.object({
  /** Address to listen on. */
  HOST: text.default('127.0.0.1'),
  /** 0 takes any free port. */
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'must be a number from 0 to 65535')
    .transform(Number)
    .refine((port) => port <= 65_535, 'must be a number from 0 to 65535')
    .default(8787),
  /** Where people reach the desk; default http://HOST:PORT. */
  PUBLIC_URL: origin.optional(),
  /** Domain of the UIDs, kept in the database at first start. */
  DOMAIN: domain.optional(),
  /** File of the log, or `:memory:`. */
  DATABASE: text.default('data/parley.db'),
  /** Module, JSON file or folder of records; default the project's own. */
  EVENTS: text.optional(),
  /** What to do when all records are gone: `keep` what stands, or `publish` that nothing is left. */
  EMPTY_DIARY: z.enum(['keep', 'publish'], 'must be keep or publish').default('keep'),
  /** Lets its bearer register and read every endpoint. */
  ADMIN_TOKEN: secret(16).optional(),
  /** Who may register an endpoint: the operator, or anyone who then verifies it. */
  REGISTRATION: z.enum(['closed', 'open'], 'must be closed or open').default('closed'),
  /** Encrypts the signing secrets in the database. */
  SECRET_KEY: secret(32).optional(),
  /** Host names, addresses and networks that messages may go to although they are not public. */
  ALLOW_ADDRESSES: text.transform(readAllowed).optional(),
  /** Zone of leads in days, where neither an endpoint nor a talk has one. */
  ZONE: text.refine(IANAZone.isValidZone, 'must be a name of the IANA time zone database, such as Europe/Zurich').default('UTC'),
  /** Another time for the desk to live at, from its start on, at real pace. */
  CLOCK_FROM: z.iso.datetime({ offset: true, error: 'must be a moment with its offset, such as 2022-01-05T09:00:00Z' }).optional(),
})

export type Config = z.infer<typeof Config>

/** Reads the settings out of an environment; an empty one counts as not set. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const result = Config.safeParse(given)
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
    .regex(
      new RegExp(`^[\\x21-\\x7e]{${shortest},}$`),
      `must be at least ${shortest} characters, without blanks, such as "openssl rand -hex 32" prints`,
    )
}

function readAllowed(value: string, context: z.RefinementCtx): Allowed {
  const allowed = parseAllowed(value)
  if (!('wrong' in allowed)) return allowed
  context.addIssue({
    code: 'custom',
    message: `must be host names, addresses or networks such as 10.0.0.0/8, separated by commas; ${JSON.stringify(allowed.wrong)} is none`,
  })
  return z.NEVER
}

function isOrigin(value: string): boolean {
  if (!/^https?:\/\/[\x21-\x7e]+$/.test(value) || !URL.canParse(value)) return false
  const { username, password, search, hash } = new URL(value)
  return username === '' && password === '' && search === '' && hash === '' && !/[/?#]$/.test(value)
}
