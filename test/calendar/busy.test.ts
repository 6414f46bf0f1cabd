// Events that take up time, where an address asks for it.
import ICAL from 'ical.js'
import { describe, expect, it } from 'vitest'
import type { Form } from '../../src/calendar/feed-form.ts'
import { desk, diary, record, request } from '../make.ts'

async function eventsOf(form: Partial<Form>): Promise<Record<string, { transp: unknown; alarms: number }>> {
  const hostile = 'Talks\r\nTRANSP:TRANSPARENT\r\n about TRANSP:TRANSPARENT'
  const made = desk(
    diary([
      record({ id: 'a' }),
      record({ id: 'b', status: 'cancelled' }),
      record({ id: 'c', summary: hostile.replaceAll('\r', '') }),
      record({ id: 'd', when: '2022-01-10T09:30', zone: 'Europe/Zurich' }),
    ]),
  )
  const { bytes } = await made.feeds.get(request({ form }), made.clock.today())
  const events = new ICAL.Component(ICAL.parse(new TextDecoder().decode(bytes))).getAllSubcomponents('vevent')
  return Object.fromEntries(
    events.map((event) => [
      String(event.getFirstPropertyValue('uid')).split('@')[0],
      { transp: event.getFirstPropertyValue('transp'), alarms: event.getAllSubcomponents('valarm').length },
    ]),
  )
}

describe('busy', () => {
  it('takes up time on request, but not with what is called off', async () => {
    const found = await eventsOf({ busy: 'yes' })
    expect(Object.entries(found).map(([id, { transp }]) => [id, transp])).toEqual([
      ['a', 'OPAQUE'],
      ['b', 'TRANSPARENT'],
      ['c', 'OPAQUE'],
      ['d', 'OPAQUE'],
    ])
  })

  it('goes with alarms', async () => {
    const found = await eventsOf({ busy: 'yes', alarm: ['P1D'] })
    expect(found.a).toEqual({ transp: 'OPAQUE', alarms: 1 })
    expect(found.b).toEqual({ transp: 'TRANSPARENT', alarms: 0 })
  })

  it('is free else', async () => {
    const found = await eventsOf({})
    expect(new Set(Object.values(found).map(({ transp }) => transp))).toEqual(new Set(['TRANSPARENT']))
  })
})
