import { describe, expect, it } from 'vitest'
import { PRIVATE_WORDS } from '../../src/language/private-words.ts'
import { LANGUAGES, WORDS } from '../../src/language/words.ts'

describe('the words', () => {
  const placeholders = (value: unknown): unknown => {
    if (typeof value === 'string') return (value.match(/\{\w+\}/g) ?? []).sort()
    if (Array.isArray(value)) return value.length
    return Object.fromEntries(Object.entries(value as object).map(([key, entry]) => [key, placeholders(entry)]))
  }

  it.each(LANGUAGES)('have the same braces in %s as in English', (lang) => {
    const { countries: _, ...words } = WORDS[lang]
    const { countries: __, ...english } = WORDS.en
    expect(placeholders(words)).toEqual(placeholders(english))
    expect(placeholders(PRIVATE_WORDS[lang])).toEqual(placeholders(PRIVATE_WORDS.en))
  })

  it.each(LANGUAGES)('have a name in %s for every country', (lang) => {
    expect(Object.keys(WORDS[lang].countries).sort()).toEqual(Object.keys(WORDS.en.countries).sort())
  })
})
