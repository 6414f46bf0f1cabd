// The files that programs read, as Node hands them out. On Workers the platform does.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { descriptions } from '../../../src/web/api/descriptions.ts'
import { listAssets } from '../../../src/web/pages/assets.node.ts'
import { ASSET_HEADERS } from '../../../src/web/pages/routes.ts'
import { desk, diary, record } from '../../make.ts'
import { createApp } from '../checked-app.ts'

const onError = (error: unknown) => {
  throw error
}
const { hono } = createApp(desk(diary([record()])), { adminToken: null, open: false, onError, assets: listAssets() })

describe('what programs read of the API', () => {
  it.each(Object.entries(descriptions()))('is in %s what the schemas in the code say', async (path, text) => {
    const response = await hono.request(`/${path}`)
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(await response.text()).toBe(text)
  })

  it('comes with the headers that the platform of Workers is told', () => {
    const told = readFileSync(new URL('../../../src/web/assets/_headers', import.meta.url), 'utf8').matchAll(/^ {2}([\w-]+): (.+)$/gm)
    expect(Object.fromEntries([...told].map(([, name = '', value]) => [name.toLowerCase(), value]))).toEqual(ASSET_HEADERS)
  })
})
