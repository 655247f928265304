/**
 * Names of `operations.json` that must stand in the dictionary: what is commanded, what is looked at. A misspelt name would
 * show late, and one of a parameter that is held back would hold back nothing.
 */
import { type Dictionary, findCommand } from './dictionary.ts'
import type { OperationsFile } from './operations-file.ts'

/** A name that the dictionary does not have; `field` is a JSON pointer into `operations.json`. */
export type MissingName = {
  readonly field: string
  readonly what: 'command' | 'parameter'
  readonly element: string
  readonly name: string
}

/** The system whose names every element has. */
const SHARED = 'common'

/** All of them, in the order of the file. Elements that the dictionary does not speak of are left to other rules. */
export function missingNames(file: OperationsFile, dictionary: Dictionary): MissingName[] {
  const known = new Set(dictionary.parameters.map((p) => p.qualifiedName))
  const missing: MissingName[] = []
  const parameter = (field: string, element: string, name: string) => {
    if (![element, SHARED].some((system) => known.has(`/${system}/${name}`)))
      missing.push({ field, what: 'parameter', element, name })
  }
  const command = (field: string, element: string, name: string) => {
    if (findCommand(dictionary, element, name) === undefined) missing.push({ field, what: 'command', element, name })
  }
  file.elements.forEach((e, i) => {
    e.science.forEach((name, j) => void parameter(`/elements/${i}/science/${j}`, e.id, name))
  })
  file.deployments.forEach((d, i) => {
    d.gates.forEach((gate, j) => {
      if (gate.kind === 'temperature') parameter(`/deployments/${i}/gates/${j}/parameter`, d.module, gate.parameter)
    })
    d.steps.forEach((step, j) => {
      const at = `/deployments/${i}/steps/${j}`
      command(`${at}/command`, step.element, step.command)
      parameter(`${at}/confirm/parameter`, step.confirm.element, step.confirm.parameter)
    })
    if (d.abort !== undefined) command(`/deployments/${i}/abort/command`, d.abort.element, d.abort.command)
  })
  file.activityTemplates.forEach((t, i) => {
    if (!t.sequence) command(`/activityTemplates/${i}/command`, t.element, t.command)
  })
  return missing
}

/** The sentence for people. */
export function describeMissingName({ what, element, name }: MissingName): string {
  return `${element} has no ${what} "${name}" in its dictionary`
}
