// The entry that a talk's own calendar would have after a change that is not in the log yet, for whoever decides about it.
import type { Step } from '../changes/change.ts'
import type { Standing } from '../changes/standing.ts'
import type { Language } from '../language/words.ts'
import { NO_FILTER } from '../talks/filter.ts'
import type { Site } from '../talks/site.ts'
import type { Day } from '../talks/time.ts'
import { appearance } from './appearance.ts'
import { renderEvent } from './event.ts'
import { DEFAULT_FORM } from './feed-form.ts'
import { ruleOf } from './presence.ts'

/** `history`: the talk's standings before the change. `null` where no calendar could show the talk. */
export function comingEvent(
  { change, was, is }: Step,
  history: readonly Standing[],
  { lang, site, today }: { lang: Language; site: Site; today: Day },
): string | null {
  const rule = ruleOf({ about: null, filter: NO_FILTER, form: DEFAULT_FORM, always: true })
  const { looks } = appearance([...history, is], rule, today)
  const talk = change.after ?? change.before
  if (looks === null || talk === null) return null
  return renderEvent({ ...looks, talk, change, was, rendererSince: is.at }, { lang, cancelled: 'keep' }, site)
}
