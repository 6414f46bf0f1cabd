// New changes come by themselves while the page is in view: the stream says that there are some, and the page is asked again.
const PAUSE = 500

let list = document.getElementById('changes')
const state = document.createElement('p')
state.className = 'soft here'
state.setAttribute('role', 'status')
state.textContent = list.dataset.live
list.before(state)

let stream = null
let timer

/** Puts in what the page says now, and marks what it did not say before. */
async function renew() {
  const response = await fetch(location.href, { headers: { accept: 'text/html' } })
  if (!response.ok) return
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html').getElementById('changes')
  if (!fresh) return
  const known = new Set([...list.querySelectorAll('li[id]')].map(({ id }) => id))
  const added = [...fresh.querySelectorAll('li[id]')].filter(({ id }) => !known.has(id))
  for (const item of added) item.classList.add('new')
  list.replaceWith(fresh)
  list = fresh
  if (added.length > 0) state.textContent = list.dataset.fresh.replace('{count}', added.length)
}

function listen() {
  if (stream || document.hidden) return
  stream = new EventSource(`${list.dataset.stream}&lastEventId=${list.dataset.cursor}`)
  for (const type of list.dataset.types.split(' '))
    stream.addEventListener(type, () => {
      clearTimeout(timer)
      timer = setTimeout(renew, PAUSE)
    })
}

function rest() {
  stream?.close()
  stream = null
}

document.addEventListener('visibilitychange', () => (document.hidden ? rest() : listen()))
addEventListener('pagehide', rest)
addEventListener('pageshow', listen)
listen()
