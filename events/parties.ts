// The register of parties: who takes part in talks, by the id that records use.
import { defineParties } from '../src/talks/party.ts'

export const parties = defineParties({
  us: {
    name: 'United States',
    kind: 'state',
    country: 'US',
    languages: { de: 'Vereinigte Staaten', fr: 'États-Unis' },
  },
  ru: { name: 'Russia', kind: 'state', country: 'RU', languages: { de: 'Russland', fr: 'Russie' } },
  nato: { name: 'NATO', kind: 'organisation', languages: { fr: 'OTAN' } },
  osce: {
    name: 'Organization for Security and Cooperation in Europe (OSCE)',
    kind: 'organisation',
    languages: {
      de: 'Organisation für Sicherheit und Zusammenarbeit in Europa (OSZE)',
      fr: 'Organisation pour la sécurité et la coopération en Europe (OSCE)',
    },
  },
  biden: { name: 'Joe Biden', kind: 'person', country: 'US' },
  putin: { name: 'Vladimir Putin', kind: 'person', country: 'RU', languages: { de: 'Wladimir Putin', fr: 'Vladimir Poutine' } },
})
