// Entry: the desk as a Node process. A process of its own begins to read the records, and meanwhile this one loads the rest.
import { OWN_RECORDS } from './talks/own-records.node.ts'
import { readApart } from './talks/read-apart.node.ts'

const path = process.env.EVENTS || OWN_RECORDS
const ended = new AbortController()
const read = () => readApart(path, { env: process.env, signal: ended.signal })
const first = read()
const { serve } = await import('./serve.node.ts')
await serve(process.env, { path, read, first, end: () => ended.abort() })
