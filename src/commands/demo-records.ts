// The records of the demonstration: the three talks that the story announces, and nothing that it does not say. They are
// a copy of their own, since an operator may change or remove what is in events/.
import { defineTalks } from '../talks/define.ts'

export const STORY = defineTalks({
  parties: {
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
  },
  series: { id: 'russia-january-2022', title: 'Talks with Russia – January 2022' },
  sources: {
    // The text tells of a call on a Thursday, carries a caption of Wednesday 22 December 2021, and looks ahead to
    // 10 January: it was published on some day from Thursday 23 December to 9 January.
    story: {
      title: 'In a phone call, Biden warns Putin against invading Ukraine',
      publisher: null,
      url: null,
      published: '[2021-12-23..2022-01-09]',
      official: false,
    },
  },
  talks: [
    {
      id: 'us-russia-1',
      title: 'United States – Russia talks',
      when: '2022-01-10',
      zone: 'Europe/Zurich',
      status: 'planned',
      place: { city: 'Geneva', country: 'CH' },
      parties: [
        { party: 'us', attendance: 'expected' },
        { party: 'ru', attendance: 'expected' },
        { party: 'biden', attendance: 'unlikely' },
        { party: 'putin', attendance: 'unlikely' },
      ],
      topics: ['ukraine', 'security-guarantees'],
      languages: {
        de: { title: 'Gespräche Vereinigte Staaten – Russland' },
        fr: { title: 'Pourparlers États-Unis – Russie' },
      },
      sources: [
        { source: 'story', supports: ['when', 'place', 'parties', 'topics'] },
        {
          source: 'story',
          supports: ['parties.biden', 'parties.putin'],
          attributedTo: 'US government circles',
        },
        {
          source: 'story',
          supports: ['topics'],
          attributedTo: 'Yury Ushakov, foreign policy adviser to Putin',
          derived: 'security guarantees: the story calls them the subject of the talks planned for January between the two countries',
        },
        {
          source: 'story',
          supports: ['when', 'zone', 'place'],
          derived: 'the year follows from the date of the story; the country and the zone from the city',
        },
      ],
    },
    {
      id: 'nato-russia-1',
      title: 'NATO – Russia talks',
      when: '2022-01-12',
      status: 'planned',
      parties: [
        { party: 'nato', attendance: 'expected' },
        { party: 'ru', attendance: 'expected' },
      ],
      languages: {
        de: { title: 'Gespräche NATO – Russland' },
        fr: { title: 'Pourparlers OTAN – Russie' },
      },
      sources: [
        { source: 'story', supports: ['parties'] },
        {
          source: 'story',
          supports: ['when'],
          derived: '"two days later" than the talks of 10 January; the year follows from the date of the story',
        },
      ],
    },
    {
      id: 'osce-russia-1',
      title: 'OSCE – Russia consultations',
      when: '2022-01-13',
      status: 'planned',
      parties: [
        { party: 'osce', attendance: 'expected' },
        { party: 'ru', attendance: 'expected' },
      ],
      languages: {
        de: { title: 'Konsultationen OSZE – Russland' },
        fr: { title: 'Consultations OSCE – Russie' },
      },
      sources: [
        { source: 'story', supports: ['when', 'parties'] },
        { source: 'story', supports: ['when'], derived: 'the year follows from the date of the story' },
      ],
    },
  ],
})
