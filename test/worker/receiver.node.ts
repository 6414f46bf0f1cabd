// A receiver on loopback, outside of the runtime under test. It answers as its path says, and tells what it got.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    receiver: string
  }
}

interface Got {
  path: string
  headers: Record<string, unknown>
  body: string
}

/** `/hang` never answers, `/slow` after a while, `/status/410` answers so, `/endless` goes on; GET of a path lists what was posted there. */
export default async function setup({ provide }: TestProject): Promise<() => void> {
  const got: Got[] = []
  const server = createServer((request, response) => {
    const path = request.url ?? '/'
    if (request.method === 'GET') {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(got.filter((each) => each.path === path)))
      return
    }
    let body = ''
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
    request.on('end', () => {
      got.push({ path, headers: request.headers, body })
      if (path.startsWith('/hang')) return
      if (path.startsWith('/slow')) {
        setTimeout(() => response.writeHead(204).end(), 1500)
        return
      }
      if (path.startsWith('/endless')) {
        response.writeHead(200)
        const timer = setInterval(() => response.write('x'.repeat(65_536)), 1)
        response.on('close', () => clearInterval(timer))
        return
      }
      const status = Number(/\/status\/(\d+)/.exec(path)?.[1] ?? 204)
      response.writeHead(status, status >= 300 && status < 400 ? { location: '/elsewhere' } : {}).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  provide('receiver', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  return () => {
    server.closeAllConnections()
    server.close()
  }
}
