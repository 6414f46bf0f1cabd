// Which endpoints follow a talk. Those that may be told anything are held in memory, since a change is matched against
// every one of them.

import type { Standing } from '../../changes/standing.ts'
import type { Language } from '../../language/words.ts'
import type { Sqlite } from '../../sqlite/port.ts'
import { type Filter, matches, withinDays } from '../../talks/filter.ts'
import { parseFilter } from '../../talks/filter-parameters.ts'
import type { Day } from '../../talks/time.ts'
import type { FormatName } from '../formats/formats.ts'
import { propertiesOf, type Row } from './columns.ts'
import type { Endpoints } from './store.ts'

/** What decides whether an endpoint is told, and how. */
export interface Recipient {
  key: number
  types: ReadonlySet<string> | null
  filter: Filter
  filterText: string
  format: FormatName
  lang: Language
  leadsSince: number
}

export interface Recipients {
  /** Endpoints to which something can be queued: active and paused ones. */
  all(): readonly Recipient[]
  /** Those whose filter takes any of the ways in which a talk stood or stands; each filter is asked once, whoever has it. */
  followers(standings: readonly (Standing | null)[], today: Day): Recipient[]
}

const COLUMNS = { types: 'types', filterText: 'filter', format: null, lang: 'lang', leadsSince: 'leads_since' }
const SELECT = "SELECT key, types, filter, lang, leads_since, options FROM endpoint WHERE state IN ('active', 'paused') ORDER BY key"

export function createRecipients(db: Sqlite, endpoints: Pick<Endpoints, 'version'>): Recipients {
  let kept: { version: number; list: readonly Recipient[]; byFilter: ReadonlyMap<string, Recipient[]> } | null = null
  const read = () => {
    if (kept?.version === endpoints.version) return kept
    const list = readRecipients(db)
    kept = { version: endpoints.version, list, byFilter: Map.groupBy(list, ({ filterText }) => filterText) }
    return kept
  }
  return {
    all: () => read().list,
    followers: (standings, today) =>
      [...read().byFilter.values()]
        .filter(([one]) => one !== undefined && takes(one.filter, standings, today))
        .flat()
        .sort((a, b) => a.key - b.key),
  }
}

function readRecipients(db: Sqlite): Recipient[] {
  const list: Recipient[] = []
  // Most have the same few filters, which are held once.
  const filters = new Map<string, Filter>()
  db.each<Row>(SELECT, [], (row) => {
    const { types, filterText, ...rest } = propertiesOf(row, COLUMNS) as unknown as Properties
    const filter = filters.get(filterText) ?? filterOf(filterText)
    filters.set(filterText, filter)
    list.push({ key: row.key as number, ...rest, types: types && new Set(types), filter, filterText })
  })
  return list
}

type Properties = Pick<Recipient, 'filterText' | 'format' | 'lang' | 'leadsSince'> & { types: string[] | null }

/** The filter of an endpoint out of the text as which it is kept. */
export function filterOf(text: string): Filter {
  return parseFilter([...new URLSearchParams(text)], () => true).filter
}

/** Whether a filter takes any of the ways in which a talk stood or stands: who followed it is told that it left, too. */
export function takes(filter: Filter, standings: readonly (Standing | null)[], today: Day): boolean {
  return standings.some((standing) => standing !== null && matches(filter, standing) && withinDays(filter, standing.span, today))
}

/** Whether any of these types was asked for. */
export function wants(types: { has(type: string): boolean } | null, given: readonly string[]): boolean {
  return types === null || given.some((type) => types.has(type))
}
