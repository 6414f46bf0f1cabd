import { describe, expect, it } from 'vitest'
import { STATUSES, type TalkRecord } from '../../../src/talks/record.ts'
import { eventData, listData } from '../../../src/web/pages/json-ld.ts'
import { FORMS, PARTIES, SOURCES, talkAt, talkOf } from '../../browser/many-talks.ts'
import { desk, diary } from '../../make.ts'
import { schemaOrgFlaws } from './schema-org.node.ts'

const made = (talks: readonly TalkRecord[]) => desk(diary(talks, { sources: SOURCES, parties: PARTIES }))

describe('schema.org data', () => {
  it.each(FORMS.flatMap((form) => STATUSES.map((status) => [form.name, status, form] as const)))(
    'of a talk with %s that is %s is right',
    (_, status, form) => {
      const { histories, talk, site } = made(Array.from({ length: 12 }, (_, index) => talkOf(index, form, status)))
      for (const standing of histories.standing()) {
        const data = eventData(talk(standing), standing, site) ?? {}
        expect(schemaOrgFlaws(data)).toEqual([])
        expect(data).not.toHaveProperty('previousStartDate', undefined)
        for (const value of Object.values(data)) expect(value).not.toEqual([])
      }
    },
  )

  it('of a list is right', () => {
    const { histories, site } = made(Array.from({ length: 30 }, (_, index) => talkAt(index)))
    expect(schemaOrgFlaws(listData(histories.standing(), site, { total: 130, first: 101, name: 'Talks' }))).toEqual([])
  })

  it('is found to be wrong where it is', () => {
    const event = { '@context': 'https://schema.org', '@type': 'Event', name: 'Talks' }
    expect(schemaOrgFlaws({ ...event, startDate: '2022-01' })).not.toEqual([])
    expect(schemaOrgFlaws({ ...event, startDate: '2022-01-10T09:30' })).not.toEqual([])
    expect(schemaOrgFlaws({ ...event, location: 7 })).not.toEqual([])
    expect(schemaOrgFlaws({ ...event, name: ['Talks', 1] })).not.toEqual([])
    expect(schemaOrgFlaws({ ...event, startDate: '2022-01-10' })).toEqual([])
  })
})
