// Compression, where the platform does not compress by itself.
import { promisify } from 'node:util'
import { gzip as compress, constants } from 'node:zlib'

const compressed = promisify<Uint8Array, { level: number }, Buffer>(compress)

export async function gzip(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await compressed(bytes, { level: constants.Z_DEFAULT_COMPRESSION }))
}
