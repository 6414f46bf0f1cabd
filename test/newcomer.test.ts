// Whoever takes the project over has records of their own in events/: in copies of it, the command line works all the same.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { readCalendar } from './make.ts'
import { type Copy, copyProject, removeCopies } from './project-copy.ts'

const pathOf = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const [, EXAMPLE = ''] = /^```ts$\n([\s\S]*?)^```$/m.exec(readFileSync(pathOf('../src/web/pages/docs/records.md'), 'utf8')) ?? []

afterEach(removeCopies)

async function expectHelpAndDemo({ run }: Copy): Promise<void> {
  expect(await run('--help')).toMatchObject({ status: 0, out: expect.stringContaining('check [path]'), err: '' })
  expect(await run('demo')).toMatchObject({ status: 0, out: expect.stringContaining('10 messages, every signature verified.'), err: '' })
}

describe('the command line works for somebody', () => {
  it('who added a series, as the page on records shows it, and a party', async () => {
    const project = copyProject()
    expect(EXAMPLE).toContain("party: 'ru'")
    project.write('geneva-talks.ts', EXAMPLE.replace("party: 'ru'", "party: 'ch'"))
    project.insert('parties.ts', "  ch: { name: 'Switzerland', kind: 'state', country: 'CH' },", 'defineParties({')
    project.insert('index.ts', "import genevaTalks from './geneva-talks.ts'", "import { parties } from './parties.ts'")
    project.insert('index.ts', "  'geneva-talks.ts': genevaTalks,", 'export default {')
    expect(await project.run('check')).toEqual({ status: 0, out: '4 talks, no problem.\n', err: '' })
    const { status, out, err } = await project.run('feed', '--party', 'ch', '--series', 'geneva-talks')
    expect([status, err]).toEqual([0, ''])
    expect(readCalendar(out)).toMatchObject([{ summary: 'United States – Russia talks, second round', allDay: false, status: 'CONFIRMED' }])
    await expectHelpAndDemo(project)
  })

  it('who removed the story, and the parties that nobody names then', async () => {
    const project = copyProject()
    project.remove('story.ts')
    project.write('parties.ts', "import { defineParties } from '../src/talks/party.ts'\n\nexport const parties = defineParties({})\n")
    project.write('index.ts', "import { parties } from './parties.ts'\n\nexport default {\n  'parties.ts': { parties },\n}\n")
    expect(await project.run('check')).toEqual({ status: 0, out: '0 talks, no problem.\n', err: '' })
    const { status, out, err } = await project.run('feed')
    expect([status, err, readCalendar(out)]).toEqual([0, '', []])
    await expectHelpAndDemo(project)
  })

  it('who removed the story, and forgot its line in index.ts', async () => {
    const project = copyProject()
    project.remove('story.ts')
    const unreadable = /events\/index\.ts: cannot be loaded: Cannot find module '.*\/events\/story\.ts'/
    expect(await project.run('check')).toMatchObject({ status: 1, out: expect.stringMatching(unreadable), err: '' })
    expect(await project.run('feed')).toMatchObject({ status: 1, out: '', err: expect.stringMatching(unreadable) })
    await expectHelpAndDemo(project)
  })
})
