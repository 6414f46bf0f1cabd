// Signing on Node: a key made once is three times faster than WebCrypto.
import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'
import type { Sign } from './signature.ts'

const keys = new WeakMap<Uint8Array, KeyObject>()

export const signNode: Sign = (secret, text) => {
  let key = keys.get(secret)
  if (!key) {
    key = createSecretKey(secret)
    keys.set(secret, key)
  }
  return createHmac('sha256', key).update(text).digest('base64')
}
