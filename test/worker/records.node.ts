// The Worker has its records in its bundle. In tests these are those of test/fixtures, for Vite and for Rolldown alike;
// the default export is Rolldown's configuration.
import { fileURLToPath } from 'node:url'
import bundle from '../../src/bundle.node.ts'

const FIXTURES = fileURLToPath(new URL('../fixtures', import.meta.url).href)
const OWN = /^(?:\.\.\/)+events\/((?:index|parties)\.ts)$/

export const recordsOfTests = {
  name: 'records-of-tests',
  enforce: 'pre' as const,
  resolveId(source: string, importer = '') {
    const [, name] = OWN.exec(source) ?? []
    return name !== undefined && /[\\/]src[\\/]/.test(importer) ? `${FIXTURES}/${name}` : null
  },
}

export default { ...bundle, plugins: [recordsOfTests] }
