/** Entries of CommandContainers as XTCE writes them: the mirror image of `xtce-command-entries.ts`. */
import type { Argument, ArgumentInteger, Command, CommandEntry } from '../dictionary.ts'
import { anyInteger, argumentCriteria, argumentReference } from './argument-elements.ts'
import { type Composite, leavesOf } from './composites.ts'
import { dimensionList } from './type-book.ts'
import { cannot, keyOf, referenceTo, type Writing } from './writing.ts'
import { element, textElement, type XmlElement } from './xml-element.ts'

/** The arguments that a command declares or inherits, by what stands first in their names. */
export type ArgumentNodes = ReadonlyMap<string, Composite<Argument>>

type Entries = readonly CommandEntry[]
type Book = { readonly writing: Writing; readonly of: string; readonly nodes: ArgumentNodes }

/** Entries one after another; those that a whole argument means stand as one. */
export function commandEntryElements(
  writing: Writing,
  { qualifiedName }: Command,
  entries: Entries,
  nodes: ArgumentNodes,
): XmlElement[] {
  const book = { writing, of: qualifiedName, nodes }
  const out: XmlElement[] = []
  for (let at = 0; at < entries.length; ) {
    const entry = entries[at]!
    const place = entry.kind === 'place' ? entry : undefined
    const next = place === undefined ? at : at + 1
    if (place !== undefined && keyOf(place.include ?? null) !== keyOf(entries[next]?.include ?? null))
      cannot(writing, qualifiedName, 'a place of nothing')
    const named = namedAt(book, entries, next)
    if (named !== undefined) out.push(elementOf(book, named, place, entry.include))
    at = next + Math.max(1, named?.length ?? 1)
  }
  return out
}

/** What one element can name: its name and attributes, what stands in it behind place and condition, and how many entries it is. */
type Named = {
  readonly name: string
  readonly attributes: XmlElement['attributes']
  readonly repeat?: CommandEntry & { kind: 'repeat' }
  readonly dimensions?: readonly ArgumentInteger[]
  readonly length: number
}

const PLACES = { previous: undefined, start: 'containerStart', end: 'containerEnd' } as const

function elementOf(
  { writing, of }: Book,
  { name, attributes, repeat, dimensions }: Named,
  place: (CommandEntry & { kind: 'place' }) | undefined,
  include: CommandEntry['include'],
): XmlElement {
  const word = place === undefined ? undefined : PLACES[place.from]
  return element(name, attributes, [
    place === undefined
      ? undefined
      : element('LocationInContainerInBits', { referenceLocation: word }, [anyInteger(writing, of, place.at)]),
    repeat === undefined ? undefined : repeatElement(writing, of, repeat),
    include === undefined ? undefined : element('IncludeCondition', {}, [argumentCriteria(writing, of, include)]),
    dimensions === undefined ? undefined : dimensionList(writing, of, 0, dimensions),
  ])
}

function repeatElement(writing: Writing, of: string, { counts, gap_bits }: CommandEntry & { kind: 'repeat' }) {
  if (counts.length !== 1) cannot(writing, of, 'a repetition with several numbers')
  return element('RepeatEntry', {}, [
    element('Count', {}, [anyInteger(writing, of, counts[0]!)]),
    gap_bits === 0 ? undefined : element('Offset', {}, [textElement('FixedValue', String(gap_bits))]),
  ])
}

function namedAt(book: Book, entries: Entries, at: number): Named | undefined {
  const { writing, of } = book
  const entry = entries[at]
  switch (entry?.kind) {
    case 'parameter':
      return {
        name: 'ParameterRefEntry',
        attributes: { parameterRef: referenceTo(writing, entry.parameter.qualifiedName) },
        length: 1,
      }
    case 'fixed':
      return { name: 'FixedValueEntry', attributes: fixedAttributes(entry), length: 1 }
    case 'argument':
      return argumentAt(book, entries, at, entry.argument)
    case 'repeat':
      return repeatedAt(book, entry)
    default:
      return cannot(writing, of, 'a place of nothing')
  }
}

function fixedAttributes({ octets, bits }: CommandEntry & { kind: 'fixed' }): XmlElement['attributes'] {
  const hex = Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join('')
  return { binaryValue: hex, sizeInBits: String(bits) }
}

/** An argument, whole where all of its values stand one after another. */
function argumentAt({ writing, of, nodes }: Book, entries: Entries, at: number, argument: string): Named {
  const name = argument.replace(/[.[].*$/, '')
  const node = nodes.get(name)
  const expected = node === undefined ? [] : entriesOf(node)
  const { include } = entries[at]!
  const whole =
    expected.length > 0 &&
    expected.every((one, i) => keyOf(entries[at + i] ?? null) === keyOf({ ...one, ...(include && { include }) }))
  if (whole) return { name: 'ArgumentRefEntry', attributes: { argumentRef: name }, length: expected.length }
  if (argument.includes('[')) cannot(writing, of, `its packet holds a part of the argument ${name}`)
  return { name: 'ArgumentRefEntry', attributes: { argumentRef: argumentReference(writing, argument) }, length: 1 }
}

/** What naming an argument means. */
function entriesOf(node: Composite<Argument>): CommandEntry[] {
  switch (node.kind) {
    case 'leaf':
      return [{ kind: 'argument', argument: node.leaf.name }]
    case 'group':
      return [...node.members.values()].flatMap(entriesOf)
    case 'array':
      return node.elements.flatMap(entriesOf)
    case 'open':
      return node.element === undefined ? [] : [openEntry(node, countsOf(node) ?? [])]
  }
}

function openEntry(node: Composite<Argument> & { kind: 'open' }, counts: readonly ArgumentInteger[]): CommandEntry {
  return { kind: 'repeat', entries: entriesOf(node.element!), counts, gap_bits: 0 }
}

/** How many elements an array has by its type. */
export function countsOf(node: Composite<Argument>): readonly ArgumentInteger[] | undefined {
  return leavesOf(node)[0]?.counts
}

/** An array whose number of elements is told, or an entry that comes again. */
function repeatedAt(book: Book, entry: CommandEntry & { kind: 'repeat' }): Named | undefined {
  const array = arrayOf(book, entry)
  if (array !== undefined) return { ...array, length: 1 }
  const [inner] = entry.entries
  const named = inner === undefined ? undefined : namedAt(book, entry.entries, 0)
  if (
    named === undefined ||
    named.repeat !== undefined ||
    named.length !== entry.entries.length ||
    inner?.include !== undefined
  )
    return cannot(book.writing, book.of, 'a repetition of entries that are no one entry')
  return { ...named, repeat: entry, length: 1 }
}

function arrayOf(
  { nodes }: Book,
  { entries, counts, gap_bits }: CommandEntry & { kind: 'repeat' },
): Omit<Named, 'length'> | undefined {
  const [first] = entries
  const name = first?.kind === 'argument' ? first.argument.replace(/[.[].*$/, '') : ''
  const node = nodes.get(name)
  if (node?.kind !== 'open' || gap_bits !== 0 || keyOf(entriesOf(node.element!)) !== keyOf(entries)) return undefined
  const attributes = { argumentRef: name }
  if (keyOf(countsOf(node)) === keyOf(counts)) return { name: 'ArgumentRefEntry', attributes }
  return { name: 'ArrayArgumentRefEntry', attributes, dimensions: counts }
}
