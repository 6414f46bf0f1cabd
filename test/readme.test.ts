// The README, from top to bottom: each of its commands as it stands, in its order, in a copy of the project. Ports are others.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from './process.ts'
import { copyProject, removeCopies } from './project-copy.ts'

const blocks = [...readFileSync('README.md', 'utf8').matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language, code = '']) => ({
  language,
  code,
}))
const project = copyProject().path
const running: { child: ChildProcess; said(): string }[] = []
let [port, receiverPort] = ['', '']

/** The one block that holds a text, with ports that are free here. */
function block(holding: string): string {
  const [found, ...more] = blocks.filter(({ code }) => code.includes(holding))
  expect([holding, more]).toEqual([holding, []])
  return (found?.code ?? '').replaceAll('8787', port).replaceAll('9000', receiverPort)
}

/** What a newcomer has is npm, and the Node that npm puts first. */
const env = () => {
  const { NODE_OPTIONS: _, ...inherited } = process.env
  return { ...inherited, PORT: port, PATH: `${resolve('node_modules/.bin')}:${process.env.PATH}` }
}

function run(command: string): { status: number | null; out: string } {
  const { status, stdout, stderr } = spawnSync('bash', ['-ec', command], { cwd: project, env: env(), encoding: 'utf8', timeout: 60_000 })
  return { status, out: stdout + stderr }
}

/** Starts what goes on until it is stopped, and waits until it says something. */
async function begin(command: string, says: string): Promise<{ said(): string; stop(): Promise<void> }> {
  const child = spawn('bash', ['-ec', command], { cwd: project, env: env(), detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  const ended = new Promise<void>((end) => child.on('close', () => end()))
  const one = { child, said: () => text }
  running.push(one)
  await expect.poll(one.said, { timeout: 20_000 }).toContain(says)
  return {
    said: one.said,
    async stop() {
      kill(child)
      await ended
    },
  }
}

/** As Ctrl-C does: whatever the command has started ends. */
function kill({ pid }: ChildProcess): void {
  try {
    process.kill(-(pid ?? 0), 'SIGINT')
  } catch {
    // It has ended by itself.
  }
}

beforeAll(async () => {
  ;[port, receiverPort] = [await freePort(), await freePort()]
})
afterAll(() => {
  for (const { child } of running) kill(child)
  removeCopies()
})

describe('the README', () => {
  it('starts a desk by two commands, whose calendar is where it says', async () => {
    const command = block('npm ci && npm start')
    const desk = await begin(command.replace('npm ci && ', ''), 'Calendar')
    const address = block('/calendar.ics\n').trim()
    const calendar = await fetch(address)
    expect([calendar.status, calendar.headers.get('content-type')]).toEqual([200, 'text/calendar; charset=utf-8'])
    await desk.stop()
  })

  it('shows a demonstration', () => {
    const { status, out } = run(block('npm run demo'))
    expect([status, out]).toEqual([0, expect.stringContaining('every signature verified')])
  })

  it('names the command of these tests', () => {
    expect(block('npm ci && npm test')).toBe('npm ci && npm test\n')
  })

  it('starts a desk at another time', async () => {
    const desk = await begin(block('CLOCK_FROM'), 'CLOCK_FROM')
    expect(desk.said()).toContain('2022-01-05T09:00')
    await desk.stop()
  })

  it('has an endpoint be told: a token, an endpoint, a receiver, a test, and what it would have got', { timeout: 90_000 }, async () => {
    await begin(block('ADMIN_TOKEN=$(cat'), 'Calendar')
    expect(run(block('> data/endpoint.json')).status).toBe(0)
    const [receiver] = blocks.filter(({ language }) => language === 'js')
    writeFileSync(join(project, 'data/receiver.mjs'), (receiver?.code ?? '').replaceAll('9000', receiverPort))
    const command = block('node data/receiver.mjs').trim()
    const told = await begin(
      `${command} &\nuntil curl -s -o /dev/null http://127.0.0.1:${receiverPort}/; do sleep 0.1; done; echo listening; wait`,
      'listening',
    )
    const { status, out } = run(block('/test'))
    expect([status, out]).toEqual([0, expect.stringContaining('9 messages delivered')])
    await expect.poll(told.said, { timeout: 10_000 }).toMatch(/^endpoint\.test This is a test/m)
    expect(told.said()).toMatch(/^talk\.announced United States – Russia talks: announced for 10 January 2022\.$/m)
    expect(told.said().match(/^talk\.reminder /gm)).toHaveLength(6)
  })

  it('has no other command that this does not run', () => {
    expect(blocks).toHaveLength(10)
  })
})
