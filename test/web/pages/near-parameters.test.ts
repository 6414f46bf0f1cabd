// Pages that refuse a parameter: they say what may be meant, and lead there.
import { beforeEach, describe, expect, it } from 'vitest'
import { desk, diary, record } from '../../make.ts'
import { createApp } from '../checked-app.ts'

const talks = [
  record({ id: 'a', place: { city: 'Geneva', country: 'CH' }, topics: ['arms-control'] }),
  record({ id: 'b', parties: [{ party: 'nato' }, { party: 'ru' }], place: { city: 'Brussels', country: 'BE' } }),
]
let hono: ReturnType<typeof createApp>['hono']
beforeEach(() => {
  hono = createApp(desk(diary(talks), { at: '2022-01-08T00:00:00Z' }), { adminToken: null, open: false, onError: () => {} }).hono
})

async function ask(path: string): Promise<{ status: number; page: string; links: Map<string, string> }> {
  const response = await hono.request(`https://parley.example${path}`, { headers: { accept: 'text/html' } })
  const page = await response.text()
  const main = /<main.*<\/main>/s.exec(page)?.[0] ?? ''
  const links = new Map([...main.matchAll(/<a href="([^"]+)"><bdi>(.*?)<\/bdi><\/a>/gs)].map(([, to = '', said = '']) => [said, to]))
  return { status: response.status, page: main, links }
}

describe('a page that refuses a parameter', () => {
  it.each([
    ['a party by its name', '/?party=Russia', 'Russia', '/?party=ru'],
    ['a party by its name in another language', '/?party=russland&lang=de', 'Russland', '/?party=ru&amp;lang=de'],
    ['a party by the first letters of its name', '/?party=us&party=usa', 'United States', '/?party=us&amp;party=us'],
    ['a party that is misspelt', '/?topic=arms-control&party=natto', 'NATO', '/?topic=arms-control&amp;party=nato'],
    ['a topic', '/past?topic=arms', 'arms control', '/past?topic=arms-control'],
    ['a place by its city', '/changes?place=genf', 'Geneva', '/changes?place=geneva-ch'],
    ['a country by its name', '/?country=Switzerland', 'Switzerland', '/?country=CH'],
    ['a country by its name in another language', '/month?country=Belgien', 'Belgium', '/month?country=BE'],
    ['a status', '/?status=canceled', 'cancelled', '/?status=cancelled'],
    ['a kind of change, by the word for it', '/changes?type=moved', 'moved', '/changes?type=rescheduled'],
    ['what a calendar is of', '/subscribe?of=deadlines', 'accreditation', '/subscribe?of=accreditation'],
    ['a choice of a form', '/subscribe?uncertain=no', 'omit', '/subscribe?uncertain=omit'],
    ['the name of a parameter', '/?partys=nato', 'party=nato', '/?party=nato'],
    ['a page', '/?page=7', '1', '/?page=1'],
    ['a month', '/?month=2022-13', '2022-01', '/?month=2022-01'],
    ['a theme of a widget', '/widget/build?theme=night', 'dark', '/widget/build?theme=dark'],
  ])('offers %s', async (_, path, said, to) => {
    const { status, links } = await ask(path)
    expect(status).toBe(400)
    expect(links.get(said)).toBe(to)
    expect((await ask(to.replaceAll('&amp;', '&'))).status).toBe(200)
  })

  it('offers what most talks have where nothing is alike, and the list of all', async () => {
    const { page, links } = await ask('/?party=zzzzzz')
    expect(links.get('Russia')).toBe('/?party=ru')
    expect(page).toContain('<a href="/parties">Parties</a>')
  })

  it.each([
    '/?party=zzzzzz&party=nato&status=x&partys=y&since=soon&page=0&q=a',
    '/changes?type=x&type=y&before=nine&country=ch',
    '/subscribe?alarm=1h&of=x&busy=maybe',
    `/?party=${encodeURIComponent('<b>"\u202e')}&zz=${encodeURIComponent('<i>')}`,
    '/?party=nato&party=nato&match=some',
    '/?match=all',
  ])('has a way on from each problem of %s, and none stands there again', async (path) => {
    const { status, page } = await ask(path)
    expect(status).toBe(400)
    const problems = [...page.matchAll(/<li><p><bdi>(.*?)<\/bdi><\/p><ul class="offers">(.*?)<\/ul>/gs)]
    expect(problems.length).toBeGreaterThan(0)
    for (const [, said = '', offers = ''] of problems) {
      const links = [...offers.matchAll(/href="([^"]+)"><bdi>/g)].map(([, to = '']) => to.replaceAll('&amp;', '&'))
      expect(links.length).toBeGreaterThan(0)
      for (const to of links) expect((await ask(to)).page, to).not.toContain(said)
    }
  })
})

describe('a page that there is not', () => {
  it.each([
    ['/parties/usa', '/parties/us', 'United States'],
    ['/parties/russia?lang=fr', '/parties/ru?lang=fr', 'Russie'],
    ['/places/geneva', '/places/geneva-ch', 'Geneva'],
  ])('%s offers %s', async (path, to, said) => {
    const { status, links } = await ask(path)
    expect(status).toBe(404)
    expect(links.get(said)).toBe(to)
  })

  it('is looked for by the beginning of its name: a long one costs no more', async () => {
    for (const path of ['/parties/', '/docs/', '/talks/', '/month/']) {
      const { status, page } = await ask(`${path}${'ab '.repeat(5000)}`)
      expect(status, path).toBe(404)
      expect(page.length).toBeLessThan(4000)
    }
  })

  it.each(['2022-13', 'x', '2300-01'])('says that %s is no month, and leads to this one', async (month) => {
    const { status, page } = await ask(`/month/${month}`)
    expect(status).toBe(404)
    expect(page).toContain(`“${month}” is not a month such as 2022-01.`)
    expect(page).toContain('<a href="/month">January 2022</a>')
  })
})
