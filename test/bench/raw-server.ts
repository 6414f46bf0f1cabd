// The limit: node:http that answers with bytes which it was handed, and knows nothing else.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'

const plain = readFileSync(process.argv[2] ?? '')
const zipped = readFileSync(process.argv[3] ?? '')
const headers = JSON.parse(process.argv[4] ?? '{}') as Record<string, string>
const zippedHeaders = { ...headers, 'content-encoding': 'gzip', 'content-length': String(zipped.length) }
const plainHeaders = { ...headers, 'content-length': String(plain.length) }

const server = createServer((request, response) => {
  if (request.headers['if-none-match'] === headers.etag) {
    response.writeHead(304, headers)
    response.end()
  } else if (request.headers['accept-encoding'] === 'gzip') {
    response.writeHead(200, zippedHeaders)
    response.end(zipped)
  } else {
    response.writeHead(200, plainHeaders)
    response.end(plain)
  }
}).listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as { port: number }).port })
})
process.on('message', () => process.send?.({ cpu: process.cpuUsage() }))
process.on('disconnect', () => process.exit(0))
