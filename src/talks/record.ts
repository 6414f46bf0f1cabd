// What an editor writes: one talk, the sources that its facts come from, and the parties that it names.
// record-schema.ts checks at run time what these types cannot; when.ts says what a `when` may be.

/** Lower-case letters, digits and single hyphens, at most 64 characters. */
export type Slug = string
/** Plain text on one line, at most 300 characters, no control characters. */
export type Line = string
/** Plain text, at most 10,000 characters; line breaks are allowed. */
export type Text = string
/** A date, time, window or `unknown`: EDTF (ISO 8601-2) for dates, ISO 8601-1 for times. See when.ts. */
export type Edtf = string
/** A name of the IANA time zone database, such as `Europe/Zurich`. */
export type Zone = string
/** ISO 3166-1 alpha-2, upper case. */
export type Iso3166 = string
/** `https://…` in ASCII, without user info. */
export type HttpsUrl = string
/** A moment with its offset from UTC: `2022-01-10T09:30:00Z`. */
export type Instant = string

export const STATUSES = ['planned', 'confirmed', 'postponed', 'cancelled', 'held'] as const
export const ROLES = ['party', 'host', 'mediator', 'observer'] as const
export const ATTENDANCES = ['confirmed', 'expected', 'unlikely', 'declined', 'unknown'] as const
export const LEVELS = ['heads-of-state', 'ministers', 'officials', 'experts'] as const
export const FORMATS = ['in-person', 'online', 'phone', 'hybrid'] as const
export const STANCES = ['confirms', 'reports', 'denies'] as const
export const KINDS = ['state', 'organisation', 'group', 'person'] as const

export type Status = (typeof STATUSES)[number]
export type Role = (typeof ROLES)[number]
export type Attendance = (typeof ATTENDANCES)[number]
export type Level = (typeof LEVELS)[number]
export type Format = (typeof FORMATS)[number]
export type Stance = (typeof STANCES)[number]
export type Kind = (typeof KINDS)[number]

/** Who takes part in talks. */
export interface Party {
  name: Line
  kind: Kind
  country?: Iso3166
  /** Wikidata item, such as `Q7184`. */
  wikidata?: string
  /** The name in other languages, by BCP 47 tag. */
  languages?: Record<string, Line>
}

/** Where facts were published. */
export interface Source {
  title: Line
  /** `null` where the publisher is not known. */
  publisher: Line | null
  url: HttpsUrl | null
  /** A day or less precise; a window where only limits are known. */
  published: Edtf
  /** Whether it speaks for a party or the host of the talk. */
  official: boolean
}

/** Talks that belong together. */
export interface Series {
  id: Slug
  title: Line
}

/** Where a talk is. What no source gave is left out, never guessed. */
export interface Place {
  name?: Line
  city?: Line
  country?: Iso3166
  /** WGS 84, degrees. */
  geo?: { lat: number; lon: number }
  /** The address to join at, or `true` where it is only known to be online. */
  online?: HttpsUrl | true
}

/** A party at one talk. */
export interface Participation<P extends string = string> {
  party: P
  /** Default `party`. */
  role?: Role
  /** Default `unknown`. */
  attendance?: Attendance
}

export interface Contact {
  name: Line
  organisation?: Line
  email?: string
  phone?: Line
  /** Only a public contact ever leaves the records. */
  public: boolean
}

/** Accreditation. */
export interface Access {
  deadline?: Edtf
  url?: HttpsUrl
  note?: Line
}

/** One source's part in a talk. */
export interface Citation<P extends string = string, S extends string = string> {
  source: S
  /** The fields that this source bears on, such as `when` or `parties.nato`. */
  supports: readonly Field<P>[]
  /** Default `reports`. A source that `denies` supports nothing; what it says instead stands beside. */
  stance?: Stance
  says?: Line
  /** How the fact follows, where the source does not say it outright. */
  derived?: Line
  attributedTo?: Line
}

/** One talk as an editor writes it. */
export interface TalkRecord<P extends string = string, S extends string = string> {
  /** Permanent, so it says nothing that may change: no day, no city. */
  id: Slug
  title: Line
  /**
   * `2022-01-10T09:30`, `2022-01-10T09:30/2022-01-10T12:00` (with `zone`), `2022-01-10`, `2022-01-10/2022-01-12`,
   * `2022-01-10/`, `[2022-01-10..2022-01-14]`, `[..2022-01-31]`, `[2022-01-10..]`, `2022-01`, `2022`, `unknown`;
   * a day, month or year may end in `~` (about) or `?` (uncertain).
   */
  when: Edtf
  /** The source's own words where they say more: "early January", "in the morning". */
  said?: Line
  /** Needed with a time. */
  zone?: Zone
  /** `confirmed` needs an official source for `when`; `postponed` gives the date up. */
  status: Status
  statusReason?: Line
  place?: Place
  parties: readonly Participation<P>[]
  topics?: readonly Slug[]
  summary?: Text
  level?: Level
  format?: Format
  /** Title and summary in other languages, by BCP 47 tag. */
  languages?: Record<string, { title?: Line; summary?: Text }>
  links?: readonly { url: HttpsUrl; title: Line }[]
  contact?: Contact
  access?: Access
  /** Until then the talk is in no output and not in the log. */
  embargoUntil?: Instant
  verifiedAt?: Instant
  /** Every fact names its source. */
  sources: readonly Citation<P, S>[]
}

/** A field that a source can support. */
export type Field<P extends string = string> = Exclude<keyof TalkRecord, 'id' | 'sources' | 'embargoUntil'> | `parties.${P}`

/** One file of records. */
export interface RecordsFile {
  /** Parties that the file adds to the register. */
  parties?: Readonly<Record<string, Party>>
  series?: Series
  sources: Readonly<Record<string, Source>>
  talks: readonly TalkRecord[]
}
