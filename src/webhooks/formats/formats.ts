// The formats by their names.
import { cloudevents } from './cloudevents.ts'
import { discord } from './discord.ts'
import type { Format } from './format.ts'
import { mattermost } from './mattermost.ts'
import { ntfy } from './ntfy.ts'
import { slack } from './slack.ts'
import { standard } from './standard.ts'
import { teams } from './teams.ts'
import { telegram } from './telegram.ts'
import { webPush } from './web-push.ts'

const formats = { standard, cloudevents, slack, discord, teams, mattermost, telegram, ntfy, 'web-push': webPush } satisfies Record<
  string,
  Format
>

export type FormatName = keyof typeof formats

export const FORMATS: Readonly<Record<FormatName, Format>> = formats
export const FORMAT_NAMES = Object.keys(formats) as [FormatName, ...FormatName[]]
/** Those that an endpoint may be registered with; followers come by their browsers. */
export const ASKABLE_FORMATS = FORMAT_NAMES.filter((name) => name !== 'web-push') as [FormatName, ...FormatName[]]

/** A URL as others than its owner are told it. */
export function tellableUrl({ format, url }: { format: FormatName; url: string }): string {
  return FORMATS[format].hasSecretUrl ? new URL(url).origin : url
}

/** Services at which each of many has an address of their own: chats and notices at one host. */
const SHARED =
  /^(?:hooks\.slack(?:-gov)?\.com|(?:ptb\.|canary\.)?discord(?:app)?\.com|api\.telegram\.org|ntfy\.sh|[\w.-]+\.(?:logic\.azure|api\.powerplatform)\.com)$/

/** Whether endpoints at a host are likely to be of different owners. `host` in lower case, as in a URL. */
export function isShared(host: string): boolean {
  return SHARED.test(host)
}
