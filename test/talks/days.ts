// Made-up days of the calendar.
import fc from 'fast-check'

export const pad = (value: number, length = 2) => String(value).padStart(length, '0')
const isLeap = (year: number) => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
export const daysIn = (year: number, month: number) =>
  [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] as number

/** Days by the rules of the calendar alone, counted in no way that the product counts. */
export const anyDay = fc
  .tuple(fc.integer({ min: 1900, max: 2199 }), fc.integer({ min: 1, max: 12 }), fc.nat(30))
  .map(([year, month, day]) => `${pad(year, 4)}-${pad(month)}-${pad((day % daysIn(year, month)) + 1)}`)
