// What a page is held against: rules of accessibility and of HTML, and what a thumb can hit.
import axe from 'axe-core'
import { HtmlValidate } from 'html-validate'
import type { Locator, Page } from 'playwright-core'

/** WCAG 2.2, A and AA, and what is good practice besides. */
const RULES = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }

interface Violation {
  id: string
  help: string
  nodes: { html: string; failureSummary: string }[]
}

/** What axe finds, a line each. */
export async function accessibilityFlaws(page: Pick<Page, 'evaluate'>): Promise<string[]> {
  await page.evaluate(axe.source)
  const options = JSON.stringify({ runOnly: RULES, resultTypes: ['violations'] })
  const violations = await page.evaluate<Violation[]>(`axe.run(document, ${options}).then(({ violations }) => violations)`)
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html}\n${failureSummary}`))
}

const html = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    // How the templates are written, not how the page works.
    'attribute-boolean-style': 'off',
    'doctype-style': ['error', { style: 'lowercase' }],
    'no-trailing-whitespace': 'off',
    // A field for text is one without saying so, too.
    'no-implicit-input-type': 'off',
    // On a narrow screen a number breaks at its blanks, as other text does.
    'tel-non-breaking': 'off',
    // A filter may stand in an address several times, and in a form.
    'form-dup-name': 'off',
    // How long a title is, its record decides.
    'long-title': 'off',
  },
})

/** What is wrong with the HTML as it was served, a line each. */
export async function htmlFlaws(text: string): Promise<string[]> {
  const { results } = await html.validateString(text)
  return results.flatMap(({ messages }) => messages.map(({ ruleId, message, line, column }) => `${line}:${column} ${ruleId}: ${message}`))
}

/** How much wider the page is than the window, in CSS pixels. */
export function sidewaysScroll(page: Page): Promise<number> {
  return page.locator('html').evaluate((root) => root.scrollWidth - root.clientWidth)
}

const TARGETS = 'a[href], button, summary, input:not([type=hidden]), select, textarea, [role=button], [tabindex="0"]'

/**
 * What can be pressed and is lower than so many CSS pixels, a line each. A link in running text is as high as its line
 * (WCAG 2.5.8, "Inline").
 */
export async function lowTargets(page: Page, least: number): Promise<string[]> {
  return page.locator(TARGETS).evaluateAll((targets, least) => {
    // Runs in the page, so it holds all that it needs.
    const view = targets[0]?.ownerDocument.defaultView
    type Element = (typeof targets)[number] // which the compiler does not know: there is no DOM in Node
    const isInline = (target: Element) => view.getComputedStyle(target).display === 'inline'
    const inText = (target: Element) => {
      let around = target.parentElement
      while (around && isInline(around)) around = around.parentElement
      const rest = around?.cloneNode(true)
      for (const inner of rest?.querySelectorAll('a, button') ?? []) inner.remove()
      return isInline(target) && /\p{L}/u.test(rest?.textContent ?? '')
    }
    // The whole of a label can be pressed for its field.
    const boxOf = (target: Element) => (target.closest('label') ?? target).getBoundingClientRect()
    return targets
      .filter((target) => !inText(target))
      .filter((target) => target.checkVisibility({ visibilityProperty: true }) && boxOf(target).right > 0)
      .map((target) => ({ height: boxOf(target).height, html: target.outerHTML.slice(0, 200) }))
      .filter(({ height }) => height < least)
      .map(({ height, html }) => `${Math.round(height * 10) / 10} px: ${html}`)
  }, least)
}

/** What scripts add for a reader: times as they are where the reader is, and what is new since the last visit; and what stands for them without. */
const ADDED = 'noscript, .here, .fresh'

/** What a reader gets of the page's main part, in words. */
export async function mainText(main: Locator): Promise<string> {
  await main.locator(ADDED).evaluateAll((notes) => {
    for (const note of notes) note.remove()
  })
  return (await main.innerText()).replace(/\s+/g, ' ').trim()
}
