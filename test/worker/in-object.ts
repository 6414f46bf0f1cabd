// Suites that are written for Node's store, run inside a Durable Object: each test in an object of its own, whose
// storage stands where a file in memory would. `vitest` and the driver of Node are replaced by this, in the Worker's runs.
import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import * as vitest from 'vitest'
import { openDurableObject } from '../../src/sqlite/driver.durable-object.ts'
import type { Sqlite } from '../../src/sqlite/port.ts'
import type { DeskObject, Env } from '../../src/worker.ts'

export const { describe, expect } = vitest
export { openNode }

type Body = (...values: never[]) => unknown

const { STORE } = env as unknown as { STORE: Env['DESK'] }
let object: DurableObjectStub<DeskObject> | null = null
let storage: DurableObjectStorage | null = null
let objects = 0

/** Every call within one test shares its object. */
async function inObject(body: Body, values: readonly unknown[]): Promise<void> {
  object ??= STORE.get(STORE.idFromName(`suite-${++objects}`)) as DurableObjectStub<DeskObject>
  await runInDurableObject(object, async (_, state) => {
    storage = state.storage
    await (body as (...given: unknown[]) => unknown)(...values)
  })
}

vitest.beforeEach(() => {
  object = null
})

const wrapped =
  (body: Body) =>
  (...values: unknown[]) =>
    inObject(body, values)

/** `it`, with options, and with `it.each` as far as the suites use it. */
const one = (name: string, ...[first, second]: [body: Body, timeout?: number] | [options: vitest.TestOptions, body: Body]): void => {
  if (typeof first === 'function') vitest.it(name, wrapped(first) as never, second as number | undefined)
  else vitest.it(name, first, wrapped(second as Body) as never)
}

export const it = Object.assign(one, {
  each:
    (rows: readonly unknown[]) =>
    (name: string, body: Body): void => {
      vitest.it.each(rows as never)(name, wrapped(body) as never)
    },
})
export const beforeEach = (body: Body) => vitest.beforeEach((() => inObject(body, [])) as never)
export const afterEach = (body: Body) => vitest.afterEach((() => inObject(body, [])) as never)

/** An empty store. An object has one, so a second one in a test takes the place of the first. */
function openNode(path: string): Sqlite & { readonly readOnly: boolean; close(): void } {
  if (path !== ':memory:') throw new Error('An object has no files.')
  if (storage === null) throw new Error('A store is opened inside a test.')
  const db = openDurableObject(storage)
  const names = db.all<{ name: string }>(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*' AND name NOT GLOB '_*' ORDER BY rowid DESC",
  )
  for (const { name } of names) db.run(`DROP TABLE "${name}"`)
  return { ...db, readOnly: false, close: () => {} }
}
