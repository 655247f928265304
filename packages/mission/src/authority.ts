/**
 * The answer to the authority question: the compiled rules are put to a policy engine, first for the element commanded,
 * then for each element that the act touches. What is permitted says on what it rests; what is refused names the rule,
 * the fact, where the fact is written, and what would have to be so.
 */
import type { Identifier } from '@magpie/core/identifier'
import type { AuthorityModel, ElementFacts, PolicyAction } from './authority-compile.ts'
import { explainRefusal } from './authority-refusal.ts'
import type { Approval, Authorise, AuthorityRequest, Permission, Refusal } from './authority-request.ts'
import type {
  EntityReference,
  PolicyAnswer,
  PolicyEngine,
  PolicyRequest,
  PolicySlice,
  PolicyValue,
} from './policy-engine.ts'
import { cedarInstant, decimalValue } from './policy-text.ts'
import { say } from './sentences.ts'

/** Grants taken back: their ids, and from when (UTC). A grant that is not revocable stands nevertheless. */
export type Revocations = ReadonlyMap<Identifier, string>

/**
 * The function that commands, plans and gateways ask. `revocations` is read at every question, so that a revocation
 * reaches what is queued already.
 */
export function authoriseWith(
  model: AuthorityModel,
  engine: PolicyEngine,
  revocations: () => Revocations = () => new Map(),
): Authorise {
  return (request) => {
    const instant = cedarInstant(request.at)
    const unknown = unknownName(model, request, instant)
    if (unknown !== undefined || instant === undefined) return unknown!
    const facts = contextOf(model, request)
    const bases: string[] = []
    let rule = ''
    for (const { action, element } of questions(model, request)) {
      const slice = model.slice(action, request.party, element.element.id)
      const context = slice.bounded ? { ...facts, ...bounded(model, request, instant, revocations()) } : facts
      const question = questionOf(action, request, element, context)
      const answer = engine.evaluate(slice, question)
      if (!answer.allowed || answer.failed.length > 0) {
        const kept = keptBounds(engine, model.diagnosis(action, request.party, element.element.id), question)
        return explainRefusal({ model, request, action, facts: element, answer, kept })
      }
      const permission = permissionFor(model, request, element, answer)
      bases.push(permission.basis)
      if (action === 'command') rule = permission.rule
    }
    return { permitted: true, rule, basis: bases.join('; ') }
  }
}

type Question = { readonly action: PolicyAction; readonly element: ElementFacts }

function questions(model: AuthorityModel, request: AuthorityRequest): Question[] {
  const touched = [...new Set(request.touches)].filter((id) => id !== request.element)
  return [
    { action: 'command', element: model.elements.get(request.element)! },
    ...touched.map((id): Question => ({ action: 'touch', element: model.elements.get(id)! })),
  ]
}

function questionOf(
  action: PolicyAction,
  request: AuthorityRequest,
  { element, carriers, grantees, consentees }: ElementFacts,
  context: Readonly<Record<string, PolicyValue>>,
): PolicyRequest {
  const resource: EntityReference = { type: 'Element', id: element.id }
  const attrs = {
    owner: party(element.owner),
    carriers: [...carriers].map(party),
    grantees: [...grantees].map(party),
    consentees: [...consentees].map(party),
  }
  return {
    principal: { type: 'Party', id: request.party },
    action: { type: 'Action', id: action },
    resource,
    context,
    entities: [{ uid: resource, attrs, parents: [] }],
  }
}

function party(id: Identifier): PolicyValue {
  return { __entity: { type: 'Party', id } }
}

/** What the general rules look at. */
function contextOf(model: AuthorityModel, request: AuthorityRequest): Readonly<Record<string, PolicyValue>> {
  const approving = [...approvalCounts(model, request).keys()]
  return {
    makesSafe: request.makesSafe,
    hazardous: request.hazardous,
    secondPerson: approving.some((id) => id !== request.party),
    approvedBy: approving.map(party),
  }
}

/** What the bounds of grants look at: asked with only where there are any, since each value costs the engine time. */
function bounded(
  model: AuthorityModel,
  request: AuthorityRequest,
  instant: string,
  revocations: Revocations,
): Readonly<Record<string, PolicyValue>> {
  return {
    command: request.action,
    phase: request.phase,
    at: { __extn: { fn: 'datetime', arg: instant } },
    arguments: Object.fromEntries(
      Object.entries(request.arguments)
        .filter(([name]) => model.limited.has(name))
        .map(([name, value]) => [name, { __extn: { fn: 'decimal' as const, arg: decimalValue(value) } }]),
    ),
    approvals: Object.fromEntries(approvalCounts(model, request)),
    revoked: [...revocations].filter(([, from]) => reached(from, instant)).map(([id]) => id),
  }
}

/** A revocation whose time cannot be read holds at once. */
function reached(from: string, instant: string): boolean {
  const start = cedarInstant(from)
  return start === undefined || start <= instant
}

/** People who approve, each counted once a party; who asks cannot approve, whatever party is named. */
function approvalCounts(model: AuthorityModel, request: AuthorityRequest): Map<Identifier, number> {
  const people = new Map<Identifier, Set<string>>()
  for (const { party: id, person } of request.approvals) {
    if (person === request.person || person === '' || !model.parties.has(id)) continue
    people.set(id, (people.get(id) ?? new Set()).add(person))
  }
  return new Map([...people].map(([id, names]) => [id, names.size]))
}

/** The ids of the bounds of the pair's grants that this act keeps. */
function keptBounds(engine: PolicyEngine, diagnosis: PolicySlice, question: PolicyRequest): ReadonlySet<string> {
  if (Object.keys(diagnosis.policies).length === 0) return new Set()
  const answer = engine.evaluate(diagnosis, question)
  return new Set(answer.allowed ? answer.determining : [])
}

function permissionFor(
  model: AuthorityModel,
  request: AuthorityRequest,
  { element }: ElementFacts,
  answer: PolicyAnswer,
): Permission {
  const because = (rule: string, basis: string): Permission => ({ permitted: true, rule, basis })
  const owner = nameOf(model, element.owner)
  if (element.owner === request.party)
    return because('owner-commands', say('by-ownership', { owner, element: element.name }))
  const given = answer.determining.flatMap((id) => {
    const grant = /^(?:grant|consent) (.+)$/.exec(id)?.[1]
    return grant === undefined ? [] : [grant]
  })[0]
  if (given !== undefined) {
    const { grant, agreement } = model.grants.get(given)!
    const grantor = nameOf(model, grant.grantor)
    return because('grant', say('by-grant', { grant: grant.id, grantor, agreement: agreement.title }))
  }
  if (answer.determining.includes('touched-owner-approves')) {
    const people = request.approvals.filter((a) => a.party === element.owner).map((a: Approval) => a.person)
    return because('both-owners', say('by-approval', { owner, element: element.name, people: people.join(', ') }))
  }
  return because('host-makes-safe', say('by-carriage', { party: nameOf(model, request.party), element: element.name }))
}

function nameOf(model: AuthorityModel, id: Identifier): string {
  return model.parties.get(id)?.name ?? id
}

/** A question about parties, elements or times that the mission does not know is refused before any rule is asked. */
function unknownName(
  model: AuthorityModel,
  request: AuthorityRequest,
  instant: string | undefined,
): Refusal | undefined {
  const refuse = (fact: string, remedy: string, file: string): Refusal => ({
    permitted: false,
    rule: 'unknown-name',
    fact,
    source: { title: file },
    remedy,
  })
  if (instant === undefined)
    return refuse(say('no-time', { text: request.at }), say('no-time-remedy', {}), say('the-request', {}))
  if (!model.parties.has(request.party))
    return refuse(say('no-party', { party: request.party }), say('no-party-remedy', {}), 'parties.json')
  const missing = [request.element, ...request.touches].find((id) => !model.elements.has(id))
  if (missing === undefined) return undefined
  return refuse(say('no-element', { element: missing }), say('no-element-remedy', {}), 'elements.json')
}
