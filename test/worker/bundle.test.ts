import { describe, expect, inject, it } from 'vitest'

describe('the bundle', () => {
  it('is smaller than 100 KiB when it is compressed', () => {
    expect(inject('bundleBytes')).toBeGreaterThan(50 * 1024)
    expect(inject('bundleBytes')).toBeLessThan(100 * 1024)
  })
})
