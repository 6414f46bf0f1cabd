// What README.md and src/web/pages/docs/ say is so: links lead somewhere, settings are all there, the unit is one that
// systemd takes, and the receiver works.
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { Webhook } from 'standardwebhooks'
import { afterEach, describe, expect, it } from 'vitest'
import { ASKABLE_FORMATS } from '../src/webhooks/formats/formats.ts'
import { folder, freePort, launch, type Running, start } from './process.ts'
import { createOffice } from './webhooks/office.ts'

const DOCS = 'src/web/pages/docs'
const PAGES = ['README.md', ...readdirSync(DOCS).map((name) => join(DOCS, name))]
const read = (path: string) => readFileSync(path, 'utf8')
/** What stands in blocks of code of a language. */
const blocks = (path: string, language: string) =>
  [...read(path).matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)].filter(([, of]) => of === language).map(([, , code = '']) => code)

/** The names that links to parts of a page use, as GitHub and others make them of its headings. */
function anchors(path: string): string[] {
  const headings = read(path)
    .replace(/^```[\s\S]*?^```$/gm, '')
    .matchAll(/^#+ (.+)$/gm)
  return [...headings].map(([, text = '']) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N} -]/gu, '')
      .replaceAll(' ', '-'),
  )
}

describe('the pages', () => {
  it('begin with a title, and say whom they are for', () => {
    for (const path of PAGES.slice(1))
      expect([path, read(path).slice(0, 400)]).toEqual([path, expect.stringMatching(/^# .+\n\nFor \w+.+\n/)])
  })

  it.each(PAGES)('have links that lead to files and headings: %s', (path) => {
    for (const [, link = ''] of read(path).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https:/.test(link)) continue
      const [file = '', anchor] = link.split('#')
      const target = file === '' ? path : join(dirname(path), file)
      expect([link, existsSync(target)]).toEqual([link, true])
      if (anchor !== undefined) expect(anchors(target)).toContain(anchor)
    }
  })

  it('are all linked from the README, which is three screens long', () => {
    for (const path of PAGES.slice(1)) expect(read('README.md')).toContain(`](${path})`)
    expect(read('README.md').split('\n').length).toBeLessThanOrEqual(125)
  })

  it('list every setting', () => {
    const settings = [...read('src/config.ts').matchAll(/^ {2,4}([A-Z_]{4,}): z\./gm)].map(([, name]) => name)
    const [, table = ''] = /^## Settings$([\s\S]*?)^## /m.exec(read(join(DOCS, 'operators.md'))) ?? []
    const rows = [...table.matchAll(/^\| (`[^|]+) \|/gm)].flatMap(([, names = '']) => [...names.matchAll(/`([A-Z_]+)`/g)])
    expect(rows.map(([, name]) => name).sort()).toEqual(settings.sort())
  })
})

describe('the formats', () => {
  const examples = [...read(join(DOCS, 'webhooks.md')).matchAll(/`(\{ "format": [^`]+\})`/g)].map(([, text = '']) => JSON.parse(text))

  it('have an example each, which a desk takes', async () => {
    expect(examples.map(({ format }) => format).sort()).toEqual(ASKABLE_FORMATS.filter((name) => name !== 'standard').sort())
    const names = Object.fromEntries(examples.map(({ url }) => [new URL(url).hostname, ['8.8.8.8']]))
    const office = await createOffice({ names })
    for (const example of examples) expect(await office.register(example)).toMatchObject({ format: example.format })
    await office.close()
  })
})

describe('the unit', () => {
  const analyze = spawnSync('systemd-analyze', ['--version']).error === undefined

  it.skipIf(!analyze)('is one that systemd takes, without a warning', () => {
    const [unit = ''] = blocks(join(DOCS, 'operators.md'), 'ini')
    expect(unit).toContain('/opt/parley/node_modules/.bin/node --import ./src/runtime/preload.mjs src/node.ts')
    expect(unit).not.toMatch(/^MemoryDenyWriteExecute=yes/m)
    const place = folder()
    // systemd looks whether the program is there and may be started.
    const installed = join(place, 'parley')
    mkdirSync(join(installed, 'node_modules/.bin'), { recursive: true })
    symlinkSync(process.execPath, join(installed, 'node_modules/.bin/node'))
    chmodSync(place, 0o755)
    const file = join(place, 'parley@.service')
    writeFileSync(file, unit.replaceAll('/opt/parley', installed))
    const { status, stdout, stderr } = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' })
    expect([status, stdout, stderr]).toEqual([0, '', ''])
  })
})

/** The receivers of the pages: how each is written down, and started. */
const RECEIVERS = [
  {
    name: 'Node',
    language: 'js',
    file: 'receiver.mjs',
    at: 'listen(9000)',
    put: (port: string) => `listen(${port})`,
    command: process.execPath,
  },
  {
    name: 'Python',
    language: 'py',
    file: 'receiver.py',
    at: '("", 9000)',
    put: (port: string) => `("127.0.0.1", ${port})`,
    command: 'python3',
  },
]

const isMissing = (command: string) => spawnSync(command, ['--version']).error !== undefined
const secretOf = (byte: number) => `whsec_${Buffer.alloc(24, byte).toString('base64')}`

describe.each(RECEIVERS)('the receiver in $name', ({ language, file: named, at, put, command }) => {
  const ended: (() => unknown)[] = []
  afterEach(async () => {
    for (const end of ended.splice(0)) await end()
  })

  /** Starts it as the page has it, but on another port. */
  async function listen(port: string, secret: string) {
    const file = join(folder(), named)
    const code = blocks(join(DOCS, 'webhooks.md'), language).find((each) => each.includes('endpoint.verification')) ?? ''
    expect(code).toContain(at)
    writeFileSync(file, code.replace(at, put(port)))
    symlinkSync(resolve('node_modules'), join(dirname(file), 'node_modules'))
    const { child, said } = launch([file], { SECRET: secret }, undefined, command)
    ended.push(() => child.kill())
    const unsigned = async () => (await fetch(`http://127.0.0.1:${port}/`, { method: 'POST' }).catch(() => null))?.status
    await expect.poll(unsigned, { timeout: 10_000 }).toBe(401)
    return said
  }

  it('verifies itself where anyone may register, and tells what comes', async ({ skip }) => {
    skip(isMissing(command), `There is no ${command} on this machine to run it.`)
    const desk: Running = await start({ REGISTRATION: 'open', ALLOW_ADDRESSES: '127.0.0.1', CLOCK_FROM: '2022-01-05T09:00:00Z' })
    ended.push(() => desk.stop())
    const port = await freePort()
    const ask = async (path: string, token: string | null, body?: unknown): Promise<Record<string, string>> => {
      const headers = { 'content-type': 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }) }
      const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
      return (await fetch(`${desk.url}/api/endpoints${path}`, { headers, ...init })).json() as Promise<Record<string, string>>
    }
    const { id, secret = '', token = '' } = await ask('', null, { url: `http://127.0.0.1:${port}/` })

    const said = await listen(port, secret)
    await ask(`/${id}/verify`, token, {})
    await expect.poll(async () => (await ask(`/${id}`, token)).state, { timeout: 10_000 }).toBe('active')
    await ask(`/${id}/test`, token, {})
    await ask(`/${id}/replay`, token, { after: 0 })
    await expect
      .poll(() => said().out.match(/^talk\.announced .+: announced for 1. January 2022\.$/gm)?.length, { timeout: 10_000 })
      .toBe(3)
    expect(said().out).toMatch(/^endpoint\.verification Somebody asked /m)
    expect(said().out).toContain('endpoint.test This is a test')
    expect(said().err).toBe('')
  })

  it('takes what its secret has signed, and lately', async ({ skip }) => {
    skip(isMissing(command), `There is no ${command} on this machine to run it.`)
    const [port, secret, other] = [await freePort(), secretOf(1), secretOf(2)]
    const said = await listen(port, secret)
    const body = JSON.stringify({ type: 'endpoint.test', timestamp: '2022-01-05T09:00:00Z', data: { sentence: 'Żółw – “test”' } })
    const sign = (by: string, id: string, at: Date, text = body) => new Webhook(by).sign(id, at, text)
    const now = new Date()
    const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000)
    const send = async (id: string, at: Date | string, signature: string) => {
      const timestamp = typeof at === 'string' ? at : String(Math.floor(at.getTime() / 1000))
      const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature }
      return (await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body, headers })).status
    }
    expect(await send('a', now, sign(secret, 'a', now))).toBe(204)
    expect(await send('a', ago(4), sign(secret, 'a', ago(4)))).toBe(204)
    expect(await send('b', now, `${sign(other, 'b', now)} ${sign(secret, 'b', now)}`)).toBe(204)
    expect(await send('c', now, sign(other, 'c', now))).toBe(401)
    expect(await send('c', now, sign(secret, 'b', now))).toBe(401)
    expect(await send('c', now, sign(secret, 'c', now, `${body} `))).toBe(401)
    expect(await send('c', ago(6), sign(secret, 'c', ago(6)))).toBe(401)
    expect(await send('c', ago(-6), sign(secret, 'c', ago(-6)))).toBe(401)
    expect(await send('c', 'now', sign(secret, 'c', now))).toBe(401)
    expect(await send('c', now, '')).toBe(401)
    const together = Array.from({ length: 100 }, (_, index) => send(`m${index}`, now, sign(secret, `m${index}`, now)))
    expect(new Set(await Promise.all(together))).toEqual(new Set([204]))
    expect(said()).toEqual({ out: 'endpoint.test Żółw – “test”\n'.repeat(2 + 100), err: '' })
  })
})
