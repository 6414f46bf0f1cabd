// What pages are made of as the platform has it, for suites that are written for files.
import { env } from 'cloudflare:workers'
import { docsOf } from '../../src/web/pages/docs.platform.ts'
import type { Env } from '../../src/worker.ts'

export const listAssets = () => docsOf((env as unknown as Env).ASSETS)
