/** The values of a flight file that are not published, with their reasons: shown wherever the design is. */
import { isAssumed, type Provenance, provenance } from '@magpie/core/provenance'
import type { Assumption } from './flight-design.ts'

/** Every value whose provenance is an assumption or unverified, by its path in the file. */
export function assumptionsOf(file: object): Assumption[] {
  const found: Assumption[] = []
  collect(file, [], found)
  return found
}

function collect(node: unknown, path: readonly string[], found: Assumption[]): void {
  if (typeof node !== 'object' || node === null) return
  const entries = Object.entries(node)
  for (const [key, child] of entries) {
    const said = /provenance$/i.test(key) ? provenance.safeParse(child) : undefined
    if (said?.success !== true) collect(child, [...path, key], found)
    else if (isAssumed(said.data)) found.push(assumption(entries, key, path, said.data))
  }
}

function assumption(
  entries: readonly (readonly [string, unknown])[],
  key: string,
  path: readonly string[],
  said: Provenance,
): Assumption {
  // `senseProvenance` speaks of `sense` beside it; `provenance` of everything beside it.
  const named = key === 'provenance' ? undefined : key.slice(0, -'Provenance'.length)
  const parts = entries.filter(([k, v]) => (named === undefined ? k !== key && typeof v !== 'object' : k === named))
  const value = parts.map(([k, v]) => (k === 'value' || k === 'unit' || named !== undefined ? `${v}` : `${k} ${v}`))
  const field = named === undefined ? path : [...path, named]
  return { field: field.join('.'), value: value.join(' '), provenance: said }
}
