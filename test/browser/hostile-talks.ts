// Records with texts that would break a page that trusts them, in every field that takes a text of one's own.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RecordsFile, TalkRecord } from '../../src/talks/record.ts'

/** What each of them is, and how it would run a script, reorder what stands around it, or burst its box. */
export const HOSTILE = {
  markup: `"><script>ran = 1</script><img src=x onerror="ran = 1"> 'a' &amp; &lt; <!-- ]]> </title></textarea> {x} \${x}`,
  attributes: `' onmouseover='ran = 1' " autofocus onfocus="ran = 1" href="javascript:ran = 1" \`ran\` \\u003cb> %3Cb%3E {title}`,
  arabic: `\u200fمحادثات 2022 (جنيف) – "السلام" & \u061cالأمن!\u200e`,
  long: 'X'.repeat(300),
} as const
export type HostileName = keyof typeof HOSTILE
export const NAMES = Object.keys(HOSTILE) as HostileName[]

const SUPPORTED = ['when', 'place', 'parties', 'topics', 'summary', 'level', 'format', 'links', 'contact', 'access', 'status'] as const

/** Writes a file for each text. In the second edition all were renamed, some have moved and some were called off. */
export function writeHostileTalks(folder: string, edition: 1 | 2): void {
  mkdirSync(folder, { recursive: true })
  for (const name of NAMES) writeFileSync(join(folder, `${name}.json`), JSON.stringify(fileOf(name, edition)))
}

function fileOf(name: HostileName, edition: 1 | 2): RecordsFile {
  const text = HOSTILE[name]
  const url = `https://x.example/?q="><script>ran=1</script>&amp;'${name}'`
  return {
    parties: Object.fromEntries(
      [`${name}-state`, `${name}-guest`].map((id) => [id, { name: text, kind: 'organisation', languages: { de: text, fr: text } }]),
    ),
    series: { id: `${name}-series`, title: text },
    sources: {
      [`${name}-official`]: { title: text, publisher: text, url, published: '2022-01-03', official: true },
      [`${name}-report`]: { title: text, publisher: text, url: null, published: '2022-01', official: false },
    },
    talks: [
      talk(
        name,
        'moved',
        edition === 1 ? {} : { when: '2022-01-17', title: `Re: ${text}`.slice(0, 300), place: { name: text, country: 'CH' } },
      ),
      talk(name, 'cancelled', edition === 1 ? {} : { status: 'cancelled', statusReason: text }),
      talk(name, 'postponed', edition === 1 ? {} : { status: 'postponed', when: 'unknown', statusReason: text }),
      talk(name, 'timed', { when: '2022-01-12T09:30', zone: 'Europe/Zurich' }),
    ],
  }
}

function talk(name: HostileName, id: string, change: Partial<TalkRecord>): TalkRecord {
  const text = HOSTILE[name]
  const url = `https://x.example/?q="><script>ran=1</script>&amp;'${name}'`
  return {
    id: `${name}-${id}`,
    title: text,
    when: '2022-01-10',
    said: text,
    status: 'planned',
    place: { name: text, city: text.slice(0, 100).trim(), country: 'CH', online: url },
    parties: [
      { party: `${name}-state`, role: 'host', attendance: 'expected' },
      { party: `${name}-guest`, attendance: 'unknown' },
    ],
    topics: ['arms-control'],
    summary: `${text}\n${text}`,
    level: 'ministers',
    languages: { de: { title: text, summary: text }, fr: { title: text, summary: text }, ar: { title: text } },
    links: [{ url, title: text }],
    contact: { name: text, organisation: text, email: "o'x@x.example", phone: text.slice(0, 50).trim(), public: true },
    access: { deadline: '2022-01-09', url, note: text },
    sources: [
      { source: `${name}-official`, supports: [...SUPPORTED], attributedTo: text, derived: text },
      { source: `${name}-report`, supports: ['when'], stance: 'denies', says: text },
    ],
    ...change,
  }
}
