import { describe, expect, it } from 'vitest'
import { openNode } from '../../src/sqlite/driver.node.ts'
import { desk, diary, record } from '../make.ts'
import { createApp } from '../web/checked-app.ts'

describe('a clock that was set back', () => {
  it('before an edit leaves no new calendar with an old Last-Modified', async () => {
    const db = openNode(':memory:')
    const seen = new Map<string, string>()
    for (const [index, at] of [
      '2022-01-05T12:00:00Z',
      '2022-01-05T11:00:00Z',
      '2022-01-05T11:00:00Z',
      '2022-01-04T00:00:00Z',
      '2022-01-06T00:00:00Z',
    ].entries()) {
      const made = desk(diary([record({ title: `Title ${index}` })]), { db, at })
      const app = createApp(made, { adminToken: null, open: false, onError: () => {} }).hono
      const { headers } = await app.request('https://parley.example/calendar.ics')
      const [tag, modified] = [headers.get('etag') ?? '', headers.get('last-modified') ?? '']
      expect(seen.has(modified)).toBe(false)
      seen.set(modified, tag)
      // Whoever has the calendar from before is told that it is another.
      for (const before of [...seen.keys()].slice(0, -1)) {
        const asked = await app.request('https://parley.example/calendar.ics', { headers: { 'if-modified-since': before } })
        expect([before, asked.status]).toEqual([before, 200])
      }
    }
    expect(new Set(seen.values()).size).toBe(5)
  })
})
