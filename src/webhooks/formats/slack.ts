// Messages for Slack's incoming webhooks, in Block Kit (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks,
// https://docs.slack.dev/messaging/formatting-message-text).
import type { Answer, Brief, Format, Judged } from './format.ts'
import { unlinked } from './markup.ts'
import { fitted } from './shortened.ts'

/** Characters that a section's text may have, and a header's. */
const MOST_SECTION = 3000
const MOST_SENTENCE = 2500
const MOST_DATE = 400
const MOST_HEADER = 150

export const slack: Format = {
  readBy: 'people',
  contentType: 'application/json; charset=utf-8',
  hasSecretUrl: true,
  urls: {
    example: 'https://hooks.slack.com/services/T…/B…/…',
    // Those of workflows (/triggers/…) take variables of their makers, not messages.
    right: ({ hostname, pathname }) => /^hooks\.slack(?:-gov)?\.com$/.test(hostname) && /^\/services\/./.test(pathname),
  },
  body: ({ brief }) => JSON.stringify(messageOf(brief())),
  judge,
}

function messageOf(brief: Brief): object {
  const { title, sentence, link, unknown, sources } = brief
  const context = [...unknown, ...sources]
  return {
    // What notifications show, and clients without blocks.
    text: fitted(`${title}: ${sentence}`, MOST_SECTION, escaped),
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: fitted(title, MOST_HEADER, unlinked), emoji: false } },
      {
        type: 'section',
        text: { type: 'mrkdwn', text: [fitted(sentence, MOST_SENTENCE, escaped), ...dateOf(brief)].join('\n'), verbatim: true },
      },
      ...(context.length === 0
        ? []
        : [{ type: 'context', elements: [{ type: 'mrkdwn', text: fitted(context.join('\n'), MOST_SECTION, escaped), verbatim: true }] }]),
      ...(link ? [{ type: 'section', text: { type: 'mrkdwn', text: `<${link.url}|${escaped(link.words)}>`, verbatim: true } }] : []),
    ],
  }
}

/** A known time in the reader's zone; else the date in words. */
function dateOf({ when }: Brief): string[] {
  if (when === null) return []
  if (when.start === null) return [`*${fitted(when.words, MOST_DATE, escaped)}*`]
  return [`*<!date^${Math.floor(when.start / 1000)}^{date_long_pretty} {time}|${fitted(when.words, MOST_DATE, escaped)}>*`]
}

/** The three characters that mean something, those that make text bold or the like where they stand at a word, and quotes. */
function escaped(text: string): string {
  return unlinked(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[*_~`]/g, (mark) => `\u200b${mark}\u200b`)
    .replace(/^(\s*)(?=&gt;)/gm, '$1\u200b')
}

/** Errors are words: of a webhook that was taken away, a channel that is gone, or a message that Slack does not understand. */
function judge({ status, answer }: Answer): Judged | null {
  if (/^(?:no_service|no_active_hooks|channel_not_found|channel_is_archived|no_team|team_disabled)\b/.test(answer)) return 'gone'
  if (status === 404 || status === 410) return 'gone'
  return status === 400 || status === 413 ? 'refused' : null
}
