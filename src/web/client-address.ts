// Who asks, as far as counts by client go. Whoever connects may say in X-Forwarded-For what they like, so only what a proxy
// that the operator named has added to it is believed: the rightmost hop that is not such a proxy is the client.
import ipaddr from 'ipaddr.js'
import { networkOf } from '../webhooks/endpoints/address.ts'

type Address = ipaddr.IPv4 | ipaddr.IPv6
export type Networks = readonly [Address, number][]

export interface Hops {
  /** Who holds the other end of the connection. */
  peer: string | undefined
  /** The header X-Forwarded-For, all of its lines joined by commas. */
  forwardedFor: string | undefined
}

/** A client whose address cannot be read: all of these count together. */
export const UNKNOWN = 'unknown'

/** Reads `TRUSTED_PROXIES`: addresses and networks in CIDR form, separated by commas or white space. */
export function parseNetworks(text: string): Networks | { wrong: string } {
  const networks: [Address, number][] = []
  for (const entry of text.split(/[\s,]+/).filter((part) => part !== '')) {
    const network = networkOf(entry)
    if (network === null) return { wrong: entry }
    networks.push(network)
  }
  return networks
}

/** The client of a request, as a key to count by. */
export function clientOf({ peer = '', forwardedFor = '' }: Hops, trusted: Networks): string {
  let client = addressOf(peer)
  if (client === null) return UNKNOWN
  if (!isWithin(client, trusted)) return groupOf(client)
  for (const hop of forwardedFor.split(',').reverse()) {
    const before = addressOf(withoutPort(hop.trim()))
    // What is no address was not written by a proxy that says where a request came from: it counts as that proxy's.
    if (before === null) break
    client = before
    if (!isWithin(client, trusted)) break
  }
  return groupOf(client)
}

/** The key of an address that the platform vouches for. */
export function clientAt(address: string | null | undefined): string {
  const found = addressOf(address ?? '')
  return found === null ? UNKNOWN : groupOf(found)
}

export function isTrusted(address: string, trusted: Networks): boolean {
  const found = addressOf(address)
  return found !== null && isWithin(found, trusted)
}

/** IPv4 also where it comes mapped into IPv6, and without the zone that a link-local address may have. */
function addressOf(text: string): Address | null {
  const bare = text.replace(/%.*$/, '')
  if (!ipaddr.IPv4.isValidFourPartDecimal(bare) && !ipaddr.IPv6.isValid(bare)) return null
  return ipaddr.process(bare)
}

/** Some proxies add the port. */
function withoutPort(hop: string): string {
  const [, bracketed] = /^\[([^\]]*)\](?::\d+)?$/.exec(hop) ?? []
  return bracketed ?? hop.replace(/^(\d+(?:\.\d+){3}):\d+$/, '$1')
}

function isWithin(address: Address, networks: Networks): boolean {
  return networks.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits))
}

/** Whoever has an address of IPv6 has at least a /64 of them. */
function groupOf(address: Address): string {
  if (address instanceof ipaddr.IPv4) return address.toString()
  const [a = 0, b = 0, c = 0, d = 0] = address.parts
  return `${new ipaddr.IPv6([a, b, c, d, 0, 0, 0, 0]).toString()}/64`
}

/** Whether the host that was asked for is this machine by name: a page of a stranger's cannot claim that. HTTP/1.0 names none. */
export function isLoopbackName(host: string | undefined): boolean {
  if (host === undefined) return true
  const name = host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1')
  return /^localhost\.?$/i.test(name) || (ipaddr.isValid(name) && ipaddr.process(name).range() === 'loopback')
}
