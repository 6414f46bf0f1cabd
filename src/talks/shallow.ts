// How deep JSON is, before it is parsed.

/** Whether JSON has no more levels than that: what is deeper costs much to parse. */
export function isShallow(text: string, most: number): boolean {
  let depth = 0
  for (const [token] of text.matchAll(TOKENS)) {
    if (token === '{' || token === '[') depth++
    else if (token === '}' || token === ']') depth--
    if (depth > most) return false
  }
  return true
}

/** Brackets, and texts, which may hold some. */
const TOKENS = /[[\]{}]|"(?:[^"\\]|\\.)*"/gs
