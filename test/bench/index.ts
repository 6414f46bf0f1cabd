// `npm run bench`: each figure is a ratio to a named limit that runs in the same run, since machines are noisy.
import { deliveries } from './deliveries.ts'
import { edits } from './edits.ts'
import { evaluation } from './evaluation.ts'
import { fanOut } from './fan-out.ts'
import { feeds } from './feeds.ts'
import { object } from './object.ts'
import { pages } from './pages.ts'
import { push } from './push.ts'
import { rendering } from './rendering.ts'
import { startUp } from './start-up.ts'
import { strangers } from './strangers.ts'
import { wakeUps } from './wake-ups.ts'
import { worker } from './worker.ts'

const BENCHES: Record<string, () => Promise<void>> = {
  feeds,
  rendering,
  pages,
  'start-up': startUp,
  deliveries,
  'wake-ups': wakeUps,
  'fan-out': fanOut,
  push,
  edits,
  evaluation,
  strangers,
  worker,
  object,
}

const [wanted] = process.argv.slice(2)
if (wanted !== undefined && !BENCHES[wanted]) {
  process.stderr.write(`There is no bench "${wanted}"; there are ${Object.keys(BENCHES).join(', ')}.\n`)
  process.exit(2)
}
for (const [name, bench] of Object.entries(BENCHES)) {
  if (wanted !== undefined && wanted !== name) continue
  process.stdout.write(`\n${name}\n`)
  await bench()
}
