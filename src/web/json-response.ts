// Answers in JSON: what is public for any page to read, and what is an owner's for nobody else.

export function jsonResponse(value: unknown, headers: Record<string, string> = {}, status = 200): Response {
  return new Response(`${JSON.stringify(value, null, 2)}\n`, {
    status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'access-control-allow-origin': '*',
      'cache-control': 'no-cache',
      ...headers,
    },
  })
}

/** For the bearer of a token: nobody else's page may read it, and nothing on the way may keep it. */
export function privateResponse(value: unknown, status = 200): Response {
  return new Response(`${JSON.stringify(value, null, 2)}\n`, {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
  })
}
