/**
 * Eligibility: rules over what is known of a participation, in three values, each verdict with its proof: rule, version,
 * fact, source. Rules override rules whatever their order. A tool for those who decide: no legal advice.
 */
import { describeProvenance, isAssumed } from '@magpie/core/provenance'
import type { Receipt } from './deadline.ts'
import { evaluate, joined, negated, nodesOf, type ProofNode, type Scope, type Truth } from './eligibility/evaluate.ts'
import { type Matter, mattersOf } from './eligibility/matters.ts'
import type { EligibilityContext, Participation } from './eligibility/participation.ts'
import type { Instrument } from './instruments-file.ts'
import type { EligibilityRule } from './rule.ts'

/** A rule named in a proof. */
export type RuleName = { readonly rule: string; readonly version: number; readonly title: string }

/**
 * What one rule came to. `passes`: its condition does not hold; `excepted`: it would, but a rule that overrides it applies;
 * `overrides`: an exception that applies; `open`: what would decide it is missing.
 */
export type RuleProof = RuleName & {
  readonly instrument: string
  readonly text: string
  readonly citation: string
  readonly source: string
  readonly assumed: boolean
  readonly cites: readonly { readonly id: string; readonly text: string; readonly source: string }[]
  readonly effect: EligibilityRule['effect']
  readonly outcome: 'bars' | 'asks' | 'passes' | 'excepted' | 'overrides' | 'open' | 'noted' | 'silent'
  readonly when: ProofNode
  readonly overriddenBy: readonly (RuleName & { readonly applies: Truth })[]
  /** What would settle it, where it is open or asks. */
  readonly needs: readonly string[]
}

/** Sources that disagree about one membership: both sides with their sources stand in the proof at this name. */
export type Conflict = { readonly about: string; readonly rules: readonly string[] }

export type EligibilityVerdict = {
  readonly letter: string
  readonly verdict: 'eligible' | 'ineligible' | 'needs-evidence'
  /** One sentence: the rule that bars or what is missing; for an eligible letter how many rules it passed. */
  readonly reason: string
  readonly held: string
  readonly known: string
  readonly needs: readonly { readonly rule: string; readonly evidence: readonly string[] }[]
  readonly conflicts: readonly Conflict[]
  readonly proof: readonly RuleProof[]
  /** Rules that ask about what was left out of the question. */
  readonly notAsked: readonly (RuleName & { readonly about: readonly Matter[] })[]
  readonly notice: string
}

/** Stands beside every verdict. */
export const ELIGIBILITY_NOTICE = 'A reading of the rules in the data by a program. No legal advice.'

/** All that rules can ask about: what a letter of intent is judged by. */
const WHOLE_LETTER: ReadonlySet<Matter> = new Set<Matter>(['participation', 'letter', 'parts'])

/** With more conflicts than this in one case nobody is helped by knowing that none of them matters. */
const MOST_CONFLICTS = 8

/**
 * Judges one participation by every rule in force. `receipt` is absent where nothing was received yet; `matters` leaves out
 * rules about what was not part of the question.
 */
export function judgeEligibility(
  participation: Participation,
  receipt: Receipt | undefined,
  context: EligibilityContext,
  matters: ReadonlySet<Matter> = WHOLE_LETTER,
): EligibilityVerdict {
  const inForce = rulesInForce(context)
  const asked = inForce.filter(({ rule }) => mattersOf(rule.when).every((m) => matters.has(m)))
  const subject = { participation, receipt, context }
  const proof = prove(asked, subject)
  const conflicts = conflictsOf(proof)
  const first = verdictOf(proof)
  const settled = first === 'needs-evidence' ? whateverSource(asked, subject, conflicts) : undefined
  const verdict = settled ?? first
  return {
    letter: participation.id,
    verdict,
    reason:
      settled === undefined ? reasonOf(proof, verdict) : `${verdict}, whichever of the sources in conflict is right`,
    ...context.asOf,
    needs: verdict === 'needs-evidence' ? needsOf(proof) : [],
    conflicts,
    proof,
    notAsked: inForce
      .filter((r) => !asked.includes(r))
      .map(({ rule }) => ({ ...nameOf(rule), about: mattersOf(rule.when).filter((m) => !matters.has(m)) })),
    notice: ELIGIBILITY_NOTICE,
  }
}

type SourcedRule = { readonly rule: EligibilityRule; readonly instrument: Instrument | undefined }

/** The rules that hold on the day asked about and were known on the day of the question, each in its latest version. */
function rulesInForce(context: EligibilityContext): SourcedRule[] {
  const all = [
    ...context.rules.map((rule): SourcedRule => ({ rule, instrument: undefined })),
    ...context.instruments.flatMap((instrument) => instrument.rules.map((rule): SourcedRule => ({ rule, instrument }))),
  ]
  const { held, known } = context.asOf
  const inForce = all.filter(
    ({ rule: r }) =>
      held >= r.appliesFrom &&
      (r.appliesUntil === undefined || held < r.appliesUntil) &&
      known >= (r.knownFrom ?? r.appliesFrom),
  )
  return inForce.filter(({ rule }) => !inForce.some((o) => o.rule.id === rule.id && o.rule.version > rule.version))
}

type Case = Omit<Scope, 'parameters'>

function prove(rules: readonly SourcedRule[], about: Case): RuleProof[] {
  const nodes = new Map(
    rules.map((sourced) => [sourced, evaluate(sourced.rule.when, { ...about, parameters: sourced.rule.parameters })]),
  )
  const applies = effectiveTruths(rules, nodes)
  return rules.map((sourced) => {
    const { rule, instrument } = sourced
    const when = nodes.get(sourced)!
    const overriding = rules.filter((o) => overrides(o, sourced))
    const outcome = outcomeOf(rule.effect, when.holds, applies.get(sourced)!)
    return {
      ...nameOf(rule),
      instrument: instrument?.name ?? "the call's own rules",
      text: rule.text,
      citation: rule.citation ?? '',
      source: describeProvenance(rule.provenance),
      assumed: isAssumed(rule.provenance),
      cites: citesOf(rule, instrument),
      effect: rule.effect,
      outcome,
      when,
      overriddenBy: overriding.map((o) => ({ ...nameOf(o.rule), applies: applies.get(o)! })),
      needs: outcome === 'open' || outcome === 'asks' ? missingFor(rule, when) : [],
    }
  })
}

/** Whether each rule applies: its condition holds, and no rule that overrides it applies. Their schema admits no circle. */
function effectiveTruths(
  rules: readonly SourcedRule[],
  nodes: ReadonlyMap<SourcedRule, ProofNode>,
): Map<SourcedRule, Truth> {
  const done = new Map<SourcedRule, Truth>()
  const of = (sourced: SourcedRule): Truth => {
    const known = done.get(sourced)
    if (known !== undefined) return known
    const by = rules.filter((o) => overrides(o, sourced)).map((o) => ({ holds: of(o) }))
    const truth = joined('all', [{ holds: nodes.get(sourced)!.holds }, { holds: negated(joined('any', by)) }])
    done.set(sourced, truth)
    return truth
  }
  for (const sourced of rules) of(sourced)
  return done
}

/** A rule overrides others of its own origin only: a call cannot set a law aside. */
function overrides(one: SourcedRule, other: SourcedRule): boolean {
  return one.instrument === other.instrument && one.rule.overrides.includes(other.rule.id)
}

function outcomeOf(effect: EligibilityRule['effect'], when: Truth, applies: Truth): RuleProof['outcome'] {
  if (applies === 'true') return ({ bars: 'bars', asks: 'asks', excepts: 'overrides', notes: 'noted' } as const)[effect]
  if (applies === 'open') return effect === 'bars' || effect === 'asks' ? 'open' : 'silent'
  if (effect === 'excepts' || effect === 'notes') return 'silent'
  return when === 'false' ? 'passes' : 'excepted'
}

function verdictOf(proof: readonly RuleProof[]): EligibilityVerdict['verdict'] {
  if (proof.some((p) => p.outcome === 'bars')) return 'ineligible'
  return proof.some((p) => p.outcome === 'open' || p.outcome === 'asks') ? 'needs-evidence' : 'eligible'
}

/** The verdict that holds whichever side of each conflict is right; undefined where it depends on it. */
function whateverSource(
  rules: readonly SourcedRule[],
  about: Case,
  conflicts: readonly Conflict[],
): EligibilityVerdict['verdict'] | undefined {
  if (conflicts.length === 0 || conflicts.length > MOST_CONFLICTS) return undefined
  const verdicts = new Set<EligibilityVerdict['verdict']>()
  for (let choice = 0; choice < 1 << conflicts.length; choice++) {
    const settled = new Map(conflicts.map(({ about: name }, i) => [name, (choice & (1 << i)) !== 0]))
    verdicts.add(verdictOf(prove(rules, { ...about, settled })))
  }
  const [only] = verdicts
  return verdicts.size === 1 && only !== 'needs-evidence' ? only : undefined
}

function conflictsOf(proof: readonly RuleProof[]): Conflict[] {
  const rules = new Map<string, string[]>()
  for (const p of proof)
    for (const { conflict } of nodesOf(p.when))
      if (conflict !== undefined) rules.set(conflict, [...new Set([...(rules.get(conflict) ?? []), p.rule])])
  return [...rules].map(([about, list]) => ({ about, rules: list }))
}

function needsOf(proof: readonly RuleProof[]): EligibilityVerdict['needs'] {
  return proof.flatMap((p) => (p.needs.length === 0 ? [] : [{ rule: p.rule, evidence: p.needs }]))
}

/** What the open nodes lack, and the evidence that the rule itself names. */
function missingFor(rule: EligibilityRule, when: ProofNode): string[] {
  const open = nodesOf(when).flatMap((node) => (node.holds === 'open' && node.needs !== undefined ? [node.needs] : []))
  const own = rule.evidence === undefined ? [] : [rule.evidence]
  return [...new Set([...open, ...(rule.effect === 'asks' || open.length === 0 ? own : [])])]
}

function reasonOf(proof: readonly RuleProof[], verdict: EligibilityVerdict['verdict']): string {
  const named = (outcomes: readonly string[]) => proof.filter((p) => outcomes.includes(p.outcome)).map(inFull)
  switch (verdict) {
    case 'ineligible':
      return `barred by ${named(['bars']).join(' and by ')}`
    case 'needs-evidence':
      return `needs evidence for ${named(['open', 'asks']).join(' and for ')}`
    case 'eligible':
      return `no rule bars it: ${proof.length} rules asked`
  }
}

function inFull(p: RuleProof): string {
  const where = p.citation === '' ? p.instrument : `${p.instrument}, ${p.citation}`
  return `${p.title} (${p.rule}, version ${p.version}; ${where}; ${p.source})`
}

function nameOf({ id, version, title }: EligibilityRule): RuleName {
  return { rule: id, version, title }
}

function citesOf(rule: EligibilityRule, instrument: Instrument | undefined): RuleProof['cites'] {
  return rule.cites.flatMap((id) => {
    const clause = instrument?.clauses.find((c) => c.id === id)
    return clause === undefined ? [] : [{ id, text: clause.text, source: describeProvenance(clause.provenance) }]
  })
}
