// Shows what push services bring, opens the page of the talk, and renews the subscription where the push service ends it.
const { scope } = self.registration
const PLACE = new URL('followed', scope).href

async function kept() {
  const found = await (await caches.open('parley')).match(PLACE)
  return found ? found.json() : null
}

/** The page may still be writing down which endpoint it was given. */
async function keptOf(id) {
  for (let times = 0; times < 50; times++) {
    const record = await kept()
    if (record?.id === id) return record
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  return null
}

/** Sends the code of the first notice back: whoever shows it wants more. */
async function confirm({ endpoint, code }) {
  // The page may have a newer token by the next time, and the network may be back.
  for (let times = 0; times < 5; times++) {
    const record = await keptOf(endpoint)
    if (record === null) return
    const answer = await fetch(new URL(`api/endpoints/${endpoint}/verify`, scope), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${record.token}` },
      body: JSON.stringify({ code }),
    }).catch(() => null)
    if (answer !== null && answer.status !== 401 && answer.status < 500) return
    await new Promise((resolve) => setTimeout(resolve, 1000 * 2 ** times))
  }
}

function noticeIn(data) {
  try {
    return data.json()
  } catch {
    return { title: 'Parley', text: data?.text() ?? '' }
  }
}

self.addEventListener('push', (event) => {
  const notice = noticeIn(event.data)
  const { title, text, lang, tag = 'parley', url = null, manage } = notice
  const shown = self.registration.showNotification(title, {
    body: text,
    ...(lang ? { lang } : {}),
    tag,
    renotify: true,
    icon: new URL('apple-touch-icon.png', scope).href,
    data: { url },
    ...(manage ? { actions: [{ action: 'manage', title: manage }] } : {}),
  })
  event.waitUntil(Promise.all([shown, notice.code ? confirm(notice) : null]))
})

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  const { url } = event.notification.data ?? {}
  const address = event.action === 'manage' || !url ? new URL('follow', scope).href : url
  event.waitUntil(open(address))
})

async function open(address) {
  const windows = await self.clients.matchAll({ type: 'window' })
  const there = windows.find((each) => each.url === address)
  return there ? there.focus() : self.clients.openWindow(address)
}

self.addEventListener('pushsubscriptionchange', (event) => event.waitUntil(renew(event)))

async function renew({ oldSubscription, newSubscription }) {
  const record = await kept()
  if (record === null) return
  const { id, token } = record
  const response = await fetch(new URL(`api/endpoints/${id}`, scope), { headers: { authorization: `Bearer ${token}` } })
  if (!response.ok) return
  const { following, deadlines, lang, zone } = await response.json()
  const options = oldSubscription?.options ?? { userVisibleOnly: true, applicationServerKey: record.key }
  const subscription = newSubscription ?? (await self.registration.pushManager.subscribe(options))
  const { endpoint, keys } = subscription.toJSON()
  const answer = await fetch(new URL('api/follows', scope), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      subscription: { endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } },
      following,
      deadlines,
      lang,
      zone,
      replaces: { id, token },
    }),
  })
  if (!answer.ok) return
  const renewed = await answer.json()
  const cache = await caches.open('parley')
  await cache.put(PLACE, new Response(JSON.stringify({ ...record, id: renewed.id, token: renewed.token })))
}
