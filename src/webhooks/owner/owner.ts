// What an owner can do with an endpoint, put together from the files beside this one.
import type { Endpoint } from '../endpoints/endpoint.ts'
import { createFollowing } from './following.ts'
import { type Act, createLimits } from './limits.ts'
import type { OwnerOptions } from './owner-parts.ts'
import { createSwitch } from './pause.ts'
import { createRegistration, removeEndpoint } from './registration.ts'
import { createResending } from './resend.ts'
import { createRotation } from './rotate.ts'
import { createVerification } from './verification.ts'

export type Owner = ReturnType<typeof createOwner>

export function createOwner(options: OwnerOptions) {
  const limits = createLimits({ ...options, remove: (key) => removeEndpoint(options, key) })
  const verification = createVerification(options, limits)
  return {
    ...createRegistration(options, limits, verification),
    ...verification,
    ...createFollowing(options, verification),
    ...createRotation(options),
    ...createSwitch(options),
    ...createResending(options),
    /** Why the owner of an endpoint, who is this client, may not do that now; `null` if they may, which is then counted. */
    limitOf: (endpoint: Endpoint, act: Act, client: string) => limits.forAct(endpoint, act, client, options.clock.real()),
  }
}
