// Where the project has its records, and its register of parties.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const PROJECT = fileURLToPath(new URL('../..', import.meta.url))
export const OWN_RECORDS = join(PROJECT, 'events/index.ts')
export const OWN_REGISTER = join(PROJECT, 'events/parties.ts')
