import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { afterEach, describe, expect, it } from 'vitest'
import { parley } from './process.ts'

const SECRET = `whsec_${Buffer.from('a secret of twenty-four and more bytes').toString('base64')}`
const SPAN = ['replay', '--from', '2021-12-31', '--until', '2022-01-14', '--lead', 'P1D', '--lead', 'PT1H']
const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

interface Got {
  headers: IncomingHttpHeaders
  body: string
}

async function receiver(status: (count: number) => number = () => 204): Promise<{ url: string; got: Got[] }> {
  const got: Got[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += chunk))
    request.on('end', () => {
      got.push({ headers: request.headers, body })
      response.writeHead(status(got.length)).end()
    })
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, got }
}

describe('replay', () => {
  it('sends what the endpoint would have got, signed', async () => {
    const { url, got } = await receiver()
    const { status, out } = await parley([...SPAN, '--to', url, '--secret', SECRET])
    expect([status, out]).toEqual([0, '9 messages delivered, in 6 wake-ups.\n'])
    const webhook = new Webhook(SECRET)
    for (const { headers, body } of got) webhook.verify(body, headers as Record<string, string>)
    const lines = got.map(({ body }) => {
      const { type, timestamp, data } = JSON.parse(body) as {
        type: string
        timestamp: string
        data: { talk: { id: string }; reminder?: { lead: string; timeKnown: boolean } }
      }
      return [timestamp, type, data.talk.id, ...(data.reminder ? [data.reminder.lead, data.reminder.timeKnown] : [])]
    })
    expect(lines.slice(0, 3).sort()).toEqual([
      ['2021-12-31T00:00:00Z', 'talk.announced', 'nato-russia-1'],
      ['2021-12-31T00:00:00Z', 'talk.announced', 'osce-russia-1'],
      ['2021-12-31T00:00:00Z', 'talk.announced', 'us-russia-1'],
    ])
    expect(lines.slice(3).sort()).toEqual([
      ['2022-01-09T08:00:00Z', 'talk.reminder', 'us-russia-1', 'P1D', false],
      ['2022-01-10T08:00:00Z', 'talk.reminder', 'us-russia-1', 'P0D', false],
      ['2022-01-11T09:00:00Z', 'talk.reminder', 'nato-russia-1', 'P1D', false],
      ['2022-01-12T09:00:00Z', 'talk.reminder', 'nato-russia-1', 'P0D', false],
      ['2022-01-12T09:00:00Z', 'talk.reminder', 'osce-russia-1', 'P1D', false],
      ['2022-01-13T09:00:00Z', 'talk.reminder', 'osce-russia-1', 'P0D', false],
    ])
  })

  it('keeps to a filter and to types, and prints the secret that it made', async () => {
    const { url, got } = await receiver()
    const { status, out } = await parley([...SPAN, '--to', url, '--party', 'nato', '--type', 'talk.announced'])
    expect(status).toBe(0)
    const secret = /^Signed with (whsec_\S+)$/m.exec(out)?.[1] ?? ''
    expect(got).toHaveLength(3)
    for (const { headers, body } of got) new Webhook(secret).verify(body, headers as Record<string, string>)
  })

  it('retries what fails, and ends with status 1 where something is not delivered', async () => {
    const flaky = await receiver((count) => (count === 1 ? 500 : 204))
    expect((await parley([...SPAN, '--to', flaky.url])).status).toBe(0)
    expect(new Set(flaky.got.map(({ headers }) => headers['webhook-id'])).size).toBe(9)
    const gone = await receiver(() => 410)
    const { status, out } = await parley([...SPAN, '--to', gone.url])
    expect([status, out]).toMatchObject([1, expect.stringMatching(/0 messages delivered, 3 not/)])
  })

  it.each([
    [['--until', '2022-01-14', '--to', 'http://127.0.0.1:1/'], 'replay needs --from'],
    [['--from', '2022-01-14', '--until', '2022-01-01', '--to', 'http://127.0.0.1:1/'], '--until is before --from'],
    [['--from', 'yesterday', '--until', '2022-01-01', '--to', 'http://127.0.0.1:1/'], '--from: "yesterday" is neither'],
    [['--from', '2022-01-01', '--until', '2022-01-02'], 'replay needs --to'],
    [['--from', '2022-01-01', '--until', '2022-01-02', '--to', 'http://127.0.0.1:1/', '--lead', 'PT0S'], '--lead: "PT0S" is no lead'],
    [['--from', '2022-01-01', '--until', '2022-01-02', '--to', 'http://127.0.0.1:1/', '--secret', 'hush'], '--secret must be whsec_'],
    [
      ['--from', '2022-01-01', '--until', '2022-01-02', '--to', 'http://127.0.0.1:1/', '--type', 'talk.moved'],
      '--type: "talk.moved" is no type',
    ],
  ])('refuses %j with status 2', async (args, message) => {
    expect(await parley(['replay', ...args])).toMatchObject({ status: 2, out: '', err: expect.stringContaining(message) })
  })
  it.each([
    [['--to', 'ftp://hooks.example/'], 'is not safe'],
    [['--to', 'http://user:secret@127.0.0.1:1/'], 'user name or password'],
    [['--to', 'http://127.0.0.1:1/', '--party', 'nobody'], '--party: "nobody" is not known here'],
  ])('refuses %j with status 1', async (args, message) => {
    const { status, err } = await parley(['replay', '--from', '2022-01-01', '--until', '2022-01-02', ...args])
    expect([status, err]).toMatchObject([1, expect.stringContaining(message)])
  })
})

describe('demo', () => {
  it('prints each message as a line, verified, and says what it made up', async () => {
    const { status, out, err } = await parley(['demo'])
    expect([status, err]).toEqual([0, ''])
    expect(out).toContain('No source says so.')
    expect(out).toContain('since no hour can be counted, of the day itself (P0D).')
    expect(out.match(/ {2}verified {2}/g)).toHaveLength(10)
    expect(out).toContain('NATO – Russia talks: moved from 12 January to 14 January 2022. (made up)')
    expect(out).toMatch(/talk\.reminder P1D {4}United States – Russia talks: Monday 10 January 2022; the time is not known\./)
    expect(out).toContain('10 messages, every signature verified.')
  })
})
