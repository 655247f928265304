/** Which of an element's estimates count as what it takes from the host: one reading for the desk and for selection. */
import type { Parameter } from '@magpie/mission/element'

/** The parameter that stands for each resource, in the unit of the call's envelope; the cost is the host's own figure. */
export const DEMANDS = {
  mass: { parameter: 'mass', unit: 'kg' },
  power: { parameter: 'power-peak', unit: 'W' },
  'power-average': { parameter: 'power-average', unit: 'W' },
  'power-survival': { parameter: 'power-survival', unit: 'W' },
  data: { parameter: 'data-volume-day', unit: 'Mbit' },
  volume: { parameter: 'volume', unit: 'm3' },
  area: { parameter: 'deck-area', unit: 'm2' },
} as const

/** The newest estimate of a parameter; of those of one date the one listed last. */
export function estimateOf<P extends Pick<Parameter, 'name' | 'asOf'>>(
  parameters: readonly P[],
  name: Parameter['name'],
): P | undefined {
  const of = parameters.filter((p) => p.name === name)
  return of.reduce<P | undefined>((best, p) => (best === undefined || p.asOf >= best.asOf ? p : best), undefined)
}
