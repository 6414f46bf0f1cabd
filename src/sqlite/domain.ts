// The domain of UIDs, which is kept from the first start on: it is part of every event's identity.
import { Fault } from '../runtime/faults.ts'
import type { Sqlite } from './port.ts'
import { readSetting, writeSetting } from './settings.ts'

/** The domain that was asked for, and the one for a first start where none was. */
export interface DomainSetting {
  wanted: string | null
  otherwise: string
}

export const DOMAIN_KEY = 'domain'

/** The domain of this database, which the first start stores. Throws a `Fault` if another one is wanted. */
export function keepDomain(db: Sqlite, { wanted, otherwise }: DomainSetting, readOnly: boolean): string {
  const kept = readSetting(db, DOMAIN_KEY)
  if (kept === null) {
    const domain = wanted ?? otherwise
    if (!readOnly) writeSetting(db, DOMAIN_KEY, domain)
    return domain
  }
  if (wanted !== null && wanted !== kept) {
    throw new Fault(
      `DOMAIN is ${wanted}, but this database was started with ${kept}. It is part of every event's UID: with another one, every subscriber would see each talk twice. Set DOMAIN=${kept} or leave it out; for a new domain start a new database.`,
    )
  }
  return kept
}
