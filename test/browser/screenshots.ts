// Pictures of all addresses for looking at by eye, on a phone and on a desk, light and dark:
// `node test/browser/screenshots.ts [FOLDER]`. A folder that is not named is made.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { folder } from '../process.ts'
import { startChromium } from './chromium.ts'
import { ADDRESSES, SCHEMES, startDesks } from './desks.ts'

const SIZES = { phone: { width: 360, height: 800 }, desk: { width: 1280, height: 900 } } as const

const target = process.argv[2] ?? folder()
mkdirSync(target, { recursive: true })
const [browser, desks] = await Promise.all([startChromium(), startDesks()])
try {
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of SCHEMES) {
      const page = await browser.newPage({ viewport, colorScheme })
      for (const { desk, path } of ADDRESSES) {
        await page.goto(`${desks[desk].url}${path}`)
        const name = `${desk}${path.replace(/[^a-z0-9]+/gi, '-').replace(/-$/, '')}`
        await page.screenshot({ path: join(target, `${name}.${size}.${colorScheme}.png`) })
      }
      await page.close()
    }
  }
} finally {
  await Promise.all([browser.close(), ...Object.values(desks).map((desk) => desk.stop())])
}
process.stdout.write(`Pictures are in ${target}\n`)
