/** SequenceContainers of XTCE 1.2 (4.3.4): entries with their places, conditions and repetitions, and inheritance. */
import type { ArgumentInteger, Container, Entry, EntryOffset, IntegerValue } from './dictionary.ts'
import type { XmlNode } from './xml-tree.ts'
import {
  badValue,
  booleanAttribute,
  child,
  otherElement,
  type Reading,
  report,
  required,
  unsupported,
  wordAttribute,
} from './xtce-context.ts'
import { entriesOfPart, FOLLOWS, PARAMETER_SIZES, readDimensions } from './xtce-parts.ts'
import { define, lookUp, lookUpParameter, type Names, resolve, type Scope } from './xtce-scope.ts'
import { readIntegerValue } from './xtce-values.ts'

/** Declares the containers of one system, so that others can name them. */
export function declareContainers(scope: Scope, names: Names, nodes: readonly XmlNode[]): void {
  for (const node of nodes) {
    if (node.name !== 'SequenceContainer') {
      otherElement(scope.reading, node, scope.node)
      continue
    }
    const name = required(scope.reading, node, 'name')
    define(scope, names.containers, 'container', name, node.line, {
      qualifiedName: `${scope.path}/${name}`,
      name,
      system: scope.path,
      abstract: booleanAttribute(scope.reading, node, 'abstract', false),
      entries: [],
      base: undefined,
      line: node.line,
    } satisfies Container)
  }
}

/** Reads what the declared containers hold. */
export function fillContainers(scope: Scope, names: Names, nodes: readonly XmlNode[]): void {
  for (const node of nodes) {
    const container = names.containers.get(`${scope.path}/${node.attributes.get('name') ?? ''}`)?.value
    if (container !== undefined && container.line === node.line) fillContainer(scope, names, node, container)
  }
}

function fillContainer(scope: Scope, names: Names, node: XmlNode, container: Container): void {
  for (const part of node.children) {
    if (part.name === 'EntryList' && part.children.length > 0)
      container.entries = part.children.flatMap((entry) => readEntry(scope, names, entry, part))
    else if (part.name === 'EntryList') continue
    else if (part.name === 'BaseContainer') container.base = readBase(scope, names, part)
    else if (part.name === 'BinaryEncoding')
      container.entries = [...container.entries, ...readBinaryEncoding(scope.reading, part)]
    else otherElement(scope.reading, part, node)
  }
}

/** A container's BinaryEncoding may say how many bits it holds that no entry reads. More it may not. */
function readBinaryEncoding(reading: Reading, node: XmlNode): Entry[] {
  const size = child(node, 'SizeInBits')
  for (const part of node.children)
    if (part !== size) unsupported(reading, part, 'containers with an encoding of their own')
  const value = size === undefined ? undefined : readIntegerValue(reading, size)
  if (value?.kind !== 'fixed') return []
  const nothing = { kind: 'repeat' as const, entries: [], counts: [{ kind: 'fixed' as const, value: 1 }], gap_bits: 0 }
  return [{ ...nothing, offset: { from: 'previous', bits: value.value }, include: [] }]
}

/** What stands in an entry beside what it names. */
type EntryParts = {
  offset: EntryOffset
  include: Entry['include']
  repeat: { readonly count: IntegerValue; readonly gap_bits: number } | undefined
  dimensions: readonly IntegerValue[] | undefined
}

/** One element of an EntryList as the entries that it means. */
function readEntry(scope: Scope, names: Names, node: XmlNode, list: XmlNode): Entry[] {
  const { reading } = scope
  const parts: EntryParts = { offset: FOLLOWS, include: [], repeat: undefined, dimensions: undefined }
  for (const part of node.children) readEntryPart(reading, node, part, parts)
  const entries = namedEntries(scope, names, node, list, parts.dimensions)
  if (parts.repeat !== undefined) {
    const { count, gap_bits } = parts.repeat
    return [{ kind: 'repeat', entries, counts: [count], gap_bits, offset: parts.offset, include: parts.include }]
  }
  if (parts.offset.from === 'end' && entries.length > 1)
    unsupported(reading, node, 'an aggregate or array counted from the end')
  return placed(entries, parts)
}

function readEntryPart(reading: Reading, node: XmlNode, part: XmlNode, parts: EntryParts): void {
  switch (part.name) {
    case 'LocationInContainerInBits':
      parts.offset = readLocation(reading, part)
      return
    case 'IncludeCondition':
      parts.include = reading.criteria(part)
      return
    case 'RepeatEntry':
      parts.repeat = readRepeat(reading, part, readIntegerValue)
      return
    case 'DimensionList':
      parts.dimensions = readDimensions(reading, part, PARAMETER_SIZES).map((d) => d.count)
      return
    default:
      otherElement(reading, part, node)
  }
}

/** How often an entry stands, and the bits between: `read` reads its numbers, as telemetry or as commands tell them. */
export function readRepeat<T extends IntegerValue | ArgumentInteger>(
  reading: Reading,
  node: XmlNode,
  read: (reading: Reading, node: XmlNode) => T | undefined,
): { readonly count: T; readonly gap_bits: number } | undefined {
  const countNode = child(node, 'Count')
  const offsetNode = child(node, 'Offset')
  if (countNode === undefined)
    return report(reading, { kind: 'xtce-missing-element', line: node.line, element: 'Count', parent: node.name })
  const count = read(reading, countNode)
  const gap = offsetNode === undefined ? undefined : read(reading, offsetNode)
  if (gap !== undefined && (gap.kind !== 'fixed' || gap.value < 0))
    unsupported(reading, offsetNode!, 'the space between repetitions must be a fixed number of bits, 0 or more')
  return count === undefined ? undefined : { count, gap_bits: gap?.kind === 'fixed' ? gap.value : 0 }
}

/** The entries that an element names, wherever they are placed. */
export function namedEntries(
  scope: Scope,
  names: Names,
  node: XmlNode,
  list: XmlNode,
  dimensions: readonly IntegerValue[] | undefined,
): Entry[] {
  const { reading } = scope
  switch (node.name) {
    case 'ParameterRefEntry':
    case 'ArrayParameterRefEntry':
      return parameterEntries(scope, names, node, dimensions)
    case 'ContainerRefEntry': {
      const name = required(reading, node, 'containerRef')
      const container = resolve(scope, names.containers, 'container', name, node.line)
      return container === undefined ? [] : [{ kind: 'container', container, offset: FOLLOWS, include: [] }]
    }
    case 'ParameterSegmentRefEntry':
    case 'ContainerSegmentRefEntry':
    case 'StreamSegmentEntry':
    case 'IndirectParameterRefEntry':
      unsupported(reading, node, 'pieces of streams, of containers and of parameters are not put together')
      return []
    default:
      otherElement(reading, node, list)
      return []
  }
}

function parameterEntries(scope: Scope, names: Names, node: XmlNode, dimensions: EntryParts['dimensions']): Entry[] {
  const name = required(scope.reading, node, 'parameterRef')
  if (name === '') return []
  const part = lookUp(scope.path, names.parts, name)
  if (part === undefined) {
    const one = lookUpParameter(scope.path, names, name)
    if (one !== undefined) return [{ kind: 'parameter', parameter: one, offset: FOLLOWS, include: [] }]
    resolve(scope, names.parameters, 'parameter', name, node.line)
    return []
  }
  const entries = entriesOfPart(part, dimensions)
  if (entries === undefined)
    report(scope.reading, {
      kind: 'xtce-missing-element',
      line: node.line,
      element: 'DimensionList',
      parent: node.name,
    })
  return entries ?? []
}

/** Place and condition given to the first and to all of the entries that one element means. */
function placed(entries: readonly Entry[], { offset, include }: EntryParts): Entry[] {
  return entries.map((entry, i) => ({ ...entry, offset: i === 0 ? offset : entry.offset, include }))
}

function readLocation(reading: Reading, node: XmlNode): EntryOffset {
  const words = ['previousEntry', 'containerStart', 'containerEnd'] as const
  const word = wordAttribute(reading, node, 'referenceLocation', words, 'previousEntry')
  const from = word === 'previousEntry' ? 'previous' : word === 'containerStart' ? 'start' : 'end'
  const value = readIntegerValue(reading, node)
  if (value === undefined) return FOLLOWS
  if (value.kind === 'fixed') {
    if (from !== 'previous' && value.value < 0)
      badValue(reading, node, 'FixedValue', String(value.value), 'a whole number of bits, 0 or more')
    return { from, bits: value.value }
  }
  if (from === 'end') unsupported(reading, node, 'a distance from the end that is not fixed')
  return { from, bits: 0, value }
}

function readBase(scope: Scope, names: Names, node: XmlNode): Container['base'] {
  const name = required(scope.reading, node, 'containerRef')
  const container = resolve(scope, names.containers, 'container', name, node.line)
  const criteria = child(node, 'RestrictionCriteria')
  if (container === undefined) return undefined
  return { container, criteria: criteria === undefined ? [] : scope.reading.criteria(criteria) }
}

/** Containers that extend or hold themselves are errors. */
export function findCircles(scopes: readonly Scope[], names: Names): void {
  const reading = (container: Container) => scopes.find((scope) => scope.path === container.system)!.reading
  const done = new Set<Container>()
  const visit = (container: Container, above: readonly Container[]): void => {
    if (above.includes(container)) {
      report(reading(container), {
        kind: 'xtce-circular',
        line: container.line,
        what: 'container',
        name: container.qualifiedName,
      })
      return
    }
    if (done.has(container)) return
    const below = [...above, container]
    if (container.base !== undefined) visit(container.base.container, below)
    for (const inner of heldBy(container.entries)) visit(inner, below)
    done.add(container)
  }
  for (const { value } of names.containers.values()) visit(value, [])
}

function heldBy(entries: readonly Entry[]): Container[] {
  return entries.flatMap((entry) => {
    if (entry.kind === 'container') return [entry.container]
    return entry.kind === 'repeat' ? heldBy(entry.entries) : []
  })
}
