// Messages for Mattermost's incoming webhooks (https://developers.mattermost.com/integrate/webhooks/incoming). There is no
// markup for times, so dates are in words.
import { objectIn } from './answer-json.ts'
import type { Answer, Brief, Format, Judged } from './format.ts'
import { escapedMarkdown } from './markup.ts'
import { fitted } from './shortened.ts'

/** Characters of the parts; a post may have 16,383. */
const MOST_TITLE = 600
const MOST_SENTENCE = 6000
const MOST_DATE = 600
const MOST_CONTEXT = 6000

export const mattermost: Format = {
  readBy: 'people',
  contentType: 'application/json; charset=utf-8',
  hasSecretUrl: true,
  urls: {
    example: 'https://chat.example/hooks/xxxxxxxxxxxxxxxxxxxxxxxxxx',
    right: ({ pathname }) => /\/hooks\/[a-z0-9]{26}$/.test(pathname),
  },
  body: ({ brief }) => JSON.stringify({ text: textOf(brief()) }),
  judge,
}

function textOf({ title, sentence, when, link, unknown, sources }: Brief): string {
  const context = [...unknown, ...sources].join(' · ')
  const parts = [
    `**${fitted(title, MOST_TITLE, escapedMarkdown)}**`,
    fitted(sentence, MOST_SENTENCE, escapedMarkdown),
    ...(when ? [`**${fitted(when.words, MOST_DATE, escapedMarkdown)}**`] : []),
    ...(context === '' ? [] : [`_${fitted(context, MOST_CONTEXT, escapedMarkdown)}_`]),
    ...(link ? [`[${escapedMarkdown(link.words)}](${link.url})`] : []),
  ]
  return parts.join('\n\n')
}

/** A webhook that was deleted, or whose channel was, is named by the id of the error. */
function judge({ status, answer }: Answer): Judged | null {
  const { id } = objectIn(answer)
  if (status !== 400 && status !== 404) return status === 413 ? 'refused' : null
  if (typeof id !== 'string') return status === 400 ? 'refused' : null
  return /^web\.incoming_webhook\.(?:invalid|channel|user)\.app_error$/.test(id) ? 'gone' : 'refused'
}
