/**
 * Where the entries of a command stand in its packet for given values: conditions, repetitions, places and sizes worked out as its
 * arguments tell them.
 */
import { err, ok, type Result } from '@magpie/core/result'
import { aroundText } from './bit-writer.ts'
import { compare } from './decoder-run.ts'
import type {
  ArgumentCriterion,
  ArgumentInteger,
  ArgumentOperand,
  BinaryEncoding,
  Command,
  CommandEntry,
  Comparison,
  DataType,
  StringEncoding,
} from './dictionary.ts'
import { knownBits } from './dictionary.ts'
import { evaluate, isTrue } from './expression/formula.ts'
import { rawValue } from './telemetry-encoder.ts'
import { encodeText } from './text-codec.ts'

/** An argument as people and plans give it. */
export type ArgumentValue = number | string | boolean
export type ArgumentValues = Readonly<Record<string, ArgumentValue>>

/** One value in a packet: where it begins, bits, and what it is. */
export type Piece = { readonly at: number; readonly bits: number } & (
  | { readonly kind: 'fixed'; readonly octets: Uint8Array }
  | { readonly kind: 'value'; readonly type: DataType; readonly value: ArgumentValue }
)

/** Why the values make no packet: an argument that has none, or a number that is no count and no place. */
export type LayoutError =
  | { readonly kind: 'layout-missing'; readonly argument: string }
  | { readonly kind: 'layout-count'; readonly count: number }
  | { readonly kind: 'layout-place'; readonly bit: number }

/** As long as a Space Packet can be (CCSDS 133.0-B-2, 4.1.3.5.3), and more rounds than that are damage. */
const MOST_BITS = 8 * 65542

/** The pieces in order, and how many bits they reach. */
export type Layout = { readonly pieces: readonly Piece[]; readonly bits: number }

type Walk = {
  readonly command: Command
  readonly values: ArgumentValues
  readonly pieces: Piece[]
  at: number
  bits: number
}

/** Places every entry that is there for these values. */
export function layoutOf(command: Command, values: ArgumentValues): Result<Layout, LayoutError> {
  const walk: Walk = { command, values, pieces: [], at: 0, bits: 0 }
  const { body, last } = withLast(command.entries, command.types)
  const failure = place(walk, body, undefined) ?? placeLast(walk, last)
  return failure === undefined ? ok({ pieces: walk.pieces, bits: walk.bits }) : err(failure)
}

/** An entry counted from the end: where it begins and ends before the packet's end, bits. */
export type LastEntry = { readonly entry: CommandEntry; readonly begins: number; readonly ends: number }

/** Entries apart from those that are counted from the end, which are given in the order of the packet. */
export function withLast(
  entries: readonly CommandEntry[],
  types: ReadonlyMap<string, DataType>,
): { readonly body: readonly CommandEntry[]; readonly last: readonly LastEntry[] } {
  const body: CommandEntry[] = []
  const last: LastEntry[] = []
  let ends: number | undefined
  for (const entry of entries) {
    if (entry.kind === 'place' && entry.from === 'end') ends = entry.at.value
    else if (ends === undefined) body.push(entry)
    else {
      last.push({ entry, begins: ends + (bitsOfEntry(entry, types) ?? 0), ends })
      ends = undefined
    }
  }
  return { body, last: last.sort((a, b) => b.begins - a.begins) }
}

/** Bits of an entry that are the same for all values. */
export function bitsOfEntry(entry: CommandEntry, types: ReadonlyMap<string, DataType>): number | undefined {
  if (entry.kind === 'fixed') return entry.bits
  if (entry.kind !== 'argument' && entry.kind !== 'parameter') return undefined
  const type = entry.kind === 'parameter' ? entry.parameter.type : types.get(entry.argument)
  return type === undefined ? undefined : knownBits(type)
}

/** Those counted from the end stand behind all others, which so tell where the end is. */
function placeLast(walk: Walk, last: readonly LastEntry[]): LayoutError | undefined {
  const end = walk.bits + (last[0]?.begins ?? 0)
  for (const { entry, begins } of last) {
    walk.at = end - begins
    const failure = placeOne(walk, entry, undefined)
    if (failure !== undefined) return failure
  }
  walk.bits = end
  return end > MOST_BITS ? { kind: 'layout-place', bit: end } : undefined
}

function place(walk: Walk, entries: readonly CommandEntry[], round: number | undefined): LayoutError | undefined {
  for (const entry of entries) {
    const { include } = entry
    if (include !== undefined && !allHold(walk.command, include, walk.values)) continue
    const failure = placeOne(walk, entry, round)
    if (failure !== undefined) return failure
    walk.bits = Math.max(walk.bits, walk.at)
    if (walk.bits > MOST_BITS) return { kind: 'layout-place', bit: walk.bits }
  }
  return undefined
}

function placeOne(walk: Walk, entry: CommandEntry, round: number | undefined): LayoutError | undefined {
  const { command, values } = walk
  switch (entry.kind) {
    case 'fixed':
      put(walk, { at: walk.at, kind: 'fixed', bits: entry.bits, octets: entry.octets })
      return undefined
    case 'parameter': {
      const { name, initial, type } = entry.parameter
      return putValue(walk, type, values[name] ?? initial ?? restOf(type))
    }
    case 'argument': {
      const name = round === undefined ? entry.argument : entry.argument.replace('[]', `[${round}]`)
      const value = command.assigned.get(name) ?? values[name]
      if (value === undefined) return { kind: 'layout-missing', argument: name }
      return putValue(walk, command.types.get(entry.argument)!, value)
    }
    case 'repeat':
      return placeRounds(walk, entry)
    case 'place': {
      const to = (entry.from === 'previous' ? walk.at : 0) + integerOf(command, entry.at, values)
      if (!(Number.isInteger(to) && to >= 0 && to <= MOST_BITS)) return { kind: 'layout-place', bit: to }
      walk.at = to
      return undefined
    }
  }
}

function placeRounds(walk: Walk, entry: CommandEntry & { kind: 'repeat' }): LayoutError | undefined {
  const count = countOf(walk.command, entry.counts, walk.values)
  if (Number.isNaN(count)) return { kind: 'layout-count', count }
  for (let round = 0; round < count; round++) {
    if (round > 0) walk.at += entry.gap_bits
    const failure = place(walk, entry.entries, round)
    if (failure !== undefined) return failure
  }
  return undefined
}

function put(walk: Walk, piece: Piece): void {
  walk.pieces.push(piece)
  walk.at += piece.bits
}

function putValue(walk: Walk, type: DataType, value: ArgumentValue): undefined {
  put(walk, { at: walk.at, kind: 'value', bits: sizeOf(walk, type, value), type, value })
}

function restOf({ encoding, labels }: DataType): ArgumentValue {
  if (encoding.kind === 'string' || encoding.kind === 'binary') return ''
  return labels?.[0]?.label ?? 0
}

/** How often what has these counts comes: NaN where they are no count, or more than a packet has room for. */
export function countOf(command: Command, counts: readonly ArgumentInteger[], values: ArgumentValues): number {
  let count = 1
  for (const one of counts) count *= integerOf(command, one, values)
  return Number.isInteger(count) && count >= 0 && count <= MOST_BITS ? count : Number.NaN
}

/** The number that is told; NaN where none is. */
export function integerOf(command: Command, value: ArgumentInteger, values: ArgumentValues): number {
  if (value.kind === 'fixed') return value.value
  if (value.kind === 'told')
    return Number(comparable(operandOf(command, value.by, values), value.by.calibrated)) * value.slope + value.intercept
  const held = value.cases.find(({ criteria }) => allHold(command, criteria, values))
  return held?.value ?? value.otherwise ?? Number.NaN
}

function sizeOf(walk: Walk, { encoding }: DataType, value: ArgumentValue): number {
  if (encoding.kind === 'integer' || encoding.kind === 'float') return encoding.bits
  const { size } = encoding
  if (size.kind === 'fixed') return size.bits
  const holds = 'lengthBits' in size || 'end' in size
  if (holds && (size.kind === 'told' || size.kind === 'cases')) return integerOf(walk.command, size, walk.values)
  const { lead, tail } = aroundText(size)
  return lead + 8 * (contentOf(encoding, value).length + tail.length)
}

/** The octets of a text, or of a blob given in hexadecimal digits. A text that its set cannot write has none. */
export function contentOf(encoding: StringEncoding | BinaryEncoding, value: ArgumentValue): Uint8Array {
  if (encoding.kind === 'string') return encodeText(String(value), encoding) ?? new Uint8Array(0)
  return Uint8Array.from(String(value).match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

/** Whether criteria over a command's arguments hold, with what is assigned and the initial values of what is not given. */
export function allHold(command: Command, criteria: readonly ArgumentCriterion[], values: ArgumentValues): boolean {
  return criteria.every((c) => criterionHolds(command, c, values))
}

function criterionHolds(command: Command, c: ArgumentCriterion, values: ArgumentValues): boolean {
  if ('holds' in c)
    return c.holds === 'all' ? allHold(command, c.of, values) : c.of.some((one) => criterionHolds(command, one, values))
  if ('formula' in c)
    return isTrue(
      evaluate(
        c.formula,
        c.inputs.map((input) => operandNumber(command, input, values)),
      ),
    )
  const left = operandOf(command, c.left, values)
  const right = c.right === undefined ? { ...left, value: c.value } : operandOf(command, c.right, values)
  return compares(comparable(left, c.left.calibrated), c.operator, comparable(right, (c.right ?? c.left).calibrated))
}

/** The number that an operand is; NaN where it has no value or is a text. */
export function operandNumber(command: Command, operand: ArgumentOperand, values: ArgumentValues): number {
  const number = comparable(operandOf(command, operand, values), operand.calibrated)
  return typeof number === 'number' ? number : Number.NaN
}

type Operand = { readonly type: DataType | undefined; readonly value: ArgumentValue | undefined }

function operandOf(command: Command, operand: ArgumentOperand, values: ArgumentValues): Operand {
  if ('parameter' in operand) {
    const { name, type, initial } = operand.parameter
    return { type, value: values[name] ?? initial }
  }
  const { argument } = operand
  const initial = command.arguments.find((one) => one.name === argument)?.initial
  return { type: command.types.get(argument), value: command.assigned.get(argument) ?? values[argument] ?? initial }
}

/** A number where it is one: of labels and words the raw one, which both sides of a comparison then are; else the text. */
function comparable({ type, value }: Operand, calibrated: boolean): number | string {
  if (value === undefined) return Number.NaN
  if (type === undefined || type.encoding.kind === 'string' || type.encoding.kind === 'binary') return String(value)
  const label = type.labels?.find((one) => one.label === value)?.from
  if (label !== undefined) return label
  const numeric = typeof value === 'string' ? numberOf(type, value) : value
  if (typeof numeric === 'boolean') return numeric ? 1 : 0
  return calibrated ? Number(numeric) : rawValue({ type }, numeric)
}

/** Numbers by size, texts by their order; a number and a text have none. */
function compares(x: number | string, operator: Comparison['operator'], y: number | string): boolean {
  if (typeof x === 'number' && typeof y === 'number') return compare(operator, x, y)
  if (typeof x === 'number' || typeof y === 'number') return operator === '!='
  return compare(operator, x === y ? 0 : x < y ? -1 : 1, 0)
}

/** A label, a boolean's word or digits as what is encoded. */
export function numberOf({ labels, words }: DataType, value: string): number | string | boolean {
  if (labels !== undefined) return value
  if (value === words?.one) return true
  return value === words?.zero ? false : Number(value)
}
