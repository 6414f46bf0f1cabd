// One change for 10,000 browsers that follow, each message encrypted for itself; and beside them a program's message of
// another change, and how long the event loop is held, by which calendars wait.

import { createECDH, randomBytes } from 'node:crypto'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { systemRandom } from '../../src/runtime/random.ts'
import { readDiary } from '../../src/talks/diary.ts'
import { newSituation } from '../../src/webhooks/endpoints/endpoint.ts'
import { defaults } from '../../src/webhooks/endpoints/endpoint-fields.ts'
import { newSecret } from '../../src/webhooks/endpoints/signature.ts'
import { webPush } from '../../src/webhooks/formats/web-push.ts'
import { madeUp } from './diary.ts'
import { millisecondsOf, row } from './figures.ts'
import { addEndpoints, createSender, type Sender, startReceiver } from './sender.ts'

const BROWSERS = 10_000
const MOST_SECONDS = 60
const AT = '2026-12-01T00:00:00Z'

export async function push(): Promise<void> {
  const [service, program] = [await startReceiver(), await startReceiver()]
  const diary = (count: number) => readDiary([{ name: 'made-up.json', content: madeUp(count) }], {})
  const sender = createSender(diary(100), AT)
  const { desk, db } = sender
  await desk.unlock()
  desk.wake()
  const keys = addBrowsers(sender, service.url)
  addEndpoints(sender, [{ url: `${program.url}/program` }])
  desk.replace(diary(101))
  sender.wakeOnly()
  // The minute that people wait for is over.
  db.run('UPDATE settling SET due = 0')
  db.run("DELETE FROM delivery WHERE message IN (SELECT key FROM message WHERE format = 'standard')")
  const told = await service.count(BROWSERS)
  const delay = monitorEventLoopDelay({ resolution: 5 })
  const cpu = process.cpuUsage()
  delay.enable()
  let program_ms = 0
  const took = await millisecondsOf(async () => {
    sender.start()
    await new Promise((resolve) => setTimeout(resolve, 500))
    const heard = await program.count(1)
    desk.replace(diary(102))
    program_ms = await millisecondsOf(() => {
      desk.wake()
      return heard.taken
    })
    await told.taken
  })
  delay.disable()
  const { user, system } = process.cpuUsage(cpu)
  const encryption = await encryptAlone(keys)
  row(
    `a change for ${BROWSERS} browsers, until the last has it`,
    `${(took / 1000).toFixed(1)} s`,
    `${(encryption / took).toFixed(2)} of the speed`,
    'of encrypting alone',
    `${(encryption / 1000).toFixed(1)} s`,
  )
  row('', '', `is to stay within`, '', `${MOST_SECONDS} s`)
  row('CPU for it', `${((user + system) / 1e6).toFixed(1)} s`)
  row("a program's message of a change meanwhile", `${program_ms.toFixed(0)} ms`)
  row(
    'the event loop is held, 99 of 100 times at most',
    `${(delay.percentile(99) / 1e6).toFixed(0)} ms`,
    `at most ${(delay.max / 1e6).toFixed(0)} ms`,
  )
  await sender.close()
  service.stop()
  program.stop()
}

interface Keys {
  p256dh: string
  auth: string
}

function addBrowsers({ db, desk: { endpoints, clock } }: Sender, url: string): Keys {
  const key = createECDH('prime256v1')
  key.generateKeys()
  const keys = { p256dh: key.getPublicKey('base64url'), auth: randomBytes(16).toString('base64url') }
  const following = [{ talk: null, filter: '', types: null, leads: [] }]
  const sealed = { tokenHash: '', secret: newSecret(systemRandom), oldSecret: null, code: null, headerValues: null }
  db.transaction(() => {
    for (let index = 0; index < BROWSERS; index++)
      endpoints.add({
        ...defaults(),
        ...newSituation({ owner: 'reader', createdAt: clock.real(), leadsSince: clock.now() }),
        ...sealed,
        ...{ id: `ep_${index}`, url: `${url}/push/${index}`, format: 'web-push', following, state: 'active' },
        credentialValues: JSON.stringify(keys),
      })
  })
  return keys
}

/** As many messages of the same length, encrypted and not sent. */
async function encryptAlone(credentials: Keys): Promise<number> {
  const sending = {
    id: '',
    type: 'talk.updated',
    talk: 'talk',
    expires: null,
    now: 0,
    timestamp: 0,
    signature: '',
    desk: '',
    authorization: async () => '',
  } as const
  const body = 'x'.repeat(400)
  return millisecondsOf(async () => {
    for (let index = 0; index < BROWSERS; index += 64)
      await Promise.all(
        Array.from({ length: 64 }, () =>
          webPush.complete?.({ url: 'https://push.example/', credentials: { ...credentials } }, body, sending),
        ),
      )
  })
}
