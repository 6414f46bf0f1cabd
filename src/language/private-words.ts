// The words of the pages for those who are signed in: apart, so that a Worker starts without them.
import { de } from './private/de.ts'
import { en, type PrivateWords as Own } from './private/en.ts'
import { fr } from './private/fr.ts'
import { bound, type Language, WORDS, type Words } from './words.ts'

export type PrivateWords = Own & Pick<Words, 'endpoints'>

const withPublic = (lang: Language, { desk, endpoints }: Own): PrivateWords => ({
  desk,
  endpoints: { ...WORDS[lang].endpoints, ...endpoints },
})

export const PRIVATE_WORDS: Readonly<Record<Language, PrivateWords>> = {
  en: withPublic('en', en),
  de: withPublic('de', de),
  fr: withPublic('fr', bound(fr)),
}
