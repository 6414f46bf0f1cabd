// The documentation where the platform has it among its assets, on Workers.
import type { Assets } from './assets.ts'
import { DOCS, type DocName, docPath } from './doc.ts'

/** The part of a binding to them that is used. */
interface Platform {
  fetch(url: string): Promise<Response>
}

/** The platform answers for any host. */
const ANY_HOST = 'https://assets.localhost'

/** None where the deployment has no binding to its assets. */
export function docsOf(assets: Platform | undefined): Assets {
  if (!assets) return {}
  return Object.fromEntries(
    (Object.keys(DOCS) as DocName[]).map((name) => {
      const path = `/${docPath(name)}`
      return [path, () => read(assets, path)]
    }),
  )
}

async function read(assets: Platform, path: string): Promise<{ type: string; content: string }> {
  const response = await assets.fetch(`${ANY_HOST}${path}`)
  if (!response.ok) throw new Error(`The platform answers ${response.status} for ${path}`)
  return { type: response.headers.get('content-type') ?? 'application/json', content: await response.text() }
}
