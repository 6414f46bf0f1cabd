// Tokens made on the command line, with a desk that runs on the database meanwhile.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, describe, expect, it } from 'vitest'
import { record, SOURCES } from '../make.ts'
import { folder, parley, type Running, start } from '../process.ts'

const running: Running[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop('SIGKILL')))
})

const ADMIN = 'the-token-of-the-operator'

async function runningDesk() {
  const env = { DATABASE: join(folder(), 'parley.db') }
  const desk = await start({ ...env, ADMIN_TOKEN: ADMIN })
  running.push(desk)
  const ask = (path: string, token: string, init: RequestInit = {}) =>
    fetch(desk.url + path, {
      ...init,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...(init.headers as Record<string, string>) },
    })
  const token = (...args: string[]) => parley(['token', ...args], env)
  return { env, ask, token }
}

const idIn = (out: string) => /tok_[0-9a-f]{16}/.exec(out)?.[0] ?? ''

describe('parley token', () => {
  it('makes one that a running desk takes at once, and refuses once it is revoked', async () => {
    const { ask, token } = await runningDesk()
    const { status, out } = await token('make', 'Anna', '--scope', 'write', '--scope', 'read', '--ends', '2100-01-01T00:00:00Z')
    expect(status).toBe(0)
    const [text = '', ...about] = out.split('\n')
    expect(text).toMatch(/^parley_[0-9a-f]{64}$/)
    expect(about[0]).toBe('That is the token of "Anna", for write, read, until 2100-01-01T00:00:00Z. It is shown this once.')
    const body = JSON.stringify({ talk: record({ id: 'by-hand' }), sources: SOURCES })
    const put = { method: 'PUT', headers: { 'if-none-match': '*' }, body }
    expect((await ask('/api/records/by-hand', text, put)).status).toBe(201)
    expect((await ask('/api/tokens', text)).status).toBe(403)

    const listed = await token('list')
    expect(listed.out).toMatch(
      /^tok_[0-9a-f]{16} {2}"Anna" {2}write, read {2}made \S+Z by command line; last used \S+Z; ends 2100-01-01T00:00:00Z\n$/,
    )
    expect(listed.out).not.toContain(text)
    expect(await token('revoke', idIn(out))).toEqual({ status: 0, out: 'The token of "Anna" is revoked.\n', err: '' })
    expect((await ask('/api/records/by-hand', text)).status).toBe(401)
    expect((await token('list')).out).toMatch(/; revoked \S+Z\n$/)

    const { acts } = (await (await ask('/api/acts', ADMIN)).json()) as { acts: Record<string, unknown>[] }
    expect(acts.map(({ what, by, detail }) => [what, by, detail])).toEqual([
      ['token.revoked', 'command line', 'Anna: write, read'],
      ['record.put', 'Anna', null],
      ['token.made', 'command line', 'Anna: write, read'],
    ])
  })

  it('refuses a name that is taken, and takes it again once that token is revoked', async () => {
    const { token } = await runningDesk()
    expect(await token('list')).toEqual({ status: 0, out: 'There are no tokens.\n', err: '' })
    const { out } = await token('make', 'Anna', '--scope', 'write')
    expect(await token('make', 'Anna', '--scope', 'read')).toEqual({
      status: 1,
      out: '',
      err: 'There is a token "Anna" already. Choose another name, or revoke that one; "token list" names its id.\n',
    })
    await token('revoke', idIn(out))
    expect(await token('revoke', idIn(out))).toMatchObject({ status: 1, err: expect.stringContaining('that holds.') })
    expect((await token('make', 'Anna', '--scope', 'read')).status).toBe(0)
  })

  it('writes nothing to a database whose desk was moved', async () => {
    const { ask, token } = await runningDesk()
    await (await ask('/api/export?move=yes', ADMIN)).text()
    expect(await token('make', 'Anna', '--scope', 'write')).toMatchObject({
      status: 1,
      out: '',
      err: expect.stringContaining('was moved at '),
    })
    expect((await token('list')).out).toBe('There are no tokens.\n')
  })

  it('names a database that is missing, or another one, and makes none', async () => {
    const path = join(folder(), 'none.db')
    for (const args of [['list'], ['make', 'Anna', '--scope', 'write'], ['revoke', 'tok_1']])
      expect(await parley(['token', ...args], { DATABASE: path })).toEqual({
        status: 1,
        out: '',
        err: `There is no database at ${path}. Name one with DATABASE.\n`,
      })
    expect(existsSync(path)).toBe(false)
    new DatabaseSync(path).exec('CREATE TABLE theirs (x)')
    expect(await parley(['token', 'list'], { DATABASE: path })).toMatchObject({ status: 1, err: `${path} is not a database of Parley.\n` })
  })

  it.each([
    [['make'], 'One name is to be given.'],
    [['make', 'Anna', 'Smith', '--scope', 'read'], 'One name is to be given, not 2; one of several words goes in quotes.'],
    [['make', 'Anna'], '--scope: must be some of read, write, endpoints, admin'],
    [['make', 'Anna', '--scope', 'wirte'], '--scope: must be some of read, write, endpoints, admin'],
    [['make', '', '--scope', 'read'], 'The name: '],
    [['make', 'Anna', '--scope', 'read', '--ends', 'tomorrow'], '--ends: must be an instant with its offset'],
    [['make', 'Anna', '--scope', 'read', '--ends', '2022-01-01T00:00:00Z'], '--ends: 2022-01-01T00:00:00Z has passed.'],
    [['list', '--scope', 'read'], 'Only "token make" takes --scope and --ends.'],
    [['list', 'Anna'], '"token list" takes no name.'],
    [['revoke'], 'One id is to be given.'],
    [['remove', 'tok_1'], 'There is no "token remove". Say what to do: make, list or revoke.'],
    [[], 'It is to be said what to do: make, list or revoke.'],
  ])('refuses %j with status 2', async (args, message) => {
    expect(await parley(['token', ...args])).toMatchObject({ status: 2, out: '', err: expect.stringContaining(message) })
  })
})
