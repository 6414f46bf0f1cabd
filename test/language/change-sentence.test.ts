import { describe, expect, it } from 'vitest'
import { sentenceOf, whatHappened } from '../../src/language/change-sentence.ts'
import type { Language } from '../../src/language/words.ts'
import { openNode } from '../../src/sqlite/driver.node.ts'
import type { Attendance, TalkRecord } from '../../src/talks/record.ts'
import { desk, diary, record } from '../make.ts'

const zone = 'Europe/Zurich'

/** What is said of the last of these versions. */
function said(versions: (Partial<TalkRecord> | null)[], lang: Language = 'en', say = whatHappened): string {
  const db = openNode(':memory:')
  let made = desk(diary([]), { db })
  for (const version of versions) made = desk(diary(version === null ? [] : [record(version)]), { db })
  const standing = made.histories.latest('us-russia-1')
  const change = standing && made.change(standing.talk, standing.revision)
  if (!standing || !change) throw new Error('nothing changed')
  return say({ change, was: made.histories.before(standing), is: standing }, lang)
}

describe('the sentence of a change', () => {
  it.each<[string, (Partial<TalkRecord> | null)[]]>([
    ['Announced for 10 January 2022.', [{}]],
    ['Announced; the date is not known.', [{ when: 'unknown' }]],
    ['Announced again for 10 January 2022.', [{}, null, {}]],
    ['Withdrawn from the diary.', [{}, null]],
    ['Moved from 10 January to 17 January 2022.', [{}, { when: '2022-01-17' }]],
    ['Moved from 30 December 2021 to 10 January 2022.', [{ when: '2021-12-30' }, {}]],
    ['Moved from 10 January to 17 January 2022, 09:30 (Europe/Zurich); time now known.', [{}, { when: '2022-01-17T09:30', zone }]],
    [
      'Moved from 10 January, 09:30 to 10 January 2022, 11:00 (Europe/Zurich).',
      [
        { when: '2022-01-10T09:30', zone },
        { when: '2022-01-10T11:00', zone },
      ],
    ],
    [
      'Moved from 10 January, 09:30 (Europe/Zurich) to 10 January 2022, 09:30 (Europe/London).',
      [
        { when: '2022-01-10T09:30', zone },
        { when: '2022-01-10T09:30', zone: 'Europe/London' },
      ],
    ],
    ['Moved from 10 January, end not known to 17 January 2022.', [{ when: '2022-01-10/' }, { when: '2022-01-17' }]],
    ['Moved from some day up to 5 January to 17 January 2022.', [{ when: '[..2022-01-05]' }, { when: '2022-01-17' }]],
    ['Time no longer known.', [{ when: '2022-01-10T09:30', zone }, { zone }]],
    ['Date less certain, now about 10 January 2022 instead of 10 January.', [{}, { when: '2022-01-10~' }]],
    ['Date less certain, now January 2022 instead of 10 January.', [{}, { when: '2022-01' }]],
    ['Time now known to be 10 January 2022, 09:30 (Europe/Zurich).', [{}, { when: '2022-01-10T09:30', zone }]],
    ['Date now known more precisely to be 10 January 2022.', [{ when: '2022-01' }, {}]],
    ['Called off (No agreement).', [{}, { status: 'cancelled', statusReason: 'No agreement' }]],
    ['Postponed from 10 January 2022.', [{}, { status: 'postponed', when: 'unknown' }]],
    ['Back on for 10 January 2022.', [{}, { status: 'cancelled' }, {}]],
    ['Back on; moved from 10 January to 24 January 2022.', [{}, { status: 'postponed', when: 'unknown' }, { when: '2022-01-24' }]],
    ['Place now known to be Geneva, Switzerland.', [{}, { place: { city: 'Geneva', country: 'CH' } }]],
    ['Place changed from Geneva to Vienna.', [{ place: { city: 'Geneva' } }, { place: { city: 'Vienna' } }]],
    ['Details updated.', [{ place: { city: 'Geneva' } }, { place: { city: 'Geneva', geo: { lat: 46.2, lon: 6.1 } } }]],
    ['Place no longer known (it was Geneva).', [{ place: { city: 'Geneva' } }, {}]],
    [
      'NATO now taking part; United States now unlikely.',
      [{}, { parties: [{ party: 'us', attendance: 'unlikely' }, { party: 'ru' }, { party: 'nato' }] }],
    ],
    ['Russia no longer taking part.', [{}, { parties: [{ party: 'us', attendance: 'expected' }] }]],
    ['Renamed from “United States – Russia talks”.', [{}, { title: 'Other' }]],
    ['Details updated.', [{}, { summary: 'More.' }]],
    ['Confirmed.', [{}, { status: 'confirmed' }]],
    ['Status now planned.', [{ status: 'confirmed' }, {}]],
    [
      'Date now 10 January 2022, 09:30 – 12:00 (Europe/Zurich).',
      [
        { when: '2022-01-10T09:30', zone },
        { when: '2022-01-10T09:30/2022-01-10T12:00', zone },
      ],
    ],
    ['Reason now given: no visas.', [{ status: 'cancelled' }, { status: 'cancelled', statusReason: 'no visas' }]],
    [
      'Russia now host.',
      [
        {},
        {
          parties: [
            { party: 'us', attendance: 'expected' },
            { party: 'ru', role: 'host' },
          ],
        },
      ],
    ],
  ])('%s', (sentence, versions) => {
    expect(said(versions)).toBe(sentence)
  })

  it('names the talk, by the name that it has now and in the language', () => {
    const titles = { title: 'Talks', languages: { de: { title: 'Gespräche' } } }
    const versions = [titles, { ...titles, when: '2022-01-17' }]
    const named = (lang: Language, ...given: (Partial<TalkRecord> | null)[]) => said([...versions, ...given], lang, sentenceOf)
    expect(named('en')).toBe('Talks: moved from 10 January to 17 January 2022.')
    expect(named('de')).toBe('„Gespräche“ – verlegt: bisher 10. Januar, neu 17. Januar 2022.')
    expect(named('fr')).toBe('« Talks » – déplacé : 10 janvier devient 17 janvier 2022.')
    expect(named('en', null)).toBe('Talks: withdrawn from the diary.')
    expect(named('en', { title: 'Consultations', when: '2022-01-17' })).toBe('Consultations: renamed from “Talks”.')
  })

  it('follows the language', () => {
    const versions = [{}, { when: '2022-01-17T09:30', zone }]
    expect(said(versions, 'de')).toBe('Verlegt: bisher 10. Januar, neu 17. Januar 2022, 09:30 (Europe/Zurich); Uhrzeit nun bekannt.')
    expect(said(versions, 'fr')).toBe('Déplacé : 10 janvier devient 17 janvier 2022, 09:30 (Europe/Zurich) ; heure désormais connue.')
    expect(said([{ when: '2022-02-01' }], 'fr')).toBe('Annoncé : 1er février 2022.')
  })

  it.each<[Attendance, de: string, fr: string]>([
    ['confirmed', 'Vereinigte Staaten: Teilnahme nun bestätigt.', 'États-Unis : désormais présence confirmée.'],
    ['expected', 'Vereinigte Staaten: Teilnahme nun erwartet.', 'États-Unis : désormais présence attendue.'],
    ['unlikely', 'Vereinigte Staaten: Teilnahme nun unwahrscheinlich.', 'États-Unis : désormais présence improbable.'],
    ['declined', 'Vereinigte Staaten: Teilnahme nun abgesagt.', 'États-Unis : désormais absence annoncée.'],
    ['unknown', 'Vereinigte Staaten: Teilnahme nun nicht angegeben.', 'États-Unis : désormais sans indication de présence.'],
  ])('says of an attendance that became %s that it is the attendance', (attendance, de, fr) => {
    const [was, is] = [attendance === 'expected' ? 'confirmed' : 'expected', attendance] as const
    const versions = [was, is].map((each) => ({ parties: [{ party: 'us', attendance: each }, { party: 'ru' }] }))
    expect([said(versions, 'de'), said(versions, 'fr')]).toEqual([de, fr])
  })
})
