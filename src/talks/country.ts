// Countries by their code of ISO 3166-1.
import countries from 'i18n-iso-countries/langs/en.json' with { type: 'json' }

const CODES: ReadonlySet<string> = new Set(Object.keys(countries.countries))

/** ISO 3166-1 alpha-2, upper case. */
export function isCountry(code: string): boolean {
  return CODES.has(code)
}
