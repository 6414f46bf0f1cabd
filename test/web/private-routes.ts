// The part of the application that is loaded when it is first asked, as suites look at its routes.
import type { Hono } from 'hono'
import { createAuth } from '../../src/web/auth.ts'
import { createPrivatePart } from '../../src/web/private-part.ts'
import { desk, diary, record } from '../make.ts'

export function privatePart(): Hono {
  const made = desk(diary([record()]))
  const clientOf = () => ''
  const auth = createAuth({ desk: made, adminToken: null, clientOf })
  return createPrivatePart(made, { auth, open: false, clientOf, onImported: async () => {} })
}
