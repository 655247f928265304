/**
 * Entries of CommandContainers (CommandContainerEntryListType of XTCE 1.2 and 1.3): arguments, parameters, fixed values and whole
 * containers, with their places, conditions and repetitions, which arguments may tell.
 */

import { bitsOfEntry } from './command-layout.ts'
import type {
  Argument,
  ArgumentCriterion,
  ArgumentInteger,
  CommandEntry,
  Container,
  Criterion,
  DataType,
  Entry,
  IntegerValue,
} from './dictionary.ts'
import type { XmlNode } from './xml-tree.ts'
import { argumentsIn, argumentsTelling, readArgumentCriteria, readArgumentInteger } from './xtce-argument-criteria.ts'
import { namedEntries, readRepeat } from './xtce-containers.ts'
import {
  badValue,
  child,
  numberAttribute,
  otherElement,
  type Reading,
  report,
  required,
  unsupported,
  wordAttribute,
} from './xtce-context.ts'
import { octetsOfHex } from './xtce-encodings.ts'
import { ARGUMENT_SIZES, indicesOf, PARAMETER_SIZES, readDimensions } from './xtce-parts.ts'
import {
  type ArgumentPart,
  type CommandPart,
  type Dimension,
  lookUp,
  type Names,
  type Scope,
  type WrittenEntry,
} from './xtce-scope.ts'

/** What the arguments of a command and of those it extends are made of, by name. */
export type Shapes = ReadonlyMap<string, ArgumentPart>

/** An argument's name; a member of an aggregate stands behind a dot, which names of XTCE 1.2 may not have: there behind a slash. */
export function argumentName(reading: Reading, node: XmlNode, attribute: string): string {
  return required(reading, node, attribute).replaceAll('/', '.')
}

/** Reads one element of an EntryList; all parameters and containers are known by now. */
export function readCommandEntry(scope: Scope, names: Names, node: XmlNode, list: XmlNode): WrittenEntry[] {
  const { reading } = scope
  const dimensions = child(node, 'DimensionList')
  switch (node.name) {
    case 'ArgumentRefEntry':
    case 'ArrayArgumentRefEntry': {
      const told = dimensions === undefined ? undefined : readDimensions(reading, dimensions, ARGUMENT_SIZES)
      const argument = argumentName(reading, node, 'argumentRef')
      return [placedEntry(reading, node, { argument, dimensions: told })]
    }
    case 'FixedValueEntry':
      return [placedEntry(reading, node, { entries: readFixed(reading, node) })]
    case 'ParameterRefEntry':
    case 'ArrayParameterRefEntry':
    case 'ContainerRefEntry': {
      const told =
        dimensions === undefined ? undefined : readDimensions(reading, dimensions, PARAMETER_SIZES).map((d) => d.count)
      const named = namedEntries(scope, names, node, list, told)
      return [placedEntry(reading, node, { entries: fromTelemetry(reading, names, node, named) })]
    }
    default:
      namedEntries(scope, names, node, list, undefined) // says what cannot be, and why
      return []
  }
}

/** What a CommandContainer extends: the container of the command that its own extends, or one of telemetry. */
export function readExtended(scope: Scope, names: Names, container: XmlNode | undefined): CommandPart['extends'] {
  const node = container === undefined ? undefined : child(container, 'BaseContainer')
  if (node === undefined) return undefined
  const name = required(scope.reading, node, 'containerRef')
  const found = lookUp(scope.path, names.containers, name)
  const entries = found === undefined ? undefined : fromTelemetry(scope.reading, names, node, wholeOf(found))
  return { node, name, entries }
}

/** The entries in front of a command's own that do not come from the command it extends. */
export function entriesBefore(part: CommandPart, above: readonly CommandPart[]): readonly CommandEntry[] {
  if (part.extends === undefined) return []
  const { node, name, entries } = part.extends
  const { reading } = part.scope
  const last = name.slice(name.lastIndexOf('/') + 1)
  const ofCommand = above.some((one) => child(one.node, 'CommandContainer')?.attributes.get('name') === last)
  if (ofCommand) return []
  if (entries === undefined)
    return unsupported(reading, node, 'it names no container of the command that this one extends') ?? []
  const criteria = child(node, 'RestrictionCriteria')
  if (criteria !== undefined)
    unsupported(reading, criteria, 'what a command sends of parameters is what the sender knows of them')
  return entries
}

/** An entry with its place, how often it comes, and the condition on which it is there. */
function placedEntry(reading: Reading, node: XmlNode, what: WrittenEntry['what']): WrittenEntry {
  let place: readonly CommandEntry[] = []
  let include: readonly ArgumentCriterion[] = []
  let repeat: WrittenEntry['repeat']
  for (const part of node.children) {
    if (part.name === 'IncludeCondition') include = readArgumentCriteria(reading, part)
    else if (part.name === 'LocationInContainerInBits') place = readPlace(reading, part)
    else if (part.name === 'RepeatEntry') repeat = readRepeat(reading, part, readArgumentInteger)
    else if (part.name !== 'DimensionList') otherElement(reading, part, node)
  }
  return { node, place, include, repeat, what }
}

const PLACES = ['previousEntry', 'containerStart', 'containerEnd'] as const

function readPlace(reading: Reading, node: XmlNode): readonly CommandEntry[] {
  const at = readArgumentInteger(reading, node)
  const word = wordAttribute(reading, node, 'referenceLocation', PLACES, 'previousEntry')
  if (at === undefined) return []
  if (word !== 'containerEnd') return placeAt(word === 'containerStart' ? 'start' : 'previous', at)
  if (at.kind === 'fixed' && at.value >= 0) return [{ kind: 'place', from: 'end', at }]
  return unsupported(reading, node, 'a distance from the end that is not fixed') ?? []
}

/** What stands between an entry and the one before it: nothing, a gap of zeros, or another place. */
function placeAt(from: 'previous' | 'start', at: ArgumentInteger): CommandEntry[] {
  if (from === 'start' || at.kind !== 'fixed' || at.value < 0) return [{ kind: 'place', from, at }]
  return at.value === 0
    ? []
    : [{ kind: 'fixed', bits: at.value, octets: new Uint8Array(Math.min(at.value, MOST_BITS + 7) >> 3) }]
}

/** As long as a Space Packet can be; a longer gap is damage. */
const MOST_BITS = 8 * 65542

function readFixed(reading: Reading, node: XmlNode): CommandEntry[] {
  const hex = required(reading, node, 'binaryValue')
  const bits = numberAttribute(reading, node, 'sizeInBits', hex.length * 4, { min: 1, max: 65536, integer: true })
  if (!/^([0-9a-fA-F]{2})+$/.test(hex) || hex.length * 4 < bits) {
    badValue(reading, node, 'binaryValue', hex, `at least ${bits} bits in pairs of hexadecimal digits`)
    return []
  }
  return [{ kind: 'fixed', bits, octets: Uint8Array.from(octetsOfHex(hex)) }]
}

/** Entries of telemetry in a command: what is told by a parameter there is told by what the sender knows of it. */
function fromTelemetry(reading: Reading, names: Names, node: XmlNode, entries: readonly Entry[]): CommandEntry[] {
  return entries.flatMap((entry): CommandEntry[] => {
    const { from, bits, value } = entry.offset
    if (from !== 'previous') {
      unsupported(reading, node, 'places counted from the ends of a container within a command')
      return []
    }
    const at: ArgumentInteger = value === undefined ? { kind: 'fixed', value: bits } : fromInteger(names, value)
    const inner = entry.kind === 'container' ? wholeOf(entry.container) : []
    const made: CommandEntry[] =
      entry.kind === 'parameter'
        ? [{ kind: 'parameter', parameter: entry.parameter }]
        : entry.kind === 'container'
          ? fromTelemetry(reading, names, node, inner)
          : [
              repeated(
                fromTelemetry(reading, names, node, entry.entries),
                entry.counts.map((c) => fromInteger(names, c)),
                entry.gap_bits,
              ),
            ]
    return including([...placeAt('previous', at), ...made], entry.include.map(fromCriterion))
  })
}

function wholeOf(container: Container): readonly Entry[] {
  return container.base === undefined ? container.entries : [...wholeOf(container.base.container), ...container.entries]
}

function fromCriterion(c: Criterion): ArgumentCriterion {
  if ('holds' in c) return { holds: c.holds, of: c.of.map(fromCriterion) }
  if ('formula' in c) return c
  const { parameter, calibrated, operator, value, other } = c
  return { left: { parameter, calibrated }, operator, value, ...(other === undefined ? {} : { right: other }) }
}

function fromInteger(names: Names, value: IntegerValue): ArgumentInteger {
  if (value.kind === 'fixed') return value
  if (value.kind === 'lookup') {
    const cases = value.cases.map((one) => ({ criteria: one.criteria.map(fromCriterion), value: one.value }))
    return { kind: 'cases', cases, ...(value.otherwise === undefined ? {} : { otherwise: value.otherwise }) }
  }
  const { slope, intercept, calibrated } = value
  const parameter = names.parameters.get(value.parameter)?.value
  // One that is not known has been reported where it is named.
  if (parameter === undefined) return { kind: 'fixed', value: 0 }
  return { kind: 'told', by: { parameter, calibrated }, slope, intercept }
}

function repeated(
  entries: readonly CommandEntry[],
  counts: readonly ArgumentInteger[],
  gap_bits: number,
): CommandEntry {
  return { kind: 'repeat', entries, counts, gap_bits }
}

function including(entries: readonly CommandEntry[], include: readonly ArgumentCriterion[]): CommandEntry[] {
  return entries.map((entry) =>
    include.length === 0 ? entry : { ...entry, include: [...include, ...(entry.include ?? [])] },
  )
}

/** The entries of a command's own; an argument of several values is an entry for each, or one that comes again. */
export function commandEntries(
  { scope, entries }: CommandPart,
  types: ReadonlyMap<string, DataType>,
  shapes: Shapes,
): CommandEntry[] {
  const { reading } = scope
  return entries.flatMap(({ node, place, include, repeat, what }) => {
    for (const name of argumentsIn(include)) checkArgument(reading, node, name, types)
    for (const value of [repeat?.count, ...place.map((one) => (one.kind === 'place' ? one.at : undefined))])
      if (value !== undefined) checkTelling(reading, node, value, types)
    const inner =
      'entries' in what ? what.entries : entriesOfArgument(reading, node, what.argument, what.dimensions, types, shapes)
    const whole = repeat === undefined ? inner : [repeated(inner, [repeat.count], repeat.gap_bits)]
    if (place[0]?.kind === 'place' && place[0].from === 'end') checkLast(reading, node, whole, include, types)
    return including([...place, ...whole], include)
  })
}

/** What is counted from the end is one value of a known size, always there. */
function checkLast(
  reading: Reading,
  node: XmlNode,
  entries: readonly CommandEntry[],
  include: readonly ArgumentCriterion[],
  types: ReadonlyMap<string, DataType>,
): void {
  const [entry] = entries
  const known = entry !== undefined && bitsOfEntry(entry, types) !== undefined
  if (entries.length > 1 || !known || include.length > 0)
    unsupported(reading, node, 'what is counted from the end of a command is one value of fixed size, on no condition')
}

/** Places of both kinds leave open where what is counted from the end begins. */
export function checkPlaces(reading: Reading, node: XmlNode, entries: readonly CommandEntry[]): void {
  const from = new Set(entries.map((entry) => (entry.kind === 'place' ? entry.from : undefined)))
  if (from.has('end') && (from.has('start') || from.has('previous')))
    unsupported(reading, node, 'places counted from the end beside others that are not one behind another')
}

function entriesOfArgument(
  reading: Reading,
  node: XmlNode,
  name: string,
  dimensions: readonly Dimension<ArgumentInteger>[] | undefined,
  types: ReadonlyMap<string, DataType>,
  shapes: Shapes,
): readonly CommandEntry[] {
  const shape = shapes.get(name)
  for (const { count } of dimensions ?? []) checkTelling(reading, node, count, types)
  if (shape?.kind === 'array') {
    const first = dimensions?.find((d) => d.first !== 0)
    if (first !== undefined) unsupported(reading, node, 'a piece of an array whose number of elements is told')
    return entriesOfShape(dimensions === undefined ? shape : { ...shape, counts: dimensions.map((d) => d.count) })
  }
  if (dimensions !== undefined) return elementsOf(reading, node, name, dimensions, types)
  if (shape !== undefined) return entriesOfShape(shape)
  const parts = partsOf(name, types)
  if (parts.length === 0) checkArgument(reading, node, name, types)
  return parts.map((argument) => ({ kind: 'argument', argument }))
}

function entriesOfShape(shape: ArgumentPart): CommandEntry[] {
  if (shape.kind === 'leaf') return [{ kind: 'argument', argument: shape.argument.name }]
  if (shape.kind === 'group') return shape.parts.flatMap(entriesOfShape)
  return [repeated(entriesOfShape(shape.element), shape.counts, 0)]
}

/** The simple values in an argument's shape. */
export function leavesOf(shape: ArgumentPart): Argument[] {
  if (shape.kind === 'leaf') return [shape.argument]
  return shape.kind === 'group' ? shape.parts.flatMap(leavesOf) : leavesOf(shape.element)
}

/** Some elements of an array of fixed size. */
function elementsOf(
  reading: Reading,
  node: XmlNode,
  name: string,
  dimensions: readonly Dimension<ArgumentInteger>[],
  types: ReadonlyMap<string, DataType>,
): CommandEntry[] {
  const indices = indicesOf(dimensions)
  if (indices === undefined) {
    unsupported(reading, node, 'a piece that is told of an array of fixed size')
    return []
  }
  return indices.flatMap((index) => {
    const parts = partsOf(`${name}${index}`, types)
    if (parts.length === 0) checkArgument(reading, node, `${name}${index}`, types)
    return parts.map((argument) => ({ kind: 'argument' as const, argument }))
  })
}

/** The simple values that a name stands for. */
function partsOf(whole: string, types: ReadonlyMap<string, DataType>): string[] {
  if (types.has(whole)) return [whole]
  return [...types.keys()].filter(
    (name) => name.startsWith(whole) && (name[whole.length] === '.' || name[whole.length] === '['),
  )
}

/** An error where the command has no argument of that name. */
export function checkArgument(
  reading: Reading,
  node: XmlNode,
  name: string,
  types: ReadonlyMap<string, DataType>,
): void {
  if (!types.has(name))
    report(reading, {
      kind: 'xtce-unknown-reference',
      line: node.line,
      what: 'argument',
      name,
      from: node.attributes.get('name') ?? node.name,
    })
}

/** Whether what tells sizes of an argument is there, and is a number. */
export function checkSizes(
  reading: Reading,
  node: XmlNode,
  { type, counts = [] }: Argument,
  types: ReadonlyMap<string, DataType>,
): void {
  for (const count of counts) checkTelling(reading, node, count, types)
  const { encoding } = type
  const size = encoding.kind === 'string' || encoding.kind === 'binary' ? encoding.size : undefined
  if (size?.kind === 'told' || size?.kind === 'cases') checkTelling(reading, node, size, types)
}

function checkTelling(
  reading: Reading,
  node: XmlNode,
  value: ArgumentInteger,
  types: ReadonlyMap<string, DataType>,
): void {
  for (const name of argumentsTelling(value)) checkArgument(reading, node, name, types)
  if (value.kind !== 'told') return
  const { by } = value
  const type = 'argument' in by ? types.get(by.argument) : by.parameter.type
  if (type?.encoding.kind === 'string' || type?.encoding.kind === 'binary')
    unsupported(reading, node, 'a size told by a text')
}
