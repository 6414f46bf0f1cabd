// Renders the documentation from the files where it lies.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { openapi } from '../api/openapi.ts'
import { renderApi } from './api-doc.ts'
import type { Doc, DocName } from './doc.ts'
import { renderMarkdown } from './markdown.ts'

const FOLDER = fileURLToPath(new URL('./docs/', import.meta.url))

export async function renderDoc(name: DocName): Promise<Doc> {
  return name === 'api' ? renderApi(openapi()) : renderMarkdown(readFileSync(`${FOLDER}${name}.md`, 'utf8'))
}
