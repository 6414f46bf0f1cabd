// Files that pages and programs load, as Node serves them: those of assets/, what describes the API, which is made of the
// schemas in the code when it is first asked for, and the documentation. On Workers the platform serves them (wrangler.toml).
import { readdirSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DESCRIBED } from '../api/description-paths.ts'
import type { Asset, Assets } from './assets.ts'
import { DOCS, type DocName, docPath } from './doc.ts'

export const DOC_NAMES = Object.keys(DOCS) as DocName[]

export const ASSETS = fileURLToPath(new URL('../assets/', import.meta.url))
const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.ico': 'image/vnd.microsoft.icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
}

/** Each file by its path on the web. */
export function listAssets(): Assets {
  const files = readdirSync(ASSETS).map((path) => [path, async () => new Uint8Array(readFileSync(`${ASSETS}${path}`))] as const)
  const described = DESCRIBED.map((path) => [path, async () => (await descriptions())[path] ?? ''] as const)
  const docs = DOC_NAMES.map((name) => [docPath(name), () => docText(name)] as const)
  return Object.fromEntries(
    [...files, ...described, ...docs].flatMap(([path, read]) => {
      const type = TYPES[extname(path)]
      return type === undefined ? [] : [[`/${path}`, once(async () => ({ type, content: await read() }))]]
    }),
  )
}

/** Imported on first use, since the schemas take a while to load. */
async function descriptions(): Promise<Record<string, string>> {
  return (await import('../api/descriptions.ts')).descriptions()
}

/** A page of the documentation, rendered; what renders it is imported on first use, too. */
export async function docText(name: DocName): Promise<string> {
  return JSON.stringify(await (await import('./docs.node.ts')).renderDoc(name))
}

function once(read: () => Promise<Asset>): () => Promise<Asset> {
  let kept: Promise<Asset> | null = null
  return () => (kept ??= read())
}
