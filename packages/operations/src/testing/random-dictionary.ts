/** Random dictionaries as readers make them, for properties of writer and reader. */
import fc from 'fast-check'
import type {
  Alarm,
  AlarmCondition,
  AlarmRange,
  Algorithm,
  Argument,
  Calibrator,
  ChangeAlarm,
  Command,
  CommandBlock,
  Container,
  Criterion,
  DataType,
  Dictionary,
  Encoding,
  Entry,
  IntegerValue,
  Interlock,
  Parameter,
  Verifier,
} from '../dictionary.ts'
import { checkFormula, type Formula, type Step } from '../expression/formula.ts'

const word = fc.stringMatching(/^[A-Za-zäß_][A-Za-z0-9_-]{0,8}$/)
const text = fc.oneof(
  fc.constant(''),
  fc.string({ maxLength: 20 }).map((s) => s.replace(/[^\x20-\x7eäß\t\n]/g, '·')),
)
const number = fc.oneof(
  fc.integer({ min: -1000, max: 1000 }),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e30, max: 1e30 }),
)

const steps: fc.Arbitrary<Formula> = fc
  .tuple(number, number, fc.constantFrom('+', '*', 'atan2', 'min', 'y^x'), fc.boolean())
  .map(([a, b, operator, swap]) => {
    const list: Step[] = [
      { kind: 'input', input: 0 },
      { kind: 'number', value: a },
      { kind: 'operator', operator },
      ...(swap
        ? ([
            { kind: 'operator', operator: 'dup' },
            { kind: 'operator', operator: '*' },
          ] as const)
        : []),
      { kind: 'number', value: b },
      { kind: 'operator', operator: '-' },
    ]
    return checkFormula(list) as Formula
  })

const calibrator: fc.Arbitrary<Calibrator> = fc.oneof(
  fc
    .array(number, { minLength: 1, maxLength: 4 })
    .map((coefficients) => ({ kind: 'polynomial' as const, coefficients })),
  steps.map((formula) => ({ kind: 'formula' as const, formula })),
  fc
    .tuple(
      fc.nat(2),
      fc.boolean(),
      fc.uniqueArray(fc.integer({ min: -500, max: 500 }), { minLength: 4, maxLength: 7 }),
      fc.array(fc.tuple(number, fc.option(fc.nat(3), { nil: undefined })), { minLength: 7, maxLength: 7 }),
    )
    .map(([order, extrapolate, raws, others]) => ({
      kind: 'spline' as const,
      order,
      extrapolate,
      points: raws
        .sort((a, b) => a - b)
        .map((raw, i) => {
          const [calibrated, own] = others[i]!
          return { raw, calibrated, ...(own === undefined ? {} : { order: own }) }
        }),
    })),
)

const order = fc.constantFrom<object[]>(
  { littleEndian: false },
  { littleEndian: true },
  { littleEndian: false, bitsReversed: true },
  { littleEndian: false, octetOrder: [1, 0, 3, 2] },
)
const calibrated = fc.option(calibrator, { nil: undefined }).map((c) => (c === undefined ? {} : { calibrator: c }))

const integer = fc
  .tuple(
    fc.constantFrom('unsigned', 'twosComplement', 'onesComplement', 'signMagnitude', 'packedBcd', 'bcd'),
    fc.integer({ min: 1, max: 64 }),
    order,
    calibrated,
  )
  .map(([form, size, inOrder, withCalibrator]) => {
    const plain = 'octetOrder' in inOrder || ('littleEndian' in inOrder && inOrder.littleEndian)
    const bits = plain ? 32 : form === 'bcd' || form === 'packedBcd' ? 8 * Math.ceil(size / 8) : size
    return { kind: 'integer', form, bits, ...inOrder, ...withCalibrator } as Encoding
  })
const float = fc
  .tuple(
    fc.constantFrom(
      [16],
      [32],
      [64],
      [32, 'mil1750a'],
      [48, 'mil1750a'],
      [64, 'dec'],
      [32, 'ibm'],
      [40, 'ti'],
      [80],
      [128],
    ),
    fc.boolean(),
    calibrated,
  )
  .map(
    ([[bits, form], littleEndian, withCalibrator]) =>
      ({
        kind: 'float',
        bits,
        ...(form === undefined ? {} : { form }),
        littleEndian,
        ...withCalibrator,
      }) as Encoding,
  )
const string = fc
  .tuple(
    fc.constantFrom('UTF-8', 'US-ASCII', 'UTF-16BE'),
    fc.constantFrom<object[]>(
      { kind: 'fixed', bits: 80 },
      { kind: 'fixed', bits: 80, lengthBits: 16 },
      { kind: 'fixed', bits: 80, lengthBits: 16, countsOctets: true },
      { kind: 'fixed', bits: 80, end: [0, 10] },
      { kind: 'leading', lengthBits: 8, maxBits: 2040 },
      { kind: 'leading', lengthBits: 8, maxBits: 2040, countsOctets: true },
      { kind: 'terminated', by: [13, 10], maxBits: 800 },
    ),
    fc.constantFrom<object[]>({}, { littleEndian: true }),
  )
  .map(([charset, size, order]) => ({ kind: 'string', charset, size, ...order }) as Encoding)

const range: fc.Arbitrary<AlarmRange> = fc
  .tuple(fc.option(number), fc.boolean(), fc.option(number), fc.boolean())
  .map(([min, minInclusive, max, maxInclusive]) => ({
    ...(min === null ? {} : { min, minInclusive }),
    ...(max === null ? {} : { max, maxInclusive }),
  }))

const ranges: fc.Arbitrary<Alarm> = fc
  .tuple(range, range, range, fc.constantFrom('outside', 'inside'), fc.integer({ min: 1, max: 5 }), fc.nat(7))
  .map(([a, b, c, rangeForm, minViolations, which]) => ({
    kind: 'ranges' as const,
    rangeForm: rangeForm as 'outside' | 'inside',
    ranges: (
      [
        { level: 'critical', range: a },
        { level: 'warning', range: b },
        { level: 'warning', range: c },
        { level: 'watch', range: a },
      ] as const
    ).filter((_, i) => (which & (1 << (i % 3))) !== 0),
    minViolations,
    ...(which % 2 === 0 ? {} : { minConformance: minViolations + 1 }),
  }))

const changes: fc.Arbitrary<ChangeAlarm> = fc
  .tuple(ranges, fc.boolean(), fc.boolean(), fc.integer({ min: 1, max: 3 }), fc.constantFrom(0, 0.5, 60))
  .map(([alarm, perSecond, relative, samples, seconds]) => ({
    perSecond,
    relative,
    ...(samples === 1 ? {} : { samples }),
    ...(seconds === 0 ? {} : { seconds }),
    rangeForm: 'outside',
    // One range of a level: several have words in no element but the fixed ranges.
    ranges: alarm.kind === 'ranges' ? alarm.ranges : [],
  }))

function optional<K extends string, T>(key: K, arbitrary: fc.Arbitrary<T>) {
  return fc.option(arbitrary).map((value) => (value === null ? {} : ({ [key]: value } as Record<K, T>)))
}

const common = fc.tuple(
  word,
  text,
  fc.constantFrom('', 'V', 'm.s-1', '°C'),
  optional('initial', fc.constantFrom('1', '0.5')),
)
const LABELS = [
  { from: 0, to: 0, label: 'off' },
  { from: 1, to: 3, label: 'on & "more"' },
]

const dataType: fc.Arbitrary<DataType> = fc
  .tuple(
    common,
    fc.oneof(
      fc
        .tuple(
          fc.oneof(integer, float),
          optional('alarm', ranges),
          optional('changeAlarm', changes),
          optional('valid', fc.array(range, { minLength: 1, maxLength: 2 })),
        )
        .map(([encoding, alarm, change, valid]) => ({
          kind: 'float' as const,
          encoding,
          ...alarm,
          ...change,
          ...valid,
        })),
      integer.map((encoding) => ({ kind: 'integer' as const, encoding })),
      fc.tuple(integer, fc.boolean()).map(([encoding, alarmed]) => ({
        kind: 'enumerated' as const,
        encoding,
        labels: LABELS,
        ...(alarmed
          ? {
              alarm: {
                kind: 'labels' as const,
                labels: new Map([['off', 'watch' as const]]),
                otherwise: 'critical' as const,
                minViolations: 2,
              },
            }
          : {}),
      })),
      integer.map((encoding) => ({ kind: 'boolean' as const, encoding, words: { one: 'OPEN', zero: 'SHUT' } })),
      string.map((encoding) => ({ kind: 'string' as const, encoding })),
      fc.integer({ min: 1, max: 999 }).map((bits) => ({
        kind: 'binary' as const,
        encoding: { kind: 'binary' as const, size: { kind: 'fixed' as const, bits } },
      })),
      fc.tuple(integer, number, number).map(([encoding, scale, offset]) => ({
        kind: 'absolute-time' as const,
        encoding,
        time: { scale, offset, epoch: '2000-01-01T12:00:00' },
      })),
      fc.tuple(integer, number).map(([encoding, scale]) => ({
        kind: 'relative-time' as const,
        encoding,
        time: { scale, offset: 0, epoch: '' },
      })),
    ),
  )
  .map(([[name, description, unit, initial], rest]) => {
    const time = rest.kind === 'absolute-time' || rest.kind === 'relative-time'
    return { name, description, unit: time ? '' : unit, ...initial, ...rest } as DataType
  })

type Part = { readonly suffixes: readonly string[] }
/** Simple, an aggregate, an array, an array of aggregates, an array of no known size. */
const SHAPES: readonly Part[] = [
  { suffixes: [''] },
  { suffixes: [''] },
  { suffixes: ['.a', '.b'] },
  { suffixes: ['[2]', '[3]', '[4]'] },
  { suffixes: ['[0].x', '[0].y', '[1].x', '[1].y'] },
  { suffixes: ['[]'] },
]

const parameters = fc
  .uniqueArray(
    fc.tuple(word, fc.constantFrom('/one', '/one/inner', '/two'), fc.nat(SHAPES.length - 1), dataType, dataType, text),
    { minLength: 2, maxLength: 8, selector: ([name]) => name },
  )
  .map((all) =>
    all.flatMap(([name, system, shape, first, second, description]) =>
      SHAPES[shape]!.suffixes.map((suffix): Parameter => {
        const type = /[by]$/.test(suffix) ? second : first
        return {
          index: 0,
          qualifiedName: `${system}/${name}${suffix}`,
          name: name + suffix,
          system,
          type,
          description,
          ...(type.initial === undefined ? {} : { initial: type.initial }),
          line: 0,
        }
      }),
    ),
  )

type Pick = (n: number) => Parameter

function criterion(pick: Pick, seed: number): Criterion {
  const parameter = pick(seed)
  const calibrated = seed % 2 === 0
  const value =
    calibrated && parameter.type.kind === 'boolean' ? 'OPEN' : calibrated && parameter.type.labels ? 'off' : '3'
  if (seed % 5 === 0)
    return { parameter, operator: '<', value: '', calibrated, other: { parameter: pick(seed + 1), calibrated: true } }
  if (seed % 7 === 0)
    return {
      holds: 'any',
      of: [criterion(pick, seed + 1), { holds: 'all', of: [criterion(pick, seed + 2), criterion(pick, seed + 3)] }],
    }
  return { parameter, operator: seed % 3 === 0 ? '!=' : '==', value, calibrated }
}

function criteria(pick: Pick, seed: number): readonly Criterion[] {
  const list = Array.from({ length: seed % 3 }, (_, k) => criterion(pick, seed + k))
  const [only] = list
  return list.length === 1 && only !== undefined && 'holds' in only && only.holds === 'all' ? only.of : list
}

function count(pick: Pick, seed: number): IntegerValue {
  if (seed % 3 === 0) return { kind: 'fixed', value: 1 + (seed % 9) }
  if (seed % 3 === 1)
    return { kind: 'dynamic', parameter: pick(seed).qualifiedName, calibrated: seed % 2 === 0, slope: 2, intercept: -1 }
  return { kind: 'lookup', cases: [{ criteria: [criterion(pick, 1), criterion(pick, 2)], value: 4 }] }
}

const FOLLOWS = { from: 'previous', bits: 0 } as const

function entry(pick: Pick, seed: number): Entry {
  const parameter = pick(seed)
  const offset = seed % 4 === 0 ? ({ from: 'start', bits: 8 * (seed % 5) } as const) : FOLLOWS
  const include = criteria(pick, seed)
  const one: Entry = { kind: 'parameter', parameter, offset, include }
  if (parameter.name.includes('[]'))
    return {
      kind: 'repeat',
      entries: [{ ...one, offset: FOLLOWS, include: [] }],
      counts: [count(pick, seed)],
      gap_bits: 0,
      offset,
      include,
    }
  if (seed % 6 !== 0) return one
  const inner: Entry = { kind: 'parameter', parameter, offset: FOLLOWS, include: [] }
  return { kind: 'repeat', entries: [inner], counts: [count(pick, seed)], gap_bits: seed % 16, offset, include }
}

function containersOf(all: readonly Parameter[], seeds: readonly number[]): Container[] {
  const out: Container[] = []
  const pick: Pick = (n) => all[n % all.length]!
  seeds.forEach((seed, i) => {
    const system = ['/one', '/two'][seed % 2]!
    const base = out[seed % Math.max(1, out.length)]
    const entries = Array.from({ length: seed % 5 }, (_, k) => entry(pick, seed + k))
    const held: Entry[] =
      base === undefined ? [] : [{ kind: 'container', container: base, offset: FOLLOWS, include: [] }]
    out.push({
      qualifiedName: `${system}/c${i}`,
      name: `c${i}`,
      system,
      abstract: seed % 3 === 0,
      entries: [...entries, ...(seed % 4 === 1 ? held : [])],
      base: base === undefined || seed % 2 === 0 ? undefined : { container: base, criteria: criteria(pick, seed) },
      line: 0,
    })
  })
  return out
}

/** Conditions of alarms for some of the parameters, which need parameters to look at. */
function withConditions(all: readonly Parameter[], seeds: readonly number[]): readonly Parameter[] {
  const pick: Pick = (n) => all[n % all.length]!
  const numeric = all.filter(({ type }) => type.encoding.kind === 'integer' || type.encoding.kind === 'float')
  const changed = new Map<DataType, DataType>()
  for (const seed of seeds) {
    const { type } = pick(seed)
    if (type.kind === 'absolute-time' || changed.has(type)) continue
    const input = numeric[seed % Math.max(1, numeric.length)]
    const formula = checkFormula([
      { kind: 'input', input: 0 },
      { kind: 'number', value: seed - 5000 },
      { kind: 'operator', operator: '>' },
    ]) as Formula
    const conditions: AlarmCondition[] = [{ level: 'critical', criteria: [criterion(pick, seed)] }]
    if (input !== undefined)
      conditions.push({ level: 'warning', criteria: [{ formula, inputs: [{ parameter: input, calibrated: true }] }] })
    const none = { kind: 'ranges', rangeForm: 'outside', ranges: [], minViolations: 1 + (seed % 2) } as const
    const alarm: Alarm = { ...(type.alarm ?? none), conditions }
    const contexts = criteria(pick, seed)
    changed.set(type, {
      ...type,
      alarm,
      ...(contexts.length === 0 ? {} : { contextAlarms: [{ criteria: contexts, alarm: { ...none, conditions } }] }),
    })
  }
  for (const one of all) Object.assign(one, { type: changed.get(one.type) ?? one.type })
  return all
}

type Around = {
  readonly pick: Pick
  readonly containers: readonly Container[]
  readonly types: readonly DataType[]
}

function commandsOf(around: Around, seeds: readonly number[]): Command[] {
  const out: Command[] = []
  seeds.forEach((seed, i) => {
    const base = seed % 2 === 0 ? undefined : out[seed % Math.max(1, out.length)]
    out.push(base === undefined ? commandOf(around, seed, i) : extended(commandOf(around, seed, i), base))
  })
  return out
}

function commandOf({ pick, containers, types }: Around, seed: number, i: number): Command {
  const own = Array.from({ length: seed % 4 }, (_, k): Argument => {
    const type = types[(seed + k) % types.length]!
    const initial = type.initial === undefined ? {} : { initial: type.initial }
    return { name: `a${i}_${k}`, type, description: k === 0 ? 'first & last' : '', ...initial }
  })
  const must = criteria(pick, seed)
  const always = must.length === 0
  return {
    qualifiedName: `/one/m${i}`,
    name: `m${i}`,
    system: '/one',
    abstract: seed % 3 === 0,
    description: 'so\nmuch',
    arguments: own,
    assigned: new Map(),
    types: new Map(own.map((a) => [a.name, a.type] as const)),
    entries: [
      { kind: 'fixed', bits: 12, octets: Uint8Array.of(seed & 255, 7) },
      ...own.map(({ name }) => ({ kind: 'argument' as const, argument: name })),
      ...(seed % 4 === 2 ? [{ kind: 'parameter' as const, parameter: pick(seed) }] : []),
      ...(seed % 5 === 1
        ? ([
            { kind: 'place', from: 'end', at: { kind: 'fixed', value: 8 * (seed % 3) } },
            { kind: 'fixed', bits: 8, octets: Uint8Array.of(9) },
          ] as const)
        : []),
    ],
    significance: (['none', 'watch', 'warning', 'distress', 'critical', 'severe'] as const)[seed % 6]!,
    reason: seed % 2 === 0 ? 'why' : '',
    verifiers: [verifierOf(pick, containers[0], seed)],
    constraints: always ? [] : [{ criteria: must, timeout_s: seed % 2 === 0 ? 3600 : Number.POSITIVE_INFINITY }],
    contextSignificance: always ? [] : [{ criteria: must, significance: 'critical', reason: '' }],
    ...(seed % 3 === 1 ? { interlock: interlockOf(seed) } : {}),
    ancillary: new Map([[`k${i}`, 'v']]),
    line: 0,
  }
}

function interlockOf(seed: number): Interlock {
  return {
    scope: '/one',
    stage: (['release', 'transferred', 'sent', 'received', 'accepted', 'queued', 'executing', 'complete'] as const)[
      seed % 8
    ]!,
    ...(seed % 2 === 0 ? { progress: seed % 100 } : {}),
    suspendable: seed % 4 === 0,
  }
}

/** Blocks of those commands that need no arguments. */
function blocksOf(commands: readonly Command[], seed: number): { readonly blocks?: readonly CommandBlock[] } {
  const plain = commands.filter((one) => !one.abstract && one.arguments.length === 0)
  if (plain.length === 0) return {}
  const steps = plain.map(({ qualifiedName }) => ({ command: qualifiedName, values: new Map<string, string>() }))
  const block = { qualifiedName: '/one/block', name: 'block', system: '/one', description: 'one & all', line: 0 }
  return { blocks: [{ ...block, steps: seed % 2 === 0 ? steps : [...steps, ...steps] }] }
}

function verifierOf(pick: Pick, container: Container | undefined, seed: number): Verifier {
  return {
    stage: (['accepted', 'complete', 'failed'] as const)[seed % 3]!,
    window_s: seed % 5 === 0 ? Number.POSITIVE_INFINITY : seed * 0.5,
    ...(seed % 5 !== 0 && seed % 2 === 0 ? { from_s: 90061 } : {}),
    ...(seed % 3 === 0 ? { criteria: [criterion(pick, seed)] } : {}),
    ...(seed % 3 === 1 && container !== undefined ? { container } : {}),
    ...(seed % 6 === 2 ? { change: { parameter: pick(seed), by: 1.5 } } : {}),
  }
}

/** What the reader makes of a command that extends another, whose first argument it fixes. */
function extended(own: Command, base: Command): Command {
  const [fixed] = base.arguments
  const assigned = new Map([...base.assigned, ...(fixed === undefined ? [] : [[fixed.name, '7'] as const])])
  return {
    ...own,
    base: base.qualifiedName,
    arguments: [...base.arguments, ...own.arguments].filter((a) => !assigned.has(a.name)),
    assigned,
    types: new Map([...base.types, ...own.types]),
    entries: [...base.entries, ...own.entries],
    constraints: [...base.constraints, ...own.constraints],
    ...(own.interlock === undefined && base.interlock !== undefined ? { interlock: base.interlock } : {}),
    contextSignificance: [...own.contextSignificance, ...base.contextSignificance],
    ancillary: new Map([...base.ancillary, ...own.ancillary]),
  }
}

function algorithmsOf(all: readonly Parameter[], seeds: readonly number[]): Algorithm[] {
  const numeric = all.filter(({ type }) => type.encoding.kind === 'integer' || type.encoding.kind === 'float')
  if (numeric.length === 0) return []
  const pick: Pick = (n) => numeric[n % numeric.length]!
  return seeds.map((seed, i) => {
    const list: Step[] = [
      { kind: 'input', input: 0 },
      { kind: 'number', value: seed % 2 === 0 ? -1.5 : 2 },
      { kind: 'operator', operator: '*' },
      { kind: 'input', input: seed % 3 === 0 ? 0 : 1 },
      { kind: 'operator', operator: seed % 4 === 0 ? 'hypot' : '+' },
    ]
    return {
      name: `alg${i}`,
      system: '/one',
      formula: checkFormula(list) as Formula,
      inputs: [
        { parameter: pick(seed), calibrated: true },
        { parameter: pick(seed + 1), calibrated: seed % 2 === 0 },
      ],
      output: pick(seed + 2),
      triggers: seed % 2 === 0 && pick(seed) !== pick(seed + 1) ? [pick(seed)] : [],
      containerTriggers: [],
      line: 0,
    }
  })
}

/** Dictionaries of up to eight parameters, some of several values, in three systems of two files. */
export const dictionaries: fc.Arbitrary<Dictionary> = fc
  .tuple(
    parameters,
    fc.array(dataType, { minLength: 1, maxLength: 3 }),
    fc.array(fc.nat(10_000), { maxLength: 5 }),
    fc.array(fc.nat(10_000), { maxLength: 4 }),
    fc.array(fc.nat(10_000), { maxLength: 3 }),
  )
  .map(([made, types, containerSeeds, commandSeeds, algorithmSeeds]) => {
    const all = withConditions(made, containerSeeds)
    const containers = containersOf(all, containerSeeds)
    const commands = commandsOf({ pick: (n) => all[n % all.length]!, containers, types }, commandSeeds)
    return {
      parameters: all,
      containers,
      commands,
      ...blocksOf(commands, commandSeeds[0] ?? 0),
      algorithms: algorithmsOf(all, algorithmSeeds),
    }
  })
