// Parties, series, topics and places as JSON, with how many talks each has.
import type { Hono } from 'hono'
import type { SubjectKind } from '../../changes/subjects.ts'
import type { Desk } from '../../desk.ts'
import type { ParameterProblem } from '../../talks/filter-parameters.ts'
import { readLanguage } from '../change-search.ts'
import { jsonResponse } from '../json-response.ts'
import { badParameters } from '../problem-response.ts'
import { parametersOf, unknownParameters } from '../query-parameters.ts'
import { countedSubjects, FOLDERS } from '../subject-counts.ts'
import type { SubjectList } from './answers.ts'

export function subjects(app: Hono, desk: Desk): void {
  for (const [kind, folder] of Object.entries(FOLDERS) as [SubjectKind, string][]) {
    app.get(`/api/${folder}`, ({ req }) => list(req.url, kind, desk))
  }
}

function list(url: string, kind: SubjectKind, desk: Desk): Response {
  const parameters = parametersOf(url)
  const unknown = unknownParameters(parameters, ['lang'])
  const errors: ParameterProblem[] = [...unknown]
  const lang = readLanguage(parameters, errors)
  if (errors.length > 0) return badParameters(errors, unknown.length > 0)
  const page = (id: string) => `${desk.site.url}/${FOLDERS[kind]}/${encodeURIComponent(id)}`
  return jsonResponse<SubjectList>({
    cursor: desk.histories.cursor,
    subjects: countedSubjects(kind, desk, lang).map((subject) => ({
      ...subject,
      url: page(subject.id),
      calendar: `${page(subject.id)}.ics`,
    })),
  })
}
