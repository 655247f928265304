/** Arguments of commands checked by the dictionary, and commands to octets: the spacecraft decodes with its own copy. */
import { err, ok, type Result } from '@magpie/core/result'
import { aroundText, putBits, putFixed, putFloat, putText } from './bit-writer.ts'
import {
  type ArgumentValue,
  type ArgumentValues,
  allHold,
  contentOf,
  type LayoutError,
  layoutOf,
  numberOf,
  type Piece,
} from './command-layout.ts'
import { bitsTold, elementName, elementsOf, implied, type Spread, spread } from './command-lists.ts'
import type { AlarmRange, Argument, Command, CommandEntry, DataType, FieldSize } from './dictionary.ts'
import { rawValue } from './telemetry-encoder.ts'
import { encodeText, endOfText, unitOctets } from './text-codec.ts'

export type { ArgumentValue, ArgumentValues } from './command-layout.ts'

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
  /** A list of so many elements where `needed` are told; undefined where nothing tells how many. */
  | {
      readonly kind: 'argument-count'
      readonly command: string
      readonly argument: string
      readonly needed: number | undefined
      readonly got: number
    }
  /** What arguments tell makes no packet. */
  | { readonly kind: 'command-layout'; readonly command: string; readonly why: LayoutError }

/** The arguments that a sender gives: not those that the desk supplies, which the dictionary names as `supplied`. */
export function givenArguments(command: Command): readonly Argument[] {
  const supplied = (command.ancillary.get('supplied') ?? '').split(' ')
  return command.arguments.filter((argument) => !supplied.includes(argument.name))
}

/**
 * Checks the arguments against types and ranges. Initial values are filled in, and numbers that follow from the length of what was
 * given; the elements of lists stand under their own names, as `cells[0]`.
 */
export function checkArguments(command: Command, given: ArgumentValues): Result<ArgumentValues, ArgumentError> {
  const { values, problems } = examined(command, given)
  return problems[0] === undefined ? ok(values) : err(problems[0])
}

/** All that is wrong with the arguments, where `checkArguments` tells the first. */
export function argumentProblems(command: Command, given: ArgumentValues): readonly ArgumentError[] {
  return examined(command, given).problems
}

type Examined = { readonly values: ArgumentValues; readonly problems: readonly ArgumentError[] }

function examined(command: Command, given: ArgumentValues): Examined {
  const { name } = command
  if (command.abstract) return { values: {}, problems: [{ kind: 'command-abstract', command: name }] }
  const takes = givenArguments(command)
  const found = spread(takes, given)
  const known = { ...found.values, ...implied(command, takes, found) }
  const problems: ArgumentError[] = found.unknown.map((argument) => ({
    kind: 'argument-unknown',
    command: name,
    argument,
  }))
  const values: Record<string, ArgumentValue> = {}
  for (const argument of takes) {
    const problem =
      argument.counts === undefined
        ? takeOne(command, argument, argument.name, known, values)
        : takeList(command, argument, found, known, values)
    if (problem !== undefined) problems.push(problem)
  }
  // What the desk supplies is not known yet, so that a place that it tells cannot be.
  if (problems.length === 0 && takes.length === command.arguments.length) {
    const layout = layoutOf(command, values)
    if (!layout.ok && layout.error.kind !== 'layout-missing')
      problems.push({ kind: 'command-layout', command: name, why: layout.error })
  }
  return { values, problems }
}

/** Takes one value over to `into`, or tells what is wrong with it. */
function takeOne(
  command: Command,
  argument: Argument,
  name: string,
  known: ArgumentValues,
  into: Record<string, ArgumentValue>,
): ArgumentError | undefined {
  const value = known[name] ?? initialOf(argument)
  if (value === undefined)
    return isSent(command.entries, command, argument.name, known)
      ? { kind: 'argument-missing', command: command.name, argument: name }
      : undefined
  const bits = bitsTold(command, argument, known)
  if (!isValid(argument.type, value) || !isOfSize(argument.type, value, bits))
    return {
      kind: 'argument-invalid',
      command: command.name,
      argument: name,
      value,
      allowed: bits === undefined ? allowed(argument.type) : allowedIn(argument.type, bits),
    }
  into[name] = value
  return undefined
}

function takeList(
  command: Command,
  argument: Argument,
  { elements }: Spread,
  known: ArgumentValues,
  into: Record<string, ArgumentValue>,
): ArgumentError | undefined {
  const got = elements.get(argument) ?? 0
  if (got === 0 && !isSent(command.entries, command, argument.name, known)) return undefined
  const needed = elementsOf(command, argument, known)
  const fits = got === needed || (got < needed && argument.initial !== undefined)
  if (!fits) {
    const told = Number.isNaN(needed) ? undefined : needed
    return { kind: 'argument-count', command: command.name, argument: argument.name, needed: told, got }
  }
  for (let i = 0; i < needed; i++) {
    const problem = takeOne(command, argument, elementName(argument, i), known, into)
    if (problem !== undefined) return problem
  }
  return undefined
}

/** Whether its packet holds the argument with these values: one that a condition leaves out need not be given. */
function isSent(entries: readonly CommandEntry[], command: Command, name: string, values: ArgumentValues): boolean {
  const told = tellingOf(entries, name)
  return told.length === 0 || told.some((includes) => includes.every((include) => allHold(command, include, values)))
}

type Includes = readonly NonNullable<CommandEntry['include']>[]

/** The conditions of each entry that is the argument. */
function tellingOf(entries: readonly CommandEntry[], name: string): Includes[] {
  return entries.flatMap((entry): Includes[] => {
    const own = entry.include === undefined ? [] : [entry.include]
    if (entry.kind === 'repeat') return tellingOf(entry.entries, name).map((inner) => [...own, ...inner])
    return entry.kind === 'argument' && entry.argument === name ? [own] : []
  })
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
      return typeof value === 'string' && isText(type, value)
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

/** Whether a text or blob is as long as another argument tells. */
function isOfSize({ encoding }: DataType, value: ArgumentValue, bits: number | undefined): boolean {
  if (bits === undefined || encoding.kind === 'integer' || encoding.kind === 'float') return true
  const content = 8 * contentOf(encoding, value).length
  if (encoding.kind === 'binary' || !('lengthBits' in encoding.size || 'end' in encoding.size)) return content === bits
  return content <= bits - aroundText(encoding.size).lead
}

/** Whether the set has the text's characters, and its octets fit in whole and are not ended before. */
function isText({ encoding }: DataType, value: string): boolean {
  if (encoding.kind !== 'string') return true
  const content = encodeText(value, encoding)
  if (content === undefined) return false
  const { lead, tail } = aroundText(encoding.size)
  const ended = Uint8Array.from([...content, ...tail])
  if (tail.length > 0 && endOfText(ended, tail, unitOctets(encoding.charset)) < content.length) return false
  return 8 * content.length <= mostBits(encoding.size) && (lead === 0 || lengthOf(content, encoding.size) < 2 ** lead)
}

/** What stands in front of the content: its bits or octets. */
function lengthOf(content: Uint8Array, size: FieldSize): number {
  return content.length * ('countsOctets' in size ? 1 : 8)
}

/** Bits that a content may have. */
function mostBits(size: FieldSize): number {
  if (size.kind === 'fixed') return size.bits - (size.lengthBits ?? 0)
  if (size.kind === 'leading') return size.maxBits
  return size.kind === 'terminated' ? size.maxBits - 8 * size.by.length : Number.POSITIVE_INFINITY
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

function allowedIn({ encoding }: DataType, bits: number): string {
  return encoding.kind === 'binary' ? `${bits / 4} hexadecimal digits` : `a text of ${bits / 8} octets`
}

/** What a type allows, for people. */
export function allowed(type: DataType): string {
  if (type.encoding.kind === 'binary') return blobAllowed(type.encoding.size)
  if (type.kind === 'enumerated') return `one of ${type.labels!.map((label) => label.label).join(', ')}`
  const ranges = type.valid?.map((r) => `${r.min ?? '-inf'} to ${r.max ?? 'inf'}`).join(' or ')
  const kind = type.kind === 'integer' ? 'a whole number' : `a ${type.kind}`
  return `${kind}${ranges === undefined ? '' : ` from ${ranges}`}${type.unit === '' ? '' : ` ${type.unit}`}${ofText(type)}`
}

/** How long a text may be, and of what. */
function ofText({ kind, encoding }: DataType): string {
  if (kind !== 'string' || encoding.kind !== 'string') return ''
  const most = mostBits(encoding.size)
  return `${Number.isFinite(most) ? ` of at most ${Math.floor(most / 8)} octets` : ''} in ${encoding.charset}`
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
  const layout = layoutOf(command, values)
  if (!layout.ok) throw new Error(`${command.name} was encoded unchecked: ${layoutWords(layout.error)}`)
  const { pieces, bits } = layout.value
  const out = new Uint8Array((bits + 7) >> 3)
  for (const piece of pieces)
    if (piece.kind === 'fixed') putFixed(piece.octets, piece.bits, out, piece.at)
    else putArgument(piece.type, piece.value, out, piece)
  return out
}

function putArgument(type: DataType, value: ArgumentValue, out: Uint8Array, { at, bits }: Piece): void {
  const { encoding } = type
  if (encoding.kind === 'string' || encoding.kind === 'binary') {
    putText(encoding, contentOf(encoding, value), out, at, bits)
    return
  }
  const numeric = typeof value === 'string' ? numberOf(type, value) : value
  const raw = rawValue({ type }, numeric)
  if (encoding.kind === 'float') putFloat(encoding, raw, out, at)
  else putBits(encoding, raw, out, at)
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
    case 'argument-count':
      return error.needed === undefined
        ? `nothing tells how many elements ${error.argument} of ${error.command} has`
        : `${error.argument} of ${error.command} has ${error.got} elements and must have ${error.needed}`
    case 'command-layout':
      return `${error.command} makes no packet: ${layoutWords(error.why)}`
  }
}

function layoutWords(error: LayoutError): string {
  switch (error.kind) {
    case 'layout-missing':
      return `${error.argument} has no value`
    case 'layout-count':
      return 'a number of repetitions that is told is none'
    case 'layout-place':
      return `an entry would stand at bit ${error.bit}`
  }
}
