// A field of an endpoint is one entry of a table. What follows from it is asked of every entry: requests, checks, the store,
// JSON and OpenAPI.
import { describe, expect, it } from 'vitest'
import { openNode } from '../../../src/sqlite/driver.node.ts'
import { MEANINGS_OF_FIELDS } from '../../../src/web/api/field-meanings.ts'
import { openapi } from '../../../src/web/api/openapi.ts'
import { endpointJson } from '../../../src/webhooks/endpoints/endpoint.ts'
import { EndpointPatch, FIELDS, type FieldName, NewEndpoint } from '../../../src/webhooks/endpoints/endpoint-fields.ts'
import { desk, diary, record } from '../../make.ts'

/** For each field a value other than its default, one that is wrong, and what else has to be said with it. */
const EXAMPLES: Record<FieldName, { good: unknown; wrong: unknown; shown?: unknown; with?: FieldName }> = {
  url: { good: 'https://hooks.example/', wrong: 1 },
  format: { good: 'telegram', wrong: 'telex', with: 'credentials' },
  credentials: {
    good: { token: `1:${'x'.repeat(35)}`, chat: '@the_desk' },
    wrong: 'x',
    shown: ['chat', 'token'],
    with: 'format',
  },
  types: { good: ['talk.cancelled'], wrong: ['talk.unheard-of'] },
  filter: { good: { party: ['us'] }, wrong: 'us' },
  leads: { good: ['P1D'], wrong: ['P1M'] },
  deadlines: { good: true, wrong: 'yes' },
  following: { good: null, wrong: 'x', shown: [] },
  dayAt: { good: '08:30', wrong: '24:00' },
  zone: { good: 'Europe/Berlin', wrong: 'Berlin' },
  lang: { good: 'de', wrong: 'la' },
  headers: { good: { authorization: 'Bearer x' }, wrong: { host: 'x' }, shown: ['authorization'] },
  description: { good: 'The desk of the newsroom', wrong: 'two\nlines' },
}
const NAMES = Object.keys(FIELDS) as FieldName[]
const GOOD = Object.fromEntries(NAMES.map((name) => [name, EXAMPLES[name].good])) as NewEndpoint
const SHOWN = Object.fromEntries(NAMES.map((name) => [name, EXAMPLES[name].shown ?? EXAMPLES[name].good]))
const { components, paths } = openapi() as unknown as {
  components: { schemas: Record<'Endpoint', { properties: Record<string, { description: string }> }> }
  paths: Record<
    string,
    Record<string, { requestBody: { content: Record<string, { schema: { properties: Record<string, { description: string }> } }> } }>
  >
}

describe.each(NAMES)('the field %s', (name) => {
  it('is asked for when an endpoint is registered, stored, and shown', async () => {
    const db = openNode(':memory:')
    const made = desk(diary([record()]), { db })
    const done = await made.owner.register(NewEndpoint.parse(GOOD), 'operator')
    if (!done.ok) throw new Error(JSON.stringify(done))
    const again = desk(diary([record()]), { db }).endpoints.find(done.value.endpoint.id)
    expect(again && endpointJson(again)).toMatchObject({ [name]: SHOWN[name] })
  })

  it('is altered by itself', async () => {
    const made = desk(diary([record()]))
    const done = await made.owner.register({ url: 'https://hooks.example/first' }, 'operator')
    if (!done.ok) throw new Error(JSON.stringify(done))
    const before = endpointJson(done.value.endpoint)
    const also = EXAMPLES[name].with
    const request = { [name]: GOOD[name], ...(also ? { [also]: GOOD[also] } : {}) }
    const altered = await made.owner.alter(done.value.endpoint, EndpointPatch.parse(request), 'operator')
    if (!altered.ok) throw new Error(JSON.stringify(altered))
    expect(endpointJson(altered.value)).toEqual({ ...before, [name]: SHOWN[name], ...(also ? { [also]: SHOWN[also] } : {}) })
  })

  it('is checked in both requests', () => {
    for (const schema of [NewEndpoint, EndpointPatch])
      expect(schema.safeParse({ ...GOOD, [name]: EXAMPLES[name].wrong }).error?.issues.map(({ path }) => path[0])).toEqual([name])
  })

  it('is described in the API with both requests and in answers', () => {
    const about = MEANINGS_OF_FIELDS[name]
    expect(about).toMatch(/\.$/)
    const bodies = [paths['/api/endpoints']?.post, paths['/api/endpoints/{id}']?.patch].map(
      (operation) => operation?.requestBody.content['application/json']?.schema.properties[name]?.description,
    )
    expect([...bodies, components.schemas.Endpoint.properties[name]?.description]).toEqual([about, about, about])
  })
})

describe('what an endpoint is beyond its columns', () => {
  it('is kept beside, and has a meaning for endpoints from before', async () => {
    const db = openNode(':memory:')
    const made = desk(diary([record()]), { db })
    const done = await made.owner.register({ url: 'https://hooks.example/' }, 'operator')
    if (!done.ok) throw new Error(JSON.stringify(done))
    expect(db.all('SELECT options FROM endpoint')).toEqual([
      { options: '{"format":"standard","credentials":[],"deadlines":false,"following":[],"headers":[]}' },
    ])
    db.run("UPDATE endpoint SET options = '{}'")
    expect(desk(diary([record()]), { db }).endpoints.find(done.value.endpoint.id)).toMatchObject({ format: 'standard' })
  })
})
