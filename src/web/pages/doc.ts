// The documentation as the desk has it: a file each in Markdown, in docs/, and one made of openapi.json. They are rendered
// where files are, on Node or as the Worker is built, so that what runs in an object knows neither Markdown nor schemas.
// What comes of that is a file of JSON each, which docs-page.ts puts into a page.

/** Each page by its name, with whom it is for, in the order in which they are listed. */
export const DOCS = {
  calendars: 'subscribers',
  webhooks: 'programmers',
  api: 'programmers',
  records: 'editors',
  operators: 'operators',
  workers: 'operators',
} as const
export type DocName = keyof typeof DOCS
export type Audience = (typeof DOCS)[DocName]

/** The desk in examples; a page names its own instead. */
export const EXAMPLE_URL = 'https://parley.example'

export interface Heading {
  id: string
  /** Escaped, without elements. */
  html: string
  level: number
}

/** A rendered document. Its links within the desk begin with a slash, and its headings from the second level on have ids. */
export interface Doc {
  title: string
  /** The first paragraph in plain words: whom it is for, and what it has. */
  lead: string
  html: string
  headings: readonly Heading[]
}

export function isDocName(name: string): name is DocName {
  return Object.hasOwn(DOCS, name)
}

/** Where the rendered file lies, on the web and in the folder that the platform serves. */
export function docPath(name: DocName): string {
  return `docs/${name}.json`
}
