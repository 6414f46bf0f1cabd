// Figures and how they are printed.

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

export function row(name: string, ...figures: string[]): void {
  process.stdout.write(`  ${name.padEnd(52)} ${figures.map((figure) => figure.padStart(22)).join('')}\n`)
}

/** The medians of two things that take turns, so that noise meets both alike. */
export async function inTurns(
  rounds: number,
  one: () => number | Promise<number>,
  other: () => number | Promise<number>,
): Promise<[number, number]> {
  const figures: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    figures[0].push(await one())
    figures[1].push(await other())
  }
  return [median(figures[0]), median(figures[1])]
}

export function milliseconds(work: () => unknown): number {
  const start = performance.now()
  work()
  return performance.now() - start
}

export async function millisecondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}
