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
    fact: `${element.name} is owned by ${owner}, and no grant lets ${name(model, request.party)} command it`,
    source: sourceOf(facts),
    remedy: `Ask ${owner} for a grant of ${request.action} on ${element.name}, or ask it to send the command.`,
  }
}

function notApproved({ model, request, facts }: Denial): Refusal {
  const { element } = facts
  const owner = name(model, element.owner)
  const asked = request.approvals.some((a) => a.party === element.owner)
  const why = asked ? 'who approved for it is who asks' : `nobody of ${owner} approved, and no consent stands`
  return {
    permitted: false,
    rule: 'both-owners',
    fact: `${request.action} touches ${element.name}, which ${owner} owns; ${why}`,
    source: sourceOf(facts),
    remedy: `Have a person of ${owner} approve ${request.action}, or agree a consent.`,
  }
}

function onePerson({ model, request, facts }: Denial): Refusal {
  return {
    permitted: false,
    rule: 'two-people-two-parties',
    fact: `${request.action} is hazardous, and beside ${request.person} nobody of a party other than ${name(model, request.party)} stands for it`,
    source: { title: `command dictionary of ${facts.element.name}: significance of ${request.action}` },
    remedy: `Have a second person of another party than ${name(model, request.party)} approve it.`,
  }
}

function policyFailed({ request, facts, answer }: Denial): Refusal {
  return {
    permitted: false,
    rule: 'rules-not-evaluated',
    fact: `the rules on ${facts.element.name} could not be evaluated: ${answer.failed.join(', ')}`,
    source: sourceOf(facts),
    remedy: `Send ${request.action} as the dictionary defines it; if it is, the rules need repair.`,
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
    fact: `grant ${g.grant.id} of ${name(model, g.grant.grantor)}: ${fact}`,
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
  switch (kind) {
    case 'action':
      return [
        `it covers ${grant.actions.join(', ')}, not ${request.action}`,
        `Ask ${grantor} to grant ${request.action}.`,
      ]
    case 'argument': {
      const { min, max } = grant.arguments[argument!]!
      const fact = `${argument} must be from ${min} to ${max}, and ${request.arguments[argument!]} was given`
      return [fact, `Give ${argument} from ${min} to ${max}.`]
    }
    case 'window': {
      const from = [grant.from, agreement.signedOn].filter((t) => t !== undefined).join(' and ') || 'the signature'
      const until = grant.until ?? 'further notice'
      return [`it holds from ${from} until ${until}, not at ${request.at}`, 'Act within the window, or agree another.']
    }
    case 'phase':
      return [
        `it holds in ${grant.phases.join(', ')}, not in ${request.phase}`,
        `Wait for the phase, or ask ${grantor} to grant ${request.phase}.`,
      ]
    case 'approvals': {
      const people = `${grant.approvals} ${grant.approvals === 1 ? 'person' : 'people'}`
      return [`${people} of ${grantor} must approve each act`, `Have ${people} of ${grantor} approve it.`]
    }
    case 'revocation':
      return ['it is revoked', `Ask ${grantor} for a new grant.`]
    case 'onward':
      return ['the grant it came from does not hold', `Ask ${grantor} what it may pass on.`]
  }
}

function name(model: AuthorityModel, id: Identifier): string {
  return model.parties.get(id)?.name ?? id
}
