import { describe, expect, it } from 'vitest'
import { createPageCache } from '../../../src/web/page-cache.ts'
import { desk, diary, record } from '../../make.ts'

/** Asks for pages, and counts how many had to be made. */
function setUp() {
  const cache = createPageCache(desk(diary([record()])), { headers: {}, mostBytes: 100_000 })
  let made = 0
  const ask = async (path: string, lang: 'en' | 'de' = 'en') => {
    await cache.answer(new Request(`https://parley.example${path}`), lang, async () => `page ${++made}`)
    return made
  }
  return ask
}

describe('pages that are kept', () => {
  it('are made once for each address and language', async () => {
    const ask = setUp()
    expect([await ask('/'), await ask('/'), await ask('/?party=us'), await ask('/', 'de'), await ask('/')]).toEqual([1, 1, 2, 3, 3])
  })

  it('are not made again for a link that trackers have added to', async () => {
    const ask = setUp()
    expect([await ask('/?party=us'), await ask('/?party=us&fbclid=IwAR0x'), await ask('/?utm_source=y&party=us')]).toEqual([1, 1, 1])
  })
})
