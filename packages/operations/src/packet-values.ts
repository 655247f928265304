/** A decoded packet as values with names: raw, engineering, and the alarm level of each, by its context where there is one. */
import type { Decoder } from './decoder.ts'
import { compileCriterion, type Test } from './decoder-program.ts'
import { all, type KeptValue, type Sample } from './decoder-run.ts'
import { type AlarmLevel, type Container, type Entry, labelOf, type Parameter } from './dictionary.ts'
import { levelIn, type ReadyAlarm, readyAlarm } from './telemetry.ts'

/** A number, a whole number beyond 2^53, a label, a word or a text, a blob. */
export type PacketValue = number | bigint | string | Uint8Array

/** One value of a packet, in packet order. `raw` is what its octets say, `value` what people read. */
export type NamedValue = {
  readonly parameter: Parameter
  readonly raw: PacketValue
  readonly value: PacketValue
  readonly level: AlarmLevel
}

/** The alarms of a parameter, those that hold by context in front. */
type Alarms = readonly { readonly tests: readonly Test[]; readonly ready: ReadyAlarm }[]

/** Reads the values of samples of one decoder. */
export function packetValues(decoder: Decoder): (sample: Sample) => NamedValue[] {
  const alarms = new Map<number, Alarms>()
  for (const { index, type } of decoder.parameters) {
    const all = [
      ...(type.contextAlarms ?? []),
      ...(type.alarm === undefined ? [] : [{ criteria: [], alarm: type.alarm }]),
    ]
    if (all.length > 0)
      alarms.set(
        index,
        all.map(({ criteria, alarm }) => ({ tests: criteria.map(compileCriterion), ready: readyAlarm(alarm) })),
      )
  }
  return (sample) => {
    const out: NamedValue[] = []
    for (let place = 0; place < sample.count; place++) {
      const parameter = decoder.parameters[sample.slots[place]!]!
      out.push(named(parameter, valueAt(sample, place, parameter.index), alarms.get(parameter.index), sample))
    }
    return out
  }
}

function valueAt(sample: Sample, place: number, slot: number): KeptValue {
  return (
    sample.kept.get(place) ?? {
      raw: sample.raw[slot]!,
      value: sample.value[slot]!,
      text: sample.text[slot],
      exact: sample.exact.get(slot),
    }
  )
}

function named(parameter: Parameter, at: KeptValue, alarms: Alarms | undefined, sample: Sample): NamedValue {
  const { encoding } = parameter.type
  const texts = encoding.kind === 'string' || encoding.kind === 'binary'
  const text = texts ? (at.text ?? '') : undefined
  const holding = alarms?.find(({ tests }) => all(tests, sample))?.ready
  const level = holding === undefined ? 'nominal' : levelIn(holding, parameter, at.value, text, sample)
  if (text !== undefined) return { parameter, raw: text, value: text, level }
  return { parameter, raw: at.exact ?? at.raw, value: engineering(parameter, at), level }
}

function engineering({ type }: Parameter, { value, raw, exact }: KeptValue): PacketValue {
  if (type.kind === 'enumerated') return labelOf(type, value) ?? exact ?? value
  if (type.kind === 'boolean') return value !== 0 ? type.words!.one : type.words!.zero
  if (type.kind === 'string') return String(exact ?? value)
  return exact !== undefined && value === raw ? exact : value
}

/** Every parameter that a packet of the decoder may hold, and the derived ones, in the dictionary's order. */
export function parametersOf(decoder: Decoder, derived: readonly Parameter[] = []): Parameter[] {
  const found = new Set<Parameter>(derived)
  const walk = (entries: readonly Entry[]): void => {
    for (const entry of entries) {
      if (entry.kind === 'parameter') found.add(entry.parameter)
      else if (entry.kind === 'repeat') walk(entry.entries)
      else wholeContainer(entry.container)
    }
  }
  const wholeContainer = (container: Container): void => {
    if (container.base !== undefined) wholeContainer(container.base.container)
    walk(container.entries)
  }
  for (const container of decoder.containers) walk(container.entries)
  return [...found].sort((a, b) => a.index - b.index)
}

/** A name for each parameter: its own where no other of the dictionary has it, else its path. */
export function shortNames(parameters: readonly Parameter[]): string[] {
  const count = new Map<string, number>()
  for (const { name } of parameters) count.set(name, (count.get(name) ?? 0) + 1)
  return parameters.map(({ name, qualifiedName }) => (count.get(name) === 1 ? name : qualifiedName))
}
