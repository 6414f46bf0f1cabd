// What the pages about endpoints are made with.
import type { Desk } from '../../../desk.ts'
import { PRIVATE_WORDS, type PrivateWords } from '../../../language/private-words.ts'
import type { Endpoint } from '../../../webhooks/endpoints/endpoint.ts'
import type { Reader } from '../reader.ts'
import type { Trouble } from './trouble.ts'

export const ENDPOINTS = '/endpoints'

export interface View {
  desk: Desk
  reader: Reader
  /** Who is signed in. */
  holder: 'operator' | Endpoint | null
  /** By which requests are counted. */
  client: string
  /** Whether anyone may register an endpoint, and whether there is an operator with a token. */
  open: boolean
  hasOperator: boolean
}

export function wordsOf({ reader }: Pick<View, 'reader'>): PrivateWords['endpoints'] {
  return PRIVATE_WORDS[reader.lang].endpoints
}

/** The address of a page about endpoints as others would ask for it, so that a page that answers a form links to itself. */
export function addressOf({ desk, reader }: Pick<View, 'desk' | 'reader'>, path: string): string {
  return `${new URL(desk.site.url).origin}${reader.link(path).slice(reader.root.length)}`
}

export function mayRegister({ holder, open }: View): boolean {
  return open || holder === 'operator'
}

export interface EndpointView extends View {
  endpoint: Endpoint
  trouble: Trouble | null
  /** What was done just now. */
  done: string
}

export function pathOf({ id }: Endpoint): string {
  return `${ENDPOINTS}/${id}`
}
