import { describe, expect, it } from 'vitest'
import { renderMarkdown } from '../../../src/web/pages/markdown.ts'

const htmlOf = (markdown: string) => renderMarkdown(markdown).html
/** The names of all elements, and the values of all attributes that lead somewhere. */
const elements = (html: string) => [...new Set([...html.matchAll(/<([a-z][a-z0-9]*)/g)].map(([, name]) => name))].sort()
const links = (html: string) => [...html.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, address]) => address)

describe('a document', () => {
  it('has a title, whom it is for in plain words, and its headings with ids', () => {
    const { title, lead, html, headings } = renderMarkdown(
      '# A & `b`\n\nFor *all*, who "read" [it](records.md): <what>.\n\n## One\n\n### Two `c`: so?\n\n## One\n\n## …\n',
    )
    expect([title, lead]).toEqual(['A & b', 'For all, who "read" it: <what>.'])
    expect(headings).toEqual([
      { id: 'one', html: 'One', level: 2 },
      { id: 'two-c-so', html: 'Two c: so?', level: 3 },
      { id: 'one-1', html: 'One', level: 2 },
      { id: 'section', html: '…', level: 2 },
    ])
    expect(html).not.toContain('<h1')
    expect(html).toContain('<h3 id="two-c-so">Two <code>c</code>: so?</h3>')
  })

  it('has one title, and no id that the frame of the page has', () => {
    const { title, headings } = renderMarkdown('# First\n\n# Main\n\n## Main\n\n## Contents')
    expect(title).toBe('First')
    expect(headings.map(({ id, level }) => [id, level])).toEqual([
      ['main-1', 2],
      ['main-2', 2],
      ['contents-1', 2],
    ])
  })

  it('may have nothing in it', () => {
    expect(renderMarkdown('')).toEqual({ title: '', lead: '', html: '', headings: [] })
  })
})

describe('links', () => {
  it('lead to pages, to headings, to the desk, and to http(s)', () => {
    const html = htmlOf('[a](records.md#when) [b](workers.md) [c](#d) [e](/docs/api#f) [g](https://h.example/?i=j&k=l) <http://m.example>')
    expect(links(html)).toEqual([
      '/docs/records#when',
      '/docs/workers',
      '#d',
      '/docs/api#f',
      'https://h.example/?i=j&amp;k=l',
      'http://m.example',
    ])
  })

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    '<java&#115;cript:alert(1)>',
    'javascript&colon;alert(1)',
    '<\tjavascript:alert(1)>',
    'data:text/html,<script>',
    'vbscript:x',
    'file:///etc/passwd',
    'mailto:a@b.example',
    '//evil.example',
    '/\\evil.example',
    'https:evil',
    'constructor.md',
    'nobody.md',
    '../../../talks/record.ts',
    '"onmouseover="alert(1)',
    '#"><script>',
  ])('lead nowhere else: %s', (address) => {
    const html = htmlOf(`[words](${address}) and more`)
    expect(links(html)).toEqual([])
    expect(elements(html)).toEqual(['p'])
    expect(html).toContain('words')
  })

  it('are made of addresses of the desk that stand as code, which are no links in a file', () => {
    expect(htmlOf('`/docs/api` `/elsewhere`')).toBe('<p><a href="/docs/api"><code>/docs/api</code></a> <code>/elsewhere</code></p>\n')
  })
})

describe('what is hostile', () => {
  it.each([
    '<script>alert(1)</script>',
    'a <img src=x onerror=alert(1)> b',
    '<!-- <script> --> c',
    '<div>\n\n# d\n\n</div>',
    '![words <b>](javascript:x "title")',
    '`<script>`',
    '```"><script>\n</code></pre><script>\n```',
    '| <script> | b |\n| --- | --- |\n| <td onclick=x> | `</td>` |',
    '## <script>alert(1)</script>',
    '[<script>](records.md "\\" onclick=x")',
    '- [x] <input onfocus=x>',
    '&lt;script&gt; &#60;script&#62;',
    '<https://a.example/"onclick=x>',
  ])('is words: %s', (markdown) => {
    const allowed = ['a', 'code', 'div', 'em', 'h2', 'li', 'p', 'pre', 'strong', 'table', 'tbody', 'td', 'th', 'thead', 'tr', 'ul']
    const { html, title, headings } = renderMarkdown(markdown)
    for (const name of elements(html)) expect(allowed).toContain(name)
    expect(html).not.toMatch(/<[^>]*\s(?:on\w+|style|src|title)=/)
    for (const heading of headings) expect(heading.html).not.toMatch(/[<>]/)
    expect(typeof title).toBe('string')
  })

  it('does not lose what it says', () => {
    expect(htmlOf('a <b>c</b> <!-- d -->')).toBe('<p>a &lt;b&gt;c&lt;/b&gt; &lt;!-- d --&gt;</p>\n')
    expect(htmlOf('![words](https://e.example/f.png)')).toBe('<p>words</p>\n')
  })

  it('is rendered soon, however it is nested or long', () => {
    const started = performance.now()
    const nested = Array.from({ length: 60 }, (_, depth) => `${'  '.repeat(depth)}- ${depth}`).join('\n')
    expect(htmlOf(nested).match(/<ul>/g)).toHaveLength(60)
    expect(htmlOf('x'.repeat(10_000))).toBe(`<p>${'x'.repeat(10_000)}</p>\n`)
    for (const text of [
      '['.repeat(5000),
      '*a '.repeat(3000),
      '`a '.repeat(3001),
      `${'a@'.repeat(3000)}b`,
      '<'.repeat(5000),
      '![]('.repeat(2000),
    ])
      expect(htmlOf(text).length).toBeGreaterThan(1000)
    expect(performance.now() - started).toBeLessThan(5000)
  })
})

describe('blocks', () => {
  it('of code can be scrolled with the keyboard', () => {
    expect(htmlOf('```sh\nls <a> "b"\n```')).toBe(
      '<pre role="group" tabindex="0" aria-label="Code"><code>ls &lt;a&gt; &quot;b&quot;\n</code></pre>\n',
    )
  })

  it('are tables, whose empty heads are none', () => {
    expect(htmlOf('| | b |\n| --- | :-: |\n| c \\| d | |')).toBe(
      '<div class="wide" role="group" tabindex="0" aria-label="Table"><table>\n<thead><tr><td></td><th scope="col">b</th></tr></thead>\n' +
        '<tbody><tr><td>c | d</td><td></td></tr>\n</tbody>\n</table></div>\n',
    )
  })
})
