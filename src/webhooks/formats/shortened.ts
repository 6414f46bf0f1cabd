// Texts within the limits of receivers.

/** Cut to so many UTF-16 code units, never within a character as readers see it, with an ellipsis where something is gone. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text
  let kept = ''
  for (const { segment } of new Intl.Segmenter('en').segment(text)) {
    if (kept.length + segment.length > most - 1) break
    kept += segment
  }
  return `${kept.trimEnd()}…`
}

/** The same once it is escaped: what is cut is the text, so that no escape is cut in two. `size` measures what was escaped. */
export function fitted(text: string, most: number, escaped: (text: string) => string, size = (made: string) => made.length): string {
  const whole = escaped(text)
  if (size(whole) <= most) return whole
  let [fits, exceeds] = [0, text.length]
  while (exceeds - fits > 1) {
    const middle = Math.floor((fits + exceeds) / 2)
    if (size(escaped(shortened(text, middle))) <= most) fits = middle
    else exceeds = middle
  }
  return escaped(shortened(text, fits))
}

export function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length
}
