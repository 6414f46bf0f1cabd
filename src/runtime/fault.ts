// What an operator must see to, in words for them: a full disk, a setting that does not fit. Anything else that throws
// is a bug.

export class Fault extends Error {
  override readonly name = 'Fault'
}
