// A body that comes slowly, to a server that listens as the service does.
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { afterEach, describe, expect, it } from 'vitest'
import { ADMIN, createOffice } from '../webhooks/office.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()))
})

describe('the body of a registration', () => {
  it('that comes too slowly ends with its connection, and registers nothing', async () => {
    const office = await createOffice()
    open.push(office)
    // As the service listens, with a shorter patience.
    const server = createServer(
      { requestTimeout: 300, headersTimeout: 300, connectionsCheckingInterval: 50 },
      getRequestListener(office.app.hono.fetch),
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    open.push(server)
    const answered = await new Promise<string>((resolve) => {
      let text = ''
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
      socket.on('error', () => {})
      socket.on('data', (chunk) => (text += chunk))
      socket.write(
        `POST /api/endpoints HTTP/1.1\r\nhost: parley.example\r\nauthorization: Bearer ${ADMIN}\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n`,
      )
      const drip = setInterval(() => socket.write(' '), 20)
      socket.on('close', () => {
        clearInterval(drip)
        resolve(text)
      })
    })
    expect(answered).toMatch(/^(HTTP\/1\.1 408|$)/)
    expect(office.desk.endpoints.list(0, 1)).toEqual([])
    expect(office.lines.filter((line) => line.includes('Error'))).toEqual([])
  })
})
