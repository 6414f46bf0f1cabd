// Messages for Microsoft Teams, by the webhook of a workflow, as an Adaptive Card
// (https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using,
// https://learn.microsoft.com/adaptive-cards/authoring-cards/text-features). Texts stand in rich text blocks, which know no
// Markdown; the date alone is in a text block, where a known time is shown in the reader's zone.
import { instantText } from '../../talks/time.ts'
import { objectIn } from './answer-json.ts'
import type { Answer, Brief, Format, Judged } from './format.ts'
import { escapedMarkdown, unlinked } from './markup.ts'
import { fitted } from './shortened.ts'

/** Characters of the parts: a message may have 28 KB, and a character takes up to three bytes. */
const MOST_TITLE = 300
const MOST_SENTENCE = 2000
const MOST_DATE = 300
const MOST_CONTEXT = 2000

export const teams: Format = {
  readBy: 'people',
  contentType: 'application/json; charset=utf-8',
  hasSecretUrl: true,
  urls: {
    example:
      'https://….api.powerplatform.com/… or https://….logic.azure.com/workflows/…, as a workflow of Teams shows it; addresses at webhook.office.com were retired',
    right: ({ hostname, pathname }) => /\.(?:logic\.azure\.com|api\.powerplatform\.com)$/.test(hostname) && pathname.includes('/triggers/'),
  },
  body: ({ brief }) => JSON.stringify(messageOf(brief())),
  judge,
}

function messageOf(brief: Brief): object {
  return {
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: cardOf(brief) }],
  }
}

function cardOf(brief: Brief): object {
  const { title, sentence, link, unknown, sources, lang } = brief
  const context = [...unknown, ...sources].join(' · ')
  return {
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.4',
    lang,
    // For clients that cannot show the card, and where it is only mentioned.
    fallbackText: fitted(`${title}: ${sentence}`, MOST_TITLE, escapedMarkdown),
    body: [
      richText({ text: fitted(title, MOST_TITLE, unlinked), weight: 'Bolder', size: 'Medium' }),
      richText({ text: fitted(sentence, MOST_SENTENCE, unlinked) }),
      ...dateOf(brief),
      ...(context === '' ? [] : [richText({ text: fitted(context, MOST_CONTEXT, unlinked), isSubtle: true, size: 'Small' })]),
    ],
    ...(link ? { actions: [{ type: 'Action.OpenUrl', title: link.words, url: link.url }] } : {}),
  }
}

function richText(run: object): object {
  return { type: 'RichTextBlock', inlines: [{ type: 'TextRun', ...run }] }
}

function dateOf({ when }: Brief): object[] {
  if (when === null) return []
  const text = when.start === null ? fitted(when.words, MOST_DATE, escapedMarkdown) : localized(instantText(when.start))
  return [{ type: 'TextBlock', text, weight: 'Bolder', wrap: true }]
}

/** The functions take an instant without fractions of a second, and are shown as they stand where they are not understood. */
function localized(instant: string): string {
  return `{{DATE(${instant}, LONG)}} {{TIME(${instant})}}`
}

/** A workflow that was deleted says so in its error; one that is only switched off may be switched on again. */
function judge({ status, answer }: Answer): Judged | null {
  const error = objectIn(objectIn(answer).error)
  const isOff = error.code === 'WorkflowTriggerIsNotEnabled'
  if (error.code === 'WorkflowNotFound' || (isOff && /'Deleted'/.test(String(error.message)))) return 'gone'
  return !isOff && (status === 400 || status === 413) ? 'refused' : null
}
