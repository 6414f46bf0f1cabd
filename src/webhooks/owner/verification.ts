// Whether whoever runs an endpoint's address wants its messages: a code is sent there, and echoed in the response or typed
// back.
import type { Random } from '../../runtime/random.ts'
import { HOUR } from '../../talks/units.ts'
import type { Endpoint } from '../endpoints/endpoint.ts'
import { endpointFlaw } from '../endpoints/endpoint-flaws.ts'
import { newId } from '../endpoints/secrets.ts'
import { sameText } from '../endpoints/signature.ts'
import type { Answer } from '../formats/format.ts'
import { FORMATS } from '../formats/formats.ts'
import { noticeMessage } from '../messages/message.ts'
import { verificationNotice } from '../messages/notices.ts'
import { type Limits, MOST_CODES } from './limits.ts'
import type { OwnerOptions } from './owner-parts.ts'
import { become } from './pause.ts'
import { conflict, type Done, done, FROZEN, limit } from './result.ts'

/** What a receiver answered to its verification. */
export interface Answered {
  endpoint: number
  answer: Answer
}

export type Verification = ReturnType<typeof createVerification>

export function createVerification(options: OwnerOptions, limits: Limits) {
  const { db, queue, endpoints, site, clock, random, frozen, onDue } = options

  /** The caller has a transaction open. */
  const sendCode = (endpoint: Endpoint): void => {
    const code = newCode(random)
    endpoints.alter(endpoint.key, { code, codeTries: 0 })
    const notice = verificationNotice(endpoint.id, code, site.url)
    const message = noticeMessage(newId('msg', random), 'endpoint.verification', notice, endpoint, site, clock.now())
    queue.add(message, [endpoint.key], clock.real())
  }

  const activate = (endpoint: Endpoint): Endpoint =>
    become(options, endpoint, { state: 'active', code: null, codeTries: 0, leadsSince: clock.now() })

  const isWanted = ({ key, format }: Endpoint, answer: Answer): boolean => {
    const { code } = endpoints.sealed(key)
    const { agrees } = FORMATS[format]
    return code !== null && (agrees ? agrees(answer, site.url) : answer.answer.includes(code))
  }

  return {
    sendCode,

    /** Without a code, a new one is sent. */
    verify(endpoint: Endpoint, code: string | null): Done<Endpoint> {
      if (frozen.since !== null) return FROZEN
      if (endpoint.state !== 'unverified') return conflict(`It is ${endpoint.state}: there is nothing to verify.`)
      if (code === null) {
        const refused = limits.forCode(endpoint.id, clock.real())
        if (refused) return refused
        db.transaction(() => sendCode(endpoint))
        onDue()
        return done(endpoint)
      }
      if (endpoint.codeTries >= MOST_CODES) return limit('Too many wrong codes. Ask for a new one, by a request without a code.', HOUR)
      const right = endpoints.sealed(endpoint.key).code
      if (right === null || !sameText(right, code.trim().toUpperCase())) {
        endpoints.alter(endpoint.key, { codeTries: endpoint.codeTries + 1 })
        return { ok: false, fields: [{ field: 'code', ...endpointFlaw('wrong-code', {}) }] }
      }
      return done(activate(endpoint))
    },

    /** Activates those whose receivers agreed, by their code or as their format has it. The caller has a transaction open. */
    answered(answers: readonly Answered[]): void {
      for (const { endpoint: key, answer } of answers) {
        const endpoint = endpoints.get(key)
        if (endpoint?.state === 'unverified' && isWanted(endpoint, answer)) activate(endpoint)
      }
    },
  }
}

/** Letters and digits that are not easily confused, in two groups of five. */
function newCode(random: Random): string {
  const letters = 'ABCDEFGHJKMNPQRSTVWXYZ23456789'
  const picked = [...random.bytes(10)].map((byte) => letters[byte % letters.length])
  return `${picked.slice(0, 5).join('')}-${picked.slice(5).join('')}`
}
