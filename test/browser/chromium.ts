// A Chromium for tests: the one that comes with the project, or another that CHROMIUM names.
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Browser, chromium, type LaunchOptions } from 'playwright-core'
import project from '../../package.json' with { type: 'json' }

const PACKAGE = '@sparticuz/chromium'
/** Where it is unpacked, once a version: its own default, the folder of the system, may hold half of another's. */
const UNPACKED = fileURLToPath(new URL(`../../node_modules/.cache/chromium-${project.devDependencies[PACKAGE]}`, import.meta.url))
/** It says where it has put the browser. As on the machines that it is made for, it also unpacks libraries and a font. */
const UNPACK = `console.log(await (await import('${PACKAGE}')).default.executablePath())`
const AS_ON_LAMBDA = 'AWS_Lambda_nodejs24.x'

const QUIET = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  '--no-first-run',
]

/** Starts a browser; whoever starts it closes it. Contexts of one browser share nothing, so a suite needs only one. */
export async function startChromium(): Promise<Browser> {
  return chromium.launch({ args: QUIET, chromiumSandbox: false, ...(await whichChromium()) })
}

async function whichChromium(): Promise<LaunchOptions> {
  const named = process.env.CHROMIUM
  if (named) return { executablePath: named }
  // The package is for Linux on x64 alone; elsewhere the Chrome of the machine is as good.
  if (process.platform !== 'linux' || process.arch !== 'x64') return { channel: 'chrome' }
  if (!existsSync(UNPACKED)) await unpack()
  return {
    executablePath: join(UNPACKED, 'chromium'),
    // Its own libraries and font alone, so that a page has the same measures on every machine.
    env: { ...process.env, LD_LIBRARY_PATH: join(UNPACKED, 'al2023', 'lib'), FONTCONFIG_FILE: join(UNPACKED, 'fonts.conf') },
  }
}

/** Takes two seconds. Several may do so at once: the first to finish wins. */
async function unpack(): Promise<void> {
  mkdirSync(dirname(UNPACKED), { recursive: true })
  const folder = mkdtempSync(`${UNPACKED}-`)
  const env = { ...process.env, TMPDIR: folder, AWS_EXECUTION_ENV: AS_ON_LAMBDA }
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', UNPACK], { env, cwd: dirname(UNPACKED) })
  writeFileSync(
    join(folder, 'fonts.conf'),
    `<?xml version="1.0"?><fontconfig><dir>${join(UNPACKED, 'fonts')}</dir><cachedir>${join(UNPACKED, 'fonts-cache')}</cachedir></fontconfig>\n`,
  )
  try {
    renameSync(folder, UNPACKED)
  } catch (error) {
    rmSync(folder, { recursive: true })
    if (!existsSync(UNPACKED)) throw error
  }
}
