// Texts in which no receiver finds markup, links, mentions or tags that their author did not mean. Where a receiver has no way
// to escape something, a space without width keeps its parts apart.

const APART = '\u200b'

/** Keeps apart what receivers turn into links, mentions, tags and pictures by themselves. */
export function unlinked(text: string): string {
  return text.replace(/:(?=\/\/)|\bwww(?=\.)|[@#~](?=\S)|:(?=[\w+-]+:)/gi, (mark) => mark + APART).replace(/\{(?=\{)/g, `{${APART}`)
}

/** For dialects of Markdown: what means something anywhere, and what does at the start of a line. */
export function escapedMarkdown(text: string): string {
  return unlinked(text)
    .replace(/[\\`*_~|[\]#>]/g, '\\$&')
    .replace(/<(?=\S)|&(?=#?\w+;)/g, `$&${APART}`)
    .replace(/^(\s*)([-+=])/gm, '$1\\$2')
    .replace(/^(\s*\d+)\./gm, '$1\\.')
}

export function escapedHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
