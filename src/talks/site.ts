// Where a desk is on the web: the addresses of its talks, and the identity of their calendar events.

/** Where a desk is, and the domain that its UIDs keep for good. */
export interface Site {
  domain: string
  /** Without a slash at its end. */
  url: string
}

/** The UID of a talk's calendar event (RFC 5545, 3.8.4.7): the same for life. */
export function uidOf(talk: string, { domain }: Site): string {
  return `${talk}@${domain}`
}

/** The address of a talk's page. */
export function pageOf(talk: string, { url }: Site): string {
  return `${url}/talks/${talk}`
}
