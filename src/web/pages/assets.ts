// Files that pages and programs load, or that pages are made of, as an entry hands them in.

/** A file that pages or programs load. */
export interface Asset {
  type: string
  content: string | Uint8Array<ArrayBuffer>
}

/** By their paths; each is read when it is first asked for. */
export type Assets = Readonly<Record<string, () => Promise<Asset>>>
