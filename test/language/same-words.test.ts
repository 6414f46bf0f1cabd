// Calendars and pages name the same things by the same words.
import { describe, expect, it } from 'vitest'
import { LANGUAGES, WORDS } from '../../src/language/words.ts'

describe.each(LANGUAGES)('in %s', (lang) => {
  const { text, field, page } = WORDS[lang]
  const before = (words: string) => words.split(/\s*:/)[0]?.toLowerCase()

  it.each([
    ['status', text.status, field.status, page.status],
    ['parties', text.parties, field.parties, page.parties],
    ['topics', field.topics, field.topics, page.topics],
  ])('%s is one word', (_, inCalendar, ofField, onPages) => {
    expect([before(inCalendar), ofField.toLowerCase()]).toEqual([onPages.toLowerCase(), onPages.toLowerCase()])
  })
})
