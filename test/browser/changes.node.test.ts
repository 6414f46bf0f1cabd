// What changed, while somebody looks at it.
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { folder, type Running, start } from '../process.ts'
import { startChromium } from './chromium.ts'
import { NOW, writeManyTalks } from './many-talks.ts'
import { inWindow } from './windows.ts'

let browser: Browser
let desk: Running
const events = join(folder(), 'events')

beforeAll(async () => {
  writeManyTalks(events, 60)
  ;[browser, desk] = await Promise.all([startChromium(), start({ EVENTS: events, CLOCK_FROM: NOW })])
})
afterAll(async () => {
  await Promise.all([browser?.close(), desk?.stop()])
})

const changesOf = (page: Page): Promise<string[]> => page.locator('#changes li[id]').evaluateAll((items) => items.map(({ id }) => id))

describe('the page of changes, while it is open', () => {
  it('has what changes then, marked as new, without being asked again', async () => {
    await inWindow(browser, `${desk.url}/changes`, {}, async (page) => {
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
