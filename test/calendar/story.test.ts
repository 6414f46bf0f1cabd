import { describe, expect, it } from 'vitest'
import { LANGUAGES } from '../../src/language/words.ts'
import { readDiary } from '../../src/talks/diary.ts'
import files from '../fixtures/index.ts'
import { parties } from '../fixtures/parties.ts'
import { calendar, desk, request } from '../make.ts'

const story = readDiary(
  Object.entries(files).map(([name, content]) => ({ name, content })),
  parties,
)

describe("the story's calendar", () => {
  it.each(LANGUAGES)('is byte for byte what was reviewed, in %s', async (lang) => {
    const text = await calendar(desk(story), request({ form: { lang, alarm: ['P1D'] } }))
    await expect(text).toMatchFileSnapshot(`../golden/story.${lang}.ics`)
  })
})
