// An editor's browser without scripts: it fills in a form as it stands, and sends it by one of its buttons.
import type { App } from '../../../../src/web/app.ts'
import { browserOf, formOf, type Shown } from '../owner-browser.ts'

export interface DeskBrowser {
  get(path: string): Promise<Shown>
  post(path: string, fields: [string, string][], headers?: Record<string, string>): Promise<Shown>
  signIn(token: string): Promise<Shown>
  /** Sends the form of a page that is shown; what is given takes the place of what stands in it, a list for rows. */
  send(shown: Shown, action: string, changes: Record<string, string | string[]>): Promise<Shown>
  cookie: string
}

export function deskBrowser(app: App, lang = 'en'): DeskBrowser {
  const browser = browserOf({ app }, lang)
  return {
    get: (path) => browser.get(path),
    post: (path, fields, headers) => browser.post(path, fields, headers),
    async signIn(token) {
      return browser.fill('/desk', '/desk/sign-in', { token })
    },
    send(shown, action, changes) {
      // Controls outside of the form that name it are sent with it.
      const outside = [...shown.text.matchAll(/<input type="hidden" form="record" [^>]*>/g)].map(([control]) => control)
      const fields = fieldsIn(`${formOf(shown.text, action)}${outside.join('')}`).filter(([name]) => !(name in changes))
      const given = Object.entries(changes).flatMap(([name, value]) =>
        (typeof value === 'string' ? [value] : value).map((each): [string, string] => [name, each]),
      )
      return browser.post(action, [...fields, ...given])
    },
    get cookie() {
      return browser.cookie
    },
    set cookie(value) {
      browser.cookie = value
    },
  }
}

/** What a browser would send of a form without its buttons, in order. */
export function fieldsIn(form: string): [string, string][] {
  const fields: [string, string][] = []
  const controls = form.matchAll(/<input ([^>]*)>|<textarea ([^>]*)>([^<]*)<\/textarea>|<select ([^>]*)>(.*?)<\/select>/gs)
  for (const [, input, area, text = '', select, options = ''] of controls) {
    const name = /name="([^"]*)"/.exec(input ?? area ?? select ?? '')?.[1]
    if (name === undefined) continue
    const isLeft = input !== undefined && /type="checkbox"/.test(input) && !/\schecked/.test(input)
    if (isLeft) continue
    if (input !== undefined) fields.push([name, decoded(/value="([^"]*)"/.exec(input)?.[1] ?? '')])
    else fields.push([name, decoded(area === undefined ? chosenIn(options) : text)])
  }
  return fields
}

function chosenIn(options: string): string {
  const chosen = /<option value="([^"]*)" selected>/.exec(options) ?? /<option value="([^"]*)"/.exec(options)
  return chosen?.[1] ?? ''
}

function decoded(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}
