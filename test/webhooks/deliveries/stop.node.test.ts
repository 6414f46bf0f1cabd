// What becomes of messages that are on their way as the service is stopped.
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, describe, expect, it } from 'vitest'
import { folder, start } from '../../process.ts'
import { ADMIN } from '../office.ts'
import { createReceiver, type Received, type Receiver } from '../receiver.ts'

const HANGS = () => () => {}

const receivers: Receiver[] = []
afterEach(async () => {
  await Promise.all(receivers.splice(0).map((receiver) => receiver.close()))
})

async function receiving(answer: Receiver['answer']): Promise<Receiver> {
  const receiver = await createReceiver()
  receiver.answer = answer
  receivers.push(receiver)
  return receiver
}

async function post(url: string, body: unknown): Promise<{ id: string }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${ADMIN}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(response.ok).toBe(true)
  return (await response.json()) as { id: string }
}

const idsOf = (received: readonly Received[]) => new Set(received.map(({ id }) => id))

describe('a desk that is stopped', () => {
  it('by a signal puts back what has no answer yet as not tried, and sends it right after the next start', async () => {
    const receiver = await receiving(HANGS)
    const path = join(folder(), 'parley.db')
    const env = { DATABASE: path, ADMIN_TOKEN: ADMIN, ALLOW_ADDRESSES: '127.0.0.1' }
    const first = await start(env)
    for (const name of ['one', 'two', 'three']) {
      const { id } = await post(`${first.url}/api/endpoints`, { url: `${receiver.url}/${name}` })
      await post(`${first.url}/api/endpoints/${id}/test`, {})
    }
    await receiver.until(({ length }) => length === 3)
    expect(await first.stop()).toMatchObject({ status: 0, err: '' })

    const db = new DatabaseSync(path)
    expect(db.prepare('SELECT state, tries, total, due <= ? AS due FROM delivery').all(Date.now())).toEqual(
      Array.from({ length: 3 }, () => ({ state: 'waiting', tries: 0, total: 0, due: 1 })),
    )
    expect(db.prepare('SELECT * FROM attempt').all()).toEqual([])
    db.close()

    const before = idsOf(receiver.received.splice(0))
    receiver.answer = () => 204
    const second = await start(env)
    await receiver.until(({ length }) => length === 3)
    expect(idsOf(receiver.received)).toEqual(before)
    await second.stop()
  }, 30_000)
})
