/** Which types are written where: once each, in the system that uses them or, where several do, in the root of the file. */
import type { ArgumentInteger, DataType, IntegerValue } from '../dictionary.ts'
import { MOST_ELEMENTS } from '../xtce-parts.ts'
import { anyInteger } from './argument-elements.ts'
import { type Composite, leavesOf, type Simple, shapeOf } from './composites.ts'
import { type TypeArea, typeElement } from './type-elements.ts'
import { cannot, checkName, keyOf, type Writing } from './writing.ts'
import { element, textElement, type XmlElement } from './xml-element.ts'

/** The types of all parameters, or of all arguments. */
export type TypeBook = {
  readonly writing: Writing
  readonly area: TypeArea
  /** The path of each simple type by what it says. */
  readonly paths: Map<string, string>
  /** Type elements of each system, by name. */
  readonly bySystem: Map<string, Map<string, XmlElement>>
  readonly composites: Map<string, string>
}

/** Gives every simple type a place. Two that differ under one name are kept apart by a system for the second. */
export function typeBook(
  writing: Writing,
  area: TypeArea,
  uses: readonly { readonly system: string; readonly type: DataType }[],
): TypeBook {
  const book: TypeBook = { writing, area, paths: new Map(), bySystem: new Map(), composites: new Map() }
  const found = new Map<string, { readonly type: DataType; readonly systems: Set<string> }>()
  for (const { system, type } of uses) {
    const key = keyOf(type)
    const entry = found.get(key) ?? { type, systems: new Set() }
    entry.systems.add(system)
    found.set(key, entry)
  }
  for (const [key, { type, systems }] of found) {
    const [first] = systems
    const home = systems.size === 1 ? first! : `/${first!.split('/')[1]}`
    const place = freePlace(book, home, checkName(writing, `the type ${type.name}`, type.name))
    placed(book, place).set(type.name, typeElement(writing, area, type))
    book.paths.set(key, `${place}/${type.name}`)
  }
  return book
}

function placed(book: TypeBook, system: string): Map<string, XmlElement> {
  const types = book.bySystem.get(system) ?? new Map<string, XmlElement>()
  book.bySystem.set(system, types)
  return types
}

function freePlace(book: TypeBook, home: string, name: string): string {
  let place = home
  for (let n = 2; book.bySystem.get(place)?.has(name); n++) place = `${home}/types-${n}`
  return place
}

/** The path of the type that a composite has, which is made where there is none yet. */
export function typeOf<T extends Simple>(
  book: TypeBook,
  system: string,
  name: string,
  node: Composite<T>,
  counts: (node: Composite<T>) => readonly (IntegerValue | ArgumentInteger)[] | undefined,
): string {
  if (node.kind === 'leaf') return book.paths.get(keyOf(node.leaf.type)) ?? ''
  const key = `${system}|${shapeOf(node)}|${node.kind === 'open' ? keyOf(counts(node) ?? null) : ''}`
  const before = book.composites.get(key)
  if (before !== undefined) return before
  const typeName = freeName(book, system, `${name}_type`)
  const path = `${system}/${typeName}`
  const made = compositeElement(book, system, name, typeName, node, counts)
  placed(book, system).set(typeName, made)
  book.composites.set(key, path)
  return path
}

function freeName(book: TypeBook, system: string, wanted: string): string {
  const taken = placed(book, system)
  let name = wanted
  for (let n = 2; taken.has(name); n++) name = `${wanted}_${n}`
  taken.set(name, element('taken'))
  return name
}

function compositeElement<T extends Simple>(
  book: TypeBook,
  system: string,
  name: string,
  typeName: string,
  node: Exclude<Composite<T>, { kind: 'leaf' }>,
  counts: (node: Composite<T>) => readonly (IntegerValue | ArgumentInteger)[] | undefined,
): XmlElement {
  const { writing, area } = book
  const of = `${system}/${name}`
  if (node.kind === 'group') {
    const members = [...node.members].map(([member, inner]) => {
      const leaf = inner.kind === 'leaf' ? inner.leaf : undefined
      const about = leavesOf(inner)[0]?.description ?? ''
      const initial = leaf?.initial === leaf?.type.initial ? undefined : leaf?.initial
      return element('Member', {
        name: checkName(writing, of, member),
        shortDescription: about === '' || inner.kind === 'group' ? undefined : about,
        initialValue: initial,
        typeRef: typeOf(book, system, `${name}_${member}`, inner, counts),
      })
    })
    return element(`Aggregate${area}Type`, { name: typeName }, [element('MemberList', {}, members)])
  }
  const inner = node.kind === 'open' ? node.element! : node.elements[0]!
  const shapes = node.kind === 'open' ? 1 : new Set(node.elements.map(shapeOf)).size
  if (shapes > 1) cannot(writing, of, 'the elements of an array are of one type')
  const dimensions =
    node.kind === 'open'
      ? dimensionList(writing, of, 0, counts(node) ?? [{ kind: 'fixed', value: MOST_ELEMENTS + 1 }])
      : dimensionList(writing, of, node.first, [{ kind: 'fixed', value: node.elements.length }])
  return element(
    `Array${area}Type`,
    { name: typeName, arrayTypeRef: typeOf(book, system, `${name}_element`, inner, counts) },
    [dimensions],
  )
}

/** Dimensions from a first index on, of so many elements each. */
export function dimensionList(
  writing: Writing,
  of: string,
  first: number,
  counts: readonly (IntegerValue | ArgumentInteger)[],
): XmlElement {
  return element(
    'DimensionList',
    {},
    counts.map((count) =>
      element('Dimension', {}, [
        element('StartingIndex', {}, [textElement('FixedValue', String(first))]),
        element('EndingIndex', {}, [anyInteger(writing, of, count, first - 1)]),
      ]),
    ),
  )
}
