/**
 * The entries of one container as a program of stretches. A stretch of fixed layout is one check of its length, then the
 * fields grouped by how they are read, in a fixed order of kinds: the machine runs through short loops and decides nothing
 * for each field (measured: three times as fast as a switch for each). A string, a blob or a condition ends a stretch.
 *
 * Offsets are from the base register, in octets where whole octets are read and in bits elsewhere; the base is in bits and
 * moves at the end of a stretch.
 */
import { addCalibrator, type Calibrations, calibratorOf } from './calibration.ts'
import type {
  Comparison,
  Container,
  Entry,
  FieldSize,
  FloatEncoding,
  IntegerEncoding,
  Parameter,
} from './dictionary.ts'

/** How fields are read. Rows: slot, octet; for FEW slot, octet, shift, mask; for BITS and TURNED slot, bit, size. */
export const READ = {
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
  /** Part of one octet, of two, of three. */
  FEW1: 11,
  FEW2: 12,
  FEW3: 13,
  /** Unsigned of up to 64 bits anywhere. */
  BITS: 14,
  /** As BITS, then two's complement, one's complement or sign and magnitude. */
  BITS_TWOS: 15,
  BITS_ONES: 16,
  BITS_SIGN: 17,
  /** Floats anywhere, the sizes in bits. */
  BITS_F16: 18,
  BITS_F32: 19,
  BITS_F64: 20,
  /** Octets in turned order; the size is the bits plus 256 times the code of what they mean in order. */
  TURNED: 21,
} as const

/** What ends a stretch: a string or blob, or a condition that may skip steps. */
export type Turn =
  | { readonly kind: 'size'; readonly parameter: Parameter; readonly size: FieldSize; readonly lengthSlot: number }
  | { readonly kind: 'unless'; readonly tests: readonly Test[]; to: number }

/** Fields of fixed place one after another, then what ends them. */
export type Stretch = {
  /** Bits that there must be from the base on. */
  readonly bits: number
  /** Where the rows of each kind of whole octets or parts of them end in `rows`; kinds as `READ` numbers them. */
  readonly ends: Int32Array
  readonly rows: Int32Array
  /** Fields at any bit: code, slot, bit, size in turn. */
  readonly anywhere: Int32Array
  /** Slot and calibrator in turn. */
  readonly calibrated: Int32Array
  /** Slots in packet order. */
  readonly listed: Int32Array
  /** Bits by which the base moves. */
  readonly advance: number
  readonly turn: Turn | undefined
}

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
  readonly stretches: readonly Stretch[]
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
  readonly stretches: Stretch[]
  readonly calibrations: Calibrations
  readonly lookUp: (name: string, from: Parameter) => Parameter | undefined
  readonly errors: CompileError[]
  readonly position: Position
  /** The stretch that is being gathered. */
  reads: { readonly code: number; readonly row: readonly number[] }[]
  calibrated: number[]
  listed: number[]
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
    stretches: [],
    calibrations,
    lookUp,
    errors,
    position,
    reads: [],
    calibrated: [],
    listed: [],
    furthest: 0,
    values: 0,
  }
  addEntries(b, container.entries)
  closeStretch(b, undefined)
  return { name: container.qualifiedName, stretches: b.stretches, calibrations, values: b.values }
}

/** Kinds of `READ` that a stretch has loops for; the rest is read anywhere. */
const KINDS = 14

function closeStretch(b: Building, turn: Turn | undefined): void {
  const { position } = b
  const rows: number[] = []
  const ends = Int32Array.from({ length: KINDS }, (_, code) => {
    for (const read of b.reads) if (read.code === code) rows.push(...read.row)
    return rows.length
  })
  const anywhere = b.reads.filter((read) => read.code >= KINDS).flatMap((read) => [read.code, ...read.row])
  b.stretches.push({
    bits: b.furthest,
    ends,
    rows: Int32Array.from(rows),
    anywhere: Int32Array.from(anywhere),
    calibrated: Int32Array.from(b.calibrated),
    listed: Int32Array.from(b.listed),
    advance: position.bits,
    turn,
  })
  b.reads = []
  b.calibrated = []
  b.listed = []
  b.furthest = 0
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
    const turn = { kind: 'unless' as const, tests: entry.include.map(compileTest), to: 0 }
    closeStretch(b, turn)
    const before = b.position.align
    place(b, entry)
    addEntry(b, entry)
    closeStretch(b, undefined)
    turn.to = b.stretches.length
    if (b.position.align !== before) b.position.align = -1
    b.position.start = -1
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
    addNumber(b, parameter, encoding)
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
  closeStretch(b, { kind: 'size', parameter, size, lengthSlot })
  if (size.kind === 'fixed') {
    if (position.start >= 0) position.start += size.bits
    return
  }
  position.start = -1
  const keepsAlign = size.kind === 'terminated' || (size.kind === 'leading' && size.lengthBits % 8 === 0)
  if (!keepsAlign) position.align = -1
}

function addNumber(b: Building, parameter: Parameter, encoding: IntegerEncoding | FloatEncoding): void {
  const { bits: at, align } = b.position
  const { index } = parameter
  const calibrator = calibratorOf(parameter.type)
  if (calibrator !== undefined) b.calibrated.push(index, addCalibrator(b.calibrations, calibrator))
  b.listed.push(index)
  const octets = align === 0 && at >= 0
  const whole = octets && (at & 7) === 0 ? wholeOctets(encoding) : -1
  const few = octets && encoding.kind === 'integer' && encoding.form === 'unsigned' ? spanned(at, encoding.bits) : 0
  if (encoding.littleEndian && encoding.bits > 8)
    b.reads.push({ code: READ.TURNED, row: [index, at, encoding.bits + 256 * anyBits(encoding)] })
  else if (whole >= 0) b.reads.push({ code: whole, row: [index, at >> 3] })
  else if (few > 0) {
    const shift = 8 * few - (at & 7) - encoding.bits
    b.reads.push({ code: READ.FEW1 + few - 1, row: [index, at >> 3, shift, 2 ** encoding.bits - 1] })
  } else b.reads.push({ code: anyBits(encoding), row: [index, at, encoding.bits] })
}

/** Octets that a field touches, where that is at most three; else 0. */
function spanned(at: number, bits: number): number {
  const octets = ((at & 7) + bits + 7) >> 3
  return octets <= 3 ? octets : 0
}

type Numeric = { readonly kind: 'integer' | 'float'; readonly bits: number; readonly form?: string }

function wholeOctets({ kind, bits, form }: Numeric): number {
  if (kind === 'float') return bits === 32 ? READ.F32 : bits === 64 ? READ.F64 : -1
  if (form === 'unsigned') return UNSIGNED[bits] ?? -1
  return form === 'twosComplement' ? (SIGNED[bits] ?? -1) : -1
}
const UNSIGNED: Readonly<Record<number, number>> = {
  8: READ.U8,
  16: READ.U16,
  24: READ.U24,
  32: READ.U32,
  48: READ.U48,
  64: READ.U64,
}
const SIGNED: Readonly<Record<number, number>> = { 8: READ.I8, 16: READ.I16, 32: READ.I32 }

function anyBits({ kind, bits, form }: Numeric): number {
  if (kind === 'float') return bits === 16 ? READ.BITS_F16 : bits === 32 ? READ.BITS_F32 : READ.BITS_F64
  if (form === 'twosComplement') return READ.BITS_TWOS
  if (form === 'onesComplement') return READ.BITS_ONES
  return form === 'signMagnitude' ? READ.BITS_SIGN : READ.BITS
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
