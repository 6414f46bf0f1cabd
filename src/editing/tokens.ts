// Tokens of people and programs beside the operator's: named, for some scopes, until an end, and kept as hashes.
import type { Random } from '../runtime/random.ts'
import { hexOf } from '../sqlite/export.ts'
import type { Sqlite } from '../sqlite/port.ts'
import { MINUTE } from '../talks/units.ts'
import { hashOf } from '../webhooks/endpoints/secrets.ts'
import { type Act, noteAct } from './acts.ts'

/** `read`: what is not public; `write`: records; `endpoints`: who is told; `admin`: all, and what cannot be taken back. */
export const SCOPES = ['read', 'write', 'endpoints', 'admin'] as const
export type Scope = (typeof SCOPES)[number]

/** Instants are milliseconds of the real time. */
export interface Token {
  id: string
  /** By which what it did is signed. */
  name: string
  scopes: Scope[]
  createdAt: number
  createdBy: string
  ends: number | null
  usedAt: number | null
  revokedAt: number | null
}

export interface Tokens {
  /** With revoked and ended ones, the latest first. */
  list(): Token[]
  find(id: string): Token | null
  /** The token with this hash, if it holds now; that counts as a use. */
  ofHash(hash: string, now: number): Token | null
  /** The hash of a token that holds now. */
  hashOf(id: string, now: number): string | null
  /** The token's text, which is shown this once; `null` where another one has the name. */
  make(given: Pick<Token, 'name' | 'scopes' | 'ends'>, by: string, now: number): Promise<{ token: Token; text: string } | null>
  /** Whether there was one to revoke. */
  revoke(id: string, by: string, now: number): boolean
}

/** The name by which acts with the token of the settings are signed. */
export const OPERATOR = 'operator'

const PREFIX = 'parley_'
/** How precisely uses are noted. */
const NOTED_EVERY = MINUTE
const SELECT =
  'SELECT id, name, scopes, created_at AS createdAt, created_by AS createdBy, ends, used_at AS usedAt, revoked_at AS revokedAt FROM token'

type Row = Omit<Token, 'scopes'> & { scopes: string }

/** `requireWritable` throws where nothing may be written, as on a desk that was moved: the other one would not know of it. */
export function createTokens(db: Sqlite, random: Random, requireWritable: () => void = () => {}): Tokens {
  const one = (where: string, value: string): Token | null => {
    const row = db.first<Row>(`${SELECT} WHERE ${where} = ?`, value)
    return row ? tokenOf(row) : null
  }
  const note = (what: Act['what'], token: Token, by: string, at: number) =>
    noteAct(db, { at, by, what, kind: 'token', subject: token.id, detail: `${token.name}: ${token.scopes.join(', ')}` })
  return {
    list: () => db.all<Row>(`${SELECT} ORDER BY created_at DESC, id`).map(tokenOf),
    find: (id) => one('id', id),
    ofHash(hash, now) {
      const token = one('hash', hash)
      if (token === null || !holds(token, now)) return null
      const isNews = token.usedAt === null || now - token.usedAt >= NOTED_EVERY
      if (isNews && db.fault() === null) db.run('UPDATE token SET used_at = ? WHERE id = ?', now, token.id)
      return token
    },
    hashOf(id, now) {
      const token = one('id', id)
      if (token === null || !holds(token, now)) return null
      return db.first<{ hash: string }>('SELECT hash FROM token WHERE id = ?', id)?.hash ?? null
    },
    async make({ name, scopes, ends }, by, now) {
      const text = `${PREFIX}${hexOf(random.bytes(32))}`
      const hash = await hashOf(text)
      requireWritable()
      return db.transaction(() => {
        // What is done with the token of the settings is signed with this name.
        if (name === OPERATOR || db.first('SELECT 1 FROM token WHERE name = ? AND revoked_at IS NULL', name) !== undefined) return null
        const id = `tok_${hexOf(random.bytes(8))}`
        db.run(
          'INSERT INTO token (id, name, hash, scopes, created_at, created_by, ends) VALUES (?, ?, ?, ?, ?, ?, ?)',
          ...[id, name, hash, scopes.join(' '), now, by, ends],
        )
        const token: Token = { id, name, scopes, createdAt: now, createdBy: by, ends, usedAt: null, revokedAt: null }
        note('token.made', token, by, now)
        return { token, text }
      })
    },
    revoke(id, by, now) {
      requireWritable()
      return db.transaction(() => {
        const token = one('id', id)
        if (token === null || token.revokedAt !== null) return false
        db.run('UPDATE token SET revoked_at = ? WHERE id = ?', now, id)
        note('token.revoked', token, by, now)
        return true
      })
    },
  }
}

/** Whether a holder of these scopes may do what a scope is for. */
export function allows(scopes: readonly Scope[], scope: Scope): boolean {
  return scopes.includes('admin') || scopes.includes(scope) || (scope === 'read' && scopes.includes('write'))
}

function holds({ ends, revokedAt }: Token, now: number): boolean {
  return revokedAt === null && (ends === null || now < ends)
}

function tokenOf({ scopes, ...row }: Row): Token {
  return { ...row, scopes: scopes.split(' ') as Scope[] }
}
