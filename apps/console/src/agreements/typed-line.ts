/** A line of an interface document as one side types it: text in every field, merged with what the other side stated. */
import { agreementActs } from '@magpie/api/agreement-operations'
import type { Problem } from '@magpie/api/failure'
import type { InterfaceLine, LineKind, Side } from '@magpie/api/interface-lines'
import { numberOf } from '../programme/typed-letter.ts'
import { type LineField, lineFields, statedText } from './line-fields.ts'

export type TypedLine = {
  /** What it was begun on; a draft on something else is no longer of this line. */
  readonly base: string
  readonly id: string
  readonly kind: LineKind
  readonly title: string
  readonly owner: Side
  readonly host: Readonly<Record<string, string>>
  readonly guest: Readonly<Record<string, string>>
  readonly method: string
  readonly stage: string
  readonly due: string
  readonly by: Side
  readonly requirement: string
  readonly dependsOn: readonly string[]
  /** Of a change. */
  readonly reason: string
}

/** A line that nobody has typed anything of. */
export function noLine(owner: Side): TypedLine {
  return {
    ...{ base: 'new', id: '', kind: 'mass', title: '', owner, host: {}, guest: {}, reason: '' },
    ...{ method: 'test', stage: '', due: '', by: 'guest', requirement: '', dependsOn: [] },
  }
}

/** A line as it stands, to go on from. */
export function typedLineOf(line: InterfaceLine, base: string): TypedLine {
  const { id, kind, title, owner, verification, dependsOn } = line
  const { method, stage, due = '', by, requirement } = verification
  return {
    ...{ base, id, kind, title, owner, dependsOn, method, stage, due, by, requirement, reason: '' },
    host: textsOf(line, 'host'),
    guest: textsOf(line, 'guest'),
  }
}

function textsOf(line: InterfaceLine, side: Side): Record<string, string> {
  const stated = lineFields(line.kind, side).flatMap(({ key }) => {
    const text = statedText(line[side], key)
    return text === undefined ? [] : [[key, text] as const]
  })
  return Object.fromEntries(stated)
}

/** Reads what a draft holds: of what it was begun on, or else from the beginning. */
export function readTypedLine(content: unknown, initial: TypedLine): TypedLine {
  const given = typeof content === 'object' && content !== null ? (content as Partial<TypedLine>) : {}
  return given.base === initial.base ? { ...initial, ...given } : initial
}

/** The line as the contract has it. A side of which nothing is typed states nothing. */
export function lineOf(typed: TypedLine): Record<string, unknown> {
  const { id, kind, title, owner, method, stage, due, by, requirement, dependsOn } = typed
  return {
    ...{ id, kind, title, owner, dependsOn },
    ...statedBy(typed, 'host'),
    ...statedBy(typed, 'guest'),
    verification: { method, stage, by, requirement, ...(due === '' ? {} : { due }) },
  }
}

function statedBy(typed: TypedLine, side: Side): Record<string, unknown> {
  const fields = lineFields(typed.kind, side).filter(({ key }) => (typed[side][key] ?? '').trim() !== '')
  if (fields.length === 0) return {}
  return { [side]: Object.fromEntries(fields.map((f) => [f.key, readValue(f, typed[side][f.key]!)])) }
}

function readValue({ holds }: LineField, text: string): unknown {
  if (holds === 'number') return numberOf(text)
  return holds === 'list' ? text.split(',').flatMap((word) => (word.trim() === '' ? [] : [word.trim()])) : text
}

export type ReadLine =
  | { readonly ok: true; readonly line: InterfaceLine }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** Reads a typed line by the contract's schema, here, without asking the centre: the fields that cannot stand. */
export function readLine(typed: TypedLine): ReadLine {
  const read = agreementActs.proposeLine.input.shape.line.safeParse(lineOf(typed))
  if (read.success) return { ok: true, line: read.data }
  const problems = read.error.issues.map((issue) => ({
    ...{ file: '', rule: issue.code, message: issue.message },
    field: issue.path.map((part) => `/${String(part)}`).join(''),
  }))
  return { ok: false, problems }
}
