// `token`: tokens of people and programs, made, listed and revoked in a desk's database while the desk runs.
import { createTokens, type Token, type Tokens } from '../editing/tokens.ts'
import { Fault } from '../runtime/faults.ts'
import { systemRandom } from '../runtime/random.ts'
import { quoted } from '../talks/quoting.ts'
import { instantText } from '../talks/time.ts'
import { TokenBody } from '../web/api/tokens.ts'
import { fieldProblems } from '../web/request-body.ts'
import { withDatabase } from './database.node.ts'
import { parseOptions, UsageError } from './options.node.ts'

const HELP = `Usage: npm run -s parley -- token make NAME --scope SCOPE [--scope SCOPE …] [--ends INSTANT]
       npm run -s parley -- token list
       npm run -s parley -- token revoke ID

Tokens of people and programs, in the database that DATABASE names (default data/parley.db). The desk may run meanwhile:
a new token is taken at once, and a revoked one is refused at once.

  make     prints a new token, which is shown this once, and below it what it is for. What its holder does is signed
           with the name, so no two tokens that hold have the same.
  list     prints every token: id, name, scopes, and when it was made, used, and ends or ended
  revoke   ends a token, by its id

  --scope SCOPE *   read       what is not public: records by hand, and who did what
                    write      records by hand and parties; what is read for it, too
                    endpoints  who is told
                    admin      all of it, tokens, and what cannot be taken back
  --ends INSTANT    when it ends by itself, such as 2027-01-31T00:00:00Z

Exit status 0 if it was done, 1 if not, 2 if the command was not understood.

Example: npm run -s parley -- token make "Anna" --scope write --ends 2027-01-31T00:00:00Z
`

/** By which it is signed. */
const BY = 'command line'

type Env = Readonly<Record<string, string | undefined>>

export async function token(args: string[], env: Env): Promise<number> {
  const options = { help: { type: 'boolean', short: 'h' }, scope: { type: 'string', multiple: true }, ends: { type: 'string' } } as const
  const { values, positionals } = parseOptions(args, options, true)
  if (values.help) {
    process.stdout.write(HELP)
    return 0
  }
  const [what, ...names] = positionals
  const { scope, ends } = values as { scope?: string[]; ends?: string }
  if (what !== 'make' && (scope !== undefined || ends !== undefined))
    throw new UsageError(`Only "token make" takes --scope and --ends.\n\n${HELP}`)
  switch (what) {
    case 'make':
      return make(oneOf(names, 'name'), scope, ends, env)
    case 'list':
      if (names.length > 0) throw new UsageError(`"token list" takes no name.\n\n${HELP}`)
      return withDatabase(env, { toRead: true }, (db) => list(createTokens(db, systemRandom), Date.now()))
    case 'revoke':
      return revokeOf(oneOf(names, 'id'), env)
    default:
      throw new UsageError(
        `${what === undefined ? 'It is to be said' : `There is no "token ${what}". Say`} what to do: make, list or revoke.\n\n${HELP}`,
      )
  }
}

function oneOf(names: readonly string[], noun: string): string {
  const [name, ...more] = names
  if (name === undefined || more.length > 0)
    throw new UsageError(
      `One ${noun} is to be given${more.length > 0 ? `, not ${names.length}; one of several words goes in quotes` : ''}.\n\n${HELP}`,
    )
  return name
}

function revokeOf(id: string, env: Env) {
  return withDatabase(env, { toRead: false }, (db) => revoke(createTokens(db, systemRandom), id, Date.now()))
}

async function make(name: string, scope: readonly string[] | undefined, ends: string | undefined, env: Env): Promise<number> {
  const given = TokenBody.safeParse({ name, scopes: scope ?? [], ...(ends === undefined ? {} : { ends }) })
  if (!given.success) throw new UsageError(fieldProblems(given.error).map(said).join('\n'))
  const now = Date.now()
  const until = ends === undefined ? null : Date.parse(ends)
  if (until !== null && until <= now) throw new UsageError(`--ends: ${instantText(until)} has passed.`)
  const scopes = [...new Set(given.data.scopes)]
  const made = await withDatabase(env, { toRead: false }, (db) =>
    createTokens(db, systemRandom).make({ name, scopes, ends: until }, BY, now),
  )
  if (made === null)
    throw new Fault(`There is a token ${quoted(name)} already. Choose another name, or revoke that one; "token list" names its id.`)
  process.stdout.write(`${made.text}
That is the token of ${quoted(name)}, for ${scopes.join(', ')}${until === null ? '' : `, until ${instantText(until)}`}. It is shown this once.
It goes into requests as "Authorization: Bearer …", and into the page /desk to sign in. To end it: token revoke ${made.token.id}
`)
  return 0
}

const OPTIONS: Record<string, string> = { name: 'The name', ends: '--ends' }

function said({ field, message }: ReturnType<typeof fieldProblems>[number]): string {
  return `${OPTIONS[field] ?? '--scope'}: ${message}`
}

function list({ list: all }: Pick<Tokens, 'list'>, now: number): number {
  const tokens = all()
  process.stdout.write(tokens.length === 0 ? 'There are no tokens.\n' : tokens.map((each) => `${lineOf(each, now)}\n`).join(''))
  return 0
}

function lineOf({ id, name, scopes, createdAt, createdBy, ends, usedAt, revokedAt }: Token, now: number): string {
  const parts = [
    `made ${instantText(createdAt)} by ${createdBy}`,
    usedAt === null ? 'never used' : `last used ${instantText(usedAt)}`,
    ...(ends === null ? [] : [`${ends <= now ? 'ended' : 'ends'} ${instantText(ends)}`]),
    ...(revokedAt === null ? [] : [`revoked ${instantText(revokedAt)}`]),
  ]
  return `${id}  ${quoted(name)}  ${scopes.join(', ')}  ${parts.join('; ')}`
}

function revoke(tokens: Tokens, id: string, now: number): number {
  if (!tokens.revoke(id, BY, now)) throw new Fault(`There is no token ${quoted(id)} that holds. "token list" names those there are.`)
  process.stdout.write(`The token of ${quoted(tokens.find(id)?.name ?? '')} is revoked.\n`)
  return 0
}
