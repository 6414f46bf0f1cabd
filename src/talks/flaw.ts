// What is wrong with a value: a code, the values that words about it name, and these words in English. The words stand in
// catalogues, one beside each door, as templates: another language is a table with the same codes.

/** A number and a list are written as the language does it, a text as it stands. */
export type Value = string | number | readonly string[]
export type Values = Readonly<Record<string, Value>>

export interface Flaw {
  /** What is wrong, not where. It is stable, and means the same in every catalogue that has it. */
  code: string
  values: Values
  message: string
  /** What would be right; `null` where the message says it. */
  expected: string | null
}

/** The names of values stand in braces. */
export interface Wording {
  message: string
  expected: string | null
}

/** A catalogue in another language. */
export type FlawWords<Catalogue> = { readonly [Code in keyof Catalogue]: Wording }

/** The names that a template has in braces; what has a space in it is no name. */
type Named<Text> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? (Name extends `${string} ${string}` ? never : Name) | Named<Rest>
  : never

type NamedBy<Words extends Wording> = Named<Words['message'] | Words['expected']>
/** The codes of a catalogue whose words name no other values than these. */
export type CodeNaming<Catalogue extends Readonly<Record<string, Wording>>, Name extends string> = {
  [Code in keyof Catalogue]: NamedBy<Catalogue[Code]> extends Name ? Code : never
}[keyof Catalogue]
type ValuesOf<Words extends Wording> = Values & Readonly<Record<NamedBy<Words>, Value>>
type FlawOf<Words extends Wording> = Flaw & { expected: Words['expected'] extends string ? string : null }

/** How flaws of a catalogue are made: with a value for each name in their words, at least. */
export function flawsOf<const Catalogue extends Readonly<Record<string, Wording>>>(catalogue: Catalogue) {
  return <Code extends keyof Catalogue & string>(code: Code, values: ValuesOf<Catalogue[Code]>): FlawOf<Catalogue[Code]> => {
    const { message, expected } = catalogue[code] as Wording
    const flaw: Flaw = { code, values, message: fill(message, values), expected: expected && fill(expected, values) }
    return flaw as FlawOf<Catalogue[Code]>
  }
}

/** What is wrong and what would be right in one sentence, for those who show no more than a message. */
export function inOneSentence(flaw: Flaw): Flaw {
  const { message, expected } = flaw
  return expected === null ? flaw : { ...flaw, message: `${message}; it would be ${expected}`, expected: null }
}

function fill(template: string, values: Values): string {
  return template.replace(/\{(\w+)\}/g, (braces, name: string) => {
    const value = values[name] ?? braces
    if (typeof value === 'string') return value
    return typeof value === 'number' ? value.toLocaleString('en') : value.join(' or ')
  })
}
