import { describe, expect, it } from 'vitest'
import { type FlawWords, flawsOf, inOneSentence, type Wording } from '../../src/talks/flaw.ts'
import { PARAMETER_FLAWS } from '../../src/talks/parameter-flaws.ts'
import { RECORD_FLAWS } from '../../src/talks/record-flaws.ts'
import { VALUE_FLAWS } from '../../src/talks/value-flaws.ts'
import { REQUEST_FLAWS } from '../../src/web/request-flaws.ts'
import { ENDPOINT_FLAWS } from '../../src/webhooks/endpoints/endpoint-flaws.ts'

const WORDS = {
  far: { message: '"{value}" is {length} miles away', expected: 'at most {most}, or { "near": true }' },
  other: { message: 'is none of them', expected: '{choices}' },
  nothing: { message: 'is nothing', expected: null },
} as const
const made = flawsOf(WORDS)

describe('a flaw', () => {
  it('says its words with the values that they name', () => {
    const values = { value: 'Moon', length: 238_855, most: '2000' }
    expect(made('far', values)).toEqual({
      code: 'far',
      values,
      message: '"Moon" is 238,855 miles away',
      expected: 'at most 2000, or { "near": true }',
    })
    expect(made('other', { choices: ['a', 'b', 'c'] }).expected).toBe('a or b or c')
    expect(made('nothing', {})).toEqual({ code: 'nothing', values: {}, message: 'is nothing', expected: null })
  })

  it('says a value as it stands, whatever is in it', () => {
    for (const value of ['{most}', '{value}', '$&', '{ "near": true }'])
      expect(made('far', { value, length: 1, most: 2 }).message).toBe(`"${value}" is 1 miles away`)
  })

  it('is made of all the values that its words name, by its type', () => {
    // @ts-expect-error: the words name the length, too
    expect(made('far', { value: 'x', most: 1 }).message).toBe('"x" is {length} miles away')
    // @ts-expect-error: there is no such code
    expect(() => made('near', {})).toThrow()
  })

  it('is one sentence with what would be right, where it says so', () => {
    const values = { value: 'x', length: 3, most: 2 }
    expect(inOneSentence(made('far', values))).toEqual({
      code: 'far',
      values,
      message: '"x" is 3 miles away; it would be at most 2, or { "near": true }',
      expected: null,
    })
    expect(inOneSentence(made('nothing', {}))).toEqual(made('nothing', {}))
  })

  it('has words in another language for every code, or they are no such words', () => {
    const some: FlawWords<Pick<typeof WORDS, 'nothing'>> = { nothing: { message: 'ist nichts', expected: null } }
    // @ts-expect-error: two codes have no words
    const none: FlawWords<typeof WORDS> = some
    expect(Object.keys(none)).toEqual(['nothing'])
  })
})

const CATALOGUES = { VALUE_FLAWS, RECORD_FLAWS, PARAMETER_FLAWS, ENDPOINT_FLAWS, REQUEST_FLAWS }

describe.each(Object.entries<Record<string, Wording>>(CATALOGUES))('the catalogue %s', (_, catalogue) => {
  it.each(Object.entries(catalogue))('has for %s a code that will do for good, and words', (code, { message, expected }) => {
    expect(code).toMatch(/^[a-z]+(-[a-z0-9]+)*$/)
    expect(message).not.toBe('')
    // What is in braces is a name, or JSON with spaces in it.
    for (const [braces] of `${message}${expected ?? ''}`.matchAll(/\{[^}]*\}/g)) expect(braces).toMatch(/^\{(?:[a-z]+| .* )\}$/)
  })
})
