// What the editors' form does with scripts: one more row for parties where all are used, and a warning before what was typed is
// left behind. Without scripts the form has a row to spare each time that it is looked at.

const form = document.querySelector('form.record')
const rows = document.querySelector('.rows')

if (rows) {
  const isFull = () => [...rows.querySelectorAll('input[name="party"]')].every((input) => input.value.trim() !== '')
  rows.addEventListener('input', () => {
    if (!isFull()) return
    const last = rows.lastElementChild
    const more = last.cloneNode(true)
    const number = rows.children.length + 1
    for (const field of more.querySelectorAll('input, select')) field.value = ''
    for (const label of more.querySelectorAll('span')) label.textContent = label.textContent.replace(/\d+$/, String(number))
    rows.append(more)
  })
}

if (form) {
  let isAltered = false
  form.addEventListener('input', () => {
    isAltered = true
  })
  form.addEventListener('submit', () => {
    isAltered = false
  })
  addEventListener('beforeunload', (event) => {
    if (isAltered) event.preventDefault()
  })
}
