// Marks what is new or has changed since the reader's last visit. When that was is kept in this browser, and nowhere else.
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
