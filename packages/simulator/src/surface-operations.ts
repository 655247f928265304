/**
 * Operations on the surface, rehearsed: simulated elements that speak only packets, links with light time and loss, and a
 * ground that knows nothing but what it decodes. One generator tells all of it in time order, so that a server can pace
 * it and a headless run can drain it; the same input gives the same events.
 */
import { random } from '@magpie/core/random'
import { err, ok, type Result } from '@magpie/core/result'
import { compileCommandDecoder } from '@magpie/operations/command-decoder'
import { compileDecoder } from '@magpie/operations/decoder'
import { type Dictionary, findCommand } from '@magpie/operations/dictionary'
import { describeXtceError } from '@magpie/operations/xtce-context'
import { readXtce } from '@magpie/operations/xtce-reader'
import type { OperationsEvent, OperationsSummary } from './operations-event.ts'
import type { OperationsInput } from './operations-input.ts'
import { assemble, type Parts, type Simulation } from './simulation.ts'

/** What keeps operations from beginning. */
export type OperationsInputError =
  | { readonly kind: 'dictionary-unreadable'; readonly errors: readonly string[] }
  | { readonly kind: 'dictionary-uncompiled'; readonly why: string }
  | { readonly kind: 'element-not-in-operations'; readonly element: string }
  | { readonly kind: 'apid-differs'; readonly element: string; readonly operations: number; readonly elements: number }
  | { readonly kind: 'unknown-command'; readonly where: string; readonly element: string; readonly command: string }

/** Checks the input and returns the generator; its last value, by `return`, is the summary, which is also the last event's. */
export function simulateOperations(
  input: OperationsInput,
): Result<Generator<OperationsEvent, OperationsSummary, void>, OperationsInputError> {
  const parts = partsOf(input)
  return parts.ok ? ok(run(assemble(parts.value))) : parts
}

/** The input with its dictionary read and compiled, checked against the mission. */
export function partsOf(input: OperationsInput): Result<Parts, OperationsInputError> {
  const read = readXtce(input.dictionary)
  if (!read.ok) return err({ kind: 'dictionary-unreadable', errors: read.error.map(describeXtceError) })
  const { dictionary } = read.value
  const decoder = compileDecoder(dictionary, '/common/telemetry')
  if (!decoder.ok) return err({ kind: 'dictionary-uncompiled', why: decoder.error.kind })
  const commands = compileCommandDecoder(dictionary, '/common/telecommand')
  if (!commands.ok) return err({ kind: 'dictionary-uncompiled', why: commands.error.kind })
  const wrong = inputError(input, dictionary)
  if (wrong !== undefined) return err(wrong)
  return ok({ input, dictionary, decoder: decoder.value, commands: commands.value, random: random(input.seed) })
}

function* run(simulation: Simulation): Generator<OperationsEvent, OperationsSummary, void> {
  const { world, events } = simulation
  let more = true
  while (more) {
    more = world.time.step(world.end_s)
    simulation.takeLive()
    for (const event of events) yield event
    events.length = 0
  }
  return simulation.summary()
}

function inputError(input: OperationsInput, dictionary: Dictionary): OperationsInputError | undefined {
  const { file, elements, plan } = input
  for (const element of elements) {
    const operated = file.elements.find((e) => e.id === element.id)
    if (operated?.apid !== undefined && element.apid !== undefined && operated.apid !== element.apid)
      return { kind: 'apid-differs', element: element.id, operations: operated.apid, elements: element.apid }
  }
  const commands = [
    ...file.deployments.flatMap((d) => d.steps.map((s) => ({ where: `deployment of ${d.module}`, ...s }))),
    ...plan.filter((a) => !a.sequence).map((a) => ({ where: `activity ${a.id}`, ...a })),
    ...file.script.flatMap((s) => (s.kind === 'command' ? [{ where: `script ${s.id}`, ...s }] : [])),
  ]
  for (const { where, element, command } of commands)
    if (findCommand(dictionary, element, command) === undefined)
      return { kind: 'unknown-command', where, element, command }
  return undefined
}

/** The sentence for input that operations cannot begin with. */
export function describeOperationsInputError(error: OperationsInputError): string {
  switch (error.kind) {
    case 'dictionary-unreadable':
      return `the dictionary has ${error.errors.length} errors: ${error.errors[0]}`
    case 'dictionary-uncompiled':
      return `the dictionary cannot be compiled: ${error.why}`
    case 'element-not-in-operations':
      return `${error.element} is not in operations.json`
    case 'apid-differs':
      return `${error.element} has APID ${error.operations} in operations.json and ${error.elements} in the mission model`
    case 'unknown-command':
      return `${error.where} names the command ${error.element}/${error.command}, which the dictionary has not`
  }
}
