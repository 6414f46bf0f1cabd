// Texts within the limits of receivers.

/** Cut to so many UTF-16 code units, never within a character as readers see it, with an ellipsis where something is gone. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text
  let kept = ''
  for (const { segment } of new Intl.Segmenter('en').segment(text.slice(0, most))) {
    if (kept.length + segment.length > most - 1) break
    kept += segment
  }
  return `${kept.trimEnd()}…`
}
