/** The spacecraft's side of the dictionary: which command came, with which arguments. */
import { err, ok, type Result } from '@magpie/core/result'
import type { ArgumentValue } from './command-encoder.ts'
import { compileDecoder, type DecodeError, type Decoder, engineeringValue } from './decoder.ts'
import type { Command, Comparison, Container, DataType, Dictionary, Entry, Parameter } from './dictionary.ts'

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
  const rootContainer = containerOf(root, entriesOf(root, 0, parameters), undefined)
  const byContainer = new Map<string, Command>()
  const containers: Container[] = [rootContainer]
  for (const command of dictionary.commands) {
    if (command === root || command.abstract || !startsAs(command, root)) continue
    const entries = entriesOf(command, root.entries.length, parameters)
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
        if (!(value instanceof Uint8Array)) values[parameter.name] = value
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
    if (entry.kind !== 'fixed') break
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
function entriesOf(command: Command, from: number, parameters: Parameter[]): Entry[] {
  const out: Entry[] = []
  let gap = 0
  for (const entry of command.entries.slice(from)) {
    if (entry.kind === 'fixed') {
      gap += entry.bits
      continue
    }
    const parameter =
      entry.kind === 'parameter'
        ? parameterOf(command, entry.parameter.name, entry.parameter.type, parameters.length)
        : parameterOf(command, entry.argument, command.types.get(entry.argument)!, parameters.length)
    parameters.push(parameter)
    out.push({ kind: 'parameter', parameter, offset: { from: 'previous', bits: gap }, include: [] })
    gap = 0
  }
  return out
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
