// What the fields of an endpoint mean, for programmers. Only the description of the API says it, which no desk carries along.
import type { FieldName } from '../../webhooks/endpoints/endpoint-fields.ts'

export const MEANINGS_OF_FIELDS: Record<FieldName, string> = {
  url: 'Where messages are sent: https, on the public network.',
  format:
    'How messages are written. Default standard: for programs, after Standard Webhooks. Those that people read wait for a minute, so that a slip that is taken back tells nobody.',
  credentials:
    'Secrets that a format needs beside the URL, such as { "token": "…", "chat": "…" } for telegram. They are kept like signing secrets, and only their names are shown. Default: none.',
  types: 'Which changes are sent, and operational messages by name. Default: all changes. Reminders follow from `leads`.',
  filter: 'Which talks it is about: the parameters of a calendar, such as { "party": ["us", "ru"], "match": "all" }.',
  leads: 'How long before a talk to be reminded, as ISO 8601 durations: PT1H, P1D. Default: none.',
  deadlines: 'Whether to be reminded of deadlines for accreditation, too, by the same leads. Default false.',
  following:
    'What a browser follows, by Web Push: each with a talk or a filter, the types of changes, and leads. Other endpoints have filter, types and leads of their own instead.',
  dayAt: 'When leads in days are told, for talks whose time is not known. Default 09:00.',
  zone: 'The zone of leads in days. Default: the zone of the talk, else that of the desk.',
  lang: 'The language of sentences. Default en.',
  description: 'What the endpoint is for, in the words of its owner.',
  headers:
    'Headers that are sent with every message, such as { "authorization": "Bearer …" }. Their values are kept like secrets, and only their names are shown. Default: none.',
}
