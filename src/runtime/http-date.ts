// Dates of HTTP, in the three forms that a recipient has to read (RFC 9110, 5.6.7).

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const DAY_NAME = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)'
const TIME = '(?<time>\\d{2}:\\d{2}:\\d{2})'
const MONTH = `(?<month>${MONTHS.join('|')})`
const FORMS = [
  new RegExp(`^${DAY_NAME}, (?<day>\\d{2}) ${MONTH} (?<year>\\d{4}) ${TIME} GMT$`),
  new RegExp(`^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (?<day>\\d{2})-${MONTH}-(?<year>\\d{2}) ${TIME} GMT$`),
  new RegExp(`^${DAY_NAME} ${MONTH} (?<day>[ \\d]\\d) ${TIME} (?<year>\\d{4})$`),
]

/** In milliseconds; `null` for anything else. A year of two digits that would be over fifty years ahead of `now` is past. */
export function httpDate(text: string, now: number): number | null {
  for (const form of FORMS) {
    const { day = '', month = '', year = '', time = '' } = form.exec(text)?.groups ?? {}
    if (day === '') continue
    const monthAndDay = `${String(MONTHS.indexOf(month) + 1).padStart(2, '0')}-${day.trim().padStart(2, '0')}`
    const at = (full: number): number => Date.parse(`${String(full).padStart(4, '0')}-${monthAndDay}T${time}Z`)
    const thisYear = new Date(now).getUTCFullYear()
    const century = thisYear - (thisYear % 100)
    const full = year.length === 4 ? Number(year) : century + Number(year)
    const found = at(year.length === 2 && full > thisYear + 50 ? full - 100 : full)
    return Number.isNaN(found) || new Date(found).getUTCDate() !== Number(day) ? null : found
  }
  return null
}
