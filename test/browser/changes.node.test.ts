// What changed, while somebody looks at it.
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { folder, start } from '../process.ts'
import { browserSuite } from './browser-suite.ts'
import { NOW, writeManyTalks } from './many-talks.ts'

const events = join(folder(), 'events')

const suite = browserSuite(async () => {
  writeManyTalks(events, 60)
  return { desk: await start({ EVENTS: events, CLOCK_FROM: NOW }) }
})

const changesOf = (page: Page): Promise<string[]> => page.locator('#changes li[id]').evaluateAll((items) => items.map(({ id }) => id))

describe('the page of changes, while it is open', () => {
  it('has what changes then, marked as new, without being asked again', async () => {
    await suite.visit({ desk: 'desk', path: '/changes' }, {}, async (page) => {
      const before = await changesOf(page)
      expect(before).toHaveLength(50)
      await page.locator('[role=status]').waitFor()
      expect(await page.locator('[role=status]').innerText()).toBe('New changes appear here by themselves.')
      writeManyTalks(events, 60, 2)
      await page.locator('#changes li.new').first().waitFor({ timeout: 20_000 })
      const now = await changesOf(page)
      const fresh = now.filter((id) => !before.includes(id))
      expect(fresh.length).toBeGreaterThan(3)
      expect(now.slice(0, fresh.length)).toEqual(fresh)
      expect(await page.locator('#changes li.new').count()).toBe(fresh.length)
      expect(await page.locator('[role=status]').innerText()).toBe(`${fresh.length} new`)
    })
  })
})
