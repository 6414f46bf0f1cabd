// What can be wrong with an endpoint, or with what a form about one asks for, is said in each language.
import { describe, expect, it } from 'vitest'
import { PRIVATE_WORDS } from '../../src/language/private-words.ts'
import { LANGUAGES, WORDS } from '../../src/language/words.ts'
import { PARAMETER_FLAWS } from '../../src/talks/parameter-flaws.ts'
import { readSettings } from '../../src/web/pages/endpoints/settings-request.ts'
import { problemWords } from '../../src/web/pages/endpoints/trouble.ts'
import { NewEndpoint } from '../../src/webhooks/endpoints/endpoint-fields.ts'
import { ENDPOINT_FLAWS } from '../../src/webhooks/endpoints/endpoint-flaws.ts'

const LINES = ['a\u0007b', ' ', '\ud800', 'x'.repeat(301), 'a\u202eb', '\u200b', 'a\nb']
const codesOf = (form: string | [string, string][]): string[] => {
  const read = readSettings(new URLSearchParams(form), NewEndpoint)
  return 'problems' in read ? read.problems.map(({ code }) => code) : []
}

describe.each(LANGUAGES)('in %s', (lang) => {
  const { flaws } = WORDS[lang]
  const { endpoints } = PRIVATE_WORDS[lang]
  const words: Readonly<Record<string, string>> = { ...flaws, ...endpoints.flaws }

  it('there are words for all that can be wrong with an endpoint or its filter', () => {
    const codes = [...Object.keys(ENDPOINT_FLAWS), ...Object.keys(PARAMETER_FLAWS)]
    expect(codes.filter((code) => words[code] === undefined)).toEqual([])
  })

  it('there are words for whatever a form was filled in with', () => {
    const url = 'https://hooks.example/'
    const forms = LINES.map((description): [string, string][] => [
      ['url', url],
      ['description', description],
    ])
    const more = [
      { url, format: 'x' },
      { url, lang: 'x' },
      { url, types: 'x' },
      { url, zone: 'x' },
      { url, dayAt: 'x' },
      { url, leads: 'x' },
    ]
    const codes = [...forms, ...more.map((each) => Object.entries(each) as [string, string][])].flatMap(codesOf)
    expect(new Set(codes).size).toBeGreaterThan(8)
    expect(codes.filter((code) => words[code] === undefined)).toEqual([])
    const problem = { field: 'types', code: 'no-such-type', values: { value: 'x' }, message: 'English', expected: null }
    expect(String(problemWords(problem, { lang } as never))).not.toContain('English')
  })
})
