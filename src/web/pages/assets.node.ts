// Files that pages and programs load, as Node hands them out. On Workers the platform does (wrangler.toml).
import { readdirSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Asset } from './routes.ts'

const FOLDER = new URL('../assets/', import.meta.url)
const TYPES: Record<string, string> = { '.css': 'text/css; charset=utf-8', '.json': 'application/json; charset=utf-8' }

/** Each file by its path on the web; it is read when it is first asked for. */
export function listAssets(): Record<string, () => Asset> {
  const paths = readdirSync(fileURLToPath(FOLDER), { recursive: true, encoding: 'utf8' }).map((path) => path.replaceAll('\\', '/'))
  return Object.fromEntries(
    paths.flatMap((path) => {
      const type = TYPES[extname(path)]
      if (type === undefined) return []
      let asset: Asset | null = null
      return [[`/${path}`, () => (asset ??= { type, text: readFileSync(new URL(path, FOLDER), 'utf8') })]]
    }),
  )
}
