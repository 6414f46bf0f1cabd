// What a desk tells its operator while it runs: one line of JSON an event, never a secret, a token or a body.

export type Level = 'info' | 'warn' | 'error'

/** `event` is a word with its subject, such as `endpoint.disabled`. */
export type Logger = (level: Level, event: string, fields: Record<string, unknown>) => void

/** Lines go to `write`, which may send `error` and `warn` elsewhere than `info`. */
export function createLogger(millis: () => number, write: (level: Level, line: string) => void): Logger {
  return (level, event, fields) => write(level, `${JSON.stringify({ at: new Date(millis()).toISOString(), level, event, ...fields })}\n`)
}
