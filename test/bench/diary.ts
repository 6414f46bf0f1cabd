// A made-up diary of any size, with something of everything.
import type { RecordsFile, TalkRecord } from '../../src/talks/record.ts'
import { addDays } from '../../src/talks/time.ts'
import { parties } from '../fixtures/parties.ts'

const START = '2027-01-01'

export function madeUp(count: number): RecordsFile {
  return {
    parties,
    sources: {
      wire: {
        title: 'A wire story',
        publisher: 'A wire',
        url: 'https://wire.example/story?id=1',
        published: '2026-11-01',
        official: false,
      },
    },
    talks: Array.from({ length: count }, (_, index) => talk(index)),
  }
}

function talk(index: number): TalkRecord {
  const day = addDays(START, index % 700)
  const timed = index % 2 === 0
  return {
    id: `talk-${index}`,
    title: `Talks number ${index} between two parties – Gespräche`,
    when: timed ? `${day}T09:30/${day}T12:00` : day,
    ...(timed ? { zone: 'Europe/Zurich' } : {}),
    status: 'planned',
    place: { city: 'Geneva', country: 'CH' },
    parties: [
      { party: index % 3 === 0 ? 'us' : 'nato', attendance: 'expected' },
      { party: 'ru', attendance: 'expected' },
    ],
    topics: [`topic-${index % 50}`],
    summary: 'What the two sides are to talk about, in a sentence or two; with commas, semicolons and “quotation marks”.',
    sources: [{ source: 'wire', supports: ['when', 'place', 'parties', 'topics', 'summary'] }],
  }
}
