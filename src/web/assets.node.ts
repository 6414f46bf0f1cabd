// Files that pages load, as Node hands them out. On Workers the platform does (wrangler.toml).
import { readFileSync } from 'node:fs'
import type { Asset } from './pages.ts'

export function readAssets(): Record<string, Asset> {
  return {
    '/style.css': { type: 'text/css; charset=utf-8', text: readFileSync(new URL('./assets/style.css', import.meta.url), 'utf8') },
  }
}
