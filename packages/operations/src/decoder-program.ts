/**
 * The entries of one container as a flat program. Each operation is five numbers: code, slot (the parameter's index),
 * offset from the base register, size in bits, and the calibrator's place or -1. Offsets are octets for operations on
 * whole octets and bits for the rest. The base register is in bits; it moves only after what has no fixed length.
 */
import { addCalibrator, type Calibrations, calibratorOf } from './calibration.ts'
import type { Comparison, Container, Entry, FieldSize, Parameter } from './dictionary.ts'

export const STRIDE = 5
/** Operation codes. Whole octets first, then any bits, then what has no fixed length or does not read a value. */
export const OP = {
  U8: 0,
  U16: 1,
  U24: 2,
  U32: 3,
  U48: 4,
  U64: 5,
  I8: 6,
  I16: 7,
  I32: 8,
  F32: 9,
  F64: 10,
  /** Unsigned of up to 64 bits anywhere. */
  BITS: 11,
  /** As BITS, then two's complement, one's complement or sign and magnitude. */
  BITS_TWOS: 12,
  BITS_ONES: 13,
  BITS_SIGN: 14,
  /** Floats anywhere, the sizes in bits. */
  BITS_F16: 15,
  BITS_F32: 16,
  BITS_F64: 17,
  /** Octets in turned order; the size is the bits plus 256 times the code of what they mean in order. */
  TURNED: 18,
  /** A string or blob described in `fields`. */
  FIELD: 19,
  /** There must be `size` bits from the base on. */
  CHECK: 20,
  /** The base moves by `size` bits. */
  ADVANCE: 21,
  /** Goes on `size` operations further unless the comparisons of `fields` hold. */
  UNLESS: 22,
} as const

/** What an operation cannot say in five numbers. */
export type Field =
  | { readonly kind: 'size'; readonly parameter: Parameter; readonly size: FieldSize; readonly lengthSlot: number }
  | { readonly kind: 'when'; readonly tests: readonly Test[] }

/** A comparison that is ready to run: on raw or engineering numbers, or on text. */
export type Test = {
  readonly slot: number
  readonly operator: Comparison['operator']
  readonly number: number
  readonly text: string | undefined
  readonly calibrated: boolean
}

export type Program = {
  readonly name: string
  readonly ops: Int32Array
  readonly fields: readonly Field[]
  readonly calibrations: Calibrations
  /** Values it can write at most. */
  readonly values: number
}

/** Why a container cannot be compiled. */
export type CompileError =
  | { readonly kind: 'no-root'; readonly root: string }
  | { readonly kind: 'unknown-length-parameter'; readonly container: string; readonly parameter: string }
  | { readonly kind: 'offset-after-variable'; readonly container: string; readonly parameter: string }

/** Where compilation stands: bits from the base, and what is known of base and start when it runs. */
export type Position = {
  /** Bits past the base register. */
  bits: number
  /** The base's place in its octet, or -1 where that depends on the packet. */
  align: number
  /** Bits from the packet's start to the base, or -1 where that depends on the packet. */
  start: number
}

type Building = {
  readonly container: Container
  readonly ops: number[]
  readonly fields: Field[]
  readonly calibrations: Calibrations
  readonly lookUp: (name: string, from: Parameter) => Parameter | undefined
  readonly errors: CompileError[]
  readonly position: Position
  /** Where the CHECK of the running stretch stands. */
  checkAt: number
  furthest: number
  values: number
}

/** Compiles the own entries of a container from `position` on, and leaves `position` where its children begin. */
export function compileEntries(
  container: Container,
  position: Position,
  calibrations: Calibrations,
  lookUp: Building['lookUp'],
  errors: CompileError[],
): Program {
  const b: Building = {
    container,
    ops: [],
    fields: [],
    calibrations,
    lookUp,
    errors,
    position,
    checkAt: 0,
    furthest: 0,
    values: 0,
  }
  openStretch(b)
  addEntries(b, container.entries)
  closeStretch(b)
  return {
    name: container.qualifiedName,
    ops: Int32Array.from(b.ops),
    fields: b.fields,
    calibrations,
    values: b.values,
  }
}

function emit(b: Building, code: number, slot: number, offset: number, size: number, calibrator: number): void {
  b.ops.push(code, slot, offset, size, calibrator)
}

function openStretch(b: Building): void {
  b.checkAt = b.ops.length
  b.furthest = b.position.bits
  emit(b, OP.CHECK, 0, 0, 0, 0)
}

/** Ends a stretch of fixed layout: its CHECK learns how far it reaches, the base moves to its end. */
function closeStretch(b: Building): void {
  const { position } = b
  b.ops[b.checkAt + 3] = b.furthest
  if (position.bits !== 0) emit(b, OP.ADVANCE, 0, 0, position.bits, 0)
  if (position.align >= 0) position.align = (position.align + position.bits) & 7
  if (position.start >= 0) position.start += position.bits
  position.bits = 0
}

function addEntries(b: Building, entries: readonly Entry[]): void {
  for (const entry of entries) {
    if (entry.include.length === 0) {
      place(b, entry)
      addEntry(b, entry)
      continue
    }
    closeStretch(b)
    const before = { ...b.position }
    const unlessAt = b.ops.length
    b.fields.push({ kind: 'when', tests: entry.include.map(compileTest) })
    emit(b, OP.UNLESS, b.fields.length - 1, 0, 0, 0)
    openStretch(b)
    place(b, entry)
    addEntry(b, entry)
    closeStretch(b)
    b.ops[unlessAt + 3] = (b.ops.length - unlessAt) / STRIDE
    const after = b.position
    if (after.align !== before.align) after.align = -1
    after.start = -1
    openStretch(b)
  }
}

function addEntry(b: Building, entry: Entry): void {
  if (entry.kind === 'container') addEntries(b, inherited(entry.container))
  else addParameter(b, entry.parameter)
}

/** A container placed inside another stands there whole, with what it inherits. */
function inherited(container: Container): readonly Entry[] {
  return container.base === undefined
    ? container.entries
    : [...inherited(container.base.container), ...container.entries]
}

function place(b: Building, entry: Entry): void {
  const { position } = b
  if (entry.offset.from === 'previous') position.bits += entry.offset.bits
  else if (position.start >= 0) position.bits = entry.offset.bits - position.start
  else
    b.errors.push({
      kind: 'offset-after-variable',
      container: b.container.qualifiedName,
      parameter: entry.kind === 'parameter' ? entry.parameter.name : entry.container.name,
    })
}

function addParameter(b: Building, parameter: Parameter): void {
  const { encoding } = parameter.type
  const { position } = b
  b.values++
  if (encoding.kind === 'integer' || encoding.kind === 'float') {
    addNumber(b, parameter)
    position.bits += encoding.bits
    b.furthest = Math.max(b.furthest, position.bits)
    return
  }
  const { size } = encoding
  let lengthSlot = -1
  if (size.kind === 'dynamic') {
    const length = b.lookUp(size.parameter, parameter)
    lengthSlot = length?.index ?? -1
    if (length === undefined)
      b.errors.push({
        kind: 'unknown-length-parameter',
        container: b.container.qualifiedName,
        parameter: size.parameter,
      })
  }
  b.fields.push({ kind: 'size', parameter, size, lengthSlot })
  closeStretch(b)
  emit(b, OP.FIELD, parameter.index, b.fields.length - 1, 0, -1)
  if (size.kind === 'fixed') {
    if (position.start >= 0) position.start += size.bits
  } else {
    position.start = -1
    position.align =
      size.kind === 'terminated' || (size.kind === 'leading' && size.lengthBits % 8 === 0) ? position.align : -1
  }
  openStretch(b)
}

function addNumber(b: Building, parameter: Parameter): void {
  const encoding = parameter.type.encoding
  if (encoding.kind !== 'integer' && encoding.kind !== 'float') return
  const { position } = b
  const calibrator = calibratorOf(parameter.type)
  const calibration = calibrator === undefined ? -1 : addCalibrator(b.calibrations, calibrator)
  const aligned = position.align >= 0 && ((position.align + position.bits) & 7) === 0 && position.bits >= 0
  const whole = aligned ? wholeOctets(encoding) : -1
  const { index } = parameter
  if (encoding.littleEndian && encoding.bits > 8) {
    // The size's column also holds what the octets mean once they are in order.
    emit(b, OP.TURNED, index, position.bits, encoding.bits + 256 * anyBits(encoding), calibration)
  } else if (whole >= 0 && position.align === 0) emit(b, whole, index, position.bits >> 3, encoding.bits, calibration)
  else emit(b, anyBits(encoding), index, position.bits, encoding.bits, calibration)
}

type Numeric = { readonly kind: 'integer' | 'float'; readonly bits: number; readonly form?: string }

function wholeOctets({ kind, bits, form }: Numeric): number {
  if (kind === 'float') return bits === 32 ? OP.F32 : bits === 64 ? OP.F64 : -1
  if (form === 'unsigned') return UNSIGNED[bits] ?? -1
  return form === 'twosComplement' ? (SIGNED[bits] ?? -1) : -1
}
const UNSIGNED: Readonly<Record<number, number>> = {
  8: OP.U8,
  16: OP.U16,
  24: OP.U24,
  32: OP.U32,
  48: OP.U48,
  64: OP.U64,
}
const SIGNED: Readonly<Record<number, number>> = { 8: OP.I8, 16: OP.I16, 32: OP.I32 }

function anyBits({ kind, bits, form }: Numeric): number {
  if (kind === 'float') return bits === 16 ? OP.BITS_F16 : bits === 32 ? OP.BITS_F32 : OP.BITS_F64
  if (form === 'twosComplement') return OP.BITS_TWOS
  if (form === 'onesComplement') return OP.BITS_ONES
  return form === 'signMagnitude' ? OP.BITS_SIGN : OP.BITS
}

/** Makes a comparison ready: labels and words become raw numbers. */
export function compileTest({ parameter, operator, value, calibrated }: Comparison): Test {
  const { type, index } = parameter
  const base = { slot: index, operator }
  if (type.encoding.kind === 'string' || type.encoding.kind === 'binary')
    return { ...base, number: Number.NaN, text: value, calibrated: false }
  const label = calibrated ? type.labels?.find((l) => l.label === value) : undefined
  if (label !== undefined) return { ...base, number: label.from, text: undefined, calibrated: false }
  if (type.kind === 'boolean' && calibrated) {
    const number = value === type.words!.one ? 1 : value === type.words!.zero ? 0 : Number(value)
    return { ...base, number, text: undefined, calibrated: false }
  }
  const scaled = calibrated && calibratorOf(type) !== undefined
  return { ...base, number: Number(value), text: undefined, calibrated: scaled }
}
