// Receivers of each format as their makers document them: what they take, and what they answer. Nothing here is taken from
// the formats themselves.
import * as z from 'zod'
import type { FormatName } from '../../../src/webhooks/formats/formats.ts'
import type { Received } from '../receiver.ts'
import { type Seen, seenAsIs, seenInMarkdown, seenInSlack, seenInTelegram } from './reading.ts'

export interface Says {
  status: number
  body?: unknown
  headers?: Record<string, string>
}

export interface StandIn {
  /** Where it takes messages on a host of its own. */
  path: string
  /** The path where messages then come, if it is another. */
  comesTo?: string
  credentials?: Record<string, string>
  /** Addresses that are right, and wrong, on the public network. */
  right: readonly string[]
  wrong: readonly string[]
  /** Throws unless it would take the request; else what readers see of it. */
  read(received: Received): Seen
  delivered: Says
  gone: readonly Says[]
  refused: readonly Says[]
  /** It asks for a wait of so many seconds. */
  limited?: Says & { seconds: number }
  /** What is tried again later. */
  passing: readonly Says[]
}

const bytes = (text: string) => new TextEncoder().encode(text).length
const joined = (...parts: readonly Seen[]): Seen => ({
  text: parts.map(({ text }) => text).join('\n'),
  links: parts.flatMap(({ links }) => links),
  strange: parts.flatMap(({ strange }) => strange),
})
const jsonIn = ({ headers, body }: Received): unknown => {
  if (!/^application\/json(?:;|$)/.test(headers['content-type'] ?? '')) throw new Error('no JSON')
  if (!body.isWellFormed() || /\\ud[89a-f]/i.test(body)) throw new Error('cut within a character')
  return JSON.parse(body)
}
const most = (length: number) => z.string().min(1).max(length)

const mrkdwn = z.strictObject({ type: z.literal('mrkdwn'), text: most(3000), verbatim: z.literal(true) })
const SLACK = z.strictObject({
  text: most(4000),
  unfurl_links: z.literal(false),
  unfurl_media: z.literal(false),
  blocks: z
    .array(
      z.discriminatedUnion('type', [
        z.strictObject({
          type: z.literal('header'),
          text: z.strictObject({ type: z.literal('plain_text'), text: most(150), emoji: z.boolean() }),
        }),
        z.strictObject({ type: z.literal('section'), text: mrkdwn }),
        z.strictObject({ type: z.literal('context'), elements: z.array(mrkdwn).min(1).max(10) }),
      ]),
    )
    .max(50),
})

const DISCORD = z.strictObject({
  content: most(2000),
  allowed_mentions: z.strictObject({ parse: z.tuple([]) }),
  flags: z.literal(4),
})

const run = z.strictObject({
  type: z.literal('TextRun'),
  text: z.string().min(1),
  weight: z.literal('Bolder').optional(),
  size: z.enum(['Small', 'Medium']).optional(),
  isSubtle: z.boolean().optional(),
})
const TEAMS = z.strictObject({
  type: z.literal('message'),
  attachments: z.tuple([
    z.strictObject({
      contentType: z.literal('application/vnd.microsoft.card.adaptive'),
      content: z.strictObject({
        type: z.literal('AdaptiveCard'),
        $schema: z.url(),
        version: z.literal('1.4'),
        lang: z.enum(['en', 'de', 'fr']),
        fallbackText: z.string(),
        body: z.array(
          z.discriminatedUnion('type', [
            z.strictObject({ type: z.literal('RichTextBlock'), inlines: z.tuple([run]) }),
            z.strictObject({ type: z.literal('TextBlock'), text: z.string().min(1), weight: z.string(), wrap: z.literal(true) }),
          ]),
        ),
        actions: z.array(z.strictObject({ type: z.literal('Action.OpenUrl'), title: z.string(), url: z.url() })).optional(),
      }),
    }),
  ]),
})

const MATTERMOST = z.strictObject({ text: most(16_383) })

const TELEGRAM = z.strictObject({
  chat_id: z.string().regex(/^(?:-?\d+|@\w{5,})$/),
  // Of a topic that is not the general one: naming that is answered with "message thread not found".
  message_thread_id: z.int().min(2).optional(),
  text: z.string(),
  parse_mode: z.literal('HTML'),
  link_preview_options: z.strictObject({ is_disabled: z.literal(true) }),
})

const NTFY = z.strictObject({
  topic: z.string().regex(/^[-_A-Za-z0-9]{1,64}$/),
  title: z.string().optional(),
  message: z.string().min(1),
  priority: z.int().min(1).max(5).optional(),
  tags: z.array(z.string()).optional(),
  click: z.url().optional(),
  sequence_id: z
    .string()
    .regex(/^[-_A-Za-z0-9]{1,64}$/)
    .optional(),
})

export const TOKEN = '123456789:AAE-secret_secret_secret_secret_sec'
const HOOK = 'xxxxxxxxxxxxxxxxxxxxxxxxxx'
const telegramError = (status: number, description: string, more: object = {}): Says => ({
  status,
  body: { ok: false, error_code: status, description, ...more },
})
const teamsError = (status: number, code: string, message: string): Says => ({ status, body: { error: { code, message } } })
const mattermostError = (status: number, id: string): Says => ({
  status,
  body: { id, message: 'x', detailed_error: '', status_code: status },
})

/** Receivers of what people read, but for browsers: what they decrypt is looked at where following is. */
export const STAND_INS: Record<Exclude<FormatName, 'standard' | 'cloudevents' | 'web-push'>, StandIn> = {
  slack: {
    path: '/services/T00000000/B00000000/secret',
    right: ['https://hooks.slack.com/services/T0/B0/x', 'https://hooks.slack-gov.com/services/T0/B0/x'],
    wrong: ['https://hooks.slack.com/triggers/T0/1/x', 'https://slack.com/services/T0/B0/x', 'https://hooks.slack.com/'],
    read(received) {
      const { text, blocks } = SLACK.parse(jsonIn(received))
      const parts = blocks.flatMap((block) =>
        block.type === 'header'
          ? [seenAsIs(block.text.text)]
          : (block.type === 'context' ? block.elements : [block.text]).map((each) => seenInSlack(each.text)),
      )
      return { ...joined(...parts), strange: [...joined(...parts).strange, ...seenInSlack(text).strange] }
    },
    delivered: { status: 200, body: 'ok' },
    gone: [
      { status: 404, body: 'no_service' },
      { status: 403, body: 'no_active_hooks' },
      { status: 404, body: 'channel_not_found' },
      { status: 410, body: 'channel_is_archived' },
    ],
    refused: [{ status: 400, body: 'invalid_payload' }],
    limited: { status: 429, headers: { 'retry-after': '77' }, seconds: 77 },
    passing: [{ status: 500, body: 'rollup_error' }],
  },
  discord: {
    path: '/api/webhooks/123/secret-token?thread_id=456',
    comesTo: '/api/webhooks/123/secret-token?thread_id=456&wait=true',
    right: ['https://discord.com/api/webhooks/1/x', 'https://canary.discord.com/api/v10/webhooks/1/x-_y?thread_id=2'],
    wrong: [
      'https://discord.com/channels/1/2',
      'https://discord.com.example/api/webhooks/1/x',
      'https://discord.com/api/webhooks/1/x/slack',
    ],
    read(received) {
      const { content } = DISCORD.parse(jsonIn(received))
      return seenInMarkdown(content.replace(/^-# /m, ''))
    },
    delivered: { status: 200, body: { id: '1' } },
    gone: [
      { status: 404, body: { message: 'Unknown Webhook', code: 10_015 } },
      { status: 401, body: { message: 'Invalid Webhook Token', code: 50_027 } },
    ],
    refused: [{ status: 400, body: { message: 'Invalid Form Body', code: 50_035 } }],
    limited: { status: 429, body: { message: 'You are being rate limited.', retry_after: 64.57, global: false }, seconds: 65 },
    passing: [
      { status: 502, body: 'bad gateway' },
      { status: 429, body: 'error code: 1015' },
    ],
  },
  teams: {
    path: '/workflows/abc/triggers/manual/paths/invoke?api-version=2016-06-01&sig=secret',
    right: [
      'https://prod-1.westeurope.logic.azure.com/workflows/a/triggers/manual/paths/invoke?sig=x',
      'https://default1.2.environment.api.powerplatform.com/powerautomate/automations/direct/workflows/a/triggers/manual/paths/invoke?sig=x',
    ],
    wrong: ['https://contoso.webhook.office.com/webhookb2/x', 'https://logic.azure.com.example/workflows/a/triggers/manual/paths/invoke'],
    read(received) {
      if (bytes(received.body) > 28 * 1024) throw new Error('larger than 28 KB')
      const { body, actions = [], fallbackText } = TEAMS.parse(jsonIn(received)).attachments[0].content
      const parts = body.map((block) => {
        if (block.type === 'RichTextBlock') return seenAsIs(block.inlines[0].text)
        const functions = /^\{\{DATE\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ, LONG\)\}\} \{\{TIME\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\)\}\}$/
        return functions.test(block.text) ? seenAsIs('(date)') : seenInMarkdown(block.text)
      })
      const all = joined(...parts, ...actions.map(({ title, url }) => ({ text: title, links: [url], strange: [] })))
      const functions = /\{\{/.test(all.text) ? ['a function'] : []
      return { ...all, strange: [...all.strange, ...seenInMarkdown(fallbackText).strange, ...functions] }
    },
    delivered: { status: 202 },
    gone: [
      teamsError(404, 'WorkflowNotFound', "The workflow 'abc' could not be found."),
      teamsError(400, 'WorkflowTriggerIsNotEnabled', "Could not execute workflow 'abc' trigger 'manual' with state 'Deleted': …"),
    ],
    refused: [teamsError(400, 'TriggerInputSchemaMismatch', 'The input body …'), { status: 413 }],
    limited: { status: 429, headers: { 'retry-after': '30' }, seconds: 30 },
    passing: [
      teamsError(400, 'WorkflowTriggerIsNotEnabled', "… trigger 'manual' with state 'Disabled': trigger is not enabled."),
      { status: 401 },
    ],
  },
  mattermost: {
    path: `/hooks/${HOOK}`,
    right: [`https://chat.example/hooks/${HOOK}`, `https://chat.example/mattermost/hooks/${HOOK}`],
    wrong: ['https://chat.example/', 'https://chat.example/hooks/short'],
    read: (received) => seenInMarkdown(MATTERMOST.parse(jsonIn(received)).text),
    delivered: { status: 200, body: 'ok' },
    gone: [mattermostError(400, 'web.incoming_webhook.invalid.app_error'), mattermostError(404, 'web.incoming_webhook.channel.app_error')],
    refused: [mattermostError(400, 'web.incoming_webhook.parse.app_error'), { status: 400, body: 'Unable to parse incoming data' }],
    limited: { status: 429, headers: { 'retry-after': '9' }, seconds: 9 },
    passing: [mattermostError(501, 'web.incoming_webhook.disabled.app_error'), { status: 404, body: '<html>' }],
  },
  telegram: {
    path: '/',
    comesTo: `/bot${TOKEN}/sendMessage`,
    credentials: { token: TOKEN, chat: '-1001234567890' },
    right: ['https://api.telegram.org', 'https://bots.example/api'],
    wrong: [`https://api.telegram.org/bot${TOKEN}/sendMessage`, `https://bots.example/bot${TOKEN}`, 'https://api.telegram.org/?chat=1'],
    read(received) {
      const seen = seenInTelegram(TELEGRAM.parse(jsonIn(received)).text)
      if (seen.text.length === 0 || seen.text.length > 4096) throw new Error('message is too long')
      // What clients turn into links, and what rings, wherever it stands in the text.
      const found = /https?:\/\/|[\p{L}\p{N}]\.\p{L}|[@#]\w|(?<![\p{L}\p{N}<])\/\w|\$[A-Z]/u.exec(seen.text.replaceAll(/\s/g, ' '))
      return { ...seen, strange: [...seen.strange, ...(found ? [`${found[0]} becomes a link`] : [])] }
    },
    delivered: { status: 200, body: { ok: true, result: { message_id: 1 } } },
    gone: [
      telegramError(403, 'Forbidden: bot was kicked from the supergroup chat'),
      telegramError(403, 'Forbidden: bot was blocked by the user'),
      telegramError(403, 'Forbidden: bot is not a member of the channel chat'),
      telegramError(403, 'Forbidden: user is deactivated'),
      telegramError(400, 'Bad Request: group chat was deactivated'),
    ],
    refused: [telegramError(400, "Bad Request: can't parse entities: unsupported start tag")],
    limited: { ...telegramError(429, 'Too Many Requests: retry after 35', { parameters: { retry_after: 35 } }), seconds: 35 },
    passing: [
      telegramError(500, 'Internal Server Error'),
      // What its owner can set right.
      telegramError(401, 'Unauthorized'),
      telegramError(404, 'Not Found'),
      telegramError(400, 'Bad Request: chat not found'),
      telegramError(400, 'Bad Request: group chat was upgraded to a supergroup chat', { parameters: { migrate_to_chat_id: -100 } }),
      telegramError(400, 'Bad Request: message thread not found'),
      telegramError(400, 'Bad Request: TOPIC_CLOSED'),
      telegramError(403, "Forbidden: bot can't send messages to the user"),
      // Of what stands in front of a server of one's own.
      { status: 403, body: 'Forbidden' },
      { status: 404, body: 'no such page' },
    ],
  },
  ntfy: {
    path: '/a-topic_1',
    comesTo: '/',
    right: ['https://ntfy.example/topic'],
    wrong: ['https://ntfy.example/', 'https://ntfy.example/topic/json', 'https://ntfy.example/topic?auth=x'],
    read(received) {
      if (bytes(received.body) > 2 * 4096) throw new Error('JSON body too large')
      const { title = '', message, click } = NTFY.parse(jsonIn(received))
      if (bytes(message) > 4096) throw new Error('message too large')
      return { ...seenAsIs(`${title}\n${message}`), links: click ? [click] : [] }
    },
    delivered: { status: 200, body: { id: 'x', event: 'message' } },
    gone: [{ status: 410 }],
    refused: [
      { status: 400, body: { code: 40_024, http: 400 } },
      { status: 413, body: { code: 41_303 } },
    ],
    limited: { status: 429, headers: { 'retry-after': '12' }, body: { code: 42_901 }, seconds: 12 },
    passing: [
      { status: 507, body: { code: 50_701 } },
      { status: 429, body: { code: 42_901 } },
    ],
  },
}
