/** F Prime's types as simple values: big-endian, booleans 255 and 0, strings with their octets counted in front. */
import type { DataType, Encoding } from '../dictionary.ts'
import type { Definition, TypeUse } from './fprime-file.ts'

/** A simple value in a composite one: what is added to the name (`.seconds`, `[2]`), and its type. */
export type Leaf = { readonly suffix: string; readonly type: DataType; readonly description: string }

/** How strings stand: in buffers of their greatest size, as in telemetry, or as long as they are, as in commands. */
export type Strings = 'buffers' | 'as-long'

/** A type that cannot be taken apart: its name, and whether it holds itself, is too large or is not defined. */
export type FprimeTypeError = { readonly kind: 'fprime-type'; readonly name: string; readonly why: string }

/** More simple values than this in one channel or argument are refused. */
const MOST_LEAVES = 65536
const LENGTH_BITS = 16

/** Takes a type apart. */
export function leavesOf(
  use: TypeUse,
  definitions: ReadonlyMap<string, Definition>,
  strings: Strings,
): Leaf[] | FprimeTypeError {
  const to: Walk = { definitions, strings, out: [], visited: 0 }
  return walk(to, use, '', '', []) ?? to.out
}

type Walk = {
  readonly definitions: ReadonlyMap<string, Definition>
  readonly strings: Strings
  readonly out: Leaf[]
  visited: number
}

function walk(
  to: Walk,
  type: TypeUse,
  suffix: string,
  description: string,
  above: readonly string[],
): FprimeTypeError | undefined {
  if (++to.visited > MOST_LEAVES) return wrong(type.name, `it has more than ${MOST_LEAVES} parts`)
  if (type.kind !== 'qualifiedIdentifier') {
    to.out.push({ suffix, type: plain(type, to.strings), description })
    return undefined
  }
  const definition = to.definitions.get(type.name)
  if (definition === undefined) return wrong(type.name, 'it is not defined')
  if (above.includes(type.name)) return wrong(type.name, 'it holds itself')
  const below = [...above, type.name]
  switch (definition.kind) {
    case 'alias':
      return walk(to, definition.type, suffix, description, below)
    case 'array':
      return each(definition.size, (i) => walk(to, definition.elementType, `${suffix}[${i}]`, description, below))
    case 'struct':
      return members(to, definition, suffix, below)
    case 'enum': {
      const inner = definition.representationType
      if (inner.kind !== 'integer') return wrong(type.name, 'it is represented by no integer')
      to.out.push({ suffix, type: enumeration(definition, inner), description })
      return undefined
    }
  }
}

function members(
  to: Walk,
  definition: Definition & { kind: 'struct' },
  suffix: string,
  below: readonly string[],
): FprimeTypeError | undefined {
  for (const [name, member] of Object.entries(definition.members).sort(([, a], [, b]) => a.index - b.index)) {
    const inner = (at: string) => walk(to, member.type, at, member.annotation ?? '', below)
    const failure =
      member.size === undefined
        ? inner(`${suffix}.${name}`)
        : each(member.size, (i) => inner(`${suffix}.${name}[${i}]`))
    if (failure !== undefined) return failure
  }
  return undefined
}

function each(count: number, one: (i: number) => FprimeTypeError | undefined): FprimeTypeError | undefined {
  for (let i = 0; i < count; i++) {
    const failure = one(i)
    if (failure !== undefined) return failure
  }
  return undefined
}

function wrong(name: string, why: string): FprimeTypeError {
  return { kind: 'fprime-type', name, why }
}

function plain(type: Exclude<TypeUse, { kind: 'qualifiedIdentifier' }>, strings: Strings): DataType {
  switch (type.kind) {
    case 'integer':
      return simple(type.name, 'integer', integerEncoding(type.size, type.signed))
    case 'float':
      return simple(type.name, 'float', { kind: 'float', bits: type.size, littleEndian: false })
    case 'bool':
      return {
        ...simple(type.name, 'enumerated', integerEncoding(8, false)),
        labels: [
          { from: 0, to: 0, label: 'False' },
          { from: 255, to: 255, label: 'True' },
        ],
      }
    case 'string':
      return simple(`string${type.size}`, 'string', {
        kind: 'string',
        charset: 'UTF-8',
        size:
          strings === 'buffers'
            ? { kind: 'fixed', bits: LENGTH_BITS + 8 * type.size, lengthBits: LENGTH_BITS, countsOctets: true }
            : { kind: 'leading', lengthBits: LENGTH_BITS, maxBits: 8 * type.size, countsOctets: true },
      })
  }
}

function enumeration(
  definition: Definition & { kind: 'enum' },
  { size, signed }: TypeUse & { kind: 'integer' },
): DataType {
  const { qualifiedName, enumeratedConstants, annotation } = definition
  return {
    ...simple(qualifiedName.slice(qualifiedName.lastIndexOf('.') + 1), 'enumerated', integerEncoding(size, signed)),
    description: annotation ?? '',
    labels: enumeratedConstants.map(({ name, value }) => ({ from: value, to: value, label: name })),
  }
}

/** An integer as F Prime serialises it. */
export function integerEncoding(bits: number, signed: boolean): Encoding {
  return { kind: 'integer', bits, form: signed ? 'twosComplement' : 'unsigned', littleEndian: false }
}

/** A type with nothing but its encoding. */
export function simple(name: string, kind: DataType['kind'], encoding: Encoding): DataType {
  return { name, kind, encoding, unit: '', description: '' }
}
