/** Aggregates and arrays of XTCE: parameters and arguments taken apart into the simple values that packets hold. */
import type { DataType, Entry, EntryOffset, IntegerValue, Parameter } from './dictionary.ts'
import type { XmlNode } from './xml-tree.ts'
import { child, otherElement, type Reading, report, required, unsupported } from './xtce-context.ts'
import { type Dimension, type Named, type ParameterPart, resolve, type Scope, type TypePart } from './xtce-scope.ts'
import { readIntegerValue } from './xtce-values.ts'

/** Larger arrays are one parameter that comes many times instead of a parameter for each element. */
export const MOST_ELEMENTS = 256
/** More parts than this in one parameter are a mistake. */
const MOST_PARTS = 65536

/** Reads an aggregate or array type; undefined where the element is neither. */
export function readTypePart(scope: Scope, node: XmlNode): TypePart | undefined {
  const stem = node.name.replace(/(Parameter|Argument|Data)Type$/, '')
  if (stem === 'Aggregate' || stem === 'Array') required(scope.reading, node, 'name')
  if (stem === 'Aggregate') return readAggregate(scope, node)
  return stem === 'Array' ? readArray(scope, node) : undefined
}

function readAggregate(scope: Scope, node: XmlNode): TypePart {
  const { reading } = scope
  const list = child(node, 'MemberList')
  for (const part of node.children) if (part !== list) otherElement(reading, part, node)
  if (list === undefined)
    report(reading, { kind: 'xtce-missing-element', line: node.line, element: 'MemberList', parent: node.name })
  const members = (list?.children ?? []).map((member) => {
    if (member.name !== 'Member') otherElement(reading, member, list!)
    return {
      name: required(reading, member, 'name'),
      typeRef: required(reading, member, 'typeRef'),
      line: member.line,
      description: member.attributes.get('shortDescription') ?? '',
      initial: member.attributes.get('initialValue'),
    }
  })
  return { kind: 'aggregate', scope, members }
}

function readArray(scope: Scope, node: XmlNode): TypePart {
  const list = child(node, 'DimensionList')
  for (const part of node.children) if (part !== list) otherElement(scope.reading, part, node)
  const typeRef = required(scope.reading, node, 'arrayTypeRef')
  const dimensions = list === undefined ? undefined : readDimensions(scope.reading, list)
  return { kind: 'array', scope, typeRef, line: node.line, dimensions }
}

/** Dimensions by first and last index, or by size as XTCE 1.1 wrote them. */
export function readDimensions(reading: Reading, list: XmlNode): Dimension[] {
  return list.children.flatMap((node): Dimension[] => {
    if (node.name === 'Size') {
      const count = readIntegerValue(reading, node)
      return count === undefined ? [] : [{ first: 0, count }]
    }
    const from = child(node, 'StartingIndex')
    const to = child(node, 'EndingIndex')
    if (node.name !== 'Dimension' || from === undefined || to === undefined) {
      report(reading, {
        kind: 'xtce-missing-element',
        line: node.line,
        element: 'StartingIndex or EndingIndex',
        parent: node.name,
      })
      return []
    }
    return dimensionOf(reading, node, readIntegerValue(reading, from), readIntegerValue(reading, to))
  })
}

function dimensionOf(
  reading: Reading,
  node: XmlNode,
  from: IntegerValue | undefined,
  to: IntegerValue | undefined,
): Dimension[] {
  if (from === undefined || to === undefined) return []
  if (from.kind !== 'fixed') {
    unsupported(reading, node, 'a first index that is not fixed')
    return []
  }
  if (to.kind === 'fixed') {
    const count = to.value - from.value + 1
    if (count >= 0) return [{ first: from.value, count: { kind: 'fixed', value: count } }]
    unsupported(reading, node, 'the last index comes before the first')
    return []
  }
  // Cases and the name of the parameter are filled in later, so that a copy would miss them.
  const more = 1 - from.value
  if (to.kind === 'lookup') {
    const shifted = {
      kind: 'lookup' as const,
      get cases() {
        return to.cases.map(({ criteria, value }) => ({ criteria, value: value + more }))
      },
      ...(to.otherwise === undefined ? {} : { otherwise: to.otherwise + more }),
    }
    return [{ first: from.value, count: shifted }]
  }
  const shifted = {
    kind: 'dynamic' as const,
    get parameter() {
      return to.parameter
    },
    calibrated: to.calibrated,
    slope: to.slope,
    intercept: to.intercept + more,
  }
  return [{ first: from.value, count: shifted }]
}

/** What taking a name apart needs to know and to do. */
export type Parts<T> = {
  readonly scope: Scope
  readonly types: ReadonlyMap<string, Named<TypePart>>
  readonly what: string
  /** Makes one simple value. */
  readonly leaf: (name: string, type: DataType, description: string, initial: string | undefined) => T
  made: number
}
/** A name taken apart. */
export type PartOf<T> =
  | { readonly kind: 'leaf'; readonly leaf: T }
  | { readonly kind: 'group'; readonly parts: readonly PartOf<T>[] }
  | { readonly kind: 'array'; readonly element: PartOf<T>; readonly counts: readonly IntegerValue[] | undefined }

/** Takes `name` of type `typeRef`, as written in `scope`, apart. */
export function takeApart<T>(
  to: Parts<T>,
  scope: Scope,
  name: string,
  typeRef: string,
  line: number,
  description: string,
  initial: string | undefined,
  above: readonly TypePart[] = [],
): PartOf<T> | undefined {
  const type = resolve(scope, to.types, to.what, typeRef, line)
  if (type === undefined) return undefined
  if (above.includes(type) || ++to.made > MOST_PARTS)
    return report(scope.reading, { kind: 'xtce-circular', line, what: 'type', name: typeRef })
  if (type.kind === 'simple') return { kind: 'leaf', leaf: to.leaf(name, type.type, description, initial) }
  const below = [...above, type]
  if (type.kind === 'aggregate') {
    const parts = type.members.flatMap((m) => {
      const inner = takeApart(to, type.scope, `${name}.${m.name}`, m.typeRef, m.line, m.description, m.initial, below)
      return inner ?? []
    })
    return { kind: 'group', parts }
  }
  const element = (suffix: string) =>
    takeApart(to, type.scope, `${name}${suffix}`, type.typeRef, type.line, description, undefined, below)
  const { dimensions } = type
  const indices = dimensions === undefined ? undefined : indicesOf(dimensions)
  if (indices !== undefined) return { kind: 'group', parts: indices.flatMap((suffix) => element(suffix) ?? []) }
  const inner = element('[]')
  const counts = dimensions?.map((d) => d.count)
  return inner === undefined ? undefined : { kind: 'array', element: inner, counts }
}

/** `[0][0]`, `[0][1]` ...; undefined where a size is not known or there are too many. */
function indicesOf(dimensions: readonly Dimension[]): string[] | undefined {
  let out = ['']
  for (const { first, count } of dimensions) {
    if (count.kind !== 'fixed' || out.length * count.value > MOST_ELEMENTS) return undefined
    out = out.flatMap((prefix) => Array.from({ length: count.value }, (_, i) => `${prefix}[${first + i}]`))
  }
  return out
}

/** The entries that a parameter's parts are in a container, where each follows the one before. */
export function entriesOfPart(part: ParameterPart, counts?: readonly IntegerValue[]): Entry[] | undefined {
  if (part.kind === 'leaf') return [{ kind: 'parameter', parameter: part.parameter, offset: FOLLOWS, include: [] }]
  if (part.kind === 'group') {
    const inner = part.parts.map((p) => entriesOfPart(p, counts))
    return inner.includes(undefined) ? undefined : inner.flatMap((entries) => entries!)
  }
  const entries = entriesOfPart(part.element)
  const times = counts ?? part.counts
  if (entries === undefined || times === undefined) return undefined
  return [{ kind: 'repeat', entries, counts: times, gap_bits: 0, offset: FOLLOWS, include: [] }]
}

/** Right behind the entry before. */
export const FOLLOWS: EntryOffset = { from: 'previous', bits: 0 }

/** The parts of a parameter as the scope keeps them. */
export function parameterPart(part: PartOf<Parameter>): ParameterPart {
  if (part.kind === 'leaf') return { kind: 'leaf', parameter: part.leaf }
  if (part.kind === 'group') return { kind: 'group', parts: part.parts.map(parameterPart) }
  return { kind: 'array', element: parameterPart(part.element), counts: part.counts }
}
