/**
 * From contract to policy: ownership, hosting and grants become Cedar policies. Two questions are asked of them: may this
 * party `command` this element, and may an act of this party `touch` it. Every denial has an explicit `forbid`, since
 * Cedar gives no reason for a denial by default.
 *
 * - the owner commands its element;
 * - the owner of a host, up the tree, may always make safe what it carries, and its own vehicle;
 * - a grant permits what lies within its bounds; one passed on holds only within the bounds of the one it came from;
 * - an act that touches another party's element needs that owner too, by approval of the act or by a consent;
 * - a hazardous act needs two people of two parties, unless it is a host making its vehicle safe.
 */
import type { Identifier } from '@magpie/core/identifier'
import type { Agreement, Grant } from './agreement.ts'
import type { Element } from './element.ts'
import type { Party } from './party.ts'
import type { PolicySlice } from './policy-engine.ts'
import { cedarEntity, cedarInstant, cedarString, decimalLimit } from './policy-text.ts'

/** The two questions, as Cedar actions. */
export type PolicyAction = 'command' | 'touch'

/** One policy with what it stands for; `party` and `element` where it concerns one pair only. */
export type AuthorityPolicy = {
  readonly id: string
  readonly rule: string
  readonly action: PolicyAction
  readonly text: string
  readonly grant?: Identifier
  readonly party?: Identifier
  readonly element?: Identifier
}

/** One bound of a grant, and the Cedar expression that holds where it is kept. */
export type Bound = {
  readonly name: 'action' | 'argument' | 'window' | 'phase' | 'approvals' | 'revocation' | 'onward'
  /** The argument's name, for bounds on arguments. */
  readonly argument?: string
  readonly text: string
}

/** A grant that holds, its agreement and its bounds; `parents` are the grants that it was passed on from. */
export type GrantFacts = {
  readonly grant: Grant
  readonly agreement: Agreement
  readonly bounds: readonly Bound[]
  readonly parents: readonly GrantFacts[]
}

/** What the rules know of an element: `carriers` own it or a host of it, up the tree. */
export type ElementFacts = {
  readonly element: Element
  readonly carriers: ReadonlySet<Identifier>
  readonly grantees: ReadonlySet<Identifier>
  readonly consentees: ReadonlySet<Identifier>
  /** The agreement that brought it, where one did. */
  readonly agreement?: Agreement
}

/** A grant that gives nothing, and why. */
export type VoidGrant = { readonly grant: Identifier; readonly agreement: Identifier; readonly why: VoidReason }
export type VoidReason =
  | 'unknown-party'
  | 'unknown-element'
  | 'not-in-agreement'
  | 'grantee-owns'
  | 'grantor-has-no-right'
  | 'bad-time'
  | 'bad-action'
  | 'twice'

/** A slice; `bounded` where grants of the pair are in it, so that the question must carry what their bounds look at. */
export type AuthoritySlice = PolicySlice & { readonly bounded: boolean }

/** The rules of one mission as they stand: compile again when an agreement is signed or an element leaves its host. */
export type AuthorityModel = {
  readonly policies: readonly AuthorityPolicy[]
  /** Cedar schema, against which the policies validate strictly. */
  readonly schema: string
  readonly parties: ReadonlyMap<Identifier, Party>
  readonly elements: ReadonlyMap<Identifier, ElementFacts>
  readonly grants: ReadonlyMap<Identifier, GrantFacts>
  readonly voidGrants: readonly VoidGrant[]
  /** Names of the arguments that some grant limits. */
  readonly limited: ReadonlySet<string>
  /** The general policies of an action, and those of the pair: all that can decide its question. */
  slice(action: PolicyAction, party: Identifier, element: Identifier): AuthoritySlice
  /** One `permit` a bound of each grant of the pair: what Cedar allows are the bounds kept. For explanations. */
  diagnosis(action: PolicyAction, party: Identifier, element: Identifier): PolicySlice
}

export type AuthoritySource = {
  readonly parties: readonly Party[]
  readonly elements: readonly Element[]
  readonly agreements: readonly Agreement[]
}

/** Compiles the mission's authority. Grants that cannot hold are left out and listed in `voidGrants`. */
export function compileAuthority(source: AuthoritySource): AuthorityModel {
  const parties = new Map(source.parties.map((party) => [party.id, party]))
  const byId = new Map(source.elements.map((element) => [element.id, element]))
  const { grants, voidGrants } = holdingGrants(source.agreements, parties, byId)
  const elements = elementFacts(source, byId, [...grants.values()])
  const policies = [...GENERAL, ...pairPolicies([...grants.values()])]
  const slices = new Map<string, AuthoritySlice>()
  const cached = (key: string, make: () => AuthoritySlice) => {
    const known = slices.get(key)
    if (known !== undefined) return known
    const made = make()
    slices.set(key, made)
    return made
  }
  return {
    policies,
    schema: schemaText(parties, [...grants.values()]),
    parties,
    elements,
    grants,
    voidGrants,
    limited: new Set([...grants.values()].flatMap((g) => Object.keys(g.grant.arguments))),
    slice: (action, party, element) => {
      const own = policies.filter((p) => p.action === action && p.party === party && p.element === element)
      if (own.length === 0) return GENERAL_SLICES[action]
      return cached(`${action} ${party} ${element}`, () =>
        sliceOf([...GENERAL.filter((p) => p.action === action), ...own], true),
      )
    },
    diagnosis: (action, party, element) =>
      cached(`why ${action} ${party} ${element}`, () =>
        diagnosisOf(
          action,
          [...grants.values()].filter((g) => covers(g.grant, action) && isOf(g.grant, party, element)),
        ),
      ),
  }
}

/** Whether a grant speaks of an action at all. */
export function covers(grant: Grant, action: PolicyAction): boolean {
  const use = grant.covers ?? 'commands'
  return use === 'both' || (use === 'commands') === (action === 'command')
}

function isOf(grant: Grant, party: Identifier, element: Identifier): boolean {
  return grant.grantee === party && grant.element === element
}

const OWNS = 'resource.owner == principal'
const MAKES_SAFE = '(context.makesSafe && resource.carriers.contains(principal))'
const APPROVED = 'context.approvedBy.contains(resource.owner)'

/** The rules that need no contract. */
const GENERAL: readonly AuthorityPolicy[] = [
  general('owner-commands', 'command', `permit(principal, ${on('command')}, resource) when { ${OWNS} };`),
  general('host-makes-safe', 'command', `permit(principal, ${on('command')}, resource) when { ${MAKES_SAFE} };`),
  general(
    'no-grant',
    'command',
    `forbid(principal, ${on('command')}, resource) unless { ${OWNS} || ${MAKES_SAFE} || resource.grantees.contains(principal) };`,
  ),
  general(
    'two-people-two-parties',
    'command',
    `forbid(principal, ${on('command')}, resource) when { context.hazardous } unless { context.secondPerson || ${MAKES_SAFE} };`,
  ),
  general('owner-touches', 'touch', `permit(principal, ${on('touch')}, resource) when { ${OWNS} };`),
  general('host-touches-safe', 'touch', `permit(principal, ${on('touch')}, resource) when { ${MAKES_SAFE} };`),
  general('touched-owner-approves', 'touch', `permit(principal, ${on('touch')}, resource) when { ${APPROVED} };`),
  general(
    'both-owners',
    'touch',
    `forbid(principal, ${on('touch')}, resource) unless { ${OWNS} || ${MAKES_SAFE} || ${APPROVED} || resource.consentees.contains(principal) };`,
  ),
]

const GENERAL_SLICES: Readonly<Record<PolicyAction, AuthoritySlice>> = {
  command: sliceOf(
    GENERAL.filter((p) => p.action === 'command'),
    false,
  ),
  touch: sliceOf(
    GENERAL.filter((p) => p.action === 'touch'),
    false,
  ),
}

function general(rule: string, action: PolicyAction, text: string): AuthorityPolicy {
  return { id: rule, rule, action, text }
}

function on(action: PolicyAction): string {
  return `action == ${cedarEntity('Action', action)}`
}

function sliceOf(policies: readonly AuthorityPolicy[], bounded: boolean): AuthoritySlice {
  return { bounded, policies: Object.fromEntries(policies.map((p) => [p.id, p.text])) }
}

/** Each grant's permit, and for each pair that has grants the forbid that gives their denial a name. */
function pairPolicies(grants: readonly GrantFacts[]): AuthorityPolicy[] {
  const out: AuthorityPolicy[] = []
  for (const action of ['command', 'touch'] as const) {
    const pairs = new Map<string, GrantFacts[]>()
    for (const g of grants.filter(({ grant }) => covers(grant, action))) {
      const { id, grantee: party, element } = g.grant
      const holds = conditionOf(g)
      const scope = scopeOf(action, party, element)
      const rule = action === 'command' ? 'grant' : 'consent'
      out.push({
        id: `${rule} ${id}`,
        rule,
        action,
        grant: id,
        party,
        element,
        text: `permit(${scope}) when { ${holds} };`,
      })
      const key = `${party} ${element}`
      pairs.set(key, [...(pairs.get(key) ?? []), g])
    }
    for (const list of pairs.values()) out.push(boundsPolicy(action, list))
  }
  return out
}

function boundsPolicy(action: PolicyAction, list: readonly GrantFacts[]): AuthorityPolicy {
  const { grantee: party, element } = list[0]!.grant
  const rule = action === 'command' ? 'grant-bounds' : 'consent-bounds'
  const without = action === 'command' ? MAKES_SAFE : `${MAKES_SAFE} || ${APPROVED}`
  const any = list.map((g) => `(${conditionOf(g)})`).join(' || ')
  const text = `forbid(${scopeOf(action, party, element)}) unless { ${without} || ${any} };`
  return { id: `${rule} ${party} ${element}`, rule, action, party, element, text }
}

function scopeOf(action: PolicyAction, party: Identifier, element: Identifier): string {
  return `principal == ${cedarEntity('Party', party)}, ${on(action)}, resource == ${cedarEntity('Element', element)}`
}

function conditionOf(g: GrantFacts): string {
  return g.bounds.length === 0 ? 'true' : g.bounds.map((bound) => bound.text).join(' && ')
}

/** Grants whose parties, element and times exist, and whose grantor may give them; the rest with the reason. */
function holdingGrants(
  agreements: readonly Agreement[],
  parties: ReadonlyMap<Identifier, Party>,
  elements: ReadonlyMap<Identifier, Element>,
): { grants: Map<Identifier, GrantFacts>; voidGrants: VoidGrant[] } {
  const voidGrants: VoidGrant[] = []
  const candidates = new Map<Identifier, { grant: Grant; agreement: Agreement }>()
  for (const agreement of agreements) {
    for (const grant of agreement.grants) {
      const why = candidates.has(grant.id) ? 'twice' : reasonVoid(grant, agreement, parties, elements)
      if (why === undefined) candidates.set(grant.id, { grant, agreement })
      else voidGrants.push({ grant: grant.id, agreement: agreement.id, why })
    }
  }
  const grants = new Map<Identifier, GrantFacts>()
  for (const { grant, agreement } of candidates.values()) {
    const facts = trace(grant, agreement, elements, [...candidates.values()], [])
    if (facts === undefined) voidGrants.push({ grant: grant.id, agreement: agreement.id, why: 'grantor-has-no-right' })
    else grants.set(grant.id, facts)
  }
  return { grants, voidGrants }
}

function reasonVoid(
  grant: Grant,
  agreement: Agreement,
  parties: ReadonlyMap<Identifier, Party>,
  elements: ReadonlyMap<Identifier, Element>,
): VoidReason | undefined {
  if (!parties.has(grant.grantor) || !parties.has(grant.grantee)) return 'unknown-party'
  const element = elements.get(grant.element)
  if (element === undefined) return 'unknown-element'
  const signed = agreement.parties.includes(grant.grantor) && agreement.parties.includes(grant.grantee)
  if (!signed || !agreement.elements.includes(grant.element)) return 'not-in-agreement'
  if (element.owner === grant.grantee) return 'grantee-owns'
  const times = [grant.from, grant.until, agreement.signedOn].filter((time) => time !== undefined)
  if (times.some((time) => cedarInstant(time) === undefined)) return 'bad-time'
  if (grant.actions.some((action) => !action.isWellFormed())) return 'bad-action'
  return undefined
}

/**
 * Follows a grant to the owner: directly, or through grants of the same element and use that may be passed on. One that
 * only leads back to itself gives nothing.
 */
function trace(
  grant: Grant,
  agreement: Agreement,
  elements: ReadonlyMap<Identifier, Element>,
  candidates: readonly { readonly grant: Grant; readonly agreement: Agreement }[],
  above: readonly Identifier[],
): GrantFacts | undefined {
  const bounds = boundsOf(grant, agreement)
  if (elements.get(grant.element)!.owner === grant.grantor) return { grant, agreement, bounds, parents: [] }
  const path = [...above, grant.id]
  const parents = candidates
    .filter((c) => c.grant.onward && isOf(c.grant, grant.grantor, grant.element) && !path.includes(c.grant.id))
    .filter((c) => (['command', 'touch'] as const).every((a) => !covers(grant, a) || covers(c.grant, a)))
    .map((c) => trace(c.grant, c.agreement, elements, candidates, path))
    .filter((parent) => parent !== undefined)
  if (parents.length === 0) return undefined
  const text = `(${parents.map((parent) => `(${conditionOf(parent)})`).join(' || ')})`
  return { grant, agreement, bounds: [...bounds, { name: 'onward', text }], parents }
}

/** The bounds of a grant as Cedar expressions; what is unbounded has none. */
function boundsOf(grant: Grant, agreement: Agreement): Bound[] {
  const out: Bound[] = []
  if (!grant.actions.includes('*')) out.push({ name: 'action', text: oneOf(grant.actions, 'context.command') })
  for (const [argument, { min, max }] of Object.entries(grant.arguments)) {
    const a = `context.arguments[${cedarString(argument)}]`
    const within = `decimal("${decimalLimit(min)}").lessThanOrEqual(${a}) && ${a}.lessThanOrEqual(decimal("${decimalLimit(max)}"))`
    const text = `(if context.arguments has ${cedarString(argument)} then ${within} else true)`
    out.push({ name: 'argument', argument, text })
  }
  const window = windowText([grant.from, agreement.signedOn], grant.until)
  if (window !== '') out.push({ name: 'window', text: `(${window})` })
  if (grant.phases.length > 0) out.push({ name: 'phase', text: oneOf(grant.phases, 'context.phase') })
  if (grant.approvals > 0) {
    const party = cedarString(grant.grantor)
    const text = `(context.approvals has ${party} && context.approvals[${party}] >= ${grant.approvals})`
    out.push({ name: 'approvals', text })
  }
  if (grant.revocable) out.push({ name: 'revocation', text: `!context.revoked.contains(${cedarString(grant.id)})` })
  return out
}

function oneOf(names: readonly string[], value: string): string {
  return `[${names.map(cedarString).join(', ')}].contains(${value})`
}

function windowText(from: readonly (string | undefined)[], until: string | undefined): string {
  const after = from.filter((t) => t !== undefined).map((t) => `datetime("${cedarInstant(t)}") <= context.at`)
  const before = until === undefined ? [] : [`context.at < datetime("${cedarInstant(until)}")`]
  return [...after, ...before].join(' && ')
}

function diagnosisOf(action: PolicyAction, grants: readonly GrantFacts[]): AuthoritySlice {
  const policies: Record<string, string> = {}
  const scope = grants[0] === undefined ? '' : scopeOf(action, grants[0].grant.grantee, grants[0].grant.element)
  const add = (g: GrantFacts) => {
    for (const bound of g.bounds) policies[boundId(g, bound)] = `permit(${scope}) when { ${bound.text} };`
    for (const parent of g.parents) add(parent)
  }
  for (const g of grants) add(g)
  return { bounded: true, policies }
}

/** The id of a bound's policy in a diagnosis. */
export function boundId(g: GrantFacts, bound: Bound): string {
  return `${g.grant.id} ${bound.name}${bound.argument === undefined ? '' : ` ${bound.argument}`}`
}

function elementFacts(
  source: AuthoritySource,
  byId: ReadonlyMap<Identifier, Element>,
  grants: readonly GrantFacts[],
): Map<Identifier, ElementFacts> {
  const out = new Map<Identifier, ElementFacts>()
  for (const element of source.elements) {
    const on = grants.map((g) => g.grant).filter((grant) => grant.element === element.id)
    const agreement = source.agreements.find((a) => a.project !== undefined && a.project === element.project)
    out.set(element.id, {
      element,
      carriers: carriersOf(element, byId),
      grantees: new Set(on.filter((grant) => covers(grant, 'command')).map((grant) => grant.grantee)),
      consentees: new Set(on.filter((grant) => covers(grant, 'touch')).map((grant) => grant.grantee)),
      ...(agreement === undefined ? {} : { agreement }),
    })
  }
  return out
}

function carriersOf(element: Element, byId: ReadonlyMap<Identifier, Element>): Set<Identifier> {
  const carriers = new Set<Identifier>()
  const seen = new Set<Identifier>()
  for (let e: Element | undefined = element; e !== undefined && !seen.has(e.id); ) {
    seen.add(e.id)
    carriers.add(e.owner)
    e = e.host === undefined ? undefined : byId.get(e.host)
  }
  return carriers
}

function schemaText(parties: ReadonlyMap<Identifier, Party>, grants: readonly GrantFacts[]): string {
  const names = [...new Set(grants.flatMap((g) => Object.keys(g.grant.arguments)))].sort()
  const args = names.map((name) => `${cedarString(name)}?: decimal`).join(', ')
  const approvals = [...parties.keys()].map((id) => `${cedarString(id)}?: Long`).join(', ')
  return `entity Party;
entity Element { owner: Party, carriers: Set<Party>, grantees: Set<Party>, consentees: Set<Party> };
type Act = {
  makesSafe: Bool, hazardous: Bool, secondPerson: Bool, approvedBy: Set<Party>,
  command: String, phase: String, at: datetime, arguments: { ${args} }, approvals: { ${approvals} }, revoked: Set<String>,
};
action command, touch appliesTo { principal: Party, resource: Element, context: Act };
`
}
