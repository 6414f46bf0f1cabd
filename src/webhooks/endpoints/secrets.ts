// How secrets and tokens are kept: tokens as hashes, since they only have to be recognised; signing secrets encrypted
// with the operator's key, where there is one, since they have to be read again.
import { Hash } from 'fast-sha256'
import { Fault } from '../../runtime/faults.ts'
import type { Random } from '../../runtime/random.ts'
import type { Sqlite } from '../../sqlite/port.ts'
import { readSetting, writeSetting } from '../../sqlite/settings.ts'
import { base64, base64url, bytesOf, sameText } from './signature.ts'

export interface Secrets {
  /** Refuses a key that is not the one that this store's secrets were encrypted with. */
  unlock(): Promise<void>
  /** Why secrets of a store with this check could not be read with this key; `null` where they can. */
  refuses(check: string | null): Promise<string | null>
  seal(secret: string): Promise<string>
  /** At once where it is not encrypted. */
  open(sealed: string): string | Promise<string>
}

/** The setting that tells whether a key is the one that secrets were encrypted with. */
export const SECRET_CHECK = 'secret_key_check'
/** The setting that holds the key pair for push services, sealed. */
export const VAPID_KEYS = 'vapid_keys'
const CHECK_TEXT = 'parley'
const SEALED = 'aes-gcm:'
const encoder = new TextEncoder()

export function createSecrets(db: Sqlite, secretKey: string | null, random: Random): Secrets {
  const key = secretKey === null ? null : deriveKey(secretKey)
  const secrets: Secrets = {
    async unlock() {
      const check = readSetting(db, SECRET_CHECK)
      const wrong = await secrets.refuses(check)
      if (wrong !== null) throw new Fault(wrong)
      if (key !== null && check === null) await sealAll(db, secrets)
    },
    async refuses(check) {
      if (check === null) return null
      if (key === null) return 'SECRET_KEY is not set, but the secrets of this database are encrypted with one. Set it.'
      const opened = await Promise.resolve(secrets.open(check)).catch(() => null)
      return opened === CHECK_TEXT ? null : 'SECRET_KEY is not the one that the secrets of this database are encrypted with.'
    },
    async seal(secret) {
      if (key === null) return secret
      const iv = random.bytes(12)
      const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await key, encoder.encode(secret))
      return `${SEALED}${base64(iv)}:${base64(new Uint8Array(sealed))}`
    },
    open: (sealed) => (sealed.startsWith(SEALED) ? decrypted(sealed, key) : sealed),
  }
  return secrets
}

async function decrypted(sealed: string, key: Promise<CryptoKey> | null): Promise<string> {
  if (key === null) throw new Error('secrets: the secret is encrypted, and there is no key')
  const [iv = '', text = ''] = sealed.slice(SEALED.length).split(':')
  const opened = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: bytesOf(iv) }, await key, bytesOf(text))
  return new TextDecoder().decode(opened)
}

/** A token, shown once. */
export function newToken(random: Random): string {
  return `parley_${base64url(random.bytes(32))}`
}

export function newId(prefix: string, random: Random): string {
  return `${prefix}_${base64url(random.bytes(16))}`
}

/** Tokens are random enough for a plain hash. It is made here: to hand so little to another thread takes many times as long. */
export async function hashOf(token: string): Promise<string> {
  return base64(new Hash().update(encoder.encode(token)).digest())
}

export async function isToken(given: string, hash: string): Promise<boolean> {
  return sameText(await hashOf(given), hash)
}

interface SecretsRow {
  key: number
  secret: string
  old_secret: string | null
  header_values: string | null
  credential_values: string | null
}

/** Encrypts what was kept before there was a key, in one transaction with the check that tells the key. */
async function sealAll(db: Sqlite, secrets: Secrets): Promise<void> {
  const rows = db.all<SecretsRow>('SELECT key, secret, old_secret, header_values, credential_values FROM endpoint')
  const sealOr = async (text: string | null) => (text === null ? null : await secrets.seal(text))
  const sealed = await Promise.all(
    rows.map(async ({ key, secret, old_secret, header_values, credential_values }) => ({
      key,
      secret: await secrets.seal(secret),
      old: await sealOr(old_secret),
      headers: await sealOr(header_values),
      credentials: await sealOr(credential_values),
    })),
  )
  const check = await secrets.seal(CHECK_TEXT)
  const vapid = await sealOr(readSetting(db, VAPID_KEYS))
  db.transaction(() => {
    for (const { key, secret, old, headers, credentials } of sealed)
      db.run(
        'UPDATE endpoint SET secret = ?, old_secret = ?, header_values = ?, credential_values = ? WHERE key = ?',
        ...[secret, old, headers, credentials, key],
      )
    writeSetting(db, SECRET_CHECK, check)
    if (vapid !== null) writeSetting(db, VAPID_KEYS, vapid)
  })
}

async function deriveKey(secretKey: string): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey('raw', encoder.encode(secretKey), 'HKDF', false, ['deriveKey'])
  const parameters = { name: 'HKDF', hash: 'SHA-256', salt: encoder.encode('parley'), info: encoder.encode('endpoint secrets') }
  return crypto.subtle.deriveKey(parameters, material, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
}
