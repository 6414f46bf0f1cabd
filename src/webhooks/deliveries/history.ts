// Deliveries as their owner reads them: what was told, how often it was tried, and what was answered.
import type { Sqlite } from '../../sqlite/port.ts'
import { instantText } from '../../talks/time.ts'
import type { MessageType } from '../formats/message-types.ts'
import { withoutCode } from '../messages/notices.ts'
import type { Attempt, DeliveryState } from './delivery.ts'

export interface Delivery {
  key: number
  endpoint: number
  messageId: string
  type: MessageType
  talk: string | null
  state: DeliveryState
  createdAt: number
  /** When it is tried next, if it waits. */
  due: number
  attempts: Attempt[]
}

export interface History {
  /** An endpoint's deliveries with a key below `before`, the latest first. */
  list(endpoint: number, page: { before: number; state: DeliveryState | null; limit: number }): Delivery[]
  get(key: number): Delivery | null
  /** What was sent, or will be: the same for every attempt. A code that is to be typed back is left out. */
  body(key: number): string | null
}

export const DELIVERY_PREFIX = 'dlv_'

/** Its latest attempt is in its row, if there was one; see attempts.ts. */
type Row = Omit<Delivery, 'attempts'> & Omit<Attempt, 'at'> & { attemptedAt: number | null }

const SELECT = `SELECT delivery.key, endpoint, message.id AS messageId, type, talk, state, created_at AS createdAt, due,
    attempted_at AS attemptedAt, took, status, error, answer
  FROM delivery JOIN message ON message.key = delivery.message`

export function createHistory(db: Sqlite): History {
  const withAttempts = ({ attemptedAt, took, status, error, answer, ...row }: Row): Delivery => ({
    ...row,
    attempts: [
      ...db.all<Attempt>('SELECT at, took, status, error, answer FROM attempt WHERE delivery = ? ORDER BY number', row.key),
      ...(attemptedAt === null ? [] : [{ at: attemptedAt, took, status, error, answer }]),
    ].map((attempt) => ({ ...attempt, answer: attempt.answer && withoutCode(row.type, attempt.answer, 'them') })),
  })
  return {
    list: (endpoint, { before, state, limit }) =>
      db
        .all<Row>(
          `${SELECT} WHERE endpoint = ?1 AND delivery.key < ?2 AND (?3 IS NULL OR state = ?3) ORDER BY delivery.key DESC LIMIT ?4`,
          endpoint,
          before,
          state,
          limit,
        )
        .map(withAttempts),
    body: (key) =>
      bodyOf(
        db.first<{ type: MessageType; body: string }>(
          'SELECT type, body FROM delivery JOIN message ON message.key = delivery.message WHERE delivery.key = ?',
          key,
        ),
      ),
    get(key) {
      const row = db.first<Row>(`${SELECT} WHERE delivery.key = ?`, key)
      return row ? withAttempts(row) : null
    },
  }
}

function bodyOf(row: { type: MessageType; body: string } | undefined): string | null {
  return row ? withoutCode(row.type, row.body, 'us') : null
}

export function deliveryJson({ key, messageId, type, talk, state, createdAt, due, attempts }: Delivery) {
  return {
    id: `${DELIVERY_PREFIX}${key}`,
    message: messageId,
    type,
    talk,
    state,
    createdAt: instantText(createdAt),
    nextAttemptAt: state === 'waiting' ? instantText(due) : null,
    attempts: attempts.map(({ at, took, status, error, answer }) => ({
      at: new Date(at).toISOString(),
      tookMilliseconds: took,
      status,
      error,
      answer,
    })),
  }
}

/** The key in an id such as `dlv_12`; `null` for any other text. */
export function deliveryKey(id: string): number | null {
  return /^dlv_[1-9]\d{0,14}$/.test(id) ? Number(id.slice(DELIVERY_PREFIX.length)) : null
}
