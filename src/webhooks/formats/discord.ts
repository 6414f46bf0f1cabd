// Messages for Discord's webhooks (https://docs.discord.com/developers/resources/webhook#execute-webhook,
// https://docs.discord.com/developers/reference#message-formatting). They are content, not embeds: that is what notifications
// show, and what is seen by those who have embeds switched off.
import { objectIn, waitIn } from './answer-json.ts'
import type { Answer, Brief, Format, Judged } from './format.ts'
import { escapedMarkdown } from './markup.ts'
import { fitted } from './shortened.ts'

/** Characters of the parts; content may have 2,000. */
const MOST_TITLE = 256
const MOST_SENTENCE = 900
const MOST_DATE = 150
const MOST_CONTEXT = 400
/** Links are not shown again as pictures of their pages. */
const SUPPRESS_EMBEDS = 4

export const discord: Format = {
  readBy: 'people',
  contentType: 'application/json; charset=utf-8',
  hasSecretUrl: true,
  urls: {
    example: 'https://discord.com/api/webhooks/…/…',
    right: ({ hostname, pathname }) =>
      /^(?:(?:ptb|canary)\.)?discord(?:app)?\.com$/.test(hostname) && /^\/api\/(?:v\d+\/)?webhooks\/\d+\/[\w-]+$/.test(pathname),
  },
  body: ({ brief }) => JSON.stringify(messageOf(brief())),
  complete: ({ url }, body) => ({ url: awaited(url), body }),
  judge,
  holds: 'origin',
}

/** Without `wait`, Discord says that all went well before it has looked. */
function awaited(text: string): string {
  const url = new URL(text)
  url.searchParams.set('wait', 'true')
  return url.href
}

function messageOf(brief: Brief): object {
  const { title, sentence, link, unknown, sources } = brief
  const context = [...unknown, ...sources].join(' · ')
  const lines = [
    `**${fitted(title, MOST_TITLE, escapedMarkdown)}**`,
    fitted(sentence, MOST_SENTENCE, escapedMarkdown),
    ...dateOf(brief),
    ...(context === '' ? [] : [`-# ${fitted(context, MOST_CONTEXT, escapedMarkdown)}`]),
    ...(link ? [`[${escapedMarkdown(link.words)}](<${link.url}>)`] : []),
  ]
  return { content: lines.join('\n'), allowed_mentions: { parse: [] }, flags: SUPPRESS_EMBEDS }
}

/** A known time in the reader's zone; else the date in words. */
function dateOf({ when }: Brief): string[] {
  if (when === null) return []
  return [when.start === null ? `**${fitted(when.words, MOST_DATE, escapedMarkdown)}**` : `<t:${Math.floor(when.start / 1000)}:F>`]
}

/** 401: the token of the webhook is not valid; 404: the webhook is gone, or the thread in its URL. */
function judge({ status, answer }: Answer): Judged | null {
  if (status === 401 || status === 404) return 'gone'
  if (status === 400) return 'refused'
  return status === 429 ? waitIn(objectIn(answer).retry_after) : null
}
