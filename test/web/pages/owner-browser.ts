// A reader's browser without scripts, as far as forms, cookies and redirects go.
import type { Office } from '../../webhooks/office.ts'

export interface Shown {
  status: number
  headers: Headers
  /** The address that it came to. */
  path: string
  text: string
  /** Where it leads on, if it was not followed. */
  location: string | null
}

export interface OwnerBrowser {
  cookie: string
  get(path: string): Promise<Shown>
  /** Sends a form of ours; `headers` replaces what the browser says of where it stands. */
  post(path: string, fields: Record<string, string> | [string, string][], headers?: Record<string, string>): Promise<Shown>
  /** Goes to a page and sends its form, with its hidden fields. */
  fill(page: string, action: string, fields: Record<string, string>): Promise<Shown>
  signIn(token: string): Promise<Shown>
}

const SITE = 'https://parley.example'

export function browserOf(office: Pick<Office, 'app'>, lang = 'en'): OwnerBrowser {
  const ask = async (path: string, init: RequestInit & { headers?: Record<string, string> } = {}): Promise<Shown> => {
    const headers = {
      accept: 'text/html',
      'accept-language': lang,
      'cf-connecting-ip': '203.0.113.1',
      ...(browser.cookie === '' ? {} : { cookie: browser.cookie }),
      ...init.headers,
    }
    const response = await office.app.hono.request(`${SITE}${path}`, { ...init, headers })
    for (const line of response.headers.getSetCookie()) browser.cookie = line.split(';')[0] ?? ''
    return {
      status: response.status,
      headers: response.headers,
      path,
      text: await response.text(),
      location: response.headers.get('location'),
    }
  }
  const browser: OwnerBrowser = {
    cookie: '',
    get: (path) => ask(path),
    async post(path, fields, headers = { 'sec-fetch-site': 'same-origin' }) {
      const shown = await ask(path, {
        method: 'POST',
        body: new URLSearchParams(fields).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      })
      return shown.status === 303 ? ask(shown.location ?? '') : shown
    },
    async fill(page, action, fields) {
      const { text } = await browser.get(page)
      const found = formOf(text, action)
      const hidden = [...found.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
        name,
        value,
      ])
      return browser.post(action, { ...Object.fromEntries(hidden), ...fields })
    },
    signIn: (token) => browser.fill('/endpoints', '/endpoints/sign-in', { token }),
  }
  return browser
}

/** The form of a page that is sent to an address. */
export function formOf(text: string, action: string): string {
  const found = text.match(/<form.*?<\/form>/gs)?.find((form) => form.includes(`action="${action}"`) || form.includes(`action="${action}?`))
  if (found === undefined) throw new Error(`no form is sent to ${action}:\n${text}`)
  return found
}
