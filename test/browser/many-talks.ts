// A made-up diary of any size, the same every time, with something of everything: each form of `when` with each status, sources
// that disagree, several languages. `node test/browser/many-talks.ts FOLDER [COUNT] [EDITION]` writes it, for EVENTS.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Attendance, Citation, Party, Place, RecordsFile, Role, Series, Source, Status, TalkRecord } from '../../src/talks/record.ts'
import { FORMATS, LEVELS, STATUSES } from '../../src/talks/record.ts'
import { addDays, type Day } from '../../src/talks/time.ts'

/** When these talks are upcoming and past in equal parts; for CLOCK_FROM. */
export const NOW = '2027-03-10T09:00:00Z'
const TODAY = '2027-03-10'
/** Talks lie so many days before and after it, at most. */
const REACH = 420

export const PARTIES: Readonly<Record<string, Party>> = {
  us: state('United States', 'US', 'Q30', 'Vereinigte Staaten', 'États-Unis'),
  ru: state('Russia', 'RU', 'Q159', 'Russland', 'Russie'),
  ua: state('Ukraine', 'UA', 'Q212', 'Ukraine', 'Ukraine'),
  ch: state('Switzerland', 'CH', 'Q39', 'Schweiz', 'Suisse'),
  tr: state('Türkiye', 'TR', 'Q43', 'Türkei', 'Turquie'),
  ir: state('Iran', 'IR', 'Q794', 'Iran', 'Iran'),
  am: state('Armenia', 'AM', 'Q399', 'Armenien', 'Arménie'),
  az: state('Azerbaijan', 'AZ', 'Q227', 'Aserbaidschan', 'Azerbaïdjan'),
  in: state('India', 'IN', 'Q668', 'Indien', 'Inde'),
  cn: state('China', 'CN', 'Q148', 'China', 'Chine'),
  eg: state('Egypt', 'EG', 'Q79', 'Ägypten', 'Égypte'),
  et: state('Ethiopia', 'ET', 'Q115', 'Äthiopien', 'Éthiopie'),
  eu: { name: 'European Union', kind: 'organisation', wikidata: 'Q458', languages: { de: 'Europäische Union', fr: 'Union européenne' } },
  nato: { name: 'NATO', kind: 'organisation', wikidata: 'Q7184', languages: { fr: 'OTAN' } },
  osce: {
    name: 'Organization for Security and Cooperation in Europe (OSCE)',
    kind: 'organisation',
    wikidata: 'Q81299',
    languages: {
      de: 'Organisation für Sicherheit und Zusammenarbeit in Europa (OSZE)',
      fr: 'Organisation pour la sécurité et la coopération en Europe (OSCE)',
    },
  },
  'african-union': { name: 'African Union', kind: 'organisation', languages: { de: 'Afrikanische Union', fr: 'Union africaine' } },
  'contact-group': { name: 'Contact Group on the Lakes', kind: 'group' },
  'special-envoy': { name: 'Amina Okonkwo-Søndergaard', kind: 'person', languages: { fr: 'Amina Okonkwo Søndergaard' } },
}

const CITIES: readonly { place: Place; zone: string }[] = [
  { place: { name: 'Palais des Nations', city: 'Geneva', country: 'CH', geo: { lat: 46.2266, lon: 6.1405 } }, zone: 'Europe/Zurich' },
  { place: { city: 'Vienna', country: 'AT' }, zone: 'Europe/Vienna' },
  { place: { city: 'Brussels', country: 'BE' }, zone: 'Europe/Brussels' },
  { place: { name: 'Dolmabahçe Palace', city: 'Istanbul', country: 'TR' }, zone: 'Europe/Istanbul' },
  { place: { city: 'New York', country: 'US' }, zone: 'America/New_York' },
  { place: { city: 'Kathmandu', country: 'NP' }, zone: 'Asia/Kathmandu' },
  { place: { city: 'Addis Ababa', country: 'ET' }, zone: 'Africa/Addis_Ababa' },
  { place: { city: 'São Paulo', country: 'BR' }, zone: 'America/Sao_Paulo' },
  { place: { country: 'OM' }, zone: 'Asia/Muscat' },
  { place: { online: 'https://meet.example/room/7' }, zone: 'UTC' },
  { place: { online: true }, zone: 'UTC' },
  { place: { city: 'Apia', country: 'WS', online: 'https://meet.example/room/8' }, zone: 'Pacific/Apia' },
]

const TOPICS = [
  'ceasefire',
  'security-guarantees',
  'grain-exports',
  'prisoner-exchange',
  'border-demarcation',
  'nuclear-programme',
  'water-sharing',
  'trade-and-tariffs',
  'sanctions',
  'fisheries',
  'climate-finance',
  'demining',
]
const SERIES: readonly Series[] = [
  { id: 'lake-talks', title: 'Lake talks – fifth round' },
  { id: 'border-commission', title: 'Joint border commission' },
  { id: 'grain-corridor', title: 'Grain corridor, extension' },
]
const KINDS_OF_TALK = ['talks', 'consultations', 'working group', 'summit', 'technical meeting', 'review conference', 'informal meeting']

export const SOURCES: Readonly<Record<string, Source>> = {
  ministry: official('Schedule of the minister for the week', 'Ministry of Foreign Affairs', 'https://ministry.example/schedule/12'),
  communique: official('Joint communiqué', 'Office of the mediator', 'https://mediator.example/news/communique'),
  secretariat: { ...official('Calendar of meetings', 'Secretariat', 'https://secretariat.example'), url: null },
  wire: reported('Talks to resume, diplomats say', 'A wire', 'https://wire.example/story?id=1&lang=en', '2027-02-20'),
  daily: reported('„Es wird weiter verhandelt“', 'Eine Tageszeitung', 'https://zeitung.example/artikel', '2027-03'),
  unnamed: { title: 'A report without an address', publisher: null, url: null, published: '[2027-01-01..2027-02-28]', official: false },
}

/** What `when` holds, from a day on. */
export interface Form {
  name: string
  when: (day: Day) => string
  /** Whether it needs a zone. */
  timed?: boolean
  /** Whether a talk that is postponed may have it still. */
  vague?: boolean
}

export const FORMS: readonly Form[] = [
  { name: 'a time', when: (day) => `${day}T09:30`, timed: true },
  { name: 'a time with its end', when: (day) => `${day}T14:00/${day}T16:45`, timed: true },
  { name: 'a day', when: (day) => day },
  { name: 'a time whose end is on the next day', when: (day) => `${day}T20:00/${addDays(day, 1)}T01:30`, timed: true },
  { name: 'days', when: (day) => `${day}/${addDays(day, 2)}` },
  { name: 'days without an end', when: (day) => `${day}/` },
  { name: 'about a day', when: (day) => `${day}~` },
  { name: 'perhaps a day', when: (day) => `${day}?` },
  { name: 'a short window', when: (day) => `[${day}..${addDays(day, 4)}]`, vague: true },
  { name: 'a long window', when: (day) => `[${day}..${addDays(day, 40)}]`, vague: true },
  { name: 'a window without a start', when: (day) => `[..${day}]`, vague: true },
  { name: 'a window without an end', when: (day) => `[${day}..]`, vague: true },
  { name: 'a month', when: (day) => day.slice(0, 7), vague: true },
  { name: 'about a month', when: (day) => `${day.slice(0, 7)}~`, vague: true },
  { name: 'perhaps a month', when: (day) => `${day.slice(0, 7)}?`, vague: true },
  { name: 'a year', when: (day) => day.slice(0, 4), vague: true },
  { name: 'about a year', when: (day) => `${day.slice(0, 4)}~`, vague: true },
  { name: 'unknown', when: () => 'unknown', vague: true },
]
/** Most talks have one of the first forms, once all have been had. */
const COMMON_FORMS = 6
const COMMON_STATUSES: readonly Status[] = [
  'planned',
  'planned',
  'planned',
  'planned',
  'confirmed',
  'confirmed',
  'held',
  'cancelled',
  'postponed',
]
const EVERY_PAIR = FORMS.length * STATUSES.length

/**
 * The files of a diary with so many talks, by their names. The second edition is the same diary some days later: a fifth
 * of its talks have moved, were called off, confirmed or relocated, or are gone.
 */
export function manyTalks(count: number, edition: 1 | 2 = 1): Record<string, RecordsFile> {
  const talks = Array.from({ length: count }, (_, index) => ({ series: seriesOf(index), talk: edited(talkAt(index), index, edition) }))
  const files = [null, ...SERIES].map((series): [string, RecordsFile] => [
    series === null ? 'talks.json' : `${series.id}.json`,
    {
      parties: PARTIES,
      ...(series === null ? {} : { series }),
      sources: SOURCES,
      talks: talks.flatMap(({ series: own, talk }) => (own === series && talk !== null ? [talk] : [])),
    },
  ])
  return Object.fromEntries(files)
}

/** Writes it into a folder that EVENTS can name. */
export function writeManyTalks(folder: string, count: number, edition: 1 | 2 = 1): void {
  mkdirSync(folder, { recursive: true })
  for (const [name, content] of Object.entries(manyTalks(count, edition))) writeFileSync(join(folder, name), JSON.stringify(content))
}

export function talkAt(index: number): TalkRecord {
  const pick = picker(index)
  const status = index < EVERY_PAIR ? at(STATUSES, Math.floor(index / FORMS.length)) : at(COMMON_STATUSES, pick(COMMON_STATUSES.length))
  const form = index < EVERY_PAIR ? at(FORMS, index) : at(FORMS, pick(4) === 0 ? pick(FORMS.length) : pick(COMMON_FORMS))
  return talkOf(index, form, status)
}

/** A talk whose date has a form, with a status; where the two cannot go together, its date is not known. */
export function talkOf(index: number, form: Form, status: Status): TalkRecord {
  const pick = picker(index)
  const day = addDays(TODAY, status === 'held' ? -pick(REACH) - 1 : pick(2 * REACH) - REACH)
  const { place, zone } = at(CITIES, pick(CITIES.length))
  const when = status === 'postponed' && form.vague !== true ? 'unknown' : form.when(day)
  const parties = partiesOf(pick)
  const names = parties.slice(0, 2).map(({ party }) => PARTIES[party]?.name ?? party)
  const topics = [...new Set(Array.from({ length: pick(4) }, () => at(TOPICS, pick(TOPICS.length))))]
  const kind = at(KINDS_OF_TALK, pick(KINDS_OF_TALK.length))
  const fields = {
    id: `talk-${index}`,
    title: `${names.join(' – ')}: ${kind}${topics[0] ? ` on ${topics[0].replaceAll('-', ' ')}` : ''}`,
    when,
    ...(form.timed && when !== 'unknown' ? { zone } : {}),
    status,
    ...(status === 'cancelled' || status === 'postponed' ? { statusReason: 'one of the sides asked for more time' } : {}),
    ...(pick(5) === 0 ? {} : { place }),
    parties,
    ...(topics.length > 0 ? { topics } : {}),
    ...extras(index, pick, names),
    ...(place.online === undefined ? {} : { format: place.city === undefined ? ('online' as const) : ('hybrid' as const) }),
  }
  return { ...fields, sources: citationsOf(fields, pick) }
}

function partiesOf(pick: Pick): TalkRecord['parties'] {
  const ids = [...new Set(Array.from({ length: 2 + pick(3) }, () => at(Object.keys(PARTIES), pick(Object.keys(PARTIES).length))))]
  return ids.map((party, index) => {
    const role: Role = index < 2 ? 'party' : at(['host', 'mediator', 'observer'], pick(3))
    const attendance: Attendance = at(['expected', 'confirmed', 'expected', 'unknown', 'unlikely', 'declined'], pick(index === 0 ? 2 : 6))
    return { party, role, attendance }
  })
}

/** Fields that only some talks have. */
function extras(index: number, pick: Pick, names: readonly string[]): Partial<TalkRecord> {
  const summary = `The sides, ${names.join(' and ')}, are to take up what they left open in the last round.\n\nNothing is agreed “until everything is agreed”; <no> statement & no questions.`
  return {
    ...(index % 3 === 0 ? { summary } : {}),
    ...(index % 4 === 0 ? { level: at(LEVELS, pick(LEVELS.length)) } : {}),
    ...(index % 5 === 0 ? { format: at(FORMATS, pick(FORMATS.length)) } : {}),
    ...(index % 6 === 0 ? { said: 'early in the week' } : {}),
    ...(index % 7 === 0
      ? { languages: { de: { title: `Gespräche: ${names.join(' – ')}` }, fr: { title: `Pourparlers : ${names.join(' – ')}` } } }
      : {}),
    ...(index % 8 === 0 ? { links: [{ url: 'https://agenda.example/a?b=1;c=2,3', title: 'Agenda, as far as it is public' }] } : {}),
    ...(index % 9 === 0
      ? {
          access: { deadline: '2027-03-20', url: 'https://press.example/accreditation', note: 'With a passport' },
          contact: { name: 'Press office', organisation: 'Secretariat', email: 'press@secretariat.example', public: true },
        }
      : {}),
    ...(index % 10 === 0 ? { verifiedAt: '2027-03-09T08:00:00Z' } : {}),
  }
}

const WITHOUT_SOURCE = new Set(['id', 'title', 'languages', 'said', 'statusReason', 'verifiedAt', 'zone'])

function citationsOf(fields: Omit<TalkRecord, 'sources'>, pick: Pick): Citation[] {
  const supports = Object.keys(fields).filter((key) => !WITHOUT_SOURCE.has(key)) as Citation['supports']
  const isOfficial = fields.status === 'confirmed' || pick(3) === 0
  const first = at(isOfficial ? ['ministry', 'communique', 'secretariat'] : ['wire', 'daily', 'unnamed'], pick(3))
  const citations: Citation[] = [{ source: first, supports, ...(isOfficial ? { stance: 'confirms' } : { attributedTo: 'two diplomats' }) }]
  if (pick(4) === 0) citations.push({ source: first, supports: ['when'], derived: 'the year follows from the day of the report' })
  // Those whose sources disagree.
  if (pick(6) === 0)
    citations.push({ source: isOfficial ? 'daily' : 'ministry', supports: ['when'], stance: 'denies', says: 'a week later' })
  return citations
}

/** The talk as it is in an edition; `null` where it is gone. */
function edited(talk: TalkRecord, index: number, edition: 1 | 2): TalkRecord | null {
  if (edition === 1 || index % 5 !== 0) return talk
  const { zone: _, ...undated } = talk
  switch ((index / 5) % 8) {
    case 0:
    case 1:
      return moved(talk)
    case 2:
      return cited({ ...talk, status: 'cancelled', statusReason: 'the host withdrew its invitation' })
    case 3:
      return cited({ ...undated, when: 'unknown', status: 'postponed', statusReason: 'no date could be agreed' })
    case 4:
      return cited({ ...talk, status: talk.when === 'unknown' ? 'planned' : 'confirmed' })
    case 5:
      return cited({ ...talk, place: { city: 'Reykjavík', country: 'IS' } })
    case 6:
      return { ...talk, parties: talk.parties.map((party) => ({ ...party, attendance: 'confirmed' })) }
    default:
      return null
  }
}

/** With another day and, where it had a time, another time. A talk that had no date gets one. */
function moved(talk: TalkRecord): TalkRecord {
  const day = /\d{4}-\d{2}-\d{2}/.exec(talk.when)?.[0] ?? '2027-05-03'
  const status = talk.status === 'postponed' || talk.status === 'cancelled' ? 'planned' : talk.status
  const to = addDays(day, 16)
  return cited({ ...talk, status, when: talk.when.includes('T') ? `${to}T11:00` : to })
}

/** With a source for all of it that may say so. */
function cited(talk: TalkRecord): TalkRecord {
  const supports: Citation['supports'] = ['when', 'status', ...(talk.place ? (['place'] as const) : [])]
  return { ...talk, sources: [...talk.sources, { source: 'communique', supports, stance: 'confirms' }] }
}

function seriesOf(index: number): Series | null {
  return index % 4 === 1 ? at(SERIES, Math.floor(index / 4)) : null
}

/** A number from 0 up to, not with, another. */
type Pick = (below: number) => number

/** The same numbers for the same index (a linear congruential generator, by the constants of Numerical Recipes). */
function picker(index: number): Pick {
  let state = (index * 2654435761 + 12345) >>> 0
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

function at<T>(list: readonly T[], index: number): T {
  return list[index % list.length] as T
}

function state(name: string, country: string, wikidata: string, de: string, fr: string): Party {
  return { name, kind: 'state', country, wikidata, languages: { de, fr } }
}

function official(title: string, publisher: string, url: string): Source {
  return { title, publisher, url, published: '2027-03-01', official: true }
}

function reported(title: string, publisher: string, url: string, published: string): Source {
  return { title, publisher, url, published, official: false }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [folder, count = '300', edition = '1'] = process.argv.slice(2)
  if (folder === undefined) throw new Error('Usage: node test/browser/many-talks.ts FOLDER [COUNT] [EDITION]')
  writeManyTalks(folder, Number(count), edition === '2' ? 2 : 1)
}
