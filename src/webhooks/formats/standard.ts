// Messages for programs, after Standard Webhooks (https://www.standardwebhooks.com, "Payload structure" and "Webhook headers").
import type { Format } from './format.ts'

export const standard: Format = {
  readBy: 'programs',
  contentType: 'application/json; charset=utf-8',
  body: ({ type, timestamp, data }) => JSON.stringify({ type, timestamp, data }),
  headers: ({ id, timestamp, signature }) => ({
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signature,
  }),
}
