// A desk at which anyone may register, and clients that do. What a test has opened is closed after it.
import { afterEach } from 'vitest'
import { record } from '../../make.ts'
import { createOffice, type Office } from '../office.ts'
import { createReceiver, messageOf, type Receiver } from '../receiver.ts'

export const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()))
})

export const FIRST = record()
export const SECOND = record({ id: 'second' })

export async function set(given: Parameters<typeof createOffice>[0] = {}): Promise<{ office: Office; receiver: Receiver }> {
  const receiver = await createReceiver()
  const office = await createOffice({ talks: [FIRST], open: true, ...given })
  open.push(office, receiver)
  return { office, receiver }
}

/** Each client has an address of its own; `from` is that of one. */
export const join = (office: Office, url: string, more: object = {}, from = '203.0.113.1') =>
  office.ask('POST', '/api/endpoints', { url, ...more }, null, { 'cf-connecting-ip': from })
export const codesOf = ({ received }: Receiver): string[] =>
  received
    .map(messageOf)
    .filter(({ type }) => type === 'endpoint.verification')
    .map(({ data }) => data.code)

/** Names of as many hosts as a test wants. */
export const NAMES = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`host-${index}.example`, ['8.8.8.8']]))
let host = 0
export const nextUrl = () => `https://host-${host++ % 300}.example/`

/** How many rows were read of the database since. */
export function countRows({ db }: Office): () => number {
  let rows = 0
  const { all, first } = db
  db.all = (...given) => {
    const found = all(...given)
    rows += found.length
    return found as never
  }
  db.first = (...given) => {
    rows++
    return first(...given) as never
  }
  return () => rows
}
