/** Why an act is refused: from the policies that denied it to the rule, the fact, its source and the remedy. */
import type { Identifier } from '@magpie/core/identifier'
import type { Provenance, Source } from '@magpie/core/provenance'
import type { Agreement } from './agreement.ts'
import {
  type AuthorityModel,
  type Bound,
  boundId,
  type ElementFacts,
  type GrantFacts,
  type PolicyAction,
} from './authority-compile.ts'
import type { AuthorityRequest, Refusal } from './authority-request.ts'
import type { PolicyAnswer } from './policy-engine.ts'
import { say } from './sentences.ts'

/** What a refusal is made from; `kept` are the bounds that the act keeps, by `boundId`. */
export type Denial = {
  readonly model: AuthorityModel
  readonly request: AuthorityRequest
  readonly action: PolicyAction
  readonly facts: ElementFacts
  readonly answer: PolicyAnswer
  readonly kept: ReadonlySet<string>
}

/** The refusal of one question. Where several policies deny, missing authority is named before missing people. */
export function explainRefusal(denial: Denial): Refusal {
  const denied = (rule: string) => denial.answer.determining.some((id) => id === rule || id.startsWith(`${rule} `))
  if (denial.answer.failed.length > 0) return policyFailed(denial)
  if (denied('no-grant')) return noGrant(denial)
  if (denied('both-owners')) return notApproved(denial)
  if (denied('grant-bounds') || denied('consent-bounds')) return outOfBounds(denial)
  return onePerson(denial)
}

/** Where an element's ownership is written: the agreement that brought it, else the source of its record. */
export function sourceOf({ element, agreement }: ElementFacts): Source {
  if (agreement !== undefined) return agreementSource(agreement)
  return provenanceSource(element.provenance) ?? { title: `elements.json: ${element.name}` }
}

function agreementSource(agreement: Agreement): Source {
  return { title: agreement.title, ...(agreement.signedOn === undefined ? {} : { date: agreement.signedOn }) }
}

function provenanceSource(provenance: Provenance): Source | undefined {
  return provenance.kind === 'sourced' ? provenance.source : undefined
}

function noGrant({ model, request, facts }: Denial): Refusal {
  const { element } = facts
  const owner = name(model, element.owner)
  return {
    permitted: false,
    rule: 'no-grant',
    fact: say('no-grant', { element: element.name, owner, party: name(model, request.party) }),
    source: sourceOf(facts),
    remedy: say('no-grant-remedy', { owner, action: request.action, element: element.name }),
  }
}

function notApproved({ model, request, facts }: Denial): Refusal {
  const { element } = facts
  const owner = name(model, element.owner)
  const asked = request.approvals.some((a) => a.party === element.owner)
  const touched = { action: request.action, element: element.name, owner }
  return {
    permitted: false,
    rule: 'both-owners',
    fact: asked ? say('approver-asks', touched) : say('not-approved', { ...touched, approver: owner }),
    source: sourceOf(facts),
    remedy: say('not-approved-remedy', { owner, action: request.action }),
  }
}

function onePerson({ model, request, facts }: Denial): Refusal {
  const { action, person } = request
  const party = name(model, request.party)
  return {
    permitted: false,
    rule: 'two-people-two-parties',
    fact: say('one-person', { action, person, party }),
    source: { title: say('one-person-source', { element: facts.element.name, action }) },
    remedy: say('one-person-remedy', { party }),
  }
}

function policyFailed({ request, facts, answer }: Denial): Refusal {
  return {
    permitted: false,
    rule: 'rules-not-evaluated',
    fact: say('not-evaluated', { element: facts.element.name, faults: answer.failed.join(', ') }),
    source: sourceOf(facts),
    remedy: say('not-evaluated-remedy', { action: request.action }),
  }
}

/** The grant that comes nearest (fewest bounds broken), and the first of its bounds that is. */
function outOfBounds(denial: Denial): Refusal {
  const { model, request, action, facts, kept } = denial
  const grants = [...model.grants.values()].filter(
    ({ grant }) =>
      grant.grantee === request.party &&
      grant.element === facts.element.id &&
      (action === 'command' ? grant.covers !== 'consent' : (grant.covers ?? 'commands') !== 'commands'),
  )
  const broken = grants.map((g) => brokenBounds(g, kept)).sort((a, b) => a.length - b.length)[0]
  const { grant: g, bound } = broken![0]!
  const [fact, remedy] = boundSentences(model, request, g, bound)
  return {
    permitted: false,
    rule: `${action === 'command' ? 'grant' : 'consent'}-${bound.name}`,
    fact: say('of-grant', { grant: g.grant.id, grantor: name(model, g.grant.grantor), fact }),
    source: agreementSource(g.agreement),
    remedy,
  }
}

type Broken = { readonly grant: GrantFacts; readonly bound: Bound }

/** The bounds of a grant that are not kept; for one passed on, those of the grant it came from too. */
function brokenBounds(g: GrantFacts, kept: ReadonlySet<string>): Broken[] {
  const own = g.bounds.filter((bound) => !kept.has(boundId(g, bound)))
  const direct = own.filter((bound) => bound.name !== 'onward').map((bound) => ({ grant: g, bound }))
  if (direct.length === own.length) return direct
  const above = g.parents.map((parent) => brokenBounds(parent, kept)).sort((a, b) => a.length - b.length)[0]!
  return [...direct, ...above]
}

function boundSentences(
  model: AuthorityModel,
  request: AuthorityRequest,
  { grant, agreement }: GrantFacts,
  { name: kind, argument }: Bound,
): [fact: string, remedy: string] {
  const grantor = name(model, grant.grantor)
  const { action, at, phase } = request
  switch (kind) {
    case 'action':
      return [
        say('bound-action', { actions: grant.actions.join(', '), action }),
        say('bound-action-remedy', { grantor, action }),
      ]
    case 'argument': {
      const { min, max } = grant.arguments[argument!]!
      const range = { argument: argument!, min, max }
      const given = String(request.arguments[argument!])
      return [say('bound-argument', { ...range, given }), say('bound-argument-remedy', range)]
    }
    case 'window': {
      const until = grant.until ?? say('further-notice', {})
      return [say('bound-window', { from: holdsFrom(grant, agreement), until, at }), say('bound-window-remedy', {})]
    }
    case 'phase':
      return [
        say('bound-phase', { phases: grant.phases.join(', '), phase }),
        say('bound-phase-remedy', { grantor, phase }),
      ]
    case 'approvals': {
      const { approvals: count } = grant
      return count === 1
        ? [say('bound-approval', { grantor }), say('bound-approval-remedy', { grantor })]
        : [say('bound-approvals', { count, grantor }), say('bound-approvals-remedy', { count, grantor })]
    }
    case 'revocation':
      return [say('revoked', {}), say('revoked-remedy', { grantor })]
    case 'onward':
      return [say('onward-lapsed', {}), say('onward-lapsed-remedy', { grantor })]
  }
}

function holdsFrom({ from }: GrantFacts['grant'], { signedOn }: Agreement): string {
  if (from !== undefined && signedOn !== undefined && from !== signedOn)
    return say('both-times', { one: from, other: signedOn })
  return from ?? signedOn ?? say('signature', {})
}

function name(model: AuthorityModel, id: Identifier): string {
  return model.parties.get(id)?.name ?? id
}
