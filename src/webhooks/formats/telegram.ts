// Messages of a bot on Telegram (https://core.telegram.org/bots/api#sendmessage, #html-style, #making-requests). The token is
// put into the address only as a message is sent. Times are in words: bots on a server of their own may be too old for <tg-time>.
import { objectIn, waitIn } from './answer-json.ts'
import type { Answer, Brief, Format, Judged } from './format.ts'
import { escapedHtml, unlinked } from './markup.ts'
import { fitted } from './shortened.ts'

/** Characters of the parts once entities are read; a message may have 4,096. */
const MOST_TITLE = 300
const MOST_SENTENCE = 2000
const MOST_DATE = 300
const MOST_CONTEXT = 1200

/** The topic of a group that is not named in requests: naming it is an error. */
const GENERAL = '1'

export const telegram: Format = {
  readBy: 'people',
  contentType: 'application/json; charset=utf-8',
  urls: {
    example: 'https://api.telegram.org, or the address of a Bot API server of your own; the token goes into the credentials',
    right: ({ hostname, pathname, search }) =>
      search === '' && (hostname === 'api.telegram.org' ? pathname === '/' : !/\/bot\d/.test(pathname)),
  },
  credentials: {
    token: { pattern: /^\d+:[\w-]{30,}$/, example: '123456789:AAE… as BotFather gives it' },
    chat: {
      pattern: /^(?:-?\d+|@\w{5,})(?:\/[1-9]\d{0,9})?$/,
      example: '-1001234567890, @name of a channel, or -1001234567890/45 for topic 45 of a group',
    },
  },
  body: ({ brief }) => JSON.stringify({ text: textOf(brief()), parse_mode: 'HTML', link_preview_options: { is_disabled: true } }),
  complete: ({ url, credentials: { token = '', chat = '' } }, body) => ({
    url: `${url.replace(/\/$/, '')}/bot${token}/sendMessage`,
    body: JSON.stringify({ ...chatOf(chat), ...(JSON.parse(body) as object) }),
  }),
  judge,
  holds: 'origin',
}

/** A chat, or one of its topics, as links to them have it. The topic that each group begins with is named by none. */
function chatOf(chat: string): { chat_id: string; message_thread_id?: number } {
  const [id = '', topic = GENERAL] = chat.split('/')
  return { chat_id: id, ...(topic === GENERAL ? {} : { message_thread_id: Number(topic) }) }
}

function textOf({ title, sentence, when, link, unknown, sources }: Brief): string {
  const context = [...unknown, ...sources].join('\n')
  const lines = [
    `<b>${written(title, MOST_TITLE)}</b>`,
    written(sentence, MOST_SENTENCE),
    ...(when ? [`<b>${written(when.words, MOST_DATE)}</b>`] : []),
    ...(context === '' ? [] : [`<i>${written(context, MOST_CONTEXT)}</i>`]),
    ...(link ? [`<a href="${escapedHtml(link.url)}">${escapedHtml(link.words)}</a>`] : []),
  ]
  return lines.join('\n')
}

function written(text: string, most: number): string {
  return escapedHtml(fitted(text, most, unnamed))
}

/** Names of hosts, commands of bots and names of shares become links, too, and cannot be escaped. */
function unnamed(text: string): string {
  return unlinked(text)
    .replace(/(?<=[\p{L}\p{N}])\.(?=\p{L})/gu, '.\u200b')
    .replace(/(?<![\p{L}\p{N}<])\/(?=\w)/gu, '/\u200b')
    .replace(/\$(?=[A-Z])/g, '$\u200b')
}

/**
 * What a receiver did is for good: the bot was blocked, or put out of the chat, or there is no chat any more. What the owner got
 * wrong can be set right: 401 and 404 say that there is no such token, or that a server of one's own is not there; "chat not
 * found" is also said of a bot that nobody has written to yet, a chat that became a supergroup has another number, and a topic may
 * be opened again.
 */
function judge({ status, answer }: Answer): Judged | null {
  const { description, parameters } = objectIn(answer)
  if (status === 429) return waitIn(objectIn(parameters).retry_after)
  if (status === 403) return /bot was (?:blocked|kicked)|bot is not a member|user is deactivated/i.test(String(description)) ? 'gone' : null
  if (status !== 400) return null
  if (/chat was (?:deactivated|deleted)/i.test(String(description))) return 'gone'
  return /chat not found|chat was upgraded|thread not found|TOPIC_(?:CLOSED|DELETED)/i.test(String(description)) ? null : 'refused'
}
