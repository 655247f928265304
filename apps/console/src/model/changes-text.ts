/** The values tried as text in a URL: `pk-rover.mass_39,hk-robot.power-peak_120`. */
import { parameterName } from '@magpie/mission/element'
import type { Change } from './what-if.ts'

/** Reads them; of several for one parameter the last counts, and what does not read is left out. */
export function changesOf(text: string | undefined): Change[] {
  const changes = new Map<string, Change>()
  for (const part of (text ?? '').split(',')) {
    const [, element = '', name, number] = /^([a-z0-9-]+)\.([a-z-]+)_(\d+(?:\.\d+)?)$/.exec(part) ?? []
    const parameter = parameterName.safeParse(name)
    if (parameter.success)
      changes.set(`${element}.${parameter.data}`, { element, name: parameter.data, value: Number(number) })
  }
  return [...changes.values()]
}

/** Writes them; undefined for none. */
export function changesText(changes: readonly Change[]): string | undefined {
  return changes.length === 0 ? undefined : changes.map((c) => `${c.element}.${c.name}_${c.value}`).join(',')
}
