// Who is signed in with a browser: a cookie holds the id of a session. Whoever holds a token signs in with it; where that
// token is another one now, or its endpoint is gone, the session has ended.
import type { Desk } from '../desk.ts'
import { type Auth, type Holder, nameOf } from './auth.ts'
import { isLoopbackName } from './client-address.ts'

export interface BrowserSessions {
  /** Whether browsers keep the cookie: they do not where it would go in the clear. */
  readonly canBegin: boolean
  /** `null` where nobody is signed in. */
  holder(request: Request): Promise<Holder | null>
  /** Signs in: the answer takes the cookie along. */
  begin(response: Response, holder: Holder): Promise<Response>
  /** Signs out. */
  end(request: Request, response: Response): Response
}

/** The longest that a session lasts, in seconds; the store may end it before. */
const LONGEST = 12 * 3600

export function createBrowserSessions({ site, sessions, clock }: Pick<Desk, 'site' | 'sessions' | 'clock'>, auth: Auth): BrowserSessions {
  const { protocol, host } = new URL(site.url)
  const local = protocol === 'http:' && isLoopbackName(host)
  // The prefix keeps out what a neighbouring host has set. Others at the same host are within reach of it, whatever its path.
  const name = local ? 'parley' : '__Host-parley'
  const idIn = (request: Request): string | null =>
    new RegExp(`(?:^|;\\s*)${name}=([0-9a-f]{64})(?:;|$)`).exec(request.headers.get('cookie') ?? '')?.[1] ?? null
  const withCookie = (response: Response, value: string, seconds: number): Response => {
    const parts = [`${name}=${value}`, 'Path=/', `Max-Age=${seconds}`, 'HttpOnly', 'SameSite=Lax', ...(local ? [] : ['Secure'])]
    response.headers.append('set-cookie', parts.join('; '))
    return response
  }
  return {
    canBegin: protocol === 'https:' || local,
    async holder(request) {
      const id = idIn(request)
      const session = id === null ? null : sessions.find(id, clock.real())
      const known = session && (await auth.known(session.holder))
      return known && session.isOf(known.hash) ? known.holder : null
    },
    async begin(response, holder) {
      const holderName = nameOf(holder)
      const known = await auth.known(holderName)
      return known ? withCookie(response, sessions.begin(holderName, known.hash, clock.real()), LONGEST) : response
    },
    end(request, response) {
      const id = idIn(request)
      if (id !== null) sessions.end(id)
      return withCookie(response, '', 0)
    },
  }
}
