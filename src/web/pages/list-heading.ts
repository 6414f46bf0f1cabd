// What a list is called by its filters: "Russia + Geneva"; nothing where there are none that have names.
import { nameOf } from '../../calendar/feed.ts'
import { DEFAULT_FORM } from '../../calendar/feed-form.ts'
import { feedRequest } from '../../calendar/feed-key.ts'
import type { Desk } from '../../desk.ts'
import { fill, type Language, WORDS } from '../../language/words.ts'
import type { ListQuery } from './list-query.ts'

export function headingOf({ filter }: Pick<ListQuery, 'filter'>, { histories }: Desk, lang: Language): string | null {
  const named = nameOf(feedRequest({ filter, form: { ...DEFAULT_FORM, lang } }), histories)
  const { all, part } = WORDS[lang].feed
  const [before = ''] = fill(part, { what: '\n' }).split('\n')
  return named === null || named === all ? null : named.slice(before.length)
}
