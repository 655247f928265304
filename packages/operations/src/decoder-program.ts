/**
 * The entries of one container as a program of stretches. A stretch of fixed layout is one check of its length, then the
 * fields grouped by how they are read, in a fixed order of kinds: the machine runs through short loops and decides nothing
 * for each field (measured: three times as fast as a switch for each). A string, a blob or a condition ends a stretch.
 *
 * Offsets are from the base register, in octets where whole octets are read and in bits elsewhere; the base is in bits and
 * moves at the end of a stretch.
 */
import { addCalibrator, type Calibrations, calibratorOf } from './calibration.ts'
import {
  type Comparison,
  type Container,
  type Criterion,
  type Entry,
  type FieldSize,
  type FloatEncoding,
  type IntegerEncoding,
  type IntegerValue,
  knownBits,
  type Parameter,
} from './dictionary.ts'
import type { Formula } from './expression/formula.ts'

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
  /** Decimal digits, and floats of other standards. */
  BITS_BCD: 22,
  BITS_PACKED: 23,
  BITS_MIL: 24,
  BITS_DEC: 25,
  BITS_IBM: 26,
  BITS_TI: 27,
  /** Octets or bits in an order of their own; the size is the place in `Program.odd`. */
  ODD: 28,
} as const

/** A number whose octets or bits stand in an order of their own. */
export type Odd = {
  readonly bits: number
  readonly code: number
  /** The significance of each octet as it comes, 0 the least. */
  readonly order: readonly number[] | undefined
  readonly reversed: boolean
}

/** What ends a stretch: a string or blob, a condition that may skip steps, a repetition, a place that the packet tells. */
export type Turn =
  | {
      readonly kind: 'size'
      readonly parameter: Parameter
      readonly size: FieldSize
      readonly length: Count | undefined
    }
  | { readonly kind: 'unless'; readonly tests: readonly Test[]; to: number }
  | {
      readonly kind: 'loop'
      readonly counts: readonly Count[]
      readonly body: readonly Stretch[]
      readonly gap_bits: number
    }
  /** Moves the base: from the packet's start by `origin` and the count, or from where it is by the count. */
  | { readonly kind: 'seek'; readonly origin: number | undefined; readonly by: Count }

/** A count or a number of bits, ready to be worked out. */
export type Count =
  | { readonly kind: 'fixed'; readonly value: number }
  | {
      readonly kind: 'slot'
      readonly slot: number
      readonly calibrated: boolean
      readonly slope: number
      readonly intercept: number
    }
  | {
      readonly kind: 'lookup'
      readonly cases: readonly { readonly tests: readonly Test[]; readonly value: number }[]
      /** Where none holds; NaN for none. */
      readonly otherwise: number
    }

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
  /** Calibrators that hold by context, by slot. */
  readonly contextual: readonly Contextual[]
  /** Whether a packet may hold its parameters more than once, so that each value is kept. */
  kept: boolean
  /** Slots in packet order. */
  readonly listed: Int32Array
  /** Bits by which the base moves. */
  readonly advance: number
  readonly turn: Turn | undefined
}

/** The first calibrator whose tests hold. */
export type Contextual = {
  readonly slot: number
  readonly cases: readonly { readonly tests: readonly Test[]; readonly calibrator: number }[]
}

/** A comparison that is ready to run, on raw or engineering numbers or on text, a formula, or several of which all or any must hold. */
export type Test = Compare | FormulaTest | { readonly any: boolean; readonly tests: readonly Test[] }
/** Holds where the formula of these slots' values comes to a number other than 0. */
export type FormulaTest = {
  readonly formula: Formula
  readonly inputs: readonly { readonly slot: number; readonly calibrated: boolean }[]
  /** Room for the inputs' values. */
  readonly room: Float64Array
}
export type Compare = {
  readonly slot: number
  readonly operator: Comparison['operator']
  readonly number: number
  readonly text: string | undefined
  readonly calibrated: boolean
  /** The slot that it is compared with instead of the number, or -1. */
  readonly other: number
  readonly otherCalibrated: boolean
}

export type Program = {
  readonly name: string
  readonly stretches: readonly Stretch[]
  readonly calibrations: Calibrations
  readonly odd: readonly Odd[]
  /** Values it can write at most, where nothing repeats. */
  readonly values: number
}

/** Everything that a packet of one kind holds. */
export type Whole = {
  readonly container: number
  readonly program: Program
  readonly stretch: Stretch
}

/** Why a container cannot be compiled. */
export type CompileError =
  | { readonly kind: 'no-root'; readonly root: string }
  | { readonly kind: 'unknown-length-parameter'; readonly container: string; readonly parameter: string }
  | { readonly kind: 'offset-after-variable'; readonly container: string; readonly parameter: string }
  | { readonly kind: 'too-large'; readonly container: string }

/** Containers that hold others may hold a great deal; more entries than this are refused. */
const MOST_ENTRIES = 1_000_000

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
  stretches: Stretch[]
  readonly to: Compiling
  readonly odd: Odd[]
  readonly position: Position
  /** The stretch that is being gathered. */
  reads: { readonly code: number; readonly row: readonly number[] }[]
  calibrated: number[]
  contextual: Contextual[]
  listed: number[]
  furthest: number
  values: number
}

/** What all containers of a decoder share while they are compiled. */
export type Compiling = {
  readonly calibrations: Calibrations
  readonly lookUp: (name: string, from: Parameter) => Parameter | undefined
  readonly errors: CompileError[]
  entries: number
}

/** Entries placed from the container's end: read when all else is. `back` bits from its end to where they begin. */
export type Tail = { readonly program: Program; readonly back: number }

/** Compiles the own entries of a container from `position` on, and leaves `position` where its children begin. */
export function compileEntries(container: Container, position: Position, to: Compiling): Program {
  const b = building(container, position, to)
  addEntries(
    b,
    container.entries.filter((entry) => entry.offset.from !== 'end'),
    position.start < 0 ? undefined : 0,
  )
  return finished(b)
}

/** Compiles those of its entries that are placed from its end. */
export function compileTails(container: Container, to: Compiling): Tail[] {
  const tails = container.entries.filter((entry) => entry.offset.from === 'end')
  return tails.map((entry) => {
    const b = building(container, { bits: 0, align: -1, start: -1 }, to)
    addEntries(b, [{ ...entry, offset: { from: 'previous', bits: 0 } }], undefined)
    const size = entry.kind === 'parameter' ? knownBits(entry.parameter.type) : undefined
    if (size === undefined) refuse(b, entry)
    return { program: finished(b), back: entry.offset.bits + (size ?? 0) }
  })
}

function building(container: Container, position: Position, to: Compiling): Building {
  return {
    container,
    stretches: [],
    to,
    odd: [],
    position,
    reads: [],
    calibrated: [],
    contextual: [],
    listed: [],
    furthest: 0,
    values: 0,
  }
}

function finished(b: Building): Program {
  closeStretch(b, undefined)
  const { calibrations } = b.to
  return { name: b.container.qualifiedName, stretches: b.stretches, calibrations, odd: b.odd, values: b.values }
}

function refuse(b: Building, entry: Entry): void {
  const parameter =
    entry.kind === 'parameter' ? entry.parameter.name : entry.kind === 'container' ? entry.container.name : ''
  b.to.errors.push({ kind: 'offset-after-variable', container: b.container.qualifiedName, parameter })
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
    contextual: b.contextual,
    kept: false,
    listed: Int32Array.from(b.listed),
    advance: position.bits,
    turn,
  })
  b.reads = []
  b.calibrated = []
  b.contextual = []
  b.listed = []
  b.furthest = 0
  if (position.align >= 0) position.align = (position.align + position.bits) & 7
  if (position.start >= 0) position.start += position.bits
  position.bits = 0
}

/** Adds entries; `origin` is where their container begins, bits from the packet's start, or undefined where that varies. */
function addEntries(b: Building, entries: readonly Entry[], origin: number | undefined): void {
  for (const entry of entries) {
    if (++b.to.entries > MOST_ENTRIES) {
      if (b.to.entries === MOST_ENTRIES + 1)
        b.to.errors.push({ kind: 'too-large', container: b.container.qualifiedName })
      return
    }
    if (entry.include.length === 0) {
      place(b, entry, origin)
      addEntry(b, entry)
      continue
    }
    const turn = { kind: 'unless' as const, tests: entry.include.map(compileCriterion), to: 0 }
    closeStretch(b, turn)
    const before = b.position.align
    place(b, entry, origin)
    addEntry(b, entry)
    closeStretch(b, undefined)
    turn.to = b.stretches.length
    if (b.position.align !== before) b.position.align = -1
    b.position.start = -1
  }
}

function addEntry(b: Building, entry: Entry): void {
  if (entry.kind === 'repeat') addLoop(b, entry)
  else if (entry.kind === 'parameter') addParameter(b, entry.parameter)
  else {
    const { start, bits } = b.position
    addEntries(b, inherited(entry.container), start < 0 ? undefined : start + bits)
  }
}

/** A container placed inside another stands there whole, with what it inherits. */
function inherited(container: Container): readonly Entry[] {
  return container.base === undefined
    ? container.entries
    : [...inherited(container.base.container), ...container.entries]
}

/** The body of a loop is a list of stretches of its own, whose place in the packet is not known beforehand. */
function addLoop(b: Building, entry: Entry & { kind: 'repeat' }): void {
  closeStretch(b, undefined)
  const { stretches } = b
  const { position } = b
  position.align = -1
  position.start = -1
  b.stretches = []
  addEntries(b, entry.entries, undefined)
  closeStretch(b, undefined)
  const body = b.stretches
  for (const stretch of body) stretch.kept = true
  b.stretches = stretches
  const counts = entry.counts.map((count) => compileCount(b, count, undefined))
  closeStretch(b, { kind: 'loop', counts, body, gap_bits: entry.gap_bits })
  position.align = -1
  position.start = -1
}

/** A count whose parameter is named as seen from `by`, or by its qualified name. */
function compileCount(b: Building, value: IntegerValue, by: Parameter | undefined): Count {
  if (value.kind === 'fixed') return value
  if (value.kind === 'lookup')
    return {
      kind: 'lookup',
      cases: value.cases.map(({ criteria, value: number }) => ({
        tests: criteria.map(compileCriterion),
        value: number,
      })),
      otherwise: value.otherwise ?? Number.NaN,
    }
  const { slope, intercept, calibrated } = value
  const from = by ?? { system: b.container.system }
  const parameter = b.to.lookUp(value.parameter, from as Parameter)
  if (parameter === undefined)
    b.to.errors.push({
      kind: 'unknown-length-parameter',
      container: b.container.qualifiedName,
      parameter: value.parameter,
    })
  return { kind: 'slot', slot: parameter?.index ?? 0, calibrated, slope, intercept }
}

function place(b: Building, entry: Entry, origin: number | undefined): void {
  const { position } = b
  const { from, bits, value } = entry.offset
  if (from === 'previous' && value === undefined) position.bits += bits
  else if (from === 'start' && value === undefined && position.start >= 0 && origin !== undefined)
    position.bits = origin + bits - position.start
  else if (from === 'end' || (from === 'start' && origin === undefined)) refuse(b, entry)
  else {
    const by: Count = value === undefined ? { kind: 'fixed', value: bits } : compileCount(b, value, undefined)
    closeStretch(b, { kind: 'seek', origin: from === 'start' ? origin : undefined, by })
    position.align = -1
    position.start = -1
  }
}

function addParameter(b: Building, parameter: Parameter): void {
  const { encoding } = parameter.type
  const { position } = b
  b.values++
  // Twice in one stretch the second value would take the first one's place before it is kept.
  if (b.listed.includes(parameter.index)) closeStretch(b, undefined)
  if (encoding.kind === 'integer' || encoding.kind === 'float') {
    addNumber(b, parameter, encoding)
    position.bits += encoding.bits
    b.furthest = Math.max(b.furthest, position.bits)
    return
  }
  const { size } = encoding
  const length = size.kind === 'dynamic' || size.kind === 'lookup' ? compileCount(b, size, parameter) : undefined
  closeStretch(b, { kind: 'size', parameter, size, length })
  if (size.kind === 'fixed') {
    if (position.start >= 0) position.start += size.bits
    if (position.align >= 0) position.align = (position.align + size.bits) & 7
    return
  }
  position.start = -1
  const keepsAlign =
    encoding.kind === 'string' && (size.kind === 'terminated' || (size.kind === 'leading' && size.lengthBits % 8 === 0))
  if (!keepsAlign) position.align = -1
}

function addNumber(b: Building, parameter: Parameter, encoding: IntegerEncoding | FloatEncoding): void {
  const { bits: at, align } = b.position
  const { index } = parameter
  const calibrator = calibratorOf(parameter.type)
  const { calibrations } = b.to
  if (calibrator !== undefined) b.calibrated.push(index, addCalibrator(calibrations, calibrator))
  if (encoding.contextCalibrators !== undefined)
    b.contextual.push({
      slot: index,
      cases: encoding.contextCalibrators.map((c) => ({
        tests: c.criteria.map(compileCriterion),
        calibrator: addCalibrator(calibrations, c.calibrator),
      })),
    })
  b.listed.push(index)
  const octets = align === 0 && at >= 0
  const whole = octets && (at & 7) === 0 ? wholeOctets(encoding) : -1
  const few = octets && encoding.kind === 'integer' && encoding.form === 'unsigned' ? spanned(at, encoding.bits) : 0
  if (encoding.octetOrder !== undefined || encoding.bitsReversed || encoding.bits > 64)
    b.reads.push({ code: READ.ODD, row: [index, at, addOdd(b, encoding)] })
  else if (encoding.littleEndian && encoding.bits > 8)
    b.reads.push({ code: READ.TURNED, row: [index, at, encoding.bits + 256 * anyBits(encoding)] })
  else if (whole >= 0) b.reads.push({ code: whole, row: [index, at >> 3] })
  else if (few > 0) {
    const shift = 8 * few - (at & 7) - encoding.bits
    b.reads.push({ code: READ.FEW1 + few - 1, row: [index, at >> 3, shift, 2 ** encoding.bits - 1] })
  } else b.reads.push({ code: anyBits(encoding), row: [index, at, encoding.bits] })
}

function addOdd(b: Building, encoding: IntegerEncoding | FloatEncoding): number {
  const { bits, octetOrder, littleEndian, bitsReversed } = encoding
  const order = octetOrder ?? (littleEndian ? Array.from({ length: bits >> 3 }, (_, i) => i) : undefined)
  return b.odd.push({ bits, code: anyBits(encoding), order, reversed: bitsReversed === true }) - 1
}

/** Octets that a field touches, where that is at most three; else 0. */
function spanned(at: number, bits: number): number {
  const octets = ((at & 7) + bits + 7) >> 3
  return octets <= 3 ? octets : 0
}

type Numeric = { readonly kind: 'integer' | 'float'; readonly bits: number; readonly form?: string }

function wholeOctets({ kind, bits, form }: Numeric): number {
  if (kind === 'float') return form !== undefined ? -1 : bits === 32 ? READ.F32 : bits === 64 ? READ.F64 : -1
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
  if (form !== undefined) return FORMS[form] ?? READ.BITS
  if (kind === 'float') return bits === 16 ? READ.BITS_F16 : bits === 32 ? READ.BITS_F32 : READ.BITS_F64
  return READ.BITS
}
const FORMS: Readonly<Record<string, number>> = {
  twosComplement: READ.BITS_TWOS,
  onesComplement: READ.BITS_ONES,
  signMagnitude: READ.BITS_SIGN,
  bcd: READ.BITS_BCD,
  packedBcd: READ.BITS_PACKED,
  mil1750a: READ.BITS_MIL,
  dec: READ.BITS_DEC,
  ibm: READ.BITS_IBM,
  ti: READ.BITS_TI,
}

/** Makes a criterion ready. */
export function compileCriterion(criterion: Criterion): Test {
  if ('holds' in criterion) return { any: criterion.holds === 'any', tests: criterion.of.map(compileCriterion) }
  if (!('formula' in criterion)) return compileTest(criterion)
  const { formula, inputs } = criterion
  return {
    formula,
    inputs: inputs.map(({ parameter, calibrated }) => ({ slot: parameter.index, calibrated })),
    room: new Float64Array(inputs.length),
  }
}

/** Whether a test is a single comparison. */
export function isCompare(test: Test): test is Compare {
  return 'operator' in test
}

/** Makes a comparison ready: labels and words become raw numbers. */
export function compileTest(comparison: Comparison): Test {
  const { parameter, operator, value, calibrated, other } = comparison
  const { type, index } = parameter
  const scaled = calibrated && isScaled(parameter)
  const base = { slot: index, operator, text: undefined, calibrated: scaled, other: -1, otherCalibrated: false }
  if (other !== undefined)
    return {
      ...base,
      number: Number.NaN,
      other: other.parameter.index,
      otherCalibrated: other.calibrated && isScaled(other.parameter),
    }
  if (type.encoding.kind === 'string' || type.encoding.kind === 'binary')
    return { ...base, number: Number.NaN, text: value, calibrated: false }
  const labels = calibrated ? (type.labels?.filter((l) => l.label === value) ?? []) : []
  if (labels.length > 0) return compileLabels(base, labels)
  if (type.kind === 'boolean' && calibrated) {
    const number = value === type.words!.one ? 1 : value === type.words!.zero ? 0 : Number(value)
    return { ...base, number, calibrated: false }
  }
  return { ...base, number: Number(value) }
}

function isScaled({ type }: Parameter): boolean {
  const { encoding } = type
  const numeric = encoding.kind === 'integer' || encoding.kind === 'float'
  return calibratorOf(type) !== undefined || (numeric && encoding.contextCalibrators !== undefined)
}

/** A label may stand for several values and for ranges of them. */
function compileLabels(
  base: Omit<Compare, 'number'>,
  labels: readonly { readonly from: number; readonly to: number }[],
): Test {
  const [first] = labels
  const only = labels.length === 1 && first!.from === first!.to
  if (only || (base.operator !== '==' && base.operator !== '!=')) return { ...base, number: first!.from }
  const equal = base.operator === '=='
  const ranges = labels.map(({ from, to }) => ({
    any: !equal,
    tests: [
      { ...base, operator: equal ? ('>=' as const) : ('<' as const), number: from },
      { ...base, operator: equal ? ('<=' as const) : ('>' as const), number: to },
    ],
  }))
  return { any: equal, tests: ranges }
}
