/** Aggregates and arrays of XTCE: parameters and arguments taken apart into the simple values that packets hold. */
import type { ArgumentInteger, DataType, Entry, EntryOffset, IntegerValue, Parameter } from './dictionary.ts'
import type { XmlNode } from './xml-tree.ts'
import { moreArgument, readArgumentInteger } from './xtce-argument-criteria.ts'
import { child, otherElement, type Reading, report, required, unsupported } from './xtce-context.ts'
import { type Dimension, type Named, type ParameterPart, resolve, type Scope, type TypePart } from './xtce-scope.ts'
import { moreInteger, readIntegerValue } from './xtce-values.ts'

/** Larger arrays are one parameter that comes many times instead of a parameter for each element. */
export const MOST_ELEMENTS = 256
/** More parts than this in one parameter are a mistake. */
const MOST_PARTS = 65536

/** How sizes are told: in telemetry by parameters, in commands by arguments too. */
export type Sizes<N> = {
  readonly read: (reading: Reading, node: XmlNode) => N | undefined
  readonly more: (value: N, by: number) => N
}
/** Sizes in telemetry. */
export const PARAMETER_SIZES: Sizes<IntegerValue> = { read: readIntegerValue, more: moreInteger }
/** Sizes in commands. */
export const ARGUMENT_SIZES: Sizes<ArgumentInteger> = { read: readArgumentInteger, more: moreArgument }

type Size = { readonly kind: string; readonly value?: number }

/** Reads an aggregate or array type; undefined where the element is neither. */
export function readTypePart<N extends Size>(scope: Scope, node: XmlNode, sizes: Sizes<N>): TypePart<N> | undefined {
  const stem = node.name.replace(/(Parameter|Argument|Data)Type$/, '')
  if (stem === 'Aggregate' || stem === 'Array') required(scope.reading, node, 'name')
  if (stem === 'Aggregate') return readAggregate(scope, node)
  return stem === 'Array' ? readArray(scope, node, sizes) : undefined
}

function readAggregate(scope: Scope, node: XmlNode): TypePart<never> {
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

function readArray<N extends Size>(scope: Scope, node: XmlNode, sizes: Sizes<N>): TypePart<N> {
  const list = child(node, 'DimensionList')
  for (const part of node.children) if (part !== list) otherElement(scope.reading, part, node)
  const typeRef = required(scope.reading, node, 'arrayTypeRef')
  const dimensions = list === undefined ? undefined : readDimensions(scope.reading, list, sizes)
  return { kind: 'array', scope, typeRef, line: node.line, dimensions }
}

/** Dimensions by first and last index, or by size as XTCE 1.1 wrote them. */
export function readDimensions<N extends Size>(reading: Reading, list: XmlNode, sizes: Sizes<N>): Dimension<N>[] {
  return list.children.flatMap((node): Dimension<N>[] => {
    if (node.name === 'Size') {
      const count = sizes.read(reading, node)
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
    return dimensionOf(reading, node, sizes.read(reading, from), sizes.read(reading, to), sizes)
  })
}

function dimensionOf<N extends Size>(
  reading: Reading,
  node: XmlNode,
  from: N | undefined,
  to: N | undefined,
  { more }: Sizes<N>,
): Dimension<N>[] {
  if (from === undefined || to === undefined) return []
  if (from.kind !== 'fixed') {
    unsupported(reading, node, 'a first index that is not fixed')
    return []
  }
  const first = from.value ?? 0
  if (to.kind === 'fixed' && (to.value ?? 0) < first - 1) {
    unsupported(reading, node, 'the last index comes before the first')
    return []
  }
  return [{ first, count: more(to, 1 - first) }]
}

/** What taking a name apart needs to know and to do. */
export type Parts<T, N> = {
  readonly scope: Scope
  readonly types: ReadonlyMap<string, Named<TypePart<N>>>
  readonly what: string
  /** Makes one simple value. */
  readonly leaf: (name: string, type: DataType, description: string, initial: string | undefined) => T
  made: number
}
/** A name taken apart. */
export type PartOf<T, N = IntegerValue> =
  | { readonly kind: 'leaf'; readonly leaf: T }
  | { readonly kind: 'group'; readonly parts: readonly PartOf<T, N>[] }
  | { readonly kind: 'array'; readonly element: PartOf<T, N>; readonly counts: readonly N[] | undefined }

/** Takes `name` of type `typeRef`, as written in `scope`, apart. */
export function takeApart<T, N extends Size>(
  to: Parts<T, N>,
  scope: Scope,
  name: string,
  typeRef: string,
  line: number,
  description: string,
  initial: string | undefined,
  above: readonly TypePart<N>[] = [],
): PartOf<T, N> | undefined {
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
export function indicesOf(dimensions: readonly Dimension<Size>[]): string[] | undefined {
  let out = ['']
  for (const { first, count } of dimensions) {
    const length = count.kind === 'fixed' ? (count.value ?? 0) : Number.POSITIVE_INFINITY
    if (out.length * length > MOST_ELEMENTS) return undefined
    out = out.flatMap((prefix) => Array.from({ length }, (_, i) => `${prefix}[${first + i}]`))
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
