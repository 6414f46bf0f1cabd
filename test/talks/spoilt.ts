// What is wrong with talks that were spoilt on purpose, and what every problem has to say.
import { expect } from 'vitest'
import type { Diary } from '../../src/talks/diary.ts'
import { type Problem, problemLine } from '../../src/talks/problem.ts'
import { RECORD_FLAWS } from '../../src/talks/record-flaws.ts'
import { VALUE_FLAWS } from '../../src/talks/value-flaws.ts'
import { file, read, talk } from './sample.ts'

const CODES = Object.keys({ ...VALUE_FLAWS, ...RECORD_FLAWS })

/** A megabyte. */
export const LONG = 'a'.repeat(1_000_000)

export const fieldsOf = ({ problems }: Diary) => problems.map(({ field }) => field)

/** What a talk spoilt in one place gives; nothing of it may be published. */
export function problemsOf(fields: object, rest: Record<string, unknown> = {}): Problem[] {
  const { talks, problems, broken } = read(file([{ ...talk(), ...fields }], rest))
  if (problems.length > 0) {
    expect(talks).toEqual([])
    expect(broken.unreadable || broken.ids.size === 1).toBe(true)
  }
  return problems
}

/** File, talk, what is wrong by a code and in words, and what would be right, in short lines that cannot steer a terminal. */
export function expectHelpful(problems: readonly Problem[]): void {
  for (const problem of problems) {
    expect(problem.file).toBe('file-1.json')
    expect(problem.talk).not.toBe('')
    expect(CODES).toContain(problem.code)
    expect(problem.message).not.toBe('')
    expect(problem.expected ?? problem.message).toMatch(/\w/)
    if (problem.expected === null) expect(problem.message).toMatch(/it would be|expected/)
    expect(problemLine(problem).length).toBeLessThan(2000)
    expect(problemLine(problem)).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u)
  }
}
