// An endpoint that answers at once, and a client that reads the stream of changes: how long each waits.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Service } from './service.ts'

export interface Healthy {
  /** Milliseconds from the request for a test until the receiver has it. */
  test(): Promise<number>
  /** Edits a talk: milliseconds from when the change is in the log until the receiver has it, and the reader of the stream. */
  change(): Promise<{ message: number; event: number }>
  close(): void
}

export async function healthyReceiver(desk: Service): Promise<Healthy> {
  const waiting = new Map<string, (at: number) => void>()
  const arrived = (name: string) => new Promise<number>((resolve) => waiting.set(name, resolve))
  const note = (name: string) => {
    waiting.get(name)?.(performance.now())
    waiting.delete(name)
  }
  const receiver = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (text: string) => (body += text))
    request.on('end', () => {
      response.writeHead(204).end()
      note(body.includes('"endpoint.test"') ? 'test' : 'message')
    })
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  const id = await desk.register(`http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`)
  const ended = new AbortController()
  void readStream(desk.url, ended.signal, () => note('event'))
  return {
    async test() {
      const [began, there] = [performance.now(), arrived('test')]
      await desk.test(id)
      return (await there) - began
    },
    async change() {
      const [message, event] = [arrived('message'), arrived('event')]
      await desk.edit()
      const logged = performance.now()
      return { message: Math.max(0, (await message) - logged), event: Math.max(0, (await event) - logged) }
    },
    close() {
      ended.abort()
      receiver.close()
      receiver.closeAllConnections()
    },
  }
}

/** Comes back where the stream ends, as browsers do. */
async function readStream(url: string, signal: AbortSignal, arrived: () => void): Promise<void> {
  let last = ''
  while (!signal.aborted) {
    const headers: Record<string, string> = last === '' ? {} : { 'last-event-id': last }
    try {
      const { body } = await fetch(`${url}/api/changes/stream`, { signal, headers })
      const decoder = new TextDecoder()
      for await (const piece of body ?? []) {
        const text = decoder.decode(piece, { stream: true })
        last = [...text.matchAll(/^id: (\d+)$/gm)].at(-1)?.[1] ?? last
        if (/^event: /m.test(text)) arrived()
      }
    } catch {
      // it was ended, by us or by the desk
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
