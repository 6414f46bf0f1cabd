// URLs that are secrets, since whoever knows one can write there: who is not their owner is told the origin alone.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FORMAT_NAMES, FORMATS, tellableUrl } from '../../../src/webhooks/formats/formats.ts'
import { diary, record } from '../../make.ts'
import { createOffice, type Office } from '../office.ts'
import { createReceiver, messageOf, type Receiver } from '../receiver.ts'

const HOUR = 3_600_000
const SECRET = '/services/T0000/B0000/AbCdEfGhIjKlMnOpQrStUvWx?sig=a-signature+that%2Fis-long-enough'
const PARTS = /T0000|AbCdEfGh|a-signature/

let office: Office
let receiver: Receiver
beforeEach(async () => {
  receiver = await createReceiver()
  office = await createOffice({ at: Date.parse('2032-01-01T12:00:00Z') })
  await office.run()
})
afterEach(async () => {
  await Promise.all([office.close(), receiver.close()])
})

/** An endpoint fails for eight days, and answers each time with the address that it was asked at. */
async function fail(format: string): Promise<{ id: string; notices: { type: string; data: { url: string } }[] }> {
  receiver.answer = ({ path }) => (path.startsWith('/told') ? 204 : (_, response) => response.writeHead(500).end(`no such page: ${path}`))
  await office.register({ url: `${receiver.url}/told`, types: ['endpoint.failing', 'endpoint.disabled'] })
  const { id } = await office.register({ url: `${receiver.url}${SECRET}`, format })
  for (let hour = 0; hour < 8 * 24; hour++) {
    if (hour % 24 === 0) office.desk.replace(diary([record({ id: 'x', title: `Talks ${hour}` })]))
    await office.run()
    office.now += HOUR
  }
  const notices = receiver.received.filter(({ path }) => path === '/told').map((each) => messageOf(each))
  return { id, notices: notices as never }
}

describe('the URL of an endpoint', () => {
  it.each(['slack', 'teams'])(
    'of %s is told to others by its origin, and neither logged nor kept with what was answered',
    async (format) => {
      const { id, notices } = await fail(format)
      expect(notices.map(({ type, data }) => [type, data.url])).toEqual([
        ['endpoint.failing', new URL(receiver.url).origin],
        ['endpoint.disabled', new URL(receiver.url).origin],
      ])
      expect(JSON.stringify(notices)).not.toMatch(PARTS)
      expect(office.lines.filter((line) => PARTS.test(line))).toEqual([])
      const { text } = await office.ask('GET', `/api/endpoints/${id}/deliveries`)
      expect(text).toContain('no such page: …')
      expect(text).not.toMatch(PARTS)
    },
  )

  it('of a program is told whole', async () => {
    const { notices } = await fail('standard')
    expect(notices.map(({ data }) => data.url)).toEqual(Array(2).fill(`${receiver.url}${SECRET}`))
  })

  it('is a secret of each service whose addresses take messages without a token', () => {
    const secret = FORMAT_NAMES.filter((format) => tellableUrl({ format, url: 'https://chat.example/secret' }) === 'https://chat.example')
    expect(secret).toEqual(['slack', 'discord', 'teams', 'mattermost', 'ntfy', 'web-push'])
    expect(secret.filter((format) => FORMATS[format].readBy === 'programs')).toEqual([])
  })
})
