// A browser that follows: it subscribes at a push service, asks the desk, and sends back the code of the first notice, as the
// service worker does.
import type { Asked, Office } from './office.ts'
import type { Browser, PushService } from './push-service.ts'

export interface Device extends Browser {
  id: string
  token: string
}

export function follow(office: Office, browser: Browser, following: readonly object[], more: object = {}): Promise<Asked> {
  return office.ask('POST', '/api/follows', { subscription: browser.subscription, following, ...more }, null)
}

export async function followWith(
  { office, service }: { office: Office; service: PushService },
  name: string,
  following: readonly object[],
  more: object = {},
): Promise<Device> {
  const browser = service.subscribe(name)
  const { status, body, text } = await follow(office, browser, following, more)
  if (status !== 201) throw new Error(text)
  await office.run()
  const { code, endpoint } = service.noticesOf(browser)[0]?.notice ?? {}
  const verified = await office.ask('POST', `/api/endpoints/${endpoint}/verify`, { code }, body.token)
  if (verified.status !== 200) throw new Error(verified.text)
  return { ...browser, id: body.id, token: body.token }
}

/** The first lines of what it was shown after the first notice. */
export function titlesOf({ noticesOf }: PushService, browser: Browser): string[] {
  return noticesOf(browser)
    .slice(1)
    .map(({ notice }) => `${notice.title}: ${notice.text.split('\n')[0]}`)
}
