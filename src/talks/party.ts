// The register of parties, as an editor writes it.
import type { Party } from './record.ts'

/** The register: parties by the id that records use. */
export function defineParties<const P extends string>(parties: Record<P, Party>): Record<P, Party> {
  return parties
}
