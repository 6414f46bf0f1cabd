// The language of a page: that of the address, else the one that the reader's browser prefers (RFC 9110, 12.5.4).
import { LANGUAGES, type Language } from '../language/words.ts'

const OTHERWISE: Language = 'en'

export function isLanguage(text: string | null): text is Language {
  return (LANGUAGES as readonly (string | null)[]).includes(text)
}

/** The first of the languages that `Accept-Language` takes, by weight and then by place. */
export function preferredLanguage(acceptLanguage: string | null): Language {
  const asked = (acceptLanguage ?? '')
    .slice(0, 1000)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';')
      const weight = parameters.map((each) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(each)?.[1]).find((each) => each !== undefined)
      return { lang: tag.split('-')[0] ?? '', weight: weight === undefined ? 1 : Number(weight) }
    })
  const best = asked.filter(({ lang, weight }) => weight > 0 && isLanguage(lang)).sort((one, other) => other.weight - one.weight)[0]
  return isLanguage(best?.lang ?? null) ? (best?.lang as Language) : OTHERWISE
}

/** What the address names; `null` where it names none, or one that there is not. */
export function namedLanguage(url: string): Language | null {
  const named = new URL(url).searchParams.get('lang')
  return isLanguage(named) ? named : null
}
