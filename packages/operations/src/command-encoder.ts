/** Commands to octets and back, by the dictionary: the ground encodes, the spacecraft decodes with its own copy. */
import { err, ok, type Result } from '@magpie/core/result'
import { putBits, putFixed, putFloat, putText } from './bit-writer.ts'
import type {
  AlarmRange,
  Argument,
  ArgumentCriterion,
  ArgumentOperand,
  Command,
  CommandEntry,
  Comparison,
  DataType,
  FieldSize,
} from './dictionary.ts'
import { rawValue } from './telemetry-encoder.ts'

/** An argument as people and plans give it. */
export type ArgumentValue = number | string | boolean
export type ArgumentValues = Readonly<Record<string, ArgumentValue>>

/** What can be wrong with a command before it is encoded. */
export type ArgumentError =
  | { readonly kind: 'command-abstract'; readonly command: string }
  | { readonly kind: 'argument-missing'; readonly command: string; readonly argument: string }
  | { readonly kind: 'argument-unknown'; readonly command: string; readonly argument: string }
  | {
      readonly kind: 'argument-invalid'
      readonly command: string
      readonly argument: string
      readonly value: ArgumentValue
      readonly allowed: string
    }

/** The arguments that a sender gives: not those that the desk supplies, which the dictionary names as `supplied`. */
export function givenArguments(command: Command): readonly Argument[] {
  const supplied = (command.ancillary.get('supplied') ?? '').split(' ')
  return command.arguments.filter((argument) => !supplied.includes(argument.name))
}

/** Checks the arguments against types and ranges, initial values filled in. */
export function checkArguments(command: Command, given: ArgumentValues): Result<ArgumentValues, ArgumentError> {
  const fail = (error: ArgumentError) => err(error)
  if (command.abstract) return fail({ kind: 'command-abstract', command: command.name })
  for (const name of Object.keys(given))
    if (!givenArguments(command).some((argument) => argument.name === name))
      return fail({ kind: 'argument-unknown', command: command.name, argument: name })
  const out: Record<string, ArgumentValue> = {}
  for (const argument of givenArguments(command)) {
    const value = given[argument.name] ?? initialOf(argument)
    if (value === undefined && !isSent(command, argument.name, given)) continue
    if (value === undefined) return fail({ kind: 'argument-missing', command: command.name, argument: argument.name })
    if (!isValid(argument.type, value))
      return fail({
        kind: 'argument-invalid',
        command: command.name,
        argument: argument.name,
        value,
        allowed: allowed(argument.type),
      })
    out[argument.name] = value
  }
  return ok(out)
}

/** Whether its packet holds the argument with these values: one that a condition leaves out need not be given. */
function isSent(command: Command, name: string, values: ArgumentValues): boolean {
  const entries = command.entries.filter((entry) => entry.kind === 'argument' && entry.argument === name)
  return (
    entries.length === 0 || entries.some(({ include }) => include === undefined || allHold(command, include, values))
  )
}

function initialOf({ initial, type }: Argument): ArgumentValue | undefined {
  if (initial === undefined) return undefined
  return type.kind === 'integer' || type.kind === 'float' ? Number(initial) : initial
}

function isValid(type: DataType, value: ArgumentValue): boolean {
  switch (type.kind) {
    case 'enumerated':
      return type.labels!.some((label) => label.label === value)
    case 'boolean':
      return typeof value === 'boolean'
    case 'string':
      return typeof value === 'string'
    case 'binary':
      return typeof value === 'string' && isBlob(type, value)
    default:
      return (
        typeof value === 'number' &&
        Number.isFinite(value) &&
        (type.kind !== 'integer' || Number.isInteger(value)) &&
        (type.valid === undefined || type.valid.some((range) => inRange(range, value))) &&
        carries(type, value)
      )
  }
}

/** Blobs are given as hexadecimal digits, as many as the encoding has room for. */
function isBlob({ encoding }: DataType, value: string): boolean {
  if (encoding.kind !== 'binary' || !/^([0-9a-fA-F]{2})*$/.test(value)) return false
  const { size } = encoding
  return size.kind !== 'fixed' || 4 * value.length === size.bits
}

/** Whether the encoding holds the value without clamping. */
function carries(type: DataType, value: number): boolean {
  if (type.encoding.kind !== 'integer' || type.encoding.calibrator !== undefined || type.time !== undefined) return true
  return rawValue({ type }, value) === value
}

/** Whether a value lies in a range, ends as the range says. */
export function inRange({ min, minInclusive, max, maxInclusive }: AlarmRange, value: number): boolean {
  if (min !== undefined && !(minInclusive ? value >= min : value > min)) return false
  return max === undefined || (maxInclusive ? value <= max : value < max)
}

function blobAllowed(size: FieldSize): string {
  return size.kind === 'fixed' ? `${size.bits / 4} hexadecimal digits` : 'hexadecimal digits in pairs'
}

/** What a type allows, for people. */
export function allowed(type: DataType): string {
  if (type.encoding.kind === 'binary') return blobAllowed(type.encoding.size)
  if (type.kind === 'enumerated') return `one of ${type.labels!.map((label) => label.label).join(', ')}`
  const ranges = type.valid?.map((r) => `${r.min ?? '-inf'} to ${r.max ?? 'inf'}`).join(' or ')
  const kind = type.kind === 'integer' ? 'a whole number' : `a ${type.kind}`
  return `${kind}${ranges === undefined ? '' : ` from ${ranges}`}${type.unit === '' ? '' : ` ${type.unit}`}`
}

/** Whether what is meant only for some values of arguments is meant for these. Numbers are compared as such. */
export function appliesTo(
  onlyWith: ReadonlyMap<string, string> | undefined,
  command: Command,
  values: ArgumentValues,
): boolean {
  if (onlyWith === undefined) return true
  return [...onlyWith].every(([name, wanted]) => {
    const value =
      command.assigned.get(name) ?? values[name] ?? command.arguments.find((one) => one.name === name)?.initial
    if (value === undefined) return false
    if (typeof value === 'boolean') {
      const { words } = command.types.get(name) ?? {}
      return wanted === String(value) || wanted === (value ? words?.one : words?.zero)
    }
    return String(value) === wanted || (wanted.trim() !== '' && Number(value) === Number(wanted))
  })
}

/** Octets of the command: entries in order, arguments checked before. `header` gives inherited ones that are not assigned. */
export function encodeCommand(command: Command, values: ArgumentValues): Uint8Array<ArrayBuffer> {
  const entries = command.entries.filter(({ include }) => include === undefined || allHold(command, include, values))
  let bits = 0
  for (const entry of entries)
    bits += entry.kind === 'fixed' ? entry.bits : sizeOf(typeOf(command, entry), sentValue(command, entry, values))
  const out = new Uint8Array((bits + 7) >> 3)
  let at = 0
  for (const entry of entries) {
    if (entry.kind === 'fixed') at = putFixed(entry.octets, entry.bits, out, at)
    else at = putArgument(typeOf(command, entry), sentValue(command, entry, values), out, at)
  }
  return out
}

/** Whether criteria over a command's arguments hold, with what is assigned and the initial values of what is not given. */
export function allHold(command: Command, criteria: readonly ArgumentCriterion[], values: ArgumentValues): boolean {
  return criteria.every((c) => criterionHolds(command, c, values))
}

function criterionHolds(command: Command, c: ArgumentCriterion, values: ArgumentValues): boolean {
  if ('holds' in c)
    return c.holds === 'all' ? allHold(command, c.of, values) : c.of.some((one) => criterionHolds(command, one, values))
  const left = operandOf(command, c.left, values)
  const right = c.right === undefined ? { ...left, value: c.value } : operandOf(command, c.right, values)
  return compares(comparable(left, c.left.calibrated), c.operator, comparable(right, (c.right ?? c.left).calibrated))
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

function compares(x: number | string, operator: Comparison['operator'], y: number | string): boolean {
  switch (operator) {
    case '==':
      return x === y
    case '!=':
      return x !== y
    case '<':
      return x < y
    case '<=':
      return x <= y
    case '>':
      return x > y
    case '>=':
      return x >= y
  }
}

type ValueEntry = Exclude<CommandEntry, { kind: 'fixed' }>

function typeOf(command: Command, entry: ValueEntry): DataType {
  return entry.kind === 'parameter' ? entry.parameter.type : command.types.get(entry.argument)!
}

/** What is sent: as assigned or given; of a parameter that nobody gives its initial value, else 0 or nothing. */
function sentValue(command: Command, entry: ValueEntry, values: ArgumentValues): ArgumentValue {
  if (entry.kind === 'parameter')
    return values[entry.parameter.name] ?? entry.parameter.initial ?? restOf(entry.parameter.type)
  const value = command.assigned.get(entry.argument) ?? values[entry.argument]
  if (value === undefined) throw new Error(`${command.name} was encoded without ${entry.argument}`)
  return value
}

function restOf({ encoding, labels }: DataType): ArgumentValue {
  if (encoding.kind === 'string' || encoding.kind === 'binary') return ''
  return labels?.[0]?.label ?? 0
}

const utf8 = new TextEncoder()

function sizeOf({ encoding }: DataType, value: ArgumentValue): number {
  if (encoding.kind === 'integer' || encoding.kind === 'float') return encoding.bits
  const { size } = encoding
  if (size.kind === 'fixed') return size.bits
  const octets = 8 * contentOf(encoding.kind, value).length
  return size.kind === 'leading'
    ? size.lengthBits + octets
    : size.kind === 'terminated'
      ? octets + 8 * size.by.length
      : octets
}

function contentOf(kind: 'string' | 'binary', value: ArgumentValue): Uint8Array {
  if (kind === 'string') return utf8.encode(String(value))
  return Uint8Array.from(String(value).match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

function putArgument(type: DataType, value: ArgumentValue, out: Uint8Array, at: number): number {
  const { encoding } = type
  if (encoding.kind === 'string' || encoding.kind === 'binary')
    return putText(encoding.size, contentOf(encoding.kind, value), out, at)
  const numeric = typeof value === 'string' ? numberOf(type, value) : value
  const raw = rawValue({ type }, numeric)
  return encoding.kind === 'float' ? putFloat(encoding, raw, out, at) : putBits(encoding, raw, out, at)
}

/** A label, a boolean's word or digits as what is encoded. */
function numberOf({ labels, words }: DataType, value: string): number | string | boolean {
  if (labels !== undefined) return value
  if (value === words?.one) return true
  return value === words?.zero ? false : Number(value)
}

/** The sentence for arguments that the dictionary does not allow. */
export function describeArgumentError(error: ArgumentError): string {
  switch (error.kind) {
    case 'command-abstract':
      return `${error.command} is a pattern for other commands and cannot be sent`
    case 'argument-missing':
      return `${error.command} needs the argument ${error.argument}`
    case 'argument-unknown':
      return `${error.command} has no argument ${error.argument}`
    case 'argument-invalid':
      return `${error.argument} of ${error.command} is ${error.value} and must be ${error.allowed}`
  }
}
