// What the Worker does before it can take its first request: its bundle is read, compiled and evaluated, in a V8 of its own
// each time, beside a module that says hello. Cloudflare allows a second (documentation, Workers, Limits).
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { folder } from '../process.ts'
import { BUNDLE, makeBundle } from '../worker/bundle.node.ts'
import { inTurns, row } from './figures.ts'

const ROUNDS = 15
/** What we want it to stay within. */
const AIM = '50 ms'
const HELLO = "export default { fetch: () => new Response('hello') }\n"
/** Evaluates a module as workerd does: what is the platform's own is at hand. Says how long that took. */
const EVALUATE = `
import { registerHooks } from 'node:module'
const PLATFORM = 'data:text/javascript,export class DurableObject {}; export class WorkerEntrypoint {}; export const env = {}; export const waitUntil = () => {}'
registerHooks({ resolve: (name, context, next) => name === 'cloudflare:workers' ? { url: PLATFORM, shortCircuit: true } : next(name, context) })
await import(PLATFORM)
const started = performance.now()
await import(process.argv[2])
process.stdout.write(String(performance.now() - started))
`

export async function evaluation(): Promise<void> {
  makeBundle()
  const own = folder()
  const [script, hello] = [join(own, 'evaluate.mjs'), join(own, 'hello.mjs')]
  writeFileSync(script, EVALUATE)
  writeFileSync(hello, HELLO)
  const evaluate = (file: string) => Number(execFileSync(process.execPath, [script, pathToFileURL(file).href], { encoding: 'utf8' }))
  const [mine, bare] = await inTurns(
    ROUNDS,
    () => evaluate(BUNDLE),
    () => evaluate(hello),
  )
  row('evaluating the bundle', `${mine.toFixed(1)} ms`, `${(mine / bare).toFixed(1)} times`, 'one that says hello', `${bare.toFixed(1)} ms`)
  row('', 'is to stay within', AIM)
}
