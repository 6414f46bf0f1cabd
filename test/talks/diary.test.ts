import { describe, expect, it } from 'vitest'
import { readDiary } from '../../src/talks/diary.ts'
import type { TalkRecord } from '../../src/talks/record.ts'
import { FULL, file, good, REGISTER, read, SOURCES, talk } from './sample.ts'

describe('readDiary', () => {
  it('resolves a talk without a problem', () => {
    const { talks, problems, broken, embargoes } = read(file([talk()], { series: { id: 'talks', title: 'Talks' } }))
    expect(problems).toEqual([])
    expect(broken).toEqual({ ids: new Set(), unreadable: false })
    expect(embargoes.size).toBe(0)
    expect(talks).toEqual([
      {
        id: 'us-russia-1',
        title: 'United States – Russia talks',
        when: '2022-01-10',
        status: 'planned',
        series: { id: 'talks', title: 'Talks' },
        parties: [
          { party: 'us', ...REGISTER.us, role: 'party', attendance: 'expected' },
          { party: 'ru', ...REGISTER.ru, role: 'party', attendance: 'unknown' },
        ],
        sources: [{ ...SOURCES.story, ...talk().sources[0] }],
      },
    ])
  })

  it('accepts a talk with every field that there is, and publishes each as it was written', () => {
    const { contact, parties, sources, ...plain } = FULL
    const { public: _, ...open } = contact as NonNullable<TalkRecord['contact']>
    expect(good(FULL)).toEqual({
      ...plain,
      contact: open,
      parties: parties.map((participation) => ({ ...REGISTER[participation.party], ...participation })),
      sources: sources.map((citation) => ({ ...SOURCES[citation.source as 'story'], ...citation })),
    })
  })

  it('accepts a talk of which next to nothing is known', () => {
    expect(read(file([talk({ when: 'unknown', parties: [], sources: [] })])).problems).toEqual([])
  })

  it('has no talks and no problems without files', () => {
    expect(readDiary([], REGISTER)).toMatchObject({ talks: [], problems: [], broken: { ids: new Set(), unreadable: false } })
  })

  it('accepts a file that only adds parties', () => {
    const { problems, register, talks } = read({ parties: { who: { name: 'WHO', kind: 'organisation' } } })
    expect({ problems, talks }).toEqual({ problems: [], talks: [] })
    expect(register.get('who')?.name).toBe('WHO')
  })
})
