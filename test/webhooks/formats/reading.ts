// What readers see of a message once its markup is read, and what that markup does beside: by a parser that is not ours where
// there is one, and by the receiver's rules where there is not.
import { Marked, type Token } from 'marked'

export interface Seen {
  text: string
  /** Where links lead. */
  links: readonly string[]
  /** What stands there that a message never has: a picture, a heading, a list, code … */
  strange: readonly string[]
}

const marked = new Marked({ gfm: true })
const HARMLESS = new Set(['text', 'escape', 'br', 'paragraph', 'space', 'strong', 'em', 'link'])
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' }

/** Markdown as GitHub has it, which reads all that chats do. */
export function seenInMarkdown(source: string): Seen {
  const links: string[] = []
  const strange: string[] = []
  const textOf = (token: Token): string => {
    if (!HARMLESS.has(token.type)) strange.push(`${token.type}: ${token.raw}`)
    if (token.type === 'link') links.push(token.href)
    if (token.type === 'br' || token.type === 'space') return '\n'
    const inner = 'tokens' in token && token.tokens ? token.tokens.map(textOf).join('') : 'text' in token ? (token.text as string) : ''
    return token.type === 'paragraph' ? `${inner}\n` : inner
  }
  const text = marked.lexer(source).map(textOf).join('')
  return { text: text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => ENTITIES[name] ?? "'"), links, strange }
}

/** Telegram's HTML: it refuses tags that it does not know or that are not closed, and entities other than these four. */
export function seenInTelegram(source: string): Seen {
  const links: string[] = []
  const strange: string[] = []
  const open: string[] = []
  const text = source.replace(/<(\/?)([^\s<>]*)([^<>]*)>/g, (tag, slash, name, rest) => {
    if (slash) {
      if (open.pop() !== name) strange.push(`${tag} closes nothing`)
    } else {
      open.push(name)
      const href = /^ href="([^"<>]*)"$/.exec(rest)?.[1]
      if (name === 'a' && href) links.push(href)
      else if (!/^[bi]$/.test(name) || rest !== '') strange.push(tag)
    }
    return ''
  })
  if (open.length > 0) strange.push(`${open} stays open`)
  if (/[<>]|&(?!(?:amp|lt|gt|quot);)/.test(text)) strange.push('a character that was to be escaped')
  return { text: text.replace(/&(amp|lt|gt|quot);/g, (_, name) => ENTITIES[name] as string), links, strange }
}

/** Slack's mrkdwn: what stands in angle brackets is a link, a mention or a date. */
export function seenInSlack(source: string): Seen {
  const links: string[] = []
  const strange: string[] = []
  const text = source.replace(/<([^<>|]*)(?:\|([^<>]*))?>/g, (given, what: string, words = '') => {
    if (/^https:/.test(what)) links.push(what)
    else if (!/^!date\^\d+\^\{date_long_pretty\} \{time\}$/.test(what)) strange.push(given)
    return words
  })
  if (/[<>]|&(?!(?:amp|lt|gt);)/.test(text)) strange.push('a character that was to be escaped')
  // Dates alone are bold, on a line of their own.
  const plain = text.replace(/^\*.*\*$/gm, (line) => line.slice(1, -1))
  const found = /^\s*&gt;|:[\w+-]+:|(?<![\w*_~`])([*_~`])(?=[^\s*_~`\u200b]).*?(?<=[^\s\u200b])\1(?!\w)/m.exec(plain)
  if (found) strange.push(`markup: ${found[0]}`)
  return { text: text.replace(/&(amp|lt|gt);/g, (_, name) => ENTITIES[name] as string), links, strange }
}

/** Where nothing is markup: apps still make links of addresses. */
export function seenAsIs(source: string): Seen {
  return { text: source, links: [], strange: /https?:\/\/|\bwww\./i.exec(source) ?? [] }
}

/** Spaces without width are not seen. */
export function visible(text: string): string {
  return text.replaceAll('\u200b', '').replaceAll(/\s+/g, ' ')
}
