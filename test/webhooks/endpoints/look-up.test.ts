// Names of strangers, which may never be answered.
import { describe, expect, it } from 'vitest'
import { type Allowed, parseAllowed } from '../../../src/webhooks/endpoints/address.ts'
import { createLookUp, type Resolve } from '../../../src/webhooks/endpoints/look-up.ts'

const never: Resolve = () => new Promise(() => {})
const allowed = parseAllowed('hooks.internal') as Allowed
const made = (servers: Resolve, more: { longest?: number; elsewhere?: boolean } = {}) =>
  createLookUp({ allowed, system: never, servers, elsewhere: false, ...more })
const patient = () => new AbortController().signal

describe("a stranger's name", () => {
  it.each([
    ['public addresses', ['8.8.8.8', '2606:4700::1111'], true],
    ['a private address beside a public one', ['8.8.8.8', '10.0.0.1'], false],
    ['nothing', [], false],
  ])('that resolves to %s', async (_, addresses, found) => {
    expect(await made(async () => addresses).isPublic('hooks.example', patient())).toBe(found)
  })

  it('is not found where the name servers fail', async () => {
    const failing: Resolve = () => Promise.reject(new Error('ESERVFAIL'))
    expect(await made(failing).isPublic('hooks.example', patient())).toBe(false)
  })

  it('that a proxy looks up need not be known here, and is refused where it is known to be private', async () => {
    expect(await made(async () => [], { elsewhere: true }).isPublic('hooks.example', patient())).toBe(true)
    expect(await made(async () => ['10.0.0.1'], { elsewhere: true }).isPublic('hooks.example', patient())).toBe(false)
  })

  it.each(['hooks.internal', '8.8.8.8', '2606:4700::1111'])('%s is asked of nobody', async (host) => {
    expect(await made(never).isPublic(host, patient())).toBe(true)
  })

  it('is given up where nobody answers in time, also by those that wait for their turn', async () => {
    const lookUp = made(never, { longest: 50 })
    const answers = await Promise.all(Array.from({ length: 200 }, (_, index) => lookUp.isPublic(`dead-${index}.example`, patient())))
    expect(answers).not.toContain(true)
    // The places are free again.
    expect(await Promise.race([made(async () => ['8.8.8.8']).isPublic('live.example', patient())])).toBe(true)
  })

  it('is asked for only while whoever wants to know is there, and never more than sixteen at once', async () => {
    let open = 0
    let most = 0
    const servers: Resolve = (_, signal) =>
      new Promise((_resolve, reject) => {
        most = Math.max(most, ++open)
        signal.addEventListener('abort', () => {
          open--
          reject(signal.reason)
        })
      })
    const lookUp = made(servers, { longest: 60_000 })
    const gone = new AbortController()
    const answers = Promise.all(Array.from({ length: 100 }, (_, index) => lookUp.isPublic(`dead-${index}.example`, gone.signal)))
    expect(open).toBe(16)
    gone.abort()
    expect(await answers).not.toContain(true)
    expect([open, most]).toEqual([0, 16])
  })
})
