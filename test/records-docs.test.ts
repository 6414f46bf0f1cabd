// What src/web/pages/docs/records.md says of records by hand: its commands, as they stand and in their order, at a desk.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { folder, type Running, start } from './process.ts'

const TOKEN = 'the-token-of-the-operator'
const [, section = ''] = /^## By hand$([\s\S]*?)^## /m.exec(readFileSync('src/web/pages/docs/records.md', 'utf8')) ?? []
const blocks = [...section.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code)

let desk: Running
let env: Record<string, string | undefined>
const place = folder()
beforeAll(async () => {
  const database = join(place, 'parley.db')
  desk = await start({ DATABASE: database, ADMIN_TOKEN: TOKEN })
  env = { ...process.env, DATABASE: database, DESK: desk.url, PATH: `${resolve('node_modules/.bin')}:${process.env.PATH}` }
})
afterAll(() => desk.stop('SIGKILL'))

/** Runs the block that holds a text; what its commands answer, one after the other. */
function run(holding: string): string[] {
  const [block = '', ...more] = blocks.filter((each) => each.includes(holding))
  expect([holding, more]).toEqual([holding, []])
  const code = block.replaceAll('my-records', join(place, 'my-records'))
  const answers = 'curl() { command curl --silent --show-error --fail-with-body "$@" && echo && echo ===; }\n'
  const { status, stdout, stderr } = spawnSync('bash', ['-ec', answers + code], { env, encoding: 'utf8', timeout: 60_000 })
  expect([code, status, stderr]).toEqual([code, 0, ''])
  return stdout.split('\n===\n').filter((each) => each.trim() !== '')
}

interface Edit {
  dryRun: boolean
  changes: { talk: string; types: string[]; sentences: { en: string } }[]
}

/** What edits came to, each as the first of its changes. */
function edits(holding: string) {
  return run(holding).map((answer) => {
    const { dryRun, changes } = JSON.parse(answer) as Edit
    return [dryRun, changes.length, ...changes.slice(0, 1).flatMap(({ talk, types }) => [talk, types.join()])]
  })
}

describe('the page on records by hand', () => {
  it('has a talk written, altered, undone, taken over, renamed, merged and exported', { timeout: 120_000 }, async () => {
    const [token] = run('token make').join('').split('\n')
    expect(token).toMatch(/^parley_[0-9a-f]{64}$/)
    env.TOKEN = token
    expect(edits('If-None-Match: *')).toEqual([[false, 1, 'geneva-1', 'talk.announced']])
    expect(edits('dryRun=yes')).toEqual([
      [true, 1, 'geneva-1', 'talk.rescheduled'],
      [false, 1, 'geneva-1', 'talk.rescheduled'],
    ])
    expect(edits('/undo')).toEqual([[false, 1, 'geneva-1', 'talk.rescheduled']])
    expect(edits('/take')).toEqual([
      [false, 0],
      [false, 0],
    ])
    expect(edits('/api/parties/chad')).toEqual([[false, 1, 'geneva-1', 'talk.updated']])
    expect(run('export-records').join('\n')).toContain('by-hand.ts: 1 talk.')
    expect(readFileSync(join(place, 'my-records', 'by-hand.ts'), 'utf8')).toContain("name: 'Republic of Chad'")
    expect(edits('/merge')).toEqual([[false, 1, 'geneva-1', 'talk.withdrawn']])
    const talk = await (await fetch(`${desk.url}/talks/geneva-1.json`)).json()
    expect(JSON.stringify(talk)).toContain('us-russia-1')
    env.ADMIN = TOKEN
    const [redacted = ''] = run('/redact')
    expect(JSON.parse(redacted)).toMatchObject({ copies: [] })
    const again = await (await fetch(`${desk.url}/talks/geneva-1.json`)).text()
    expect([talk, again].map((each) => JSON.stringify(each).includes('Note to the press'))).toEqual([true, false])
  })

  it('has no other command that this does not run', () => {
    expect(blocks).toHaveLength(9)
    expect(existsSync(join(place, 'my-records'))).toBe(true)
  })
})
