// Who asks from the machine itself. A server in front of the desk does, too, for everyone: so a request counts only where
// nothing shows that it was passed on.
import type { IncomingMessage } from 'node:http'
import ipaddr from 'ipaddr.js'
import { isLoopbackName } from './client-address.ts'

const PASSED_ON = /^(?:forwarded|via|x-forwarded-\w+|x-real-ip|x-client-ip|true-client-ip|cf-connecting-ip)$/

export function isFromLoopback({
  socket,
  headers,
  httpVersion,
}: Pick<IncomingMessage, 'headers' | 'httpVersion'> & { socket: { remoteAddress?: string | undefined } }): boolean {
  const { remoteAddress } = socket
  if (remoteAddress === undefined || !ipaddr.isValid(remoteAddress) || ipaddr.process(remoteAddress).range() !== 'loopback') return false
  // nginx, as it comes, asks so, and by the name that it knows the desk by.
  if (httpVersion === '1.0' && headers.host !== undefined) return false
  return !Object.keys(headers).some((name) => PASSED_ON.test(name)) && isLoopbackName(headers.host)
}
