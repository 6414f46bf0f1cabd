import { describe, expect, it } from 'vitest'
import { standingAfter } from '../../../src/changes/standing.ts'
import { LANGUAGES, type Language } from '../../../src/language/words.ts'
import { reminderPayload } from '../../../src/webhooks/messages/payload.ts'
import { diary, record } from '../../make.ts'

const [TALK] = diary([record({ when: '2022-01-17', zone: 'Europe/Zurich' })]).talks
const LATE = ((3 * 24 + 2) * 60 + 5) * 60_000

describe('the sentence of a reminder', () => {
  const sentences: Record<Language, string> = {
    en: 'United States – Russia talks: Monday 17 January 2022; the time is not known; moved from Monday 10 January 2022; this reminder comes 3 d 2 h 5 min late.',
    de: 'United States – Russia talks: Montag, 17. Januar 2022; die Uhrzeit ist nicht bekannt; verlegt, bisher Montag, 10. Januar 2022; diese Erinnerung kommt mit 3 Tg. 2 Std. 5 Min. Verspätung.',
    fr: 'United States – Russia talks : lundi 17 janvier 2022 ; l’heure n’est pas connue ; déplacé, auparavant : lundi 10 janvier 2022 ; ce rappel arrive avec 3 j 2 h 5 min de retard.',
  }

  it.each(LANGUAGES)('says in %s what is known, from where the talk moved, and how late it comes', (lang) => {
    if (!TALK) throw new Error('the record cannot be used')
    const standing = standingAfter(null, TALK, '2022-01-05T12:00:00Z')
    const site = { url: 'https://parley.example', domain: 'parley.example' }
    const reminder = {
      talk: TALK.id,
      about: 'start',
      armedBy: 'change',
      start: { instant: null, day: '2022-01-17', zone: 'Europe/Zurich' },
      schedule: 'P7D 09:00',
      dueAt: Date.parse('2022-01-10T08:00:00Z'),
      late: LATE,
      caughtUp: true,
      begins: Date.parse('2022-01-17T23:00:00Z'),
      movedFrom: { when: '2022-01-10', zone: 'Europe/Zurich' },
      movedForPeople: null,
    } as const
    const { data } = reminderPayload(reminder, { talk: TALK, standing }, lang, site, Date.parse('2022-01-13T10:05:00Z'))
    expect(data).toMatchObject({
      reminder: { lead: 'P7D', lateBy: 'PT74H5M', timeKnown: false, sentence: sentences[lang] },
    })
  })
})
