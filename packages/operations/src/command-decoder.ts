/** The spacecraft's side of the dictionary: which command came, with which arguments. */
import { err, ok, type Result } from '@magpie/core/result'
import {
  type ArgumentValue,
  type ArgumentValues,
  allHold,
  layoutOf,
  operandNumber,
  withLast,
} from './command-layout.ts'
import { compileDecoder, type DecodeError, type Decoder, engineeringValue, type Sample } from './decoder.ts'
import type {
  ArgumentCriterion,
  ArgumentInteger,
  ArgumentOperand,
  Command,
  CommandEntry,
  Comparison,
  Container,
  Criterion,
  DataType,
  Dictionary,
  Entry,
  EntryOffset,
  FormulaCriterion,
  FormulaInput,
  IntegerValue,
  Parameter,
} from './dictionary.ts'
import type { Step } from './expression/formula.ts'

/** A command as it was read from octets: `values` holds every argument by name, given and assigned. */
export type DecodedCommand = {
  readonly command: Command
  readonly values: Readonly<Record<string, ArgumentValue>>
  /** Octets up to the end of the arguments. */
  readonly octets: number
}

export type CommandDecoder = { decode(packet: Uint8Array): Result<DecodedCommand, DecodeError> }

/**
 * Compiles all commands that extend `base` (a qualified name): its arguments stand in front, and what extensions assign
 * to them tells the commands apart.
 */
export function compileCommandDecoder(
  dictionary: Dictionary,
  base: string,
): Result<CommandDecoder, { kind: 'no-command'; base: string }> {
  const root = dictionary.commands.find((c) => c.qualifiedName === base)
  if (root === undefined) return err({ kind: 'no-command', base })
  const parameters: Parameter[] = []
  const rootContainer = containerOf(root, entriesOf(root, root, 0, parameters), undefined)
  const byContainer = new Map<string, Command>()
  const containers: Container[] = [rootContainer]
  for (const command of dictionary.commands) {
    if (command === root || command.abstract || !startsAs(command, root)) continue
    const entries = entriesOf(command, root, root.entries.length, parameters)
    const criteria = [...command.assigned].flatMap(([name, value]): Comparison[] => {
      const parameter = parameters.find((p) => p.system === root.qualifiedName && p.name === name)
      return parameter === undefined ? [] : [{ parameter, operator: '==', value, calibrated: true }]
    })
    const container = containerOf(command, entries, { container: rootContainer, criteria })
    containers.push(container)
    byContainer.set(container.qualifiedName, command)
  }
  const compiled = compileDecoder({ parameters, containers, commands: [], algorithms: [] }, root.qualifiedName)
  if (!compiled.ok) return err({ kind: 'no-command', base })
  return ok(decoderOver(compiled.value, byContainer))
}

function decoderOver(decoder: Decoder, byContainer: ReadonlyMap<string, Command>): CommandDecoder {
  const sample = decoder.newSample()
  return {
    decode(packet) {
      const done = decoder.decode(packet, sample)
      if (!done.ok) return done
      const container = decoder.containers[sample.container]!
      const command = byContainer.get(container.qualifiedName)
      if (command === undefined) return err({ kind: 'decode-no-container', container: container.qualifiedName })
      const values = valuesOf(decoder, sample)
      return ok({ command, values, octets: (reachOf(command, values, sample) + 7) >> 3 })
    },
  }
}

/** Every argument by name; the elements of a list are numbered as they come. */
function valuesOf(decoder: Decoder, sample: Sample): Record<string, ArgumentValue> {
  const values: Record<string, ArgumentValue> = {}
  const rounds = new Map<string, number>()
  for (let i = 0; i < sample.count; i++) {
    const parameter = decoder.parameters[sample.slots[i]!]!
    const { name } = parameter
    if (name.startsWith(FILLER)) continue
    const value = engineeringValue(parameter, sample, sample.kept.get(i))
    const round = rounds.get(name) ?? 0
    rounds.set(name, round + 1)
    values[name.replace('[]', `[${round}]`)] = value instanceof Uint8Array ? hexOf(value) : value
  }
  return values
}

/** Bits up to the end of the arguments, wherever the last of them was placed. */
function reachOf(command: Command, values: ArgumentValues, sample: Sample): number {
  const layout = command.entries.some(({ kind }) => kind === 'place') ? layoutOf(command, values) : undefined
  return layout?.ok ? layout.value.bits : sample.bits + fixedTail(command)
}

/** Bits of fixed values behind the last argument: they are no field that the decoder reads. */
function fixedTail({ entries }: Command): number {
  let bits = 0
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = entries[i]!
    if (entry.kind !== 'fixed' || entry.include !== undefined) break
    bits += entry.bits
  }
  return bits
}

function startsAs(command: Command, root: Command): boolean {
  return root.entries.every((entry, i) => command.entries[i] === entry)
}

function containerOf(command: Command, entries: readonly Entry[], base: Container['base']): Container {
  const { qualifiedName, name, system, line } = command
  return { qualifiedName, name, system, abstract: base === undefined, entries, base, line }
}

/** Where reading the entries of a command stands. */
type Reading = {
  readonly command: Command
  readonly root: Command
  /** All that have been made, also for other commands. */
  readonly parameters: Parameter[]
  /** Bits that no field reads, before the next one. */
  gap: number
  /** Where the next one begins instead. */
  at: EntryOffset | undefined
}

/** Entries as a container's, from the given place on: fixed values are gaps before the next argument. */
function entriesOf(command: Command, root: Command, from: number, parameters: Parameter[]): Entry[] {
  const reading: Reading = { command, root, parameters, gap: 0, at: undefined }
  const { body, last } = withLast(command.entries, command.types)
  const entries = made(reading, body.slice(withLast(command.entries.slice(0, from), command.types).body.length), false)
  // The pattern's own come behind what each command has.
  if (command === root || last.length === 0) return entries
  const behind = last.flatMap(({ entry, begins }, i): CommandEntry[] => [
    { kind: 'place', from: 'previous', at: { kind: 'fixed', value: (last[i - 1]?.ends ?? begins) - begins } },
    entry,
  ])
  return [...entries, ...filled(reading), ...made(reading, behind, false)]
}

/** `within` a repetition every gap is a field, since it must come again. */
function made(reading: Reading, entries: readonly CommandEntry[], within: boolean): Entry[] {
  return entries.flatMap((entry) => {
    const include = (entry.include ?? []).map((c) => criterionOf(reading, c))
    return include.includes(false)
      ? []
      : madeOf(
          reading,
          entry,
          include.filter((c) => typeof c !== 'boolean'),
          within,
        )
  })
}

function madeOf(reading: Reading, entry: CommandEntry, criteria: Criterion[], within: boolean): Entry[] {
  const plain = criteria.length === 0 && !within && reading.at === undefined
  if (entry.kind === 'fixed' && plain) {
    reading.gap += entry.bits
    return []
  }
  // What a condition leaves out takes its gap along: one that is always there becomes a field of its own.
  const apart = criteria.length > 0 || entry.kind === 'place' || entry.kind === 'repeat'
  const before = apart ? filled(reading) : []
  if (entry.kind !== 'place') return [...before, entryOf(reading, entry, criteria)]
  reading.at = offsetOf(reading, entry)
  return before
}

/** The gap before as a field. */
function filled(reading: Reading): Entry[] {
  const bits = reading.gap
  if (bits === 0) return []
  reading.gap = 0
  return [field(reading, `${FILLER}${reading.parameters.length}`, blobOf(bits), [])]
}

function entryOf(reading: Reading, entry: Exclude<CommandEntry, { kind: 'place' }>, include: Criterion[]): Entry {
  const { command, parameters } = reading
  switch (entry.kind) {
    case 'fixed':
      return field(reading, `${FILLER}${parameters.length}`, blobOf(entry.bits), include)
    case 'parameter':
      return field(reading, entry.parameter.name, entry.parameter.type, include)
    case 'argument':
      return field(reading, entry.argument, command.types.get(entry.argument)!, include)
    case 'repeat': {
      const offset = placed(reading)
      const counts = entry.counts.map((count) => integerOf(reading, count))
      const entries = made(reading, entry.entries, true)
      return { kind: 'repeat', entries, counts, gap_bits: entry.gap_bits, offset, include }
    }
  }
}

function field(reading: Reading, name: string, type: DataType, include: readonly Criterion[]): Entry {
  const offset = placed(reading)
  const parameter = parameterOf(reading.command, name, sizedType(reading, type), reading.parameters.length)
  reading.parameters.push(parameter)
  return { kind: 'parameter', parameter, offset, include }
}

/** The place of the next field, which is used up. */
function placed(reading: Reading): EntryOffset {
  const { gap, at } = reading
  reading.gap = 0
  reading.at = undefined
  return at ?? { from: 'previous', bits: gap }
}

function offsetOf(reading: Reading, { from, at }: CommandEntry & { kind: 'place' }): EntryOffset {
  const value = integerOf(reading, at)
  return value.kind === 'fixed' ? { from, bits: value.value } : { from, bits: 0, value }
}

/** A type whose size another argument tells, told by the field that this is here. */
function sizedType(reading: Reading, type: DataType): DataType {
  const { encoding } = type
  if (encoding.kind !== 'string' && encoding.kind !== 'binary') return type
  const { size } = encoding
  if (size.kind !== 'told' && size.kind !== 'cases') return type
  const value = integerOf(reading, size)
  return {
    ...type,
    encoding: { ...encoding, size: value.kind === 'fixed' ? { kind: 'fixed', bits: value.value } : value },
  }
}

/** What is told by fields before, or by what is assigned. */
function integerOf(reading: Reading, value: ArgumentInteger): IntegerValue {
  if (value.kind === 'fixed') return value
  if (value.kind === 'cases') {
    const cases = value.cases.flatMap((one) => {
      const criteria = one.criteria.map((c) => criterionOf(reading, c))
      return criteria.includes(false)
        ? []
        : [{ criteria: criteria.filter((c) => typeof c !== 'boolean'), value: one.value }]
    })
    return { kind: 'lookup', cases, ...(value.otherwise === undefined ? {} : { otherwise: value.otherwise }) }
  }
  const { by, slope, intercept } = value
  const parameter = fieldOf(reading, by)
  if (parameter === undefined)
    return { kind: 'fixed', value: operandNumber(reading.command, by, {}) * slope + intercept }
  return { kind: 'dynamic', parameter: parameter.qualifiedName, calibrated: by.calibrated, slope, intercept }
}

/** The field that an operand was read from, where it stands in the packet before. */
function fieldOf({ command, root, parameters }: Reading, operand: ArgumentOperand): Parameter | undefined {
  const name = 'argument' in operand ? operand.argument : operand.parameter.name
  const own = (p: Parameter) => p.system === command.qualifiedName || p.system === root.qualifiedName
  return parameters.findLast((p) => p.name === name && own(p))
}

/** Names of fixed values that are fields; no argument is called so. */
const FILLER = '/fixed-'

function blobOf(bits: number): DataType {
  const encoding = { kind: 'binary', size: { kind: 'fixed', bits } } as const
  return { name: 'fixed', kind: 'binary', encoding, unit: '', description: '' }
}

/** A criterion over what stands in the packet before; where that is not there, whether it holds by what is assigned. */
function criterionOf(reading: Reading, c: ArgumentCriterion): Criterion | boolean {
  if ('holds' in c) {
    const parts = c.of.map((one) => criterionOf(reading, one))
    const settles = c.holds === 'any'
    if (parts.includes(settles)) return settles
    const open = parts.filter((part) => typeof part !== 'boolean')
    return open.length === 0 ? !settles : { holds: c.holds, of: open }
  }
  if ('formula' in c) return formulaCriterion(reading, c)
  const left = fieldOf(reading, c.left)
  const right = c.right === undefined ? undefined : fieldOf(reading, c.right)
  if (left === undefined || (c.right !== undefined && right === undefined)) return allHold(reading.command, [c], {})
  const comparison: Comparison = {
    parameter: left,
    operator: c.operator,
    value: c.value,
    calibrated: c.left.calibrated,
  }
  return right === undefined
    ? comparison
    : { ...comparison, other: { parameter: right, calibrated: c.right!.calibrated } }
}

/** A formula over fields; what is assigned is a number in it. */
function formulaCriterion(
  reading: Reading,
  { formula, inputs }: Extract<ArgumentCriterion, { readonly inputs: unknown }>,
): FormulaCriterion {
  const kept: FormulaInput[] = []
  const steps = inputs.map((input): Step => {
    const parameter = fieldOf(reading, input)
    if (parameter === undefined) return { kind: 'number', value: operandNumber(reading.command, input, {}) }
    return { kind: 'input', input: kept.push({ parameter, calibrated: input.calibrated }) - 1 }
  })
  return {
    formula: { ...formula, steps: formula.steps.map((step) => (step.kind === 'input' ? steps[step.input]! : step)) },
    inputs: kept,
  }
}

function hexOf(octets: Uint8Array): string {
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join('')
}

function parameterOf(command: Command, name: string, type: DataType, index: number): Parameter {
  return {
    index,
    qualifiedName: `${command.qualifiedName}/${name}`,
    name,
    system: command.qualifiedName,
    type,
    description: '',
    line: command.line,
  }
}
