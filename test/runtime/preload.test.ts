// What every start begins with: the Node it needs, and which Node the packages bring.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { launch } from '../process.ts'

const PRELOAD = readFileSync('src/runtime/preload.mjs', 'utf8')
const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as { engines: { node: string } }

/** Starts with a Node that says it is this version. */
function startOn(version: string) {
  const pretend = `Object.defineProperty(process.versions, 'node', { value: '${version}' });`
  return launch(['--input-type=module', '--eval', `${pretend} await import('./src/runtime/preload.mjs'); console.log('on')`], {}).ended
}

describe('the start', () => {
  it('says in one line which Node it needs, and on which it runs', async () => {
    const [, oldest = ''] = /^>=(\d+\.\d+)$/.exec(engines.node) ?? []
    for (const version of ['18.20.0', '20.20.2', '24.6.0']) {
      const { status, out, err } = await startOn(version)
      expect([status, out]).toEqual([1, ''])
      expect(err).toMatch(/^[^\n]+\n$/)
      expect(err).toContain(`Parley needs Node ${oldest} or later, and this is ${version} (${process.execPath}).`)
    }
    for (const version of [`${oldest}.0`, '25.0.0', '30.1.0'])
      expect([version, await startOn(version)]).toEqual([version, { status: 0, out: 'on\n', err: '' }])
  })

  it('is read by a Node that is too old: it imports nothing by name', () => {
    expect(PRELOAD).not.toMatch(/^import\s*\{/m)
  })
})

/** What is loaded with a module, and what that says of a value that is wrong. */
const LOADED = `import { registerHooks } from 'node:module'
const loaded = []
registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) })
const { TalkSchema } = await import('./src/talks/record-schema.ts')
const { TalkSchema: again } = await import(import.meta.resolve('./src/talks/record-schema.ts'))
console.log(JSON.stringify({ loaded, message: TalkSchema.safeParse(5).error.message, isSame: again === TalkSchema }))`

describe('what a start loads', () => {
  it('is each file once, and nothing of the languages that Zod speaks', async () => {
    const { status, out } = await launch(['--import', './src/runtime/preload.mjs', '--input-type=module', '--eval', LOADED], {}).ended
    const { loaded, message, isSame } = JSON.parse(out) as { loaded: string[]; message: string; isSame: boolean }
    expect([status, isSame]).toEqual([0, true])
    expect(loaded).toEqual([...new Set(loaded)])
    expect(loaded.some((url) => url.includes('/node_modules/zod/'))).toBe(true)
    expect(loaded.filter((url) => url.includes('/locales/'))).toEqual([])
    expect(message).toContain('invalid_type')
  })
})

describe('the Node that the packages bring', () => {
  it('is left out where it does not run: for Linux it is built for glibc', () => {
    const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
      packages: Record<string, { os?: string | string[]; bin?: unknown; libc?: string[] }>
    }
    const forLinux = Object.entries(packages).filter(([path]) => /^node_modules\/node-(?:bin-)?linux-/.test(path))
    expect(forLinux.length).toBe(2)
    // The packages do not say so themselves: where the lock file was written anew for them, put it back.
    for (const [path, { libc }] of forLinux) expect([path, libc]).toEqual([path, ['glibc']])
  })
})
