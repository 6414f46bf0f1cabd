import { beforeEach } from 'vitest'
import { readDiary } from '../../src/talks/diary.ts'
import type { App } from '../../src/web/app.ts'
import files from '../fixtures/index.ts'
import { parties } from '../fixtures/parties.ts'
import { desk } from '../make.ts'
import { answerOf, calendarsSuite, NOON } from './calendars-suite.ts'
import { createApp } from './checked-app.ts'

const story = readDiary(
  Object.entries(files).map(([name, content]) => ({ name, content })),
  parties,
)
const onError = (error: unknown) => {
  throw error
}
let app: App
beforeEach(() => {
  app = createApp(desk(story, { at: NOON }), { adminToken: null, open: false, onError })
})

calendarsSuite(async (path, headers = {}, method = 'GET') =>
  answerOf(await app.hono.request(`https://parley.example${path}`, { method, headers })),
)
