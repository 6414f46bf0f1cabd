// What the editors' pages are made with.
import type { Desk } from '../../../desk.ts'
import type { Scope } from '../../../editing/tokens.ts'
import { PRIVATE_WORDS, type PrivateWords } from '../../../language/private-words.ts'
import type { Reader } from '../reader.ts'

export const DESK = '/desk'

export interface DeskView {
  desk: Desk
  reader: Reader
  /** Who is signed in. */
  editor: { name: string; scopes: readonly Scope[] }
}

export function deskWords({ reader }: Pick<DeskView, 'reader'>): PrivateWords['desk'] {
  return PRIVATE_WORDS[reader.lang].desk
}

/** The address of one of these pages as others would ask for it, so that a page that answers a form links to itself. */
export function deskAddress({ desk, reader }: Pick<DeskView, 'desk' | 'reader'>, path: string): string {
  return `${new URL(desk.site.url).origin}${reader.link(path).slice(reader.root.length)}`
}

export function recordPath(id: string): string {
  return `${DESK}/talks/${id}`
}

/** Letters and digits of a text, for ids: at most so many characters, and `otherwise` where there are none. */
export function slugOf(text: string, most = 48, otherwise = 'talk'): string {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replaceAll('ß', 'ss')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, most)
    .replace(/^-+|-+$/g, '')
  return plain === '' ? otherwise : plain
}
