/** What a packet is decoded into, before the first one comes: initial values of the dictionary, else 0. */
import { calibratorOf } from './calibration.ts'
import type { Sample } from './decoder-run.ts'
import type { Parameter } from './dictionary.ts'

/** A sample for these parameters with room for `values` values. */
export function initialSample(parameters: readonly Parameter[], values: number): Sample {
  const size = parameters.length
  const own = new Int32Array(values)
  const sample: Sample = {
    container: -1,
    count: 0,
    slots: own,
    own,
    raw: new Float64Array(size),
    value: new Float64Array(size),
    text: new Array<string | Uint8Array | undefined>(size).fill(undefined),
    bits: 0,
    exact: new Map(),
    kept: new Map(),
  }
  for (const parameter of parameters)
    if (parameter.initial !== undefined) setValue(sample, parameter, parameter.initial)
  return sample
}

/** Gives a parameter that no packet tells a value as it is written: a constant of the mission, a switch on the ground. */
export function setValue(sample: Sample, { type, index }: Parameter, initial: string): void {
  if (type.encoding.kind === 'string' || type.encoding.kind === 'binary') {
    sample.text[index] = initial
    return
  }
  const label = type.labels?.find((l) => l.label === initial)?.from
  const word = type.kind === 'boolean' ? [type.words!.zero, type.words!.one].indexOf(initial) : -1
  const number = label ?? (word >= 0 ? word : Number(initial))
  if (Number.isNaN(number)) return
  // XTCE gives initial values as engineering ones; what is raw matters only where nothing calibrates it.
  sample.value[index] = number
  sample.raw[index] = calibratorOf(type) === undefined ? number : Number.NaN
}
