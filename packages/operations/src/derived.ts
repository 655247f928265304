/**
 * Derived parameters: the dictionary's algorithms run on the ground after each packet. An input that the packet does not hold
 * has the value that it had last; before it had one, nothing is computed from it.
 */
import type { Decoder } from './decoder.ts'
import { room, type Sample } from './decoder-run.ts'
import type { Algorithm, Container, Dictionary } from './dictionary.ts'
import { evaluate } from './expression/formula.ts'

/** Computes what follows from a packet that was just decoded; outputs join the sample behind what the packet holds. */
export type Derivation = (sample: Sample) => void

/** The derivation of one source. Algorithms run in the order of the file, so that one may use what another has made. */
export function derivation({ algorithms, parameters }: Dictionary, decoder: Decoder): Derivation {
  const known = new Uint8Array(parameters.length)
  for (const parameter of parameters) if (parameter.initial !== undefined) known[parameter.index] = 1
  const fresh = new Uint8Array(parameters.length)
  const inputs = algorithms.map((algorithm) => new Float64Array(algorithm.inputs.length))
  return (sample) => {
    if (algorithms.length === 0) return
    for (let i = 0; i < sample.count; i++) {
      const slot = sample.slots[i]!
      known[slot] = 1
      fresh[slot] = 1
    }
    const held = lineage(decoder.containers[sample.container]!)
    algorithms.forEach((algorithm, k) => {
      if (
        isTriggered(algorithm, fresh, held) &&
        algorithm.inputs.every(({ parameter }) => known[parameter.index] === 1)
      ) {
        put(sample, algorithm, inputs[k]!)
        known[algorithm.output.index] = 1
        fresh[algorithm.output.index] = 1
      }
    })
    for (let i = 0; i < sample.count; i++) fresh[sample.slots[i]!] = 0
  }
}

function isTriggered(algorithm: Algorithm, fresh: Uint8Array, held: readonly Container[]): boolean {
  const { triggers, containerTriggers, inputs } = algorithm
  const parameters =
    triggers.length + containerTriggers.length === 0 ? inputs.map(({ parameter }) => parameter) : triggers
  return parameters.some(({ index }) => fresh[index] === 1) || containerTriggers.some((c) => held.includes(c))
}

function lineage(container: Container): readonly Container[] {
  return container.base === undefined ? [container] : [container, ...lineage(container.base.container)]
}

function put(sample: Sample, { inputs, formula, output }: Algorithm, values: Float64Array): void {
  inputs.forEach(({ parameter, calibrated }, i) => {
    values[i] = calibrated ? sample.value[parameter.index]! : sample.raw[parameter.index]!
  })
  const value = evaluate(formula, values)
  sample.raw[output.index] = value
  sample.value[output.index] = value
  room(sample, 1)
  sample.slots[sample.count++] = output.index
}
