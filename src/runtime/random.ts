// Random numbers, which only entries draw: everything else is handed the means.

export interface Random {
  /** A UUID, version 4. */
  uuid(): string
  bytes(count: number): Uint8Array<ArrayBuffer>
  /** From 0 up to 1. */
  fraction(): number
}

/** Those of the platform. */
export const systemRandom: Random = {
  uuid: () => crypto.randomUUID(),
  bytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
  fraction: () => Math.random(),
}
