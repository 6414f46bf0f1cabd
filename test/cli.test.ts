import { spawnSync } from 'node:child_process'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readCalendar, record, recordsJson } from './make.ts'
import { folder, freePort, parley, start } from './process.ts'

describe('parley', () => {
  it('says what it can do', async () => {
    expect(await parley(['--help'])).toMatchObject({ status: 0, out: expect.stringContaining('check [path]') })
    expect(await parley([])).toMatchObject({ status: 2 })
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
    expect(await parley(['--version'])).toEqual({ status: 0, out: `${version}\n`, err: '' })
    expect(await parley(['chekc'])).toMatchObject({ status: 2, err: expect.stringContaining('There is no command "chekc"') })
  })
})

describe('parley check', () => {
  it('finds nothing wrong with records that are right', async () => {
    expect(await parley(['check'])).toEqual({ status: 0, out: '3 talks, no problem.\n', err: '' })
  })
  it('lists every problem of every record at once', async () => {
    const path = join(folder(), 'records.json')
    writeFileSync(
      path,
      recordsJson([{ ...record(), plce: 1, when: '2022-02-30' }, record({ id: 'b', parties: [{ party: 'natoo' }] }), record({ id: 'c' })]),
    )
    const { status, out } = await parley(['check', path])
    expect(status).toBe(1)
    expect(out.split('\n')).toHaveLength(5)
    expect(out).toContain('› us-russia-1: has no field "plce"')
    expect(out).toContain('› us-russia-1 › when: "2022-02-30" is not a day that exists')
    // Those of the project's register are among them.
    expect(out).toMatch(/› b › parties\.0\.party: "natoo" is not a party that this diary knows\. Expected: one of [a-z]/)
    expect(out).toContain('3 problems; 1 talk without one.')
  })
  it('fails for a path that is not there', async () => {
    expect(await parley(['check', '/no/such/path'])).toMatchObject({
      status: 1,
      out: expect.stringContaining('/no/such/path: cannot be read'),
    })
  })
  it('has a help with an example', async () => {
    expect(await parley(['check', '--help'])).toMatchObject({ status: 0, out: expect.stringContaining('Example:') })
    expect(await parley(['check', 'a', 'b'])).toMatchObject({ status: 2 })
  })
})

describe('parley feed', () => {
  it('writes a file that a web server may read', async () => {
    const path = join(folder(), 'all.ics')
    expect(await parley(['feed', '--output', path])).toMatchObject({ status: 0 })
    expect(statSync(path).mode & 0o044).toBe(0o044 & ~process.umask())
  })
  it('writes a calendar, with filters and forms as options', async () => {
    const { status, out } = await parley(['feed', '--party', 'nato', '--party', 'ru', '--match', 'all', '--lang', 'de', '--alarm', 'P1D'])
    expect(status).toBe(0)
    expect(readCalendar(out)).toMatchObject([{ summary: 'Gespräche NATO – Russland [Uhrzeit offen]', alarms: ['-PT15H'] }])
  })
  it('writes into a file', async () => {
    const path = join(folder(), 'out.ics')
    expect(await parley(['feed', '--output', path])).toEqual({ status: 0, out: '', err: '' })
    expect(readCalendar(readFileSync(path, 'utf8'))).toHaveLength(3)
  })
  it('writes what a desk serves out of its database, without touching it', async () => {
    const database = join(folder(), 'parley.db')
    const env = { DATABASE: database, CLOCK_FROM: '2022-01-05T09:00:00Z', PUBLIC_URL: 'https://parley.example' }
    await (await start({ ...env, PORT: await freePort() })).stop()
    const { out, status } = await parley(['feed', '--database', database], {
      PUBLIC_URL: 'https://parley.example',
      CLOCK_FROM: '2022-01-06T09:00:00Z',
    })
    expect(status).toBe(0)
    expect(readCalendar(out)[0]).toMatchObject({ stamp: expect.stringMatching(/^2022-01-05T09:00:/), uid: 'us-russia-1@parley.example' })
    expect(await parley(['feed', '--database', '/no/such.db'])).toMatchObject({ status: 1, err: 'There is no database at /no/such.db.\n' })
  })
  it('leaves broken records out, and says so beside the calendar', async () => {
    const path = join(folder(), 'records.json')
    writeFileSync(path, recordsJson([record(), { ...record({ id: 'b' }), when: 'soon' }]))
    const { out, err, status } = await parley(['feed'], { EVENTS: path })
    expect(status).toBe(0)
    expect(readCalendar(out)).toHaveLength(1)
    expect(err).toContain('Left out: ')
  })
  it('writes nothing where records could not be read, so that a good calendar stays', async () => {
    const path = join(folder(), 'out.ics')
    writeFileSync(path, 'the last good one')
    const { err, status } = await parley(['feed', '--output', path], { EVENTS: '/no/such/records.json' })
    expect(status).toBe(1)
    expect(err).toMatch(/^Left out: .*\nNo calendar was written, since not all of the records could be read.\n$/)
    expect(readFileSync(path, 'utf8')).toBe('the last good one')
  })
  it('ends quietly where only a part of the calendar is read', () => {
    const path = join(folder(), 'records.json')
    const many = Array.from({ length: 500 }, (_, index) => record({ id: `t${index}`, summary: 'x'.repeat(2000) }))
    writeFileSync(path, recordsJson(many))
    const command = `"${process.execPath}" src/cli.ts feed | head -n 1`
    const { stdout, stderr } = spawnSync('sh', ['-c', command], { env: { ...process.env, EVENTS: path }, encoding: 'utf8' })
    expect({ stdout, stderr }).toEqual({ stdout: 'BEGIN:VCALENDAR\r\n', stderr: '' })
  })
  it('says in one line that a file cannot be written', async () => {
    const { err, status } = await parley(['feed', '--output', '/no/such/folder/out.ics'])
    expect(status).toBe(1)
    expect(err).toMatch(/^The calendar could not be written: .*\/no\/such\/folder\/out\.ics'\.\n$/)
  })
  it.each([
    [['--party', 'xx'], '--party: "xx" is not known here'],
    [['--lang', 'xx'], '--lang: "xx" is not known here. Expected: en or de or fr'],
    [['--since', 'soon'], '--since: "soon" is not a day or a span back from today'],
    [['--alarm', 'PT0S'], '--alarm: "PT0S" is not a lead'],
    [['--patry', 'us'], "Unknown option '--patry'"],
  ])('refuses %j', async (args, message) => {
    expect(await parley(['feed', ...args])).toMatchObject({ status: 2, out: '', err: expect.stringContaining(message) })
  })
})
