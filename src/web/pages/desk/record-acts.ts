// What else an editor does with a record: take it over, give it back, merge it into another, remove it, undo an edit.
import type { Acting, Edited } from '../../../editing/editor.ts'
import type { Effects } from '../../../editing/effects.ts'
import { Refusal } from '../../../editing/refusal.ts'
import { fill } from '../../../language/words.ts'
import { instantText } from '../../../talks/time.ts'
import { seeOther } from '../endpoints/private-page.ts'
import { DESK, type DeskView, deskWords, recordPath } from './context.ts'

interface Asked {
  id: string
  act: string
  form: URLSearchParams
  acting: Acting
}

type Said = (text: string, status: number) => Promise<Response>

export function actOn(view: DeskView, { id, act, form, acting }: Asked, said: Said): Response | Promise<Response> {
  const { desk, reader } = view
  const { editor } = desk
  const words = deskWords(view)
  const text = (name: string) => (form.get(name) ?? '').trim()
  const onto = (path: string, done: string, edited: Edited<Effects>): Response => {
    const change = edited.effects.changes[0]?.step.change.id
    return seeOther(reader.link(path, [['done', done], ...(change === undefined ? [] : [['change', change] as const])]))
  }
  try {
    switch (act) {
      case 'take':
        return onto(recordPath(id), 'taken', editor.take(id, acting))
      case 'give-back':
        editor.giveBack(id, acting)
        return seeOther(reader.link(DESK, [['done', 'givenBack']]))
      case 'merge': {
        // The address of a talk's page does as well as its id.
        editor.merge(id, text('into').replace(/^.*\//, ''), acting)
        return seeOther(reader.link(DESK, [['done', 'merged']]))
      }
      case 'remove':
        if (text('sure') !== 'yes') return said(words.notSure, 400)
        editor.remove(id, { match: [text('etag')] }, acting)
        return seeOther(reader.link(DESK, [['done', 'removed']]))
      case 'undo': {
        const edited = editor.undo(text('change'), acting)
        const [record] = edited.written
        const isThere = record !== undefined && editor.get(record.id) !== null
        return isThere ? onto(recordPath(record.id), 'undone', edited) : seeOther(reader.link(DESK, [['done', 'undone']]))
      }
      default:
        return said(words.noRecord, 404)
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return said(whyNot(error, view), error.reason.code === 'no-record' ? 404 : 409)
  }
}

/** Why it was not done, in the reader's language. */
export function whyNot({ reason }: Refusal, view: DeskView): string {
  const words = deskWords(view)
  switch (reason.code) {
    case 'touched-since':
    case 'edited-meanwhile': {
      const fields = [...new Set(reason.since.flatMap((since) => since.fields.map(({ field }) => field)))]
      const last = reason.since.at(-1)
      return fill(words.touchedSince, { fields: fields.join(', '), who: last?.by ?? '', at: last ? instantText(last.at) : '' })
    }
    case 'no-record':
    case 'no-change':
      return words.noRecord
    case 'other-origin':
    case 'not-by-hand':
      return words.otherOrigin
    case 'same-talk':
    case 'not-standing':
      return words.notStanding
    case 'no-file-record':
    case 'not-taken':
      return words.noFileRecord
    case 'party-in-use':
      return fill(words.partyInUse, { talks: reason.talks.slice(0, 10).join(', ') })
    default:
      return words.goneMeanwhile
  }
}
