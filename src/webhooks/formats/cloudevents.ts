// Messages for programs as CloudEvents 1.0, in structured mode (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md,
// formats/json-format.md, http-webhook.md). They are signed as those of standard are. Instead of a code that is echoed, the
// protection against abuse of HTTP webhooks (section 4) asks a receiver whether it wants messages.
import type { Format } from './format.ts'

/** Types are named after the software, not the desk, so that all desks have the same. */
const PREFIX = 'app.parley.'

export const cloudevents: Format = {
  readBy: 'programs',
  contentType: 'application/cloudevents+json; charset=utf-8',
  body: ({ type, timestamp, data }, { id, talk, desk }) =>
    JSON.stringify({
      specversion: '1.0',
      id,
      source: desk,
      type: `${PREFIX}${type}`,
      ...(talk === null ? {} : { subject: talk }),
      time: timestamp,
      datacontenttype: 'application/json',
      data,
    }),
  headers: ({ id, desk, timestamp, signature }) => ({
    origin: originOf(desk),
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signature,
  }),
  complete: ({ url }, body, { type, desk }) =>
    type === 'endpoint.verification'
      ? { url, body: '', method: 'OPTIONS', headers: { 'webhook-request-origin': originOf(desk) } }
      : { url, body },
  agrees({ headers }, desk) {
    const allowed = (headers?.['webhook-allowed-origin'] ?? '').split(',').map((each) => each.trim().toLowerCase())
    return allowed.includes('*') || allowed.includes(originOf(desk))
  },
}

/** A name in the DNS stands for all that send on the desk's behalf. */
function originOf(desk: string): string {
  return new URL(desk).hostname
}
