// A text that should never have gone out is nowhere any more: not in the log, not as of any day, not in versions, messages,
// answers or calendars; and that it was taken out is known.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { REMOVED, without } from '../../src/editing/redaction.ts'
import { Refusal } from '../../src/editing/refusal.ts'
import { openNode } from '../../src/sqlite/driver.node.ts'
import type { Sqlite } from '../../src/sqlite/port.ts'
import { NODE_BOUNDS } from '../../src/webhooks/deliveries/bounds.ts'
import { calendar, desk, diary, record, SOURCES } from '../make.ts'
import { createApp } from '../web/checked-app.ts'

const PHONE = '+41 79 555 01 23'
const ADMIN = 'the-token-of-the-operator'
const ACTING = { by: 'Anna', dryRun: false, spellingOnly: false }
const CONTACT = { name: 'Press office', phone: PHONE, public: true }
const RESOURCE = { talk: record({ id: 'by-hand', contact: CONTACT, summary: `Call ${PHONE} first.` }), sources: SOURCES }

/** All that is in every table. */
function dump(db: Sqlite): string {
  const tables = db.all<{ name: string }>(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*' AND name NOT GLOB '_*'",
  )
  return tables.map(({ name }) => JSON.stringify(db.all(`SELECT * FROM "${name}"`))).join('\n')
}

describe('a redaction', () => {
  it('is done in memory, too, where the database cannot be cleaned after it', async () => {
    const db = openNode(':memory:')
    const failing: Sqlite = {
      ...db,
      securely: (work) => ({ result: work(), isClean: false }),
    }
    const made = desk(diary([]), { db: failing })
    made.editor.put('by-hand', RESOURCE, { none: true }, ACTING)
    expect(await made.redact('by-hand', PHONE, 'operator')).toMatchObject({ changes: 1, isClean: false })
    expect(made.hasEnded).toBe(true)
    expect(JSON.stringify(made.editor.diary().talks)).not.toContain(PHONE)
  })

  it('leaves dates, ids and words of lists as they are: without them, no desk could read what is kept', async () => {
    const db = openNode(':memory:')
    const made = desk(diary([]), { db })
    made.editor.put('by-hand', { ...RESOURCE, talk: { ...RESOURCE.talk, summary: 'It was said on 2022-01-10.' } }, { none: true }, ACTING)
    await made.redact('by-hand', '2022-01', 'operator')
    const after = desk(diary([]), { db })
    expect(after.editor.get('by-hand')).toMatchObject({
      problems: [],
      resource: { talk: { when: '2022-01-10', summary: `It was said on ${REMOVED}-10.` } },
    })
    await expect(after.redact('by-hand', '2022-01', 'operator')).rejects.toBeInstanceOf(Refusal)
  })

  it('leaves the text in nothing that is kept, and says that it was done, and by whom', async () => {
    const db = openNode(':memory:')
    const sending = {
      bounds: NODE_BOUNDS,
      send: async ({ body }: { body: string | Uint8Array }) => ({
        status: 200,
        retryAfter: null,
        answer: typeof body === 'string' ? body : new TextDecoder().decode(body),
      }),
    }
    const made = desk(diary([]), { db, options: { sending } })
    await made.unlock()
    const onError = (error: unknown) => {
      throw error
    }
    const app = createApp(made, { adminToken: ADMIN, open: false, onError })
    const ask = (method: string, path: string, body: unknown) =>
      app.hono.request(`https://parley.example${path}`, {
        method,
        headers: { authorization: `Bearer ${ADMIN}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    await ask('POST', '/api/endpoints', { url: 'https://hooks.example/' })
    made.editor.put('by-hand', RESOURCE, { none: true }, ACTING)
    made.editor.patch('by-hand', { talk: { title: 'Another title' } }, { match: 'any' }, ACTING)
    made.drafts.keep(null, [['phone', PHONE]], 'Anna', 0)
    made.wake()
    await made.idle()
    expect(await calendar(made)).toContain(PHONE.slice(0, 8))
    expect(dump(db)).toContain(PHONE)

    const answer = await ask('POST', '/api/records/by-hand/redact', { text: PHONE })
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { changes: 2, versions: 2, messages: 2, answers: 2, drafts: 1, isClean: true, copies: [] },
    ])
    expect(dump(db)).not.toContain(PHONE)
    const after = desk(diary([]), { db })
    const text = (await calendar(after)).replaceAll('\r\n ', '')
    expect(text).not.toContain(PHONE)
    expect(text).toContain(`Call ${REMOVED} first.`)
    // Whoever has the calendar is told that there is something new.
    expect(after.histories.latest('by-hand')).toMatchObject({ revision: 3 })
    expect(after.editor.get('by-hand')?.resource.talk.contact).toEqual({ name: 'Press office', public: true })
    expect(after.acts(1000, 1)).toMatchObject([{ what: 'record.redacted', by: 'operator', subject: 'by-hand', detail: null }])
    expect(after.health().status).toBe('ok')
    // What is left can be edited and undone as before.
    const [first] = after.changes(0, 1)
    expect(() => after.editor.undo(first?.id ?? '', ACTING)).toThrow(Refusal)
    after.editor.patch('by-hand', { talk: { title: 'Third' } }, { match: 'any' }, ACTING)
    expect(desk(diary([]), { db }).histories.cursor).toBe(4)
  })

  it('of a talk of a file waits until the file no longer has it', async () => {
    const db = openNode(':memory:')
    const made = desk(diary([record({ contact: CONTACT })]), { db })
    const refusing = () => made.redact('us-russia-1', PHONE, 'Anna')
    await expect(refusing()).rejects.toMatchObject({ reason: { code: 'text-in-file' } })
    const mended = desk(diary([record()]), { db })
    await mended.redact('us-russia-1', PHONE, 'Anna')
    expect(dump(db)).not.toContain(PHONE)
    const after = desk(diary([record()]), { db })
    expect(after.histories.cursor).toBe(3)
    await expect(after.redact('us-russia-1', 'nowhere', 'Anna')).rejects.toMatchObject({ reason: { code: 'nothing-to-redact' } })
    expect(after.hasEnded).toBe(false)
  })

  it('leaves every other value as it was', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        fc.pre(!JSON.stringify(value).includes(PHONE))
        expect(without(value, PHONE)).toEqual(value)
      }),
    )
  })
})
