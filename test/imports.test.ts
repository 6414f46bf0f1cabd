// The house: which way imports go, types included. The order is in src/README.md.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'

const ORDER = [
  'talks',
  'changes',
  'language',
  'calendar',
  'reminders',
  'webhooks/formats',
  'webhooks/endpoints',
  'webhooks/messages',
  'webhooks/deliveries',
  'webhooks/owner',
  'editing',
  'web',
]
/** What every stage may use, and what uses none of them but the first. */
const BASE = ['runtime', 'sqlite']
const ENTRIES = ['src/node.ts', 'src/worker.ts', 'src/cli.ts']

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((path) => `src/${path.replaceAll('\\', '/')}`)
  .filter((path) => path.endsWith('.ts'))
const imports = new Map(files.map((file) => [file, importsOf(file)]))
const all = [...imports].flatMap(([from, targets]) => targets.map((to) => ({ from, to })))

/** The files that a file imports, by type or not, at once or when asked. */
function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8')
  return [...text.matchAll(/(?:from|import|import\()\s*'(\.[^']+)'/g)].map(([, path = '']) => normalize(join(dirname(file), path)))
}

function stageOf(file: string): string | null {
  return [...ORDER, ...BASE, 'webhooks'].find((stage) => file.startsWith(`src/${stage}/`)) ?? null
}

/** A way from a file back to itself, if there is one. */
function circle(start: string): string[] | null {
  const seen = new Set<string>()
  const ways = [[start]]
  for (let way = ways.shift(); way !== undefined; way = ways.shift()) {
    for (const next of imports.get(way.at(-1) as string) ?? []) {
      if (next === start) return [...way, next]
      if (seen.has(next)) continue
      seen.add(next)
      ways.push([...way, next])
    }
  }
  return null
}

const lines = (found: readonly { from: string; to: string }[]) => found.map(({ from, to }) => `${from} → ${to}`)

describe('the map', () => {
  it('names no file or folder that is not there', () => {
    const named = [...readFileSync('src/README.md', 'utf8').matchAll(/`([\w./-]+(?:\.ts|\/))`/g)].map(([, path = '']) => path)
    const here = new Set([...files, ...files.map((file) => `${dirname(file)}/`)])
    const isThere = (path: string) =>
      [...here].some((file) => file === `src/${path}` || file.endsWith(`/${path}`)) ||
      path.startsWith('../') ||
      path === 'test/imports.test.ts' ||
      path === 'events/parties.ts'
    expect(named.length).toBeGreaterThan(50)
    expect(named.filter((path) => !isThere(path))).toEqual([])
  })
})

describe('imports', () => {
  it('are found', () => {
    expect(all.length).toBeGreaterThan(500)
  })

  it('never point back on the way of the data', () => {
    const rank = (file: string) => ORDER.indexOf(stageOf(file) ?? '')
    const back = all.filter(({ from, to }) => rank(from) >= 0 && rank(to) > rank(from))
    expect(lines(back)).toEqual([])
  })

  it('of what every stage may use lead to none but talks', () => {
    const up = all.filter(({ from, to }) => BASE.includes(stageOf(from) ?? '') && ![...BASE, 'talks'].includes(stageOf(to) ?? ''))
    expect(lines(up)).toEqual([])
  })

  it('go in no circle', () => {
    expect(files.map(circle).filter((found) => found !== null)).toEqual([])
  })

  it('never name an entry, and name the desk only in web, commands and entries', () => {
    const users = (from: string) =>
      from.startsWith('src/web/') || from.startsWith('src/commands/') || [...ENTRIES, 'src/serve.node.ts'].includes(from)
    const wrong = all.filter(({ from, to }) => ENTRIES.includes(to) || (to === 'src/desk.ts' && !users(from)))
    expect(lines(wrong)).toEqual([])
  })

  it('never show the database to the web', () => {
    const seen = all.filter(({ from, to }) => from.startsWith('src/web/') && to.startsWith('src/sqlite/') && to !== 'src/sqlite/import.ts')
    expect(lines(seen)).toEqual([])
  })
})
