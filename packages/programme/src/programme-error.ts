/** What can go wrong on the way from the call to the projects, and the sentence for each. */
import { describeBadTime } from '@magpie/core/time'
import type { AgreementError } from './agreements.ts'
import type { DeadlineError } from './deadline.ts'
import { describeViolation } from './portfolio.ts'
import type { ProjectError } from './projects.ts'
import type { SelectionError } from './selection.ts'

export type ProgrammeError =
  | { readonly kind: 'letter'; readonly letter: string; readonly error: DeadlineError }
  | { readonly kind: 'party-unknown'; readonly where: string; readonly party: string }
  | { readonly kind: 'letter-unknown'; readonly proposal: string; readonly letter: string }
  | { readonly kind: 'not-reviewed'; readonly proposal: string; readonly criterion: string }
  | { readonly kind: 'unit-wrong'; readonly where: string; readonly expected: string; readonly got: string }
  | { readonly kind: 'decided-not-admitted'; readonly project: string; readonly proposal: string }
  | SelectionError
  | ProjectError
  | AgreementError

/** What went wrong, and where to look. */
export function describeProgrammeError(e: ProgrammeError): string {
  switch (e.kind) {
    case 'letter':
      return `letters.json, ${e.letter}: ${describeDeadlineError(e.error)}`
    case 'party-unknown':
      return `${e.where}: parties.json has no party "${e.party}"`
    case 'letter-unknown':
      return `proposals.json, ${e.proposal}: letters.json has no letter "${e.letter}"`
    case 'not-reviewed':
      return `reviews.json: no score of ${e.proposal} for the criterion "${e.criterion}"`
    case 'unit-wrong':
      return `${e.where}: the unit is "${e.got}", expected ${e.expected}`
    case 'decided-not-admitted':
      return `decision.json, ${e.project}: ${e.proposal} came from a letter that was late or is ineligible`
    case 'proposal-unknown':
      return `${'project' in e ? `decision.json, ${e.project}` : 'proposals.json'}: there is no proposal "${e.proposal}"`
    case 'no-portfolio':
      return `selection: the limits and forced proposals leave no portfolio (${e.why})`
    case 'solver-failed':
      return `selection: the solver ended with status ${e.status}`
    case 'solver-wrong':
      return `selection: the solver's answer breaks a limit: ${e.violations.map(describeViolation).join('; ')}`
    default:
      return describeFormingError(e)
  }
}

function describeFormingError(e: Exclude<ProjectError, { kind: 'proposal-unknown' }> | AgreementError): string {
  switch (e.kind) {
    case 'proposal-twice':
      return `decision.json: ${e.proposal} is in ${e.projects.join(' and in ')}`
    case 'stated-element-unknown':
      return `decision.json, ${e.project}: no proposal of it brings an element "${e.element}"`
    case 'units-differ':
      return `proposals.json: ${e.parameter} of ${e.element} is in ${e.units.join(' and in ')}`
    case 'project-unknown':
      return `agreements.json, ${e.agreement}: decision.json has no project "${e.project}"`
    case 'not-a-signatory':
      return `agreements.json, ${e.agreement}, ${e.grant}: ${e.party} is no party of the agreement`
    case 'element-not-in-agreement':
      return `agreements.json, ${e.agreement}, ${e.grant}: "${e.element}" is not one of the agreement's elements, or of no project`
    case 'grantor-not-owner':
      return `agreements.json, ${e.agreement}, ${e.grant}: ${e.grantor} cannot grant what ${e.owner} owns`
    case 'grant-twice':
      return `agreements.json: two grants are called "${e.grant}"`
  }
}

/** What is wrong with a deadline or a time of receipt. */
export function describeDeadlineError(e: DeadlineError): string {
  switch (e.kind) {
    case 'zone-unknown':
      return `"${e.zone}" is not a time zone of the IANA database`
    case 'no-deadline-yet':
      return `no deadline was known on ${e.on}; the first was published on ${e.first}`
    default:
      return describeBadTime(e)
  }
}
