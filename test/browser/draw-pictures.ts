// Draws the pictures of src/web/assets that browsers, phones and links elsewhere show: `node test/browser/draw-pictures.ts`.
// The mark is that of favicon.svg.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { startChromium } from './chromium.ts'

const ASSETS = fileURLToPath(new URL('../../src/web/assets/', import.meta.url))
const MARK = readFileSync(`${ASSETS}favicon.svg`, 'utf8')

/** As the style sheet has them, in light. */
const COLOURS = 'html { background: #fcfbf8; color: #1b1d1f; --accent: #005f6b; --soft: #595e64 }'

const OPEN_GRAPH = `<style>${COLOURS}
body { margin: 0; width: 1200px; height: 630px; display: grid; align-content: center; justify-items: center; font-family: "Open Sans", sans-serif }
h1 { margin: 0; display: flex; align-items: center; gap: 40px; font-size: 132px; line-height: 1.2 }
h1 svg { width: 150px }
p { margin: 12px 0 56px; font-size: 36px; color: var(--soft) }
ul { margin: 0; padding: 0; display: flex; gap: 64px; list-style: none; font-size: 30px }
li { display: flex; align-items: center; gap: 18px }
li::before { content: ""; box-sizing: border-box; width: 36px; height: 36px; border: 6px solid var(--accent); border-radius: 50% }
li.official::before { border-width: 18px }
li.open::before { border: 4.5px dashed var(--soft) }
</style>
<h1>${MARK}Parley</h1><p>A diary of upcoming talks, and how sure each of them is</p>
<ul><li class="official">official<li>reported<li class="open">not fixed yet</ul>`

/** Phones cut its corners themselves, and show nothing through it. */
const TOUCH = `<style>${COLOURS} body { margin: 0; width: 180px; height: 180px; display: grid; place-content: center } svg { width: 132px }</style>${MARK}`
const SMALL = '<style>body { margin: 0 } svg { display: block; width: 32px }</style>'

/** What a page looks like, as PNG; transparent where the page says nothing of its background. */
async function draw(browser: Browser, content: string, width: number, height: number): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: 'light' })
  await page.setContent(`<!doctype html>${content}`)
  const picture = await page.screenshot({ omitBackground: true })
  await page.close()
  return picture
}

/** A picture of 32 by 32 in PNG as an icon of Windows, which is a header of 22 bytes before it. */
function iconOf(png: Buffer): Buffer {
  const header = Buffer.alloc(22)
  header.writeUInt16LE(1, 2) // an icon
  header.writeUInt16LE(1, 4) // with one picture
  header.writeUInt8(32, 6)
  header.writeUInt8(32, 7)
  header.writeUInt16LE(1, 10)
  header.writeUInt16LE(32, 12) // bits of each pixel
  header.writeUInt32LE(png.length, 14)
  header.writeUInt32LE(header.length, 18)
  return Buffer.concat([header, png])
}

const browser = await startChromium()
writeFileSync(`${ASSETS}open-graph.png`, await draw(browser, OPEN_GRAPH, 1200, 630))
writeFileSync(`${ASSETS}apple-touch-icon.png`, await draw(browser, TOUCH, 180, 180))
writeFileSync(`${ASSETS}favicon.ico`, iconOf(await draw(browser, SMALL + MARK, 32, 32)))
await browser.close()
