/**
 * Thrift's compact protocol as far as Parquet's metadata needs it (Apache Thrift, "Thrift compact protocol encoding"):
 * structs of numbers, octets, booleans, lists and structs. A struct here is a map from field number to value.
 */

/** Kinds of fields, by the protocol's own numbers. */
export const KIND = {
  TRUE: 1,
  FALSE: 2,
  I8: 3,
  I16: 4,
  I32: 5,
  I64: 6,
  DOUBLE: 7,
  BINARY: 8,
  LIST: 9,
  STRUCT: 12,
} as const

/** A value to write with its kind. */
export type Field =
  | { readonly id: number; readonly kind: 'i32' | 'i64'; readonly value: number }
  | { readonly id: number; readonly kind: 'bool'; readonly value: boolean }
  | { readonly id: number; readonly kind: 'binary'; readonly value: Uint8Array | string }
  | { readonly id: number; readonly kind: 'struct'; readonly value: readonly Field[] }
  | { readonly id: number; readonly kind: 'structs'; readonly value: readonly (readonly Field[])[] }
  | { readonly id: number; readonly kind: 'binaries'; readonly value: readonly string[] }
  | { readonly id: number; readonly kind: 'i32s'; readonly value: readonly number[] }

/** A struct that was read: numbers of 64 bits as bigint where they exceed 2^53. */
export type Struct = Map<number, ThriftValue>
export type ThriftValue = number | bigint | boolean | Uint8Array | Struct | ThriftValue[]

const text = new TextEncoder()

/** Octets of a struct. Fields in ascending order of their numbers. */
export function writeStruct(fields: readonly Field[]): Uint8Array<ArrayBuffer> {
  const out = new Growing()
  putStruct(out, fields)
  return out.done()
}

class Growing {
  private bytes = new Uint8Array(1024)
  private at = 0

  octet(value: number): void {
    this.room(1)
    this.bytes[this.at++] = value
  }

  octets(value: Uint8Array): void {
    this.room(value.length)
    this.bytes.set(value, this.at)
    this.at += value.length
  }

  /** Unsigned, up to 2^53. */
  varint(value: number): void {
    let rest = value
    while (rest >= 128) {
      this.octet((rest % 128) | 128)
      rest = Math.floor(rest / 128)
    }
    this.octet(rest)
  }

  zigzag(value: number): void {
    this.varint(value >= 0 ? value * 2 : -value * 2 - 1)
  }

  done(): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(0, this.at)
  }

  private room(more: number): void {
    if (this.at + more <= this.bytes.length) return
    const larger = new Uint8Array(2 * this.bytes.length + more)
    larger.set(this.bytes)
    this.bytes = larger
  }
}

function putStruct(out: Growing, fields: readonly Field[]): void {
  let last = 0
  for (const field of fields) {
    const kind = kindOf(field)
    const step = field.id - last
    if (step < 1 || step > 15) throw new Error(`field ${field.id} cannot follow field ${last}`)
    out.octet((step << 4) | kind)
    last = field.id
    putValue(out, field)
  }
  out.octet(0)
}

function kindOf(field: Field): number {
  switch (field.kind) {
    case 'i32':
      return KIND.I32
    case 'i64':
      return KIND.I64
    case 'bool':
      return field.value ? KIND.TRUE : KIND.FALSE
    case 'binary':
      return KIND.BINARY
    case 'struct':
      return KIND.STRUCT
    default:
      return KIND.LIST
  }
}

function putValue(out: Growing, field: Field): void {
  switch (field.kind) {
    case 'i32':
    case 'i64':
      out.zigzag(field.value)
      return
    case 'bool':
      return
    case 'binary':
      putBinary(out, typeof field.value === 'string' ? text.encode(field.value) : field.value)
      return
    case 'struct':
      putStruct(out, field.value)
      return
    case 'structs':
      putListHead(out, field.value.length, KIND.STRUCT)
      for (const one of field.value) putStruct(out, one)
      return
    case 'binaries':
      putListHead(out, field.value.length, KIND.BINARY)
      for (const one of field.value) putBinary(out, text.encode(one))
      return
    case 'i32s':
      putListHead(out, field.value.length, KIND.I32)
      for (const one of field.value) out.zigzag(one)
  }
}

function putBinary(out: Growing, octets: Uint8Array): void {
  out.varint(octets.length)
  out.octets(octets)
}

function putListHead(out: Growing, length: number, kind: number): void {
  if (length < 15) out.octet((length << 4) | kind)
  else {
    out.octet(0xf0 | kind)
    out.varint(length)
  }
}

/** Why metadata could not be read. */
export class ThriftError extends Error {}

/** Reads a struct from `at` on; where it ends. What is cut short or nested beyond reason throws a ThriftError. */
export function readStruct(bytes: Uint8Array, at: number): { readonly value: Struct; readonly end: number } {
  const reader = new Reading(bytes, at)
  const value = reader.struct(0)
  return { value, end: reader.at }
}

const DEEPEST = 16

class Reading {
  at: number
  private readonly bytes: Uint8Array

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes
    this.at = at
  }

  struct(depth: number): Struct {
    if (depth > DEEPEST) throw new ThriftError('structs nested beyond reason')
    const out: Struct = new Map()
    let id = 0
    for (;;) {
      const head = this.octet()
      if (head === 0) return out
      const step = head >>> 4
      id = step === 0 ? Number(this.zigzag()) : id + step
      out.set(id, this.value(head & 15, depth))
    }
  }

  private value(kind: number, depth: number): ThriftValue {
    switch (kind) {
      case KIND.TRUE:
        return true
      case KIND.FALSE:
        return false
      case KIND.I8:
        return (this.octet() << 24) >> 24
      case KIND.I16:
      case KIND.I32:
      case KIND.I64:
        return this.zigzag()
      case KIND.DOUBLE:
        return this.double()
      case KIND.BINARY:
        return this.binary()
      case KIND.LIST:
        return this.list(depth)
      case KIND.STRUCT:
        return this.struct(depth + 1)
      default:
        throw new ThriftError(`a field of kind ${kind}`)
    }
  }

  private list(depth: number): ThriftValue[] {
    const head = this.octet()
    const length = head >>> 4 === 15 ? this.varint() : head >>> 4
    // Every element takes an octet at least: a longer list is damage.
    if (length > this.bytes.length - this.at) throw new ThriftError(`a list of ${length}`)
    const out: ThriftValue[] = []
    const kind = head & 15
    for (let i = 0; i < length; i++)
      out.push(kind === KIND.TRUE || kind === KIND.FALSE ? this.octet() === 1 : this.value(kind, depth + 1))
    return out
  }

  private binary(): Uint8Array {
    const length = this.varint()
    if (length > this.bytes.length - this.at) throw new ThriftError(`${length} octets where fewer are left`)
    this.at += length
    return this.bytes.subarray(this.at - length, this.at)
  }

  private double(): number {
    if (this.at + 8 > this.bytes.length) throw new ThriftError('cut short')
    this.at += 8
    return new DataView(this.bytes.buffer, this.bytes.byteOffset + this.at - 8, 8).getFloat64(0, true)
  }

  private octet(): number {
    const octet = this.bytes[this.at++]
    if (octet === undefined) throw new ThriftError('cut short')
    return octet
  }

  private varint(): number {
    const value = this.big()
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new ThriftError(`a length of ${value}`)
    return Number(value)
  }

  private zigzag(): number | bigint {
    const coded = this.big()
    const value = (coded >> 1n) ^ -(coded & 1n)
    return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value
  }

  private big(): bigint {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const octet = this.octet()
      value |= BigInt(octet & 127) << shift
      if (octet < 128) return value
    }
    throw new ThriftError('a number of more than ten octets')
  }
}
