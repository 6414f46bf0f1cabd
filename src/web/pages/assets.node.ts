// Files that pages and programs load, as Node serves them: those of assets/, and what describes the API, which is made of
// the schemas in the code when it is first asked for. On Workers the platform serves them (wrangler.toml).
import { readdirSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DESCRIBED } from '../api/description-paths.ts'
import type { Asset, Assets } from './routes.ts'

export const ASSETS = fileURLToPath(new URL('../assets/', import.meta.url))
const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.ico': 'image/vnd.microsoft.icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
}

/** Each file by its path on the web. */
export function listAssets(): Assets {
  const files = readdirSync(ASSETS).map((path) => [path, async () => new Uint8Array(readFileSync(`${ASSETS}${path}`))] as const)
  const described = DESCRIBED.map((path) => [path, async () => (await descriptions())[path] ?? ''] as const)
  return Object.fromEntries(
    [...files, ...described].flatMap(([path, read]) => {
      const type = TYPES[extname(path)]
      return type === undefined ? [] : [[`/${path}`, once(async () => ({ type, content: await read() }))]]
    }),
  )
}

/** Imported on first use, since the schemas take a while to load. */
async function descriptions(): Promise<Record<string, string>> {
  return (await import('../api/descriptions.ts')).descriptions()
}

function once(read: () => Promise<Asset>): () => Promise<Asset> {
  let kept: Promise<Asset> | null = null
  return () => (kept ??= read())
}
