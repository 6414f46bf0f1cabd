// Loaded before the service, by `node --import`: kills it at one exact point, which KILL_AT names as `before:` or
// `after:` with a part of a statement. It dies before or after the COMMIT of the first transaction that ran one with it.
import { DatabaseSync } from 'node:sqlite'

const [side, ...part] = (process.env.KILL_AT ?? '').split(':')
const wanted = part.join(':')
const { exec, prepare } = DatabaseSync.prototype
let seen = false

function die() {
  process.kill(process.pid, 'SIGKILL')
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}

if (wanted !== '') {
  DatabaseSync.prototype.prepare = function (sql, ...rest) {
    const statement = prepare.call(this, sql, ...rest)
    if (!sql.replaceAll(/\s+/g, ' ').includes(wanted)) return statement
    for (const way of ['run', 'get', 'all']) {
      const original = statement[way]
      statement[way] = (...values) => {
        seen = true
        return original.apply(statement, values)
      }
    }
    return statement
  }
  DatabaseSync.prototype.exec = function (sql) {
    if (!sql.startsWith('COMMIT')) {
      if (sql.startsWith('BEGIN') || sql.startsWith('ROLLBACK')) seen = false
      return exec.call(this, sql)
    }
    if (seen && side === 'before') die()
    exec.call(this, sql)
    if (seen && side === 'after') die()
    seen = false
  }
}
