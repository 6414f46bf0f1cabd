// A desk whose webhooks are looked after in a browser, and what its pages show. What a test has opened is closed after it.
import { afterEach } from 'vitest'
import { record } from '../../make.ts'
import { createOffice, type Office, type Setting } from '../../webhooks/office.ts'
import { createReceiver, type Receiver } from '../../webhooks/receiver.ts'
import { browserOf, type OwnerBrowser } from './owner-browser.ts'

export const TALKS = [record(), record({ id: 'second', parties: [{ party: 'nato' }, { party: 'ru' }] })]

export const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()))
})

export async function set(given: Setting = {}): Promise<{ office: Office; receiver: Receiver; browser: OwnerBrowser }> {
  const receiver = await createReceiver()
  const office = await createOffice({ talks: TALKS, open: true, ...given })
  open.push(office, receiver)
  return { office, receiver, browser: browserOf(office) }
}

export const mainOf = (text: string) => text.slice(text.indexOf('<main'), text.indexOf('</main>'))
export const shownIn = (text: string, id: string) => new RegExp(`id="s-${id}"[^>]* value="([^"]*)"`).exec(text)?.[1] ?? ''

/** Registers as whoever the browser is signed in as, or as nobody. */
export async function register(browser: OwnerBrowser, fields: Record<string, string>) {
  const shown = await browser.fill('/endpoints/new', '/endpoints/new', fields)
  if (shown.status !== 201) throw new Error(`${shown.status} ${shown.text}`)
  const [id, secret, token] = ['id', 'secret', 'token'].map((name) => shownIn(shown.text, name)) as [string, string, string]
  return { shown, id, secret, token, path: `/endpoints/${id}` }
}
