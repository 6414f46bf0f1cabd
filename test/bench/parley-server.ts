// The service as it is started, with a way to ask how much CPU time it took.
import { freePort } from '../process.ts'

const port = await freePort()
process.env.PORT = port
await import('../../src/node.ts')
process.send?.({ port: Number(port) })
process.on('message', () => process.send?.({ cpu: process.cpuUsage() }))
process.on('disconnect', () => process.exit(0))
