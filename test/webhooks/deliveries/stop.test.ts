// What becomes of messages that are on their way as a desk is stopped.
import { describe, expect, it } from 'vitest'
import { createOffice } from '../office.ts'
import { createReceiver } from '../receiver.ts'

describe('a desk that is stopped', () => {
  it('writes down what is answered while it waits, and takes no answer after that', async () => {
    const late: (() => void)[] = []
    const receiver = await createReceiver()
    receiver.answer =
      ({ path }) =>
      (_, response) => {
        const end = () => void response.writeHead(path === '/refuses' ? 500 : 204).end()
        if (path === '/late') late.push(end)
        else setTimeout(end, 50)
      }
    const office = await createOffice()
    for (const name of ['takes', 'refuses', 'late']) {
      const { id } = await office.register({ url: `${receiver.url}/${name}` })
      await office.ask('POST', `/api/endpoints/${id}/test`, {})
    }
    office.desk.wake()
    await receiver.until(({ length }) => length === 3)
    await office.desk.stop(400)
    for (const end of late) end()
    await new Promise((resolve) => setTimeout(resolve, 100))
    const rows = office.db.all(
      'SELECT url, delivery.state, tries, total AS attempts ' +
        'FROM delivery JOIN endpoint ON endpoint.key = delivery.endpoint ORDER BY endpoint.key',
    )
    expect(rows).toEqual([
      { url: `${receiver.url}/takes`, state: 'delivered', tries: 1, attempts: 1 },
      { url: `${receiver.url}/refuses`, state: 'waiting', tries: 1, attempts: 1 },
      { url: `${receiver.url}/late`, state: 'waiting', tries: 0, attempts: 0 },
    ])
    await office.close()
    await receiver.close()
  })
})
