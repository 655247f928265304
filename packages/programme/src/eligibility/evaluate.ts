/**
 * Conditions evaluated in three values (Kleene's strong logic), each node with what it rests on. Two sources that disagree
 * about a membership leave it open and are both shown; `settled` says which of them to believe, so that a caller can ask
 * whether it matters.
 */
import { describeRange } from '../civil-date.ts'
import { standingOf } from '../facts.ts'
import type { Instrument } from '../instruments-file.ts'
import type { Condition, Operand, RuleParameter } from '../rule.ts'
import {
  type Evidence,
  evidenceOf,
  factEvidence,
  type Item,
  type Known,
  knownOf,
  licenceOf,
  type Subject,
  said,
  type Value,
} from './participation.ts'
import { inEnglish, type Phrase, phrase } from './phrase.ts'

/** True, false, or open: what would decide it is not known. */
export type Truth = 'true' | 'false' | 'open'

/** A node of a proof: the condition in words, whether it holds, and what that rests on. */
export type ProofNode = {
  readonly condition: string
  /** The condition, to be said in another language. */
  readonly phrase: Phrase
  /** Of a list, the one of it that is spoken of. */
  readonly item?: string
  readonly holds: Truth
  readonly evidence: readonly Evidence[]
  readonly of: readonly ProofNode[]
  /** Sources disagree, by instrument and subject: `artemis-accords/NL`. */
  readonly conflict?: string
  /** What would decide it. */
  readonly needs?: string
  readonly needsPhrase?: Phrase
}

/** What is evaluated: the subject, the rule's parameters, and how conflicts are settled, where they are. */
export type Scope = Subject & {
  readonly parameters: readonly RuleParameter[]
  readonly settled?: ReadonlyMap<string, boolean>
}

/** A proof of a condition. */
export function evaluate(condition: Condition, scope: Scope): ProofNode {
  switch (condition.op) {
    case 'all':
    case 'any': {
      const of = condition.of.map((part) => evaluate(part, scope))
      const holds = joined(condition.op, of)
      return { ...conditioned(phrase(condition.op)), holds, evidence: [], of }
    }
    case 'not': {
      const inner = evaluate(condition.of, scope)
      return { ...conditioned(phrase('not')), holds: negated(inner.holds), evidence: [], of: [inner] }
    }
    case 'some':
      return some(condition, scope)
    case 'member':
      return membership(condition, scope)
    case 'paper':
      return paper(condition, scope)
    case 'licensed':
      return licensed(condition, scope)
    default:
      return comparison(condition, scope)
  }
}

/** Whether all of them, or any of them, hold. */
export function joined(op: 'all' | 'any', of: readonly { readonly holds: Truth }[]): Truth {
  const decisive = op === 'all' ? 'false' : 'true'
  if (of.some((node) => node.holds === decisive)) return decisive
  if (of.some((node) => node.holds === 'open')) return 'open'
  return op === 'all' ? 'true' : 'false'
}

/** The contrary; what is open stays so. */
export function negated(truth: Truth): Truth {
  return truth === 'open' ? 'open' : truth === 'true' ? 'false' : 'true'
}

/** Every node of a proof, the top first. */
export function nodesOf(node: ProofNode): ProofNode[] {
  return [node, ...node.of.flatMap(nodesOf)]
}

type Comparison = Exclude<Condition, { readonly op: 'all' | 'any' | 'not' | 'some' | 'member' | 'paper' | 'licensed' }>

function comparison(condition: Comparison, scope: Scope): ProofNode {
  const known = knownOf(condition.field, scope)
  const limit = 'value' in condition && typeof condition.value === 'object' ? condition.value : undefined
  const bounds = limit === undefined ? undefined : valuesOf(limit, scope)
  const base = { ...conditioned(comparisonPhrase(condition, bounds)), of: [] }
  const evidence = [...known.evidence, ...(bounds?.evidence ?? [])]
  if (known.value === undefined) return { ...base, ...missing(known), evidence }
  const truths = (bounds?.values ?? [undefined]).map((bound) => compare(condition, known.value!, bound))
  const holds = agreed(truths)
  if (holds === 'false' && known.whole === false) return { ...base, ...missing(known), evidence }
  return { ...base, holds, evidence }
}

function missing(known: Known): Pick<ProofNode, 'holds' | 'needs' | 'needsPhrase'> {
  return { holds: 'open', ...(known.needs === undefined ? {} : needing(known.needs)) }
}

/** What several readings agree on; open where they do not, or where there is none. */
function agreed(truths: readonly boolean[]): Truth {
  if (truths.length > 0 && truths.every((t) => t)) return 'true'
  return truths.length > 0 && truths.every((t) => !t) ? 'false' : 'open'
}

function compare(condition: Comparison, value: Value, bound: number | undefined): boolean {
  switch (condition.op) {
    case 'equals':
      return value === condition.value
    case 'at-most':
      return typeof value === 'number' && value <= (bound ?? (condition.value as number))
    case 'more-than':
      return typeof value === 'number' && value > (bound ?? (condition.value as number))
    case 'one-of':
      return condition.values.some((v) => v === value)
    case 'includes':
      return Array.isArray(value) && condition.values.some((v) => value.includes(v))
    case 'starts-with':
      return typeof value === 'string' && condition.values.some((v) => value.startsWith(v))
    case 'given':
      return value !== null && !(Array.isArray(value) && value.length === 0)
  }
}

/** A condition in both of its forms. */
function conditioned(of: Phrase): Pick<ProofNode, 'condition' | 'phrase'> {
  return { condition: inEnglish(of), phrase: of }
}

/** A need in both of its forms. */
function needing(what: Phrase): { readonly needs: string; readonly needsPhrase: Phrase } {
  return { needs: inEnglish(what), needsPhrase: what }
}

function comparisonPhrase(c: Comparison, bounds: Bounds | undefined): Phrase {
  const { field } = c
  switch (c.op) {
    case 'equals':
      return phrase('is', { field, value: String(c.value) })
    case 'at-most':
    case 'more-than':
      return phrase(c.op, { field, value: bounds?.says ?? (c.value as number) })
    case 'starts-with':
      return phrase(c.op, { field, values: c.values.join(' or ') })
    case 'one-of':
    case 'includes':
      return phrase(c.op, { field, values: c.values.join(', ') })
    case 'given':
      return phrase(c.op, { field })
  }
}

type Bounds = { readonly values: readonly number[]; readonly says: string; readonly evidence: readonly Evidence[] }

/** The values that a dated parameter may have on the day asked about: more than one where its change is not dated closely. */
function valuesOf(operand: Exclude<Operand, number>, { parameters, context }: Scope): Bounds {
  const parameter = parameters.find((p) => p.id === operand.parameter)
  const day = context.asOf.held
  // In the order of time; from the last that had begun for certain.
  const steps = (parameter?.values ?? []).toSorted((a, b) => (a.from.latest < b.from.latest ? -1 : 1))
  const certain = steps.findLastIndex((s) => day >= s.from.latest)
  const possible = steps.filter((s, i) => i === certain || (i > certain && begun(s.from, day)))
  const unit = parameter?.unit ?? ''
  return {
    values: possible.map((s) => s.value),
    says: `${operand.parameter} (${possible.map((s) => s.value).join(' or ') || 'not known then'} ${unit})`,
    evidence: possible.map((s) =>
      evidenceOf(
        phrase('parameter', { parameter: operand.parameter, value: s.value, unit, range: describeRange(s.from) }),
        s.provenance,
      ),
    ),
  }
}

function begun(from: { readonly earliest?: string | undefined }, day: string): boolean {
  return from.earliest === undefined || day >= from.earliest
}

const SHOWN_ITEMS = 20

function some(condition: Extract<Condition, { op: 'some' }>, scope: Scope): ProofNode {
  const list = condition.in
  const base = conditioned(phrase('some', { list }))
  const items = itemsOf(condition.in, scope)
  if (items === undefined) {
    const silence = said(phrase('none-declared', { list }), 'the participation')
    return { ...base, holds: 'open', evidence: [silence], of: [], ...needing(phrase('need-list', { list })) }
  }
  const all = items.map(({ item, name }) => {
    const node = evaluate(condition.where, { ...scope, item })
    return { ...node, condition: `${name}: ${node.condition}`, item: name }
  })
  const holds = joined('any', all)
  // Of a long list only what counts is shown, and how many more were looked at.
  const of = all.length <= SHOWN_ITEMS ? all : all.filter((node) => node.holds !== 'false').slice(0, SHOWN_ITEMS)
  const rest = all.length - of.length
  const counted = all.length === 0 ? phrase('none-there', { list }) : phrase('looked-at', { list, count: all.length })
  const says = rest === 0 ? counted : phrase('looked-at-shown', { list, count: all.length, shown: of.length })
  return { ...base, holds, evidence: [said(says, 'the participation')], of }
}

function itemsOf(
  list: 'parts' | 'recipients' | 'parties',
  { participation: p, context }: Scope,
): { readonly item: Item; readonly name: string }[] | undefined {
  switch (list) {
    case 'parts':
      return p.parts?.items.map((part) => ({ item: { list, part }, name: part.name }))
    case 'recipients':
      return p.recipients.map((recipient) => ({ item: { list, recipient }, name: recipient.name }))
    case 'parties':
      return p.parties.map((id) => ({ item: { list, id }, name: context.parties.get(id)?.name ?? id }))
  }
}

type Membership = Extract<Condition, { op: 'member' }>

/** Whether one of those asked about is a member, on the day asked about, as known on the day of the question. */
function membership({ instrument: id, who }: Membership, scope: Scope): ProofNode {
  const { context } = scope
  const instrument = context.instruments.find((i) => i.id === id)
  const as = WORDS[instrument?.membership ?? 'participant']
  const about = {
    who: WHOSE[who],
    as,
    instrument: instrument?.name ?? id,
    whose: who,
    membership: instrument?.membership ?? '',
  }
  const condition = conditioned(phrase('member', about))
  if (instrument === undefined)
    return {
      ...condition,
      holds: 'open',
      evidence: [],
      of: [],
      ...needing(phrase('need-instrument', { instrument: id })),
    }
  const { asked, unknown } = subjectsOf(who, scope)
  const of = asked.map((one): ProofNode => standingNode(one, instrument, scope))
  const open = unknown.map(
    (what): ProofNode => ({
      ...conditioned(what),
      holds: 'open',
      evidence: [said(phrase('not-given-of', { what }), 'the participation')],
      of: [],
      ...needing(what),
    }),
  )
  const nodes = [...of, ...open]
  return { ...condition, holds: joined('any', nodes), evidence: [], of: nodes }
}

function standingNode({ subject, evidence: why }: Asked, instrument: Instrument, scope: Scope): ProofNode {
  const { context, settled } = scope
  const standing = standingOf(context.facts, instrument, subject, context.asOf)
  const facts = [...standing.supporting, ...standing.opposing].map(factEvidence)
  const silence = said(phrase('no-fact', { day: context.asOf.known, subject }), instrument.name)
  const node = {
    ...conditioned(phrase('subject', { subject })),
    of: [],
    evidence: [...why, ...(facts.length === 0 ? [silence] : facts)],
  }
  if (!standing.disputed) return { ...node, holds: MEMBER[standing.verdict]! }
  const conflict = `${instrument.id}/${subject}`
  const believed = settled?.get(conflict)
  const holds = believed === undefined ? 'open' : believed ? 'true' : 'false'
  return { ...node, holds, conflict, ...needing(phrase('need-source', { name: standing.name })) }
}

/** How standings read as truths. */
const MEMBER: Readonly<Record<string, Truth>> = { in: 'true', out: 'false', 'no-fact': 'false', open: 'open' }
const WHOSE = {
  'parties-states': "a party's country",
  'host-state': "the host's country",
  parties: 'a party',
  funders: 'a funder',
} as const
const WORDS = {
  signatory: 'a signatory of the',
  participant: 'a participant of the',
  bound: 'bound by the',
  'signed-only': 'a signatory of the',
  covered: 'covered by',
  denied: 'outside',
} as const

/** One whose membership is asked, and what makes it one of those. */
type Asked = { readonly subject: string; readonly evidence: readonly Evidence[] }

function subjectsOf(
  who: Membership['who'],
  scope: Scope,
): { readonly asked: readonly Asked[]; readonly unknown: readonly Phrase[] } {
  const { participation, context, item } = scope
  switch (who) {
    case 'host-state':
      return { asked: [{ subject: context.hostState, evidence: [] }], unknown: [] }
    case 'parties':
      return { asked: participation.parties.map((subject) => ({ subject, evidence: [] })), unknown: [] }
    case 'funders': {
      const known = knownOf(item?.list === 'recipients' ? 'recipient.funders' : 'funders', scope)
      const names = (known.value ?? []) as readonly string[]
      const asked = names.map((subject, i) => ({ subject, evidence: known.evidence.slice(i, i + 1) }))
      const complete = known.value !== undefined && known.whole !== false
      return { asked, unknown: complete ? [] : [known.needs!] }
    }
    case 'parties-states':
      return statesOf(scope)
  }
}

function statesOf({ participation, context }: Scope): ReturnType<typeof subjectsOf> {
  const described = participation.parties.map((id) => ({ id, party: context.parties.get(id) }))
  const states = new Map<string, Asked>()
  const unknown: Phrase[] = []
  for (const { id, party } of described) {
    if (party?.state !== undefined) {
      const why = evidenceOf(phrase('party-of', { party: party.name, state: party.state }), party.provenance)
      const before = states.get(party.state)?.evidence ?? []
      states.set(party.state, { subject: party.state, evidence: [...before, why] })
    } else if (party?.kind !== 'international-organisation')
      unknown.push(phrase('need-country', { party: party?.name ?? id }))
  }
  return { asked: [...states.values()], unknown }
}

/** A paper of the kind on file, submitted so many days before the activity begins. */
function paper({ paper: kind, lead_days }: Extract<Condition, { op: 'paper' }>, scope: Scope): ProofNode {
  const { participation: p, context } = scope
  const on = p.papers.filter((paper) => paper.kind === kind && paper.on <= context.asOf.known)
  const bounds = typeof lead_days === 'number' ? fixed(lead_days) : valuesOf(lead_days, scope)
  const condition = conditioned(
    bounds.values[0] === 0
      ? phrase('paper', { paper: kind })
      : phrase('paper-ahead', { paper: kind, days: bounds.says }),
  )
  const evidence = [
    ...on.map((x) => evidenceOf(phrase('paper-of', { paper: kind, on: x.on }), x.provenance)),
    ...bounds.evidence,
  ]
  if (on.length === 0)
    return {
      ...condition,
      holds: 'false',
      evidence: [said(phrase('no-paper', { paper: kind }), 'the participation')],
      of: [],
    }
  if (bounds.values.every((v) => v === 0) && bounds.values.length > 0)
    return { ...condition, holds: 'true', evidence, of: [] }
  if (p.begins === undefined) {
    const silence = said(phrase('begins-not-given'), 'the participation')
    return { ...condition, holds: 'open', evidence: [...evidence, silence], of: [], ...needing(phrase('need-begins')) }
  }
  const lead = Math.max(...on.map((x) => daysBetween(x.on, p.begins!)))
  const counted = evidenceOf(phrase('days-ahead', { days: lead, begins: p.begins }), p.provenance)
  const holds = agreed(bounds.values.map((needed) => lead >= needed))
  const base = { ...condition, holds, evidence: [...evidence, counted], of: [] }
  return holds === 'open' ? { ...base, ...needing(phrase('need-lead-time')) } : base
}

function fixed(days: number): Bounds {
  return { values: [days], says: `${days} days`, evidence: [] }
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
}

function licensed(
  { regime }: Extract<Condition, { op: 'licensed' }>,
  { item, context, participation }: Scope,
): ProofNode {
  const values = { regime: regime.toUpperCase(), state: context.hostState }
  const condition = conditioned(phrase('licensed', values))
  const found = item?.list === 'parts' ? licenceOf(item.part, regime, context) : undefined
  const provenance = participation.parts?.provenance ?? participation.provenance
  const says = found === undefined ? phrase('no-licence', values) : phrase('licence', { ...values, ...found })
  return {
    ...condition,
    holds: found === undefined ? 'false' : 'true',
    evidence: [evidenceOf(says, provenance)],
    of: [],
  }
}
