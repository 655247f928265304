/**
 * What can be known of a procedure before it runs: whether every command exists and its arguments fit, whether what its
 * conditions look at is telemetry of the mission, and whether the authority of who sends will hold at the time planned.
 */
import type { Authorise, AuthorityRequest } from '@magpie/mission/authority-request'
import { parametersIn } from '../command/condition.ts'
import { utcText } from '../command/instant.ts'
import { checkArguments, describeArgumentError } from '../command-encoder.ts'
import { authorityQuestion } from '../commands.ts'
import { type Dictionary, findCommand } from '../dictionary.ts'
import type { Procedure, ProcedureStep, SendStep } from './procedure-file.ts'
import { allSteps } from './program.ts'

/** `error`: cannot run. `refusal`: would be refused as things stand. `people`: needs approvals. `note`: worth knowing. */
export type ProcedureFinding = {
  readonly step: string
  readonly severity: 'error' | 'refusal' | 'people' | 'note'
  readonly rule: string
  readonly fact: string
  readonly remedy: string
  /** When the step is foreseen, TAI s past J2000. */
  readonly at_s?: number
}

export type ProcedureGround = {
  readonly mission: string
  readonly dictionary: Dictionary
  readonly parties: ReadonlySet<string>
  readonly elements: ReadonlySet<string>
  readonly authorise: Authorise
  readonly phaseAt: (at_s: number) => string
  /** Who would act for a party. */
  readonly personOf: (party: string) => string
}

/** Rules that people can still satisfy when it comes to it. */
export const PEOPLE_RULES: ReadonlySet<string> = new Set([
  'two-people-two-parties',
  'both-owners',
  'grant-approvals',
  'consent-approvals',
])

/** Everything that is known to stand in its way, foreseen from a start. */
export function validateProcedure(procedure: Procedure, ground: ProcedureGround, start_s: number): ProcedureFinding[] {
  const findings: ProcedureFinding[] = []
  if (procedure.mission !== ground.mission)
    findings.push(error(procedure.id, 'mission', `it is written for ${procedure.mission}, not ${ground.mission}`))
  const steps = [...allSteps(procedure.steps), ...procedure.abort]
  const seen = new Set<string>()
  for (const step of steps) {
    if (seen.has(step.id)) findings.push(error(step.id, 'step-id', `two steps are called ${step.id}`))
    seen.add(step.id)
    findings.push(...stepFindings(step, ground))
  }
  if (procedure.abort.length === 0 && steps.some((s) => 'onFailure' in s && s.onFailure === 'abort'))
    findings.push(note(procedure.id, 'abort-empty', 'a failure aborts it, and it has no abort sequence'))
  const foreseen = foresee(procedure.steps, start_s, findings, ground)
  for (const step of procedure.abort)
    if (step.kind === 'send') findings.push(...authorityFindings(step, foreseen, ground))
  return findings
}

function error(step: string, rule: string, fact: string, remedy = 'Correct the procedure.'): ProcedureFinding {
  return { step, severity: 'error', rule, fact, remedy }
}

function note(step: string, rule: string, fact: string): ProcedureFinding {
  return { step, severity: 'note', rule, fact, remedy: 'Consider whether that is meant.' }
}

function stepFindings(step: ProcedureStep, ground: ProcedureGround): ProcedureFinding[] {
  const out: ProcedureFinding[] = []
  if (!ground.parties.has(step.party)) out.push(error(step.id, 'party', `${step.party} is no party of the mission`))
  for (const { element, name } of conditionsOf(step).flatMap(parametersIn)) {
    if (!ground.elements.has(element)) out.push(error(step.id, 'element', `${element} is no element of the mission`))
    else if (!ground.dictionary.parameters.some((p) => p.name === name))
      out.push(error(step.id, 'parameter', `no packet of the dictionary holds ${name}`))
  }
  if (step.kind === 'send') out.push(...commandFindings(step, ground))
  return out
}

function conditionsOf(step: ProcedureStep) {
  if (step.kind === 'await') return [step.until]
  if (step.kind === 'check' || step.kind === 'if') return [step.that]
  return step.kind === 'repeat' && step.until !== undefined ? [step.until] : []
}

function commandFindings(step: SendStep, { dictionary, elements }: ProcedureGround): ProcedureFinding[] {
  if (!elements.has(step.element)) return [error(step.id, 'element', `${step.element} is no element of the mission`)]
  const command = findCommand(dictionary, step.element, step.command)
  if (command === undefined) return [error(step.id, 'command', `${step.element} has no command ${step.command}`)]
  const checked = checkArguments(command, step.arguments)
  return checked.ok ? [] : [error(step.id, 'argument', describeArgumentError(checked.error))]
}

/** Goes through the steps in their order with the times they are planned to take; a repetition once; when it would end. */
function foresee(
  steps: readonly ProcedureStep[],
  start_s: number,
  findings: ProcedureFinding[],
  ground: ProcedureGround,
): number {
  let at_s = start_s
  for (const step of steps) {
    if (step.kind === 'wait') at_s += step.for_s
    else if (step.kind === 'if') {
      const first_s = foresee(step.steps, at_s, findings, ground)
      at_s = Math.max(first_s, foresee(step.otherwise, at_s, findings, ground))
    } else if (step.kind === 'repeat') at_s = foresee(step.steps, at_s, findings, ground)
    else if (step.kind === 'send') findings.push(...authorityFindings(step, at_s, ground))
  }
  return at_s
}

function authorityFindings(step: SendStep, at_s: number, ground: ProcedureGround): ProcedureFinding[] {
  const command = findCommand(ground.dictionary, step.element, step.command)
  const checked = command === undefined ? undefined : checkArguments(command, step.arguments)
  if (command === undefined || checked?.ok !== true) return []
  const sender = { party: step.party, person: ground.personOf(step.party) }
  const then_s = at_s + (step.executeAfter_s ?? 0)
  const question: AuthorityRequest = {
    ...authorityQuestion(sender, step.element, command, checked.value, []),
    at: utcText(then_s),
    phase: ground.phaseAt(then_s),
  }
  const decision = ground.authorise(question)
  if (decision.permitted) return []
  const severity = PEOPLE_RULES.has(decision.rule) ? 'people' : 'refusal'
  return [{ step: step.id, severity, rule: decision.rule, fact: decision.fact, remedy: decision.remedy, at_s: then_s }]
}
