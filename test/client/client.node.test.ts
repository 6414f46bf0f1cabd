// A client is generated from the document that a desk serves, checked by the compiler, and run against desks over HTTP.
import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Validator } from '@seriousme/openapi-schema-validator'
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { folder, type Running, start } from '../process.ts'
import { createReceiver, type Receiver } from '../webhooks/receiver.ts'

const pathOf = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))
const HERE = pathOf('.')
const CLIENT = pathOf('client.ts')
const TSC = pathOf('../../node_modules/typescript/bin/tsc')
const BASE = pathOf('../../src/tsconfig.base.json')
const TOKEN = 'the-token-of-the-operator'
const SETTINGS = { ADMIN_TOKEN: TOKEN, SECRET_KEY: 'a-key-of-at-least-thirty-two-characters', ALLOW_ADDRESSES: '127.0.0.1' }

// The compiler of the project cannot read it: its types are only there once they are generated.
const { clientOf, liveAsEndpoint, move, readDiary, readHealth, readStream, verify } = await import(CLIENT)

let desk: Running
let other: Running
let receiver: Receiver
let document: OpenAPI3
beforeAll(async () => {
  ;[desk, other, receiver] = await Promise.all([
    start({ ...SETTINGS, REGISTRATION: 'open' }),
    start({ ...SETTINGS, CLOCK_FROM: '2022-01-08T12:00:00Z' }),
    createReceiver(),
  ])
  document = (await (await fetch(`${desk.url}/openapi.json`)).json()) as OpenAPI3
})
afterAll(() => Promise.all([desk.stop(), other.stop(), receiver.close()]))

/** What the receiver was sent of a type, once it was sent so many of them. */
async function sent(count: number, type: RegExp): Promise<{ type: string; data: { code: string } }[]> {
  const those = () => receiver.received.map(({ body }) => JSON.parse(body)).filter((message) => type.test(message.type))
  await receiver.until(() => those().length >= count)
  return those()
}

describe('openapi.json', () => {
  it('is right by the schema of OpenAPI', async () => {
    expect(await new Validator().validate({ ...document })).toMatchObject({ valid: true })
  })

  it.each([
    ['strict', { noUncheckedIndexedAccess: false, exactOptionalPropertyTypes: false }],
    ['as strict as the project', {}],
  ])('gives types with which a client compiles that is %s', async (_, options) => {
    const generated = folder()
    writeFileSync(join(generated, 'paths.ts'), astToString(await openapiTS(document)))
    const compilerOptions = { lib: ['esnext', 'dom', 'dom.iterable'], types: [], rootDirs: [HERE, generated], ...options }
    const project = join(generated, 'tsconfig.json')
    writeFileSync(project, JSON.stringify({ extends: BASE, compilerOptions, files: [CLIENT] }))
    const { status, stdout } = spawnSync(process.execPath, [TSC, '-p', project, '--pretty', 'false'], { encoding: 'utf8' })
    rmSync(generated, { recursive: true })
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' })
  })
})

describe('a client that is generated from it', () => {
  const operator = () => clientOf({ url: desk.url, token: TOKEN })
  /** Of a desk that lives at another time, and has nothing yet. */
  const newcomer = () => clientOf({ url: other.url, token: TOKEN })
  const place = () => ({ url: desk.url, token: TOKEN, hook: `${receiver.url}/hook` })

  it('reads the diary and its log, page by page', async () => {
    expect(await readDiary(operator())).toEqual({
      ids: ['us-russia-1', 'nato-russia-1', 'osce-russia-1'],
      place: { city: 'Geneva', wasOn: null },
      parties: ['United States: expected', 'Russia: expected', 'Joe Biden: unlikely', 'Vladimir Putin: unlikely'],
      german: [
        {
          sentence: '„Gespräche Vereinigte Staaten – Russland“ – angekündigt: 10. Januar 2022.',
          was: null,
          is: 'United States – Russia talks',
        },
      ],
      sentences: [
        'NATO – Russia talks: announced for 12 January 2022.',
        'OSCE – Russia consultations: announced for 13 January 2022.',
        'United States – Russia talks: announced for 10 January 2022.',
      ],
      waited: 0,
      beyond: true,
    })
    expect(await readStream(operator())).toMatch(/^retry: 3000\n(?:.*\n)*data: \{"cursor":1,/)
  })

  it('reads how a desk does', async () => {
    const well = { ready: true, counts: [3, 3, 0, 0], degraded: false }
    expect(await readHealth(operator())).toEqual({ ...well, clock: null })
    expect(await readHealth(newcomer())).toEqual({ ...well, clock: '2022-01-08T12:00:00Z' })
  })

  it('goes through the whole life of an endpoint', async () => {
    expect(await liveAsEndpoint(operator(), place(), (count: number) => sent(count, /test|talk/))).toEqual({
      follows: 1,
      altered: ['de', 'P1D'],
      attempts: [204],
      body: 'endpoint.test',
      again: true,
      rotated: true,
      states: ['paused', 'active'],
      missed: null,
      refusal: 409,
      replayed: 1,
      rest: [0, false],
      earlier: 1,
      listed: true,
      wrong: [['leads.0', 'not-a-lead']],
      removed: 204,
      gone: 'urn:parley:problem:not-found',
    })
  })

  it('verifies an endpoint of its own', async () => {
    const codes = async (count: number) => (await sent(count, /verification/)).map(({ data }) => data.code)
    expect(await verify(clientOf({ url: desk.url, token: '' }), place(), codes)).toEqual({
      states: ['unverified', 'unverified', 'active'],
      wrong: 'wrong-code',
    })
  })

  it('moves a desk to another one', async () => {
    const { lines, ...moved } = await move(operator(), newcomer())
    expect(moved).toEqual({ imported: lines - 2, same: true, frozenSince: null })
  })
})
