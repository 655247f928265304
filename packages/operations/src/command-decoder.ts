/** The spacecraft's side of the dictionary: which command came, with which arguments. */
import { err, ok, type Result } from '@magpie/core/result'
import { type ArgumentValue, allHold } from './command-encoder.ts'
import { compileDecoder, type DecodeError, type Decoder, engineeringValue } from './decoder.ts'
import type {
  ArgumentCriterion,
  ArgumentOperand,
  Command,
  Comparison,
  Container,
  Criterion,
  DataType,
  Dictionary,
  Entry,
  Parameter,
} from './dictionary.ts'

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
      const values: Record<string, ArgumentValue> = {}
      for (let i = 0; i < sample.count; i++) {
        const parameter = decoder.parameters[sample.slots[i]!]!
        const value = engineeringValue(parameter, sample)
        if (!parameter.name.startsWith(FILLER))
          values[parameter.name] = value instanceof Uint8Array ? hexOf(value) : value
      }
      return ok({ command, values, octets: (sample.bits + fixedTail(command) + 7) >> 3 })
    },
  }
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

/** Entries as a container's, from the given place on: fixed values are gaps before the next argument. */
function entriesOf(command: Command, root: Command, from: number, parameters: Parameter[]): Entry[] {
  const out: Entry[] = []
  let gap = 0
  const mine = () => parameters.filter((p) => p.system === command.qualifiedName || p.system === root.qualifiedName)
  const add = (name: string, type: DataType, include: readonly Criterion[]) => {
    const parameter = parameterOf(command, name, type, parameters.length)
    parameters.push(parameter)
    out.push({ kind: 'parameter', parameter, offset: { from: 'previous', bits: gap }, include })
    gap = 0
  }
  // What a condition leaves out takes its gap along: one that is always there becomes a field of its own.
  const fill = (bits: number, include: readonly Criterion[]) =>
    add(`${FILLER}${parameters.length}`, blobOf(bits), include)
  for (const entry of command.entries.slice(from)) {
    const include = (entry.include ?? []).map((c) => criterionOf(command, c, mine()))
    if (include.includes(false)) continue
    const criteria = include.filter((c) => typeof c !== 'boolean')
    const conditional = criteria.length > 0
    if (entry.kind === 'fixed' && !conditional) {
      gap += entry.bits
      continue
    }
    if (conditional && gap > 0) {
      const bits = gap
      gap = 0
      fill(bits, [])
    }
    if (entry.kind === 'fixed') fill(entry.bits, criteria)
    else if (entry.kind === 'parameter') add(entry.parameter.name, entry.parameter.type, criteria)
    else add(entry.argument, command.types.get(entry.argument)!, criteria)
  }
  return out
}

/** Names of fixed values that are fields; no argument is called so. */
const FILLER = '/fixed-'

function blobOf(bits: number): DataType {
  const encoding = { kind: 'binary', size: { kind: 'fixed', bits } } as const
  return { name: 'fixed', kind: 'binary', encoding, unit: '', description: '' }
}

/** A criterion over what stands in the packet before; where that is not there, whether it holds by what is assigned. */
function criterionOf(command: Command, c: ArgumentCriterion, parameters: readonly Parameter[]): Criterion | boolean {
  if ('holds' in c) {
    const parts = c.of.map((one) => criterionOf(command, one, parameters))
    const settles = c.holds === 'any'
    if (parts.includes(settles)) return settles
    const open = parts.filter((part) => typeof part !== 'boolean')
    return open.length === 0 ? !settles : { holds: c.holds, of: open }
  }
  const found = (operand: ArgumentOperand) => {
    const name = 'argument' in operand ? operand.argument : operand.parameter.name
    return parameters.findLast((p) => p.name === name)
  }
  const left = found(c.left)
  const right = c.right === undefined ? undefined : found(c.right)
  if (left === undefined || (c.right !== undefined && right === undefined)) return allHold(command, [c], {})
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
