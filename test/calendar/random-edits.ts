// Edits of three talks at random, with days between them.
import fc from 'fast-check'
import type { TalkRecord } from '../../src/talks/record.ts'
import { addDays, type Day } from '../../src/talks/time.ts'
import { record } from '../make.ts'

/** How a `when` is written for a day. A talk that is postponed has one of the last five only. */
const WHENS: ((day: Day) => Pick<TalkRecord, 'when' | 'zone'>)[] = [
  (day) => ({ when: day }),
  (day) => ({ when: day, zone: 'Europe/Zurich' }),
  (day) => ({ when: `${day}/${addDays(day, 3)}` }),
  (day) => ({ when: `${day}/` }),
  (day) => ({ when: `${day}~` }),
  (day) => ({ when: `${day}?` }),
  (day) => ({ when: `${day}T09:30`, zone: 'Pacific/Kiritimati' }),
  (day) => ({ when: `${day}T20:00/${addDays(day, 1)}T01:00`, zone: 'America/Los_Angeles' }),
  (day) => ({ when: `[${day}..${addDays(day, 4)}]` }),
  (day) => ({ when: `[${day}..${addDays(day, 12)}]` }),
  (day) => ({ when: `${day.slice(0, 7)}` }),
  (day) => ({ when: `${day.slice(0, 7)}~` }),
  () => ({ when: 'unknown' }),
]
const VAGUE = 5

type Edit =
  | { kind: 'when'; form: number; days: number }
  | { kind: 'status'; status: TalkRecord['status']; form: number; days: number }
  | { kind: 'fields'; fields: Partial<TalkRecord> }
  | { kind: 'withdraw' }
  | { kind: 'return' }

export type Step =
  | { kind: 'days'; days: number }
  | { kind: 'edit'; talk: 'a' | 'b' | 'c'; after: 'at once' | 'later' | 'midnight'; edit: Edit }

const form = fc.nat(WHENS.length - 1)
const days = fc.integer({ min: -14, max: 20 })
const fields: fc.Arbitrary<Partial<TalkRecord>> = fc.oneof(
  fc.record({ title: fc.constantFrom('Talks', 'More talks') }),
  fc.record({ topics: fc.subarray(['arms', 'grain']) }),
  fc.record({
    place: fc.constantFrom({ city: 'Zurich', country: 'CH' }, { city: 'Zürich', country: 'CH' }, { city: 'Vienna', country: 'AT' }),
  }),
  fc.record({
    parties: fc
      .subarray(['us', 'ru', 'nato'] as const, { minLength: 1 })
      .chain((ids) =>
        fc.constantFrom('expected' as const, 'unlikely' as const).map((attendance) => ids.map((party) => ({ party, attendance }))),
      ),
  }),
)
const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('when'), form, days }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('status'),
      status: fc.constantFrom('planned', 'confirmed', 'postponed', 'cancelled', 'cancelled', 'held'),
      form,
      days,
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('fields'), fields }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'withdraw' }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'return' }) },
)

export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('days'),
        days: fc.oneof(fc.constant(1), fc.integer({ min: 2, max: 6 }), fc.integer({ min: 7, max: 20 })),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('edit'),
        talk: fc.constantFrom('a', 'a', 'b', 'c'),
        after: fc.constantFrom('at once', 'later', 'later', 'midnight'),
        edit,
      }),
    },
  ),
  { minLength: 4, maxLength: 24, size: 'max' },
)

/** The records by id, with those that were taken away. */
export type Records = Map<string, { record: TalkRecord; stands: boolean }>

/** Makes an edit on a day. A talk that was never there is new. */
export function apply(talks: Records, id: string, edit: Edit, day: Day): void {
  const { record: was } = talks.get(id) ?? { record: record({ id, title: `Talk ${id}`, when: addDays(day, 3) }) }
  const put = (record: TalkRecord, stands = true) => talks.set(id, { record, stands })
  const dated = (status: TalkRecord['status'], form: number, days: number): TalkRecord => {
    const { zone: _, ...rest } = was
    const write = WHENS[status === 'postponed' ? WHENS.length - 1 - (form % VAGUE) : form] as (typeof WHENS)[number]
    return { ...rest, status, ...write(addDays(day, days)) }
  }
  switch (edit.kind) {
    case 'when':
      return void put(dated(was.status, edit.form, edit.days))
    case 'status': {
      // Mostly a talk is called off where it stands.
      const stays = edit.status !== 'postponed' && (was.status !== 'postponed' || edit.status === 'cancelled') && edit.form % 3 > 0
      return void put(stays ? { ...was, status: edit.status } : dated(edit.status, edit.form, edit.days))
    }
    case 'fields':
      return void put({ ...was, ...edit.fields })
    case 'withdraw':
      return void put(was, false)
    case 'return':
      return void put(was)
  }
}
