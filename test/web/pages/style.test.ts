import { describe, expect, it } from 'vitest'
import { listAssets } from '../../../src/web/pages/assets.node.ts'

const STYLE = new TextDecoder().decode((await listAssets()['/style.css']?.())?.content as Uint8Array)

/** The colours of one scheme by their names: each is a pair. */
function colours(scheme: 'light' | 'dark'): Record<string, string> {
  const pairs = [...STYLE.matchAll(/--([\w-]+): light-dark\(#([0-9a-f]{6}), #([0-9a-f]{6})\)/g)]
  return Object.fromEntries(pairs.map(([, name = '', light = '', dark = '']) => [name, scheme === 'light' ? light : dark]))
}

/** Relative luminance (WCAG 2.2). */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = (hex.match(/../g) ?? []).map((part) => {
    const value = Number.parseInt(part, 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

describe.each([
  ['light', colours('light')],
  ['dark', colours('dark')],
])('the %s colours', (_, palette) => {
  const between = (one: string, other: string) => contrast(palette[one] ?? '', palette[other] ?? '')

  it.each([
    ['ink', 'paper'],
    ['ink', 'tint'],
    ['soft', 'paper'],
    ['soft', 'tint'],
    ['accent', 'paper'],
    ['accent', 'tint'],
    ['alert', 'paper'],
    ['alert', 'tint'],
    ['paper', 'accent'],
  ])('let %s be read on %s (WCAG 1.4.3)', (text, ground) => {
    expect(between(text, ground)).toBeGreaterThanOrEqual(4.5)
  })
  it('let the edge of a field be seen (WCAG 1.4.11)', () => {
    const edge = /^textarea \{[^}]*border: 1px solid var\(--([\w-]+)\)/m.exec(STYLE)?.[1] ?? ''
    expect(between(edge, 'tint')).toBeGreaterThanOrEqual(3)
    expect(between(edge, 'paper')).toBeGreaterThanOrEqual(3)
  })
})
