// Which addresses messages may be sent to: https, and public unicast addresses only, but for what the operator named.
// Names are checked again when a connection is made (send.node.ts).
import ipaddr from 'ipaddr.js'
import type { Flaw } from '../../talks/flaw.ts'
import { plain } from '../../talks/quoting.ts'
import { endpointFlaw } from './endpoint-flaws.ts'

/** What the operator excepted, by host name, address or network. */
export interface Allowed {
  hosts: ReadonlySet<string>
  networks: readonly [ipaddr.IPv4 | ipaddr.IPv6, number][]
}

export const NOTHING_ALLOWED: Allowed = { hosts: new Set(), networks: [] }

export type CheckedUrl = { ok: true; url: URL } | ({ ok: false } & Flaw)

const LONGEST = 2000
/** What IANA gives out for global unicast (RFC 4291, 2.4): with /3. */
const GLOBAL = new ipaddr.IPv6([0x2000, 0, 0, 0, 0, 0, 0, 0])
/** Where an IPv6 network reaches IPv4 addresses (RFC 6052, 2.1): with /96. */
const NAT64 = new ipaddr.IPv6([0x64, 0xff9b, 0, 0, 0, 0, 0, 0])
const NAME = /^(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\.?$/
/** Names that never lead to the public network (RFC 6761, 6762, 8375, 9476). */
const PRIVATE_NAMES = /(?:^|\.)(?:localhost|local|internal|lan|home\.arpa|onion|alt|test|invalid)$/

/** Reads `ALLOW_ADDRESSES`: host names, addresses and networks in CIDR form, separated by commas or white space. */
export function parseAllowed(text: string): Allowed | { wrong: string } {
  const hosts = new Set<string>()
  const networks: [ipaddr.IPv4 | ipaddr.IPv6, number][] = []
  for (const entry of text.split(/[\s,]+/).filter((part) => part !== '')) {
    const network = networkOf(entry)
    if (network) networks.push(network)
    else if (NAME.test(entry.toLowerCase()) && !/^[\d.]+$/.test(entry) && !entry.includes('/')) hosts.add(bareName(entry.toLowerCase()))
    else return { wrong: entry }
  }
  return { hosts, networks }
}

/** What can be known of a URL without asking the network. `ownUrl` is the desk's own address. */
export function checkUrl(text: string, { allowed, ownUrl }: { allowed: Allowed; ownUrl: string }): CheckedUrl {
  const refuse = (flaw: Flaw): CheckedUrl => ({ ok: false, ...flaw })
  if (text.length > LONGEST) return refuse(endpointFlaw('too-long', { length: `${text.length}`, most: `${LONGEST}` }))
  // A name in another script is taken as the wire has it; what URLs pass over in silence is refused.
  const url = /[\s\p{C}]/u.test(text) ? null : URL.parse(text)
  if (url === null) return refuse(endpointFlaw('not-a-url', { value: plain(text) }))
  const host = hostOf(url)
  const named = isExcepted(host, allowed)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && named))
    return refuse(
      isPublicHost(host) ? endpointFlaw('unsafe-scheme', { scheme: plain(url.protocol), host: plain(host) }) : privateHost(host),
    )
  if (/^[a-z]+:[\\/]*[^/?#\\]*@/i.test(text)) return refuse(endpointFlaw('user-in-url', {}))
  if (text.includes('#')) return refuse(endpointFlaw('fragment-in-url', {}))
  if (url.port === '0') return refuse(endpointFlaw('port-zero', {}))
  if (isOwn(url, ownUrl)) return refuse(endpointFlaw('own-host', { host: plain(host) }))
  return named || isPublicHost(host) ? { ok: true, url } : refuse(privateHost(host))
}

function privateHost(host: string): Flaw {
  return endpointFlaw('not-public', { host: plain(host) })
}

/** A public address, or a name that may have one. */
function isPublicHost(host: string): boolean {
  if (ipaddr.isValid(host)) return isPublic(host)
  return NAME.test(host) && bareName(host).includes('.') && !PRIVATE_NAMES.test(bareName(host))
}

/** Whether a message may go to an address that a name resolved to. */
export function mayConnect(host: string, address: string, allowed: Allowed): boolean {
  return allowed.hosts.has(bareName(host)) || isAllowedAddress(address, allowed) || isPublic(address)
}

/**
 * Public unicast; 6to4, Teredo, shared and documentation addresses are not. An address that carries another, mapped or for
 * NAT64, is judged by the one that it carries. Of IPv6 only what has been opened to anyone counts: outside of that lie
 * IPv4-compatible addresses (`::127.0.0.1`), among others.
 */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = carried(address)
  if (parsed.range() !== 'unicast') return false
  return parsed instanceof ipaddr.IPv4 || parsed.match(GLOBAL, 3)
}

/** The host as names and addresses are compared: in lower case, without brackets. */
export function hostOf({ hostname }: URL): string {
  return hostname.toLowerCase().replace(/^\[|\]$/g, '')
}

/** The address itself, or the IPv4 address that it carries. */
function carried(address: string): ipaddr.IPv4 | ipaddr.IPv6 {
  const parsed = ipaddr.process(address)
  return parsed instanceof ipaddr.IPv6 && parsed.match(NAT64, 96) ? new ipaddr.IPv4(parsed.toByteArray().slice(12)) : parsed
}

/** Whether the operator excepted a host as it stands in a URL, whatever its name resolves to. */
export function isExcepted(host: string, allowed: Allowed): boolean {
  const bare = host.replace(/^\[|\]$/g, '')
  return allowed.hosts.has(bareName(bare)) || isAllowedAddress(bare, allowed)
}

function isAllowedAddress(address: string, { networks }: Allowed): boolean {
  if (networks.length === 0 || !ipaddr.isValid(address)) return false
  const parsed = carried(address)
  return networks.some(([network, bits]) => network.kind() === parsed.kind() && parsed.match(network, bits))
}

/** On this machine only its own port is itself; anywhere else, its name is. */
function isOwn(url: URL, ownUrl: string): boolean {
  const own = new URL(ownUrl)
  if (bareName(hostOf(own)) !== bareName(hostOf(url))) return false
  const here = hostOf(own) === 'localhost' || (ipaddr.isValid(hostOf(own)) && !isPublic(hostOf(own)))
  return !here || portOf(own) === portOf(url)
}

function portOf({ port, protocol }: URL): string {
  return port === '' ? (protocol === 'https:' ? '443' : '80') : port
}

function bareName(host: string): string {
  return host.replace(/\.$/, '')
}

/** An address, or a network in CIDR form; an IPv4 address also where it is mapped into IPv6. */
export function networkOf(entry: string): [ipaddr.IPv4 | ipaddr.IPv6, number] | null {
  const text = entry.replace(/^\[|\](?=$|\/)/g, '')
  if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text)
  if (!ipaddr.IPv4.isValidFourPartDecimal(text) && !ipaddr.IPv6.isValid(text)) return null
  const address = ipaddr.process(text)
  return [address, address.kind() === 'ipv4' ? 32 : 128]
}
