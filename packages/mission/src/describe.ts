/** Sentences for what the mission model and its authority can answer. */
import { never } from '@magpie/core/result'
import type { AuthorityDecision, Refusal } from './authority-request.ts'
import type { LimitCheck, NoMass } from './budgets.ts'
import type { AdoptionError } from './mission-model.ts'

export type MissionError = AdoptionError | NoMass

/** What is wrong with a project or a question about the model, and what to do. */
export function describeMissionError(error: MissionError): string {
  switch (error.kind) {
    case 'unknown-party':
      return `project ${error.project} names the party ${error.party}, which parties.json does not have`
    case 'lead-not-in-project':
      return `project ${error.project} is led by ${error.lead}, which is not among its parties`
    case 'element-exists':
      return `project ${error.project} brings the element ${error.element}, but there is one of that id: rename it`
    case 'apid-taken':
      return `${error.element} of project ${error.project} sends under the APID of ${error.by}: give it another`
    case 'no-host':
      return error.host === undefined
        ? `${error.element} of project ${error.project} needs a host, and the lead has no lander`
        : `${error.element} of project ${error.project} stands on ${error.host}, which is no element of the mission or the project`
    case 'host-circle':
      return `${error.element} of project ${error.project} carries itself: its hosts go round in a circle`
    case 'unknown-element':
      return `operation ${error.operation} of project ${error.project} names ${error.element}, which is no element of the mission or the project`
    case 'agreement-exists':
      return `project ${error.project} has the agreement ${error.agreement} already: it was adopted before`
    case 'agreement-of-other-project':
      return `the agreement ${error.agreement} is not one of project ${error.project}`
    case 'no-mass':
      return `${error.element} states no mass, so its growth cannot be followed: give elements.json one`
    default:
      return never(error)
  }
}

/** The rule that a decision rests on, as a sentence. */
function describeRule(rule: string): string {
  return RULES[rule] ?? rule
}

const RULES: Readonly<Record<string, string>> = {
  'owner-commands': 'the owner commands its element',
  'host-makes-safe': 'the host may always make safe what it carries, and its own vehicle',
  grant: 'a grant permits what lies within its bounds',
  'both-owners': "an act that touches another party's element needs that owner too",
  'no-grant': "another party's element is commanded under a grant only",
  'two-people-two-parties': 'a hazardous act needs two people of two parties',
  'unknown-name': 'an act names parties, elements and a time that the mission knows',
  'rules-not-evaluated': 'what the rules cannot decide is refused',
  ...Object.fromEntries(
    Object.entries({
      action: 'covers the actions it names',
      argument: 'holds within its ranges of arguments',
      window: 'holds within its window',
      phase: 'holds in its phases',
      approvals: "holds with the approvals of its grantor's people",
      revocation: 'holds until it is revoked',
      onward: 'holds no further than the grant it came from',
    }).flatMap(([bound, holds]) => [
      [`grant-${bound}`, `a grant ${holds}`],
      [`consent-${bound}`, `a consent ${holds}`],
    ]),
  ),
}

/** A decision in one line. */
export function describeDecision(decision: AuthorityDecision): string {
  if (decision.permitted) return `permitted: ${describeRule(decision.rule)} (${decision.basis})`
  return describeRefusal(decision)
}

/** A refusal: rule, fact, source, remedy. */
export function describeRefusal({ rule, fact, source, remedy }: Refusal): string {
  const where = [source.title, source.publisher, source.date].filter((part) => part !== undefined).join(', ')
  return `refused: ${describeRule(rule)}; ${fact} (${where}). ${remedy}`
}

/** One limit and what is used of it. */
export function describeLimit({ limit, element, allowed, used, verdict }: LimitCheck): string {
  const unit =
    limit === 'total_kg' || limit === 'module_kg' ? 'kg' : limit === 'dataVolume_Mbit_day' ? 'Mbit a day' : 'W'
  const of = element === undefined ? LIMITS[limit] : `${LIMITS[limit]} of ${element}`
  const sums = `${round(used.value)} ${unit}, ${round(used.withMargin)} ${unit} with margins, of ${round(allowed)} ${unit}`
  return `${of}: ${sums}: ${VERDICTS[verdict]}`
}

const LIMITS: Readonly<Record<LimitCheck['limit'], string>> = {
  total_kg: "partners' mass",
  module_kg: 'module mass',
  power_W: "partners' peak power",
  dataVolume_Mbit_day: "partners' data",
  'power-supply': 'average power',
}

const VERDICTS: Readonly<Record<LimitCheck['verdict'], string>> = {
  within: 'within the limit',
  'margin-over': 'within the limit, but its margins are not',
  over: 'over the limit',
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10)
}
