import { describe, expect, inject, it } from 'vitest'

describe('the bundle', () => {
  it('leaves nothing to the runtime but what Workers have, although Rolldown only warns of a module that it does not find', () => {
    expect(inject('bundleImports')).toEqual(['cloudflare:workers'])
  })

  it('starts with less than 200 KiB, compressed, and has less than 300 KiB in all', () => {
    const { start, all } = inject('bundleBytes')
    expect(start).toBeGreaterThan(50 * 1024)
    expect(start).toBeLessThan(200 * 1024)
    expect(all).toBeGreaterThan(start)
    expect(all).toBeLessThan(300 * 1024)
  })
})
