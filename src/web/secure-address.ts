// Calendar apps ask for `webcal:` addresses in the clear: where the desk has an https address, they are led to that.

/** The answer that leads on; `null` where a request came the right way. `publicUrl` is the desk's own address. */
export function toSecureAddress({ url, method }: Request, publicUrl: string | undefined): Response | null {
  if (!url.startsWith('http:') || !publicUrl?.startsWith('https:')) return null
  const asked = new URL(url)
  // Only the desk's own address leads on: what comes by another name is not known to be there in https.
  if (asked.hostname !== new URL(publicUrl).hostname) return null
  const location = `${new URL(publicUrl).origin}${asked.pathname}${asked.search}`
  return new Response(null, { status: method === 'GET' || method === 'HEAD' ? 301 : 308, headers: { location } })
}
