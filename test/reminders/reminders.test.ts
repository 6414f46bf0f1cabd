import { describe, expect, it } from 'vitest'
import { CASES } from './cases.ts'
import { tell } from './scenario.ts'

describe('reminders', () => {
  it('are told as the table of cases says', async () => {
    const blocks: string[] = []
    for (const each of CASES)
      blocks.push([each.name, ...each.steps.map(stepLine), ...(await tell(each)).map((line) => `  ${line}`)].join('\n'))
    await expect(`${blocks.join('\n\n')}\n`).toMatchFileSnapshot('../golden/reminders.txt')
  })
})

function stepLine({ at, talk, asks, down, clock, meanwhile }: (typeof CASES)[number]['steps'][number]): string {
  const parts = [
    ...(down ? ['up again, after the desk was down'] : []),
    ...(clock ? [`the clock is set to ${clock.replace('T', ' ')}`] : []),
    ...(asks
      ? [`an endpoint asks for ${[...(asks.leads ?? []), asks.dayAt, asks.zone, ...(asks.types ?? [])].filter(Boolean).join(', ')}`]
      : []),
    ...(talk === null ? ['the talk is withdrawn'] : []),
    ...(talk ? [`the talk is ${stateOf(talk)}`] : []),
    ...(meanwhile ? [`as the next reminder is leased, the talk becomes ${stateOf(meanwhile)}`] : []),
  ]
  return `- ${at.replace('T', ' ')}  ${parts.join('; ')}`
}

function stateOf({ when, zone, status, title }: NonNullable<(typeof CASES)[number]['steps'][number]['meanwhile']>): string {
  return [when, zone, status, title].filter(Boolean).join(' ')
}
