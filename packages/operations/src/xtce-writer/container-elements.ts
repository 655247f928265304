/** SequenceContainers as XTCE 1.2 writes them: the mirror image of `xtce-containers.ts`. */
import type { Container, Entry, IntegerValue, Parameter } from '../dictionary.ts'
import { FOLLOWS, MOST_ELEMENTS } from '../xtce-parts.ts'
import { type Composite, leavesOf } from './composites.ts'
import { criteriaElement, integerValue } from './criteria-elements.ts'
import { dimensionList } from './type-book.ts'
import { cannot, keyOf, referenceTo, type Writing } from './writing.ts'
import { element, type XmlElement } from './xml-element.ts'

/** A parameter as its file defines it: its path, what it is made of, and the entries that naming it means. */
export type Whole = {
  readonly path: string
  readonly node: Composite<Parameter>
  readonly expected: readonly Entry[]
}

/** The parameter that a simple value belongs to, by the simple value's qualified name. */
export type Wholes = ReadonlyMap<string, Whole>

/** How often an array comes whose type does not say it: more than those that are taken apart. */
const ANY_NUMBER: IntegerValue = { kind: 'fixed', value: MOST_ELEMENTS + 1 }

/** The entries that naming a composite means: `counts` tells how often the elements of an open array come. */
export function entriesOf(
  node: Composite<Parameter>,
  counts: (node: Composite<Parameter>) => readonly IntegerValue[] | undefined,
): Entry[] {
  switch (node.kind) {
    case 'leaf':
      return [{ kind: 'parameter', parameter: node.leaf, offset: FOLLOWS, include: [] }]
    case 'group':
      return [...node.members.values()].flatMap((member) => entriesOf(member, counts))
    case 'array':
      return node.elements.flatMap((one) => entriesOf(one, counts))
    case 'open': {
      const entries = node.element === undefined ? [] : entriesOf(node.element, counts)
      const times = counts(node) ?? [ANY_NUMBER]
      return [{ kind: 'repeat', entries, counts: times, gap_bits: 0, offset: FOLLOWS, include: [] }]
    }
  }
}

/** How often the elements of open arrays come, from the first container that says so. */
export function countsIn(
  containers: readonly Container[],
  nodes: ReadonlyMap<string, Composite<Parameter>>,
): (node: Composite<Parameter>) => readonly IntegerValue[] | undefined {
  const found = new Map<Composite<Parameter>, readonly IntegerValue[]>()
  const visit = (entry: Entry): void => {
    if (entry.kind !== 'repeat') return
    const leaf = firstLeaf(entry)
    const root = leaf === undefined ? undefined : nodes.get(leaf.qualifiedName)
    const level = leaf === undefined ? -1 : (leaf.name.match(/\[\]/g)?.length ?? 0) - repeatsIn(entry)
    const open = root === undefined || level < 0 ? undefined : openAt(root, leaf!, level)
    if (open !== undefined && !found.has(open) && entry.gap_bits === 0) found.set(open, entry.counts)
    entry.entries.forEach(visit)
  }
  for (const container of containers) container.entries.forEach(visit)
  return (node) => {
    const counts = found.get(node)
    return counts === undefined || isSmall(counts) ? undefined : counts
  }
}

/** An array of few elements that its type counts would be a parameter for each of them. */
function isSmall(counts: readonly IntegerValue[]): boolean {
  let size = 1
  for (const count of counts) size *= count.kind === 'fixed' ? count.value : Number.POSITIVE_INFINITY
  return size <= MOST_ELEMENTS
}

function firstLeaf(entry: Entry): Parameter | undefined {
  if (entry.kind === 'parameter') return entry.parameter
  return entry.kind === 'repeat' && entry.entries[0] !== undefined ? firstLeaf(entry.entries[0]) : undefined
}

function repeatsIn(entry: Entry): number {
  if (entry.kind !== 'repeat') return 0
  return 1 + (entry.entries[0] === undefined ? 0 : repeatsIn(entry.entries[0]))
}

/** The `level`-th open array on the way to a simple value. */
function openAt(root: Composite<Parameter>, leaf: Parameter, level: number): Composite<Parameter> | undefined {
  let node: Composite<Parameter> | undefined = root
  let left = level
  while (node !== undefined && node.kind !== 'leaf') {
    if (node.kind === 'open' && left-- === 0) return node
    const inner: readonly Composite<Parameter>[] =
      node.kind === 'group' ? [...node.members.values()] : node.kind === 'array' ? node.elements : [node.element!]
    node = inner.find((one) => leavesOf(one).includes(leaf))
  }
  return undefined
}

/** The element of a container. */
export function containerElement(writing: Writing, wholes: Wholes, container: Container): XmlElement {
  const { name, abstract, base, entries, qualifiedName } = container
  const only = entries.length === 1 ? entries[0] : undefined
  const unread = only?.kind === 'repeat' && only.entries.length === 0 ? only : undefined
  return element('SequenceContainer', { name, abstract: abstract ? 'true' : undefined }, [
    unread === undefined ? undefined : unreadBits(writing, qualifiedName, unread),
    element('EntryList', {}, unread === undefined ? entryElements(writing, wholes, qualifiedName, entries) : []),
    base === undefined
      ? undefined
      : element('BaseContainer', { containerRef: base.container.qualifiedName }, [
          base.criteria.length === 0
            ? undefined
            : element('RestrictionCriteria', {}, [criteriaElement(writing, qualifiedName, base.criteria)]),
        ]),
  ])
}

/** Bits that no entry reads are a container's BinaryEncoding. */
function unreadBits(writing: Writing, of: string, entry: Entry): XmlElement {
  const size: IntegerValue = { kind: 'fixed', value: entry.offset.bits }
  return element('BinaryEncoding', {}, [element('SizeInBits', {}, [integerValue(writing, of, size)])])
}

/** Entries one after another; those that a whole parameter means stand as one. */
export function entryElements(writing: Writing, wholes: Wholes, of: string, entries: readonly Entry[]): XmlElement[] {
  const out: XmlElement[] = []
  for (let at = 0; at < entries.length; ) {
    const whole = wholeAt(wholes, entries, at)
    const entry = entries[at]!
    if (whole === undefined) {
      const made = oneEntry(writing, wholes, of, entry)
      if (made !== undefined) out.push(made)
      at++
      continue
    }
    const name = whole.node.kind === 'open' ? 'ArrayParameterRefEntry' : 'ParameterRefEntry'
    out.push(element(name, { parameterRef: whole.path }, placeOf(writing, of, entry)))
    at += whole.expected.length
  }
  return out
}

/** The parameter of several values that begins at an entry and is there as a whole. */
function wholeAt(wholes: Wholes, entries: readonly Entry[], at: number): Whole | undefined {
  const leaf = firstLeaf(entries[at]!)
  const whole = leaf === undefined ? undefined : wholes.get(leaf.qualifiedName)
  if (whole === undefined || whole.node.kind === 'leaf') return undefined
  const { offset, include } = entries[at]!
  const same = whole.expected.every((expected, i) => {
    const there = entries[at + i]
    return there !== undefined && keyOf(there) === keyOf({ ...expected, offset: i === 0 ? offset : FOLLOWS, include })
  })
  return same ? whole : undefined
}

function oneEntry(writing: Writing, wholes: Wholes, of: string, entry: Entry): XmlElement | undefined {
  if (entry.kind === 'repeat') return repeated(writing, wholes, of, entry)
  return element(...named(writing, entry), placeOf(writing, of, entry))
}

function named(writing: Writing, entry: Exclude<Entry, { kind: 'repeat' }>): [string, Record<string, string>] {
  return entry.kind === 'container'
    ? ['ContainerRefEntry', { containerRef: entry.container.qualifiedName }]
    : ['ParameterRefEntry', { parameterRef: referenceTo(writing, entry.parameter.qualifiedName) }]
}

/** Place, repetition and condition, in the schema's order. */
function placeOf(writing: Writing, of: string, { offset, include }: Entry, repeat?: XmlElement) {
  const { from, bits, value } = offset
  const word = { previous: undefined, start: 'containerStart', end: 'containerEnd' }[from]
  const follows = from === 'previous' && bits === 0 && value === undefined
  const size = value ?? { kind: 'fixed' as const, value: bits }
  return [
    follows
      ? undefined
      : element('LocationInContainerInBits', { referenceLocation: word }, [integerValue(writing, of, size)]),
    repeat,
    include.length === 0 ? undefined : element('IncludeCondition', {}, [criteriaElement(writing, of, include)]),
  ]
}

function repeated(
  writing: Writing,
  wholes: Wholes,
  of: string,
  entry: Entry & { kind: 'repeat' },
): XmlElement | undefined {
  const array = openArray(wholes, entry)
  if (array !== undefined) return arrayElement(writing, of, array, entry, entry)
  const [count] = entry.counts
  const [first] = entry.entries
  const parts = wholeAt(wholes, entry.entries, 0)
  const all = parts !== undefined && parts.expected.length === entry.entries.length ? parts : undefined
  const one = entry.entries.length === 1 ? first : undefined
  if (entry.counts.length !== 1 || (one === undefined && all === undefined))
    return cannot(writing, of, 'a repetition of entries that are no one parameter and no one container')
  const repeat = element('RepeatEntry', {}, [
    element('Count', {}, [integerValue(writing, of, count!)]),
    entry.gap_bits === 0
      ? undefined
      : element('Offset', {}, [integerValue(writing, of, { kind: 'fixed', value: entry.gap_bits })]),
  ])
  const place = placeOf(writing, of, entry, repeat)
  if (all !== undefined) return element('ParameterRefEntry', { parameterRef: all.path }, place)
  if (one!.kind !== 'repeat') return element(...named(writing, one!), place)
  const inner = openArray(wholes, one!)
  return inner === undefined
    ? cannot(writing, of, 'a repetition within a repetition')
    : arrayElement(writing, of, inner, entry, one!, repeat)
}

type Repeat = Entry & { readonly kind: 'repeat' }

/** The array that a repetition is, where its elements come as often as the container says and not the type. */
function openArray(wholes: Wholes, entry: Repeat): Whole | undefined {
  const leaf = firstLeaf(entry)
  const whole = leaf === undefined ? undefined : wholes.get(leaf.qualifiedName)
  const own = whole?.expected.length === 1 ? whole.expected[0] : undefined
  const same = own?.kind === 'repeat' && keyOf(own.entries) === keyOf(entry.entries) && entry.gap_bits === 0
  return same ? whole : undefined
}

function arrayElement(writing: Writing, of: string, whole: Whole, at: Entry, array: Repeat, repeat?: XmlElement) {
  return element('ArrayParameterRefEntry', { parameterRef: whole.path }, [
    ...placeOf(writing, of, at, repeat),
    dimensionList(writing, of, 0, array.counts),
  ])
}
