// Random numbers. Only entries use the platform's; everything else is handed a `Random`.

export interface Random {
  /** A UUID, version 4. */
  uuid(): string
  bytes(count: number): Uint8Array<ArrayBuffer>
  /** From 0 up to, but not including, 1. */
  fraction(): number
}

/** Those of the platform. */
export const systemRandom: Random = {
  uuid: () => crypto.randomUUID(),
  bytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
  fraction: () => Math.random(),
}
