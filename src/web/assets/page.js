// Marks what is new or has changed since the reader's last visit, and says times as they are where the reader is. When the
// last visit was is kept in this browser, and nowhere else.
const KEY = 'parley-visit'
/** A visit goes on for so long, in milliseconds: what was marked stays marked as the reader goes from page to page. */
const VISIT = 30 * 60_000

function lastVisit(now) {
  const { at = now, before = null } = JSON.parse(localStorage.getItem(KEY) ?? '{}')
  const visit = now - at > VISIT ? { at: now, before: at } : { at: now, before }
  localStorage.setItem(KEY, JSON.stringify(visit))
  return visit.before
}

function mark(row, text) {
  const note = document.createElement('p')
  note.className = 'fresh'
  note.textContent = text
  row.classList.add('new')
  row.querySelector('.what')?.append(note)
}

// There, no tap subscribes: the page says what does.
if (/Android/.test(navigator.userAgent)) document.body.classList.add('on-android')

try {
  const before = lastVisit(Date.now())
  if (before !== null) {
    const { isNew, isChanged } = document.body.dataset
    for (const row of document.querySelectorAll('[data-changed-at]')) {
      const { announcedAt, changedAt } = row.dataset
      if (Date.parse(announcedAt) > before) mark(row, isNew)
      else if (Date.parse(changedAt) > before) mark(row, isChanged)
    }
  }
} catch {
  // A browser that keeps nothing marks nothing.
}

/** A time as it is where the reader is; with its day, where that is another one. */
function hereOf(text) {
  const at = new Date(text)
  const here = new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString()
  const [day, time] = [here.slice(0, 10), here.slice(11, 16)]
  if (here.slice(0, 16) === text.slice(0, 16)) return null
  if (day === text.slice(0, 10)) return time
  const { lang } = document.documentElement
  return `${new Intl.DateTimeFormat(lang === 'en' ? 'en-GB' : lang, { day: 'numeric', month: 'long' }).format(at)}, ${time}`
}

/** How long until, said again each minute, for what begins within a day. */
function countDown(time, note) {
  const { inHours, inMinutes } = document.body.dataset
  const say = () => {
    const minutes = Math.ceil((Date.parse(time.getAttribute('datetime')) - Date.now()) / 60_000)
    const hours = Math.floor(minutes / 60)
    const text = minutes <= 0 || minutes >= 24 * 60 ? '' : hours > 0 ? inHours : inMinutes
    note.textContent = text.replace('{hours}', hours).replace('{minutes}', hours > 0 ? minutes % 60 : minutes)
  }
  say()
  setInterval(say, 60_000)
}

for (const time of document.querySelectorAll('time[datetime]')) {
  const text = time.getAttribute('datetime')
  if (!/T\d\d:\d\d(?:Z|[+-]\d\d:\d\d)$/.test(text)) continue
  const until = document.createElement('span')
  until.className = 'soft here'
  if (document.body.dataset.inHours) {
    countDown(time, until)
    time.parentElement.append(' ', until)
  }
  const here = hereOf(text)
  if (here === null) continue
  const note = document.createElement('span')
  note.className = 'soft here'
  note.textContent = document.body.dataset.here.replace('{time}', here)
  time.parentElement.append(' ', note)
}

// A browser does not scroll to a link that has the focus where any part of it can be seen.
document.querySelector('.months')?.addEventListener('focusin', ({ target }) => {
  target.scrollIntoView({ block: 'nearest', inline: 'nearest' })
})
