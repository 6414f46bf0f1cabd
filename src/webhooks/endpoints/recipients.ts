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
import type { Asked } from './endpoint-fields.ts'
import type { Endpoints } from './store.ts'

/** Something that an endpoint wants to be told of. */
export interface Ask {
  /** The id of the only talk that it is about; `null`: by the filter. */
  talk: string | null
  filter: Filter
  filterText: string
  types: ReadonlySet<string> | null
  leads: readonly string[]
}

/** What decides whether an endpoint is told, and how. */
export interface Recipient {
  key: number
  types: ReadonlySet<string> | null
  asks: readonly Ask[]
  /** Whether it is reminded of deadlines, too. */
  deadlines: boolean
  format: FormatName
  lang: Language
  leadsSince: number
}

export interface Recipients {
  /** Endpoints to which something can be queued: active and paused ones. */
  all(): readonly Recipient[]
  /**
   * Those with a wanted ask that takes any of the ways in which a talk stood or stands, once each; each filter is looked at
   * once, whoever has it.
   */
  followers(standings: readonly (Standing | null)[], today: Day, wanted: (ask: Ask) => boolean): Recipient[]
}

const COLUMNS = {
  types: 'types',
  filter: 'filter',
  leads: 'leads',
  following: null,
  deadlines: null,
  format: null,
  lang: 'lang',
  leadsSince: 'leads_since',
}
const SELECT = "SELECT key, types, filter, leads, lang, leads_since, options FROM endpoint WHERE state IN ('active', 'paused') ORDER BY key"

export function createRecipients(db: Sqlite, endpoints: Pick<Endpoints, 'version'>): Recipients {
  let kept: { version: number; list: readonly Recipient[]; byFilter: ReadonlyMap<string, Asking[]> } | null = null
  const read = () => {
    if (kept?.version === endpoints.version) return kept
    const list = readRecipients(db)
    kept = { version: endpoints.version, list, byFilter: Map.groupBy(list.flatMap(askingOf), ({ ask }) => ask.filterText) }
    return kept
  }
  return {
    all: () => read().list,
    followers(standings, today, wanted) {
      const groups = [...read().byFilter.values()].filter(([one]) => one !== undefined && takes(one.ask.filter, standings, today))
      const asking = groups.flat().filter(({ ask }) => isAbout(ask, standings) && wanted(ask))
      return [...new Set(asking.map(({ recipient }) => recipient))].sort((a, b) => a.key - b.key)
    },
  }
}

interface Asking {
  recipient: Recipient
  ask: Ask
}

function askingOf(recipient: Recipient): Asking[] {
  return recipient.asks.map((ask) => ({ recipient, ask }))
}

function isAbout({ talk }: Ask, standings: readonly (Standing | null)[]): boolean {
  return talk === null || standings.some((standing) => standing?.talk === talk)
}

type AskedFor = Pick<Asked, 'format' | 'types' | 'filter' | 'leads' | 'following'>

/** Whether an endpoint asks to be told of a change, of these types, of a talk that stood or stands so. */
export function asksFor(endpoint: AskedFor, types: readonly string[], standings: readonly (Standing | null)[], today: Day): boolean {
  return asksOf(endpoint, filterOf).some((ask) => isAbout(ask, standings) && wants(ask.types, types) && takes(ask.filter, standings, today))
}

/** Whether an endpoint follows a talk that stands so. */
export function follows(endpoint: AskedFor, standing: Standing, today: Day): boolean {
  return asksOf(endpoint, filterOf).some((ask) => isAbout(ask, [standing]) && takes(ask.filter, [standing], today))
}

/** What an endpoint follows: that of its own fields, or what a browser has put together. */
function asksOf({ format, types, filter, leads, following }: AskedFor, read: (text: string) => Filter): Ask[] {
  const kept = format === 'web-push' ? following : [{ talk: null, filter, types, leads }]
  return kept.map((follow) => ({
    talk: follow.talk,
    filter: read(follow.filter),
    filterText: follow.filter,
    types: follow.types && new Set(follow.types),
    leads: follow.leads,
  }))
}

function readRecipients(db: Sqlite): Recipient[] {
  const list: Recipient[] = []
  // Most have the same few filters, which are held once.
  const filters = new Map<string, Filter>()
  const read = (text: string): Filter => {
    const filter = filters.get(text) ?? filterOf(text)
    filters.set(text, filter)
    return filter
  }
  db.each<Row>(SELECT, [], (row) => {
    const asked = propertiesOf(row, COLUMNS) as unknown as Properties
    const { types, deadlines, format, lang, leadsSince } = asked
    list.push({ key: row.key as number, types: types && new Set(types), asks: asksOf(asked, read), deadlines, format, lang, leadsSince })
  })
  return list
}

type Properties = AskedFor & Pick<Recipient, 'deadlines' | 'lang' | 'leadsSince'>

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
