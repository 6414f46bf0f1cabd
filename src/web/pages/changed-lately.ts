// What of the talks that a page lists has changed lately, the latest first.
import { html } from 'hono/html'
import type { Standing } from '../../changes/standing.ts'
import type { Desk } from '../../desk.ts'
import { whatHappened } from '../../language/change-sentence.ts'
import { dayWords } from '../../language/dates.ts'
import { titleIn } from '../../language/names.ts'
import { addDays } from '../../talks/time.ts'
import type { Html } from './layout.ts'
import type { Reader } from './reader.ts'

const MOST = 5
/** How many days back. */
const LATELY = 30

/** Announcements are not among them: what is new, the list itself says. */
export function changedLately(standings: readonly Standing[], desk: Desk, reader: Reader): Html | string {
  const since = addDays(reader.today, -LATELY)
  const latest = standings
    .filter(({ revision, at }) => revision > 1 && at >= since)
    .sort((one, other) => (one.at > other.at ? -1 : one.at < other.at ? 1 : one.talk < other.talk ? -1 : 1))
    .slice(0, MOST)
  if (latest.length === 0) return ''
  return html`<section aria-labelledby="h-lately"><h2 id="h-lately">${reader.words.changedLately}</h2><ul class="lately">${latest.map((standing) => item(standing, desk, reader))}</ul></section>`
}

function item(is: Standing, desk: Desk, { lang, link }: Reader): Html | string {
  const change = desk.change(is.talk, is.revision)
  if (!change) return ''
  const title = titleIn(lang, desk.talk(is))
  const what = whatHappened({ change, was: desk.histories.before(is), is }, lang)
  return html`<li><a href="${link(`/talks/${is.talk}`)}"><bdi>${title}</bdi></a><br><bdi>${what}</bdi> <time class="soft" datetime="${is.at}">${dayWords(is.at.slice(0, 10), lang, { short: true })}</time></li>`
}
