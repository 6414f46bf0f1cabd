import { describe, expect, inject, it } from 'vitest'

describe('the bundle', () => {
  it('leaves nothing to the runtime but what Workers have, although Rolldown only warns of a module that it does not find', () => {
    expect(inject('bundleImports')).toEqual(['cloudflare:workers'])
  })

  it('is smaller than 200 KiB when it is compressed', () => {
    expect(inject('bundleBytes')).toBeGreaterThan(50 * 1024)
    expect(inject('bundleBytes')).toBeLessThan(200 * 1024)
  })
})
