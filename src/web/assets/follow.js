// Following: asks the browser, has its push service give out an address, and hands that to the desk. What this browser
// follows is kept in this browser, and with the desk.
const form = document.getElementById('follow')
const list = document.getElementById('followed')
const state = document.getElementById('follow-state')
const { key, root, lang, words } = JSON.parse(document.getElementById('follow-data').textContent)
const PLACE = `${root}/followed`
/** How long a push service may take, in milliseconds: some networks block it, and then nothing answers. */
const PATIENCE = 15_000

const say = (text) => {
  state.textContent = text
}

async function kept() {
  const found = await (await caches.open('parley')).match(PLACE)
  return found ? found.json() : null
}

async function keep(record) {
  const cache = await caches.open('parley')
  if (record === null) await cache.delete(PLACE)
  else await cache.put(PLACE, new Response(JSON.stringify(record), { headers: { 'content-type': 'application/json' } }))
}

function ask(method, path, body, token) {
  return fetch(`${root}/api/${path}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

/** What this browser follows by what the desk knows; `null` where that has ended. */
async function known() {
  const record = await kept()
  if (record === null) return null
  const response = await ask('GET', `endpoints/${record.id}`, undefined, record.token)
  if (response.status === 401 || response.status === 404) {
    await keep(null)
    return null
  }
  // Without an answer it is not known what is followed, and nothing may be put in its place.
  if (!response.ok) throw new Error(String(response.status))
  const answer = { ...record, ...(await response.json()) }
  // What has ended is followed anew.
  return answer.state === 'gone' || answer.state === 'disabled' ? null : answer
}

const nameOf = ({ talk, filter }) => JSON.stringify([talk ?? null, filter])

function asked() {
  const data = new FormData(form)
  return {
    ...JSON.parse(form.dataset.what),
    types: data.get('what') === 'all' ? null : form.dataset.news.split(' '),
    leads: data.getAll('lead'),
  }
}

/** The address that the push service gives out; rejects with what is to be said where there is none. */
async function subscribe() {
  const applicationServerKey = Uint8Array.from(atob(key.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0))
  const registration = await navigator.serviceWorker.register(`${root}/sw.js`, { scope: `${root}/` })
  await navigator.serviceWorker.ready
  const before = await registration.pushManager.getSubscription()
  const sameKey = before && new Uint8Array(before.options.applicationServerKey ?? []).toString() === applicationServerKey.toString()
  if (before && !sameKey) await before.unsubscribe()
  if (sameKey) return before
  let timer
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(words.noAnswer)), PATIENCE)
  })
  const given = registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey })
  return Promise.race([given, late]).finally(() => clearTimeout(timer))
}

async function follow() {
  if (!('serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window)) {
    document.getElementById('iphone').open = true
    return say(/iPhone|iPad/.test(navigator.userAgent) ? words.iphoneFirst : words.notHere)
  }
  say(words.asking)
  if ((await Notification.requestPermission()) !== 'granted') return say(words.refused)
  const subscription = await subscribe().catch((error) => {
    say(error.message === words.noAnswer ? words.noAnswer : `${words.failed} ${error.message}`)
    return null
  })
  if (subscription === null) return
  const before = await known()
  const wanted = asked()
  const others = (before?.following ?? []).filter((each) => nameOf(each) !== nameOf(wanted))
  const { endpoint, keys } = subscription.toJSON()
  const response = await ask('POST', 'follows', {
    subscription: { endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } },
    following: [...others, wanted],
    deadlines: form.elements.deadlines ? form.elements.deadlines.checked : before?.deadlines === true,
    lang,
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    ...(before ? { replaces: { id: before.id, token: before.token } } : {}),
  })
  const answer = await response.json()
  if (!response.ok) return say(`${words.failed} ${answer.detail ?? ''}`)
  await keep({ id: answer.id, token: answer.token, key, names: { ...before?.names, [nameOf(wanted)]: form.dataset.name } })
  say(answer.state === 'active' ? words.done : words.first)
  await show()
}

async function end(which) {
  const record = await known()
  if (record === null) return show()
  const rest = record.following.filter((each) => nameOf(each) !== nameOf(which))
  const response =
    rest.length > 0
      ? await ask('PATCH', `endpoints/${record.id}`, { following: rest }, record.token)
      : await ask('DELETE', `endpoints/${record.id}`, undefined, record.token)
  if (!response.ok) return say(`${words.failed} ${(await response.json()).detail ?? ''}`)
  if (rest.length === 0) {
    await keep(null)
    const registration = await navigator.serviceWorker?.getRegistration(`${root}/`)
    await (await registration?.pushManager.getSubscription())?.unsubscribe()
  }
  say(words.ended)
  await show()
}

/** All that this browser follows, each with a button that ends it. */
async function show() {
  const record = await known().catch(() => null)
  const items = (record?.following ?? []).map((each) => {
    const item = document.createElement('li')
    const name = document.createElement('bdi')
    name.textContent = record.names?.[nameOf(each)] ?? each.talk ?? Object.values(each.filter).flat().join(', ')
    const button = document.createElement('button')
    Object.assign(button, { type: 'button', className: 'quiet', textContent: words.end })
    button.setAttribute('aria-label', `${words.end}: ${name.textContent}`)
    button.addEventListener('click', () => end(each).catch((error) => say(`${words.failed} ${error.message}`)))
    item.append(name, ' ', button)
    return item
  })
  list.replaceChildren(...items)
  list.parentElement.hidden = items.length === 0
  if (!form) return
  const already = record?.following.find((each) => nameOf(each) === nameOf(asked()))
  const button = form.querySelector('button')
  button.textContent = already ? words.alter : words.follow
  if (already && state.textContent === '') {
    fill(already, record)
    say(record.state === 'unverified' ? words.first : words.already)
  }
}

/** The form as it is followed. */
function fill({ types, leads }, { deadlines }) {
  for (const radio of form.elements.what) radio.checked = radio.value === (types === null ? 'all' : 'news')
  for (const box of form.querySelectorAll('[name=lead]')) box.checked = leads.includes(box.value)
  if (form.elements.deadlines) form.elements.deadlines.checked = deadlines
}

form?.addEventListener('submit', (event) => {
  event.preventDefault()
  const button = form.querySelector('button')
  button.disabled = true
  follow()
    .catch((error) => say(`${words.failed} ${error.message}`))
    .finally(() => {
      button.disabled = false
    })
})
if ('caches' in window) void show()
