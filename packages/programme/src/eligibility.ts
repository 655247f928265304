/**
 * Eligibility: rules over what is known of a letter, in three values (Kleene), each verdict with its proof: rule, version,
 * fact, source. A tool for those who decide: no legal advice.
 */
import { describeProvenance, isAssumed, type Provenance } from '@magpie/core/provenance'
import type { Party } from '@magpie/mission/party'
import type { Receipt } from './deadline.ts'
import { describeReceipt } from './deadline.ts'
import { type AsOf, describeFact, standingOf } from './facts.ts'
import type { Fact } from './facts-file.ts'
import type { Instrument } from './instruments-file.ts'
import type { Letter } from './letters-file.ts'
import type { Condition, EligibilityRule, LetterField } from './rule.ts'

/** True, false, or open: what would decide it is not known. */
export type Truth = 'true' | 'false' | 'open'

/** A fact that a proof rests on, in words, with where it is from. */
export type Evidence = { readonly says: string; readonly source: string; readonly assumed: boolean }

/** A node of a proof: the condition in words, whether it holds, and what that rests on. */
export type ProofNode = {
  readonly condition: string
  readonly holds: Truth
  readonly evidence: readonly Evidence[]
  readonly of: readonly ProofNode[]
}

/** What one rule came to. `excepted`: it would bar, but an exception holds. */
export type RuleProof = {
  readonly rule: string
  readonly version: number
  readonly title: string
  readonly text: string
  readonly source: string
  readonly cites: readonly { readonly id: string; readonly text: string; readonly source: string }[]
  readonly outcome: 'bars' | 'passes' | 'excepted' | 'open' | 'noted' | 'silent'
  readonly when: ProofNode
  readonly unless: readonly ProofNode[]
}

export type EligibilityVerdict = {
  readonly letter: string
  readonly verdict: 'eligible' | 'ineligible' | 'needs-evidence'
  /** One sentence: the rule that bars or what is missing; for an eligible letter how many rules it passed. */
  readonly reason: string
  readonly held: string
  readonly known: string
  readonly proof: readonly RuleProof[]
  readonly notice: string
}

/** What a letter is judged against. */
export type EligibilityContext = {
  readonly hostState: string
  readonly parties: ReadonlyMap<string, Party>
  readonly facts: readonly Fact[]
  readonly instruments: readonly Instrument[]
  /** The call's own rules; those of the instruments are added. */
  readonly rules: readonly EligibilityRule[]
  readonly asOf: AsOf
}

/** Stands beside every verdict. */
export const ELIGIBILITY_NOTICE = 'A reading of the rules in the data by a program. No legal advice.'

/** Judges one letter by every rule in force on the day of its receipt. */
export function judgeEligibility(letter: Letter, receipt: Receipt, context: EligibilityContext): EligibilityVerdict {
  const rules = [
    ...context.rules.map((rule) => ({ rule, instrument: undefined })),
    ...context.instruments.flatMap((instrument) => instrument.rules.map((rule) => ({ rule, instrument }))),
  ].filter(({ rule }) => inForce(rule, context.asOf.held))
  const proof = rules.map(({ rule, instrument }) => prove(rule, instrument, { letter, receipt, context }))
  const barring = proof.filter((p) => p.outcome === 'bars')
  const open = proof.filter((p) => p.outcome === 'open')
  const verdict = barring.length > 0 ? 'ineligible' : open.length > 0 ? 'needs-evidence' : 'eligible'
  return {
    letter: letter.id,
    verdict,
    reason: reasonOf(proof, barring, open),
    ...context.asOf,
    proof,
    notice: ELIGIBILITY_NOTICE,
  }
}

function reasonOf(proof: readonly RuleProof[], barring: readonly RuleProof[], open: readonly RuleProof[]): string {
  const name = (p: RuleProof) => `${p.title} (${p.rule}, version ${p.version}; ${p.source})`
  if (barring.length > 0) return `barred by ${barring.map(name).join(' and by ')}`
  if (open.length > 0) return `needs evidence for ${open.map(name).join(' and for ')}`
  return `no rule bars it: ${proof.length} rules asked`
}

function inForce(rule: EligibilityRule, day: string): boolean {
  return day >= rule.appliesFrom && (rule.appliesUntil === undefined || day < rule.appliesUntil)
}

type Case = { readonly letter: Letter; readonly receipt: Receipt; readonly context: EligibilityContext }

function prove(rule: EligibilityRule, instrument: Instrument | undefined, about: Case): RuleProof {
  const when = evaluate(rule.when, about)
  const unless = rule.unless.map((exception) => {
    const node = evaluate(exception.condition, about)
    return { ...node, condition: `${exception.title}: ${node.condition}` }
  })
  const cites = rule.cites.flatMap((id) => {
    const clause = instrument?.clauses.find((c) => c.id === id)
    return clause === undefined ? [] : [{ id, text: clause.text, source: describeProvenance(clause.provenance) }]
  })
  return {
    rule: rule.id,
    version: rule.version,
    title: rule.title,
    text: rule.text,
    source: describeProvenance(rule.provenance),
    cites,
    outcome: outcomeOf(rule, when, unless),
    when,
    unless,
  }
}

function outcomeOf(rule: EligibilityRule, when: ProofNode, unless: readonly ProofNode[]): RuleProof['outcome'] {
  if (rule.effect === 'notes') return when.holds === 'true' ? 'noted' : 'silent'
  if (when.holds === 'false') return 'passes'
  if (unless.some((node) => node.holds === 'true')) return 'excepted'
  return when.holds === 'true' && unless.every((node) => node.holds === 'false') ? 'bars' : 'open'
}

function evaluate(condition: Condition, about: Case): ProofNode {
  switch (condition.op) {
    case 'all':
    case 'any': {
      const of = condition.of.map((part) => evaluate(part, about))
      return {
        condition: condition.op === 'all' ? 'all of' : 'any of',
        holds: joined(condition.op, of),
        evidence: [],
        of,
      }
    }
    case 'not': {
      const inner = evaluate(condition.of, about)
      return { condition: 'not', holds: negated(inner.holds), evidence: [], of: [inner] }
    }
    case 'member':
      return membership(condition.instrument, about)
    default:
      return comparison(condition, about)
  }
}

function joined(op: 'all' | 'any', of: readonly ProofNode[]): Truth {
  const decisive = op === 'all' ? 'false' : 'true'
  if (of.some((node) => node.holds === decisive)) return decisive
  if (of.some((node) => node.holds === 'open')) return 'open'
  return op === 'all' ? 'true' : 'false'
}

function negated(truth: Truth): Truth {
  return truth === 'open' ? 'open' : truth === 'true' ? 'false' : 'true'
}

type Comparison = Extract<Condition, { readonly field: LetterField }>

function comparison(condition: Comparison, about: Case): ProofNode {
  const known = fieldOf(condition.field, about)
  const text = describeComparison(condition)
  if (known.value === undefined) return { condition: text, holds: 'open', evidence: known.evidence, of: [] }
  return {
    condition: text,
    holds: compare(condition, known.value) ? 'true' : 'false',
    evidence: known.evidence,
    of: [],
  }
}

type Value = string | number | boolean | readonly string[]

function compare(condition: Comparison, value: Value): boolean {
  switch (condition.op) {
    case 'equals':
      return value === condition.value
    case 'at-most':
      return typeof value === 'number' && value <= condition.value
    case 'one-of':
      return condition.values.some((v) => v === value)
    case 'includes':
      return Array.isArray(value) && condition.values.some((v) => value.includes(v))
  }
}

function describeComparison(condition: Comparison): string {
  switch (condition.op) {
    case 'equals':
      return `${condition.field} is ${condition.value}`
    case 'at-most':
      return `${condition.field} is at most ${condition.value}`
    case 'one-of':
      return `${condition.field} is one of ${condition.values.join(', ')}`
    case 'includes':
      return `${condition.field} include one of ${condition.values.join(', ')}`
  }
}

/** Whether the country of any party is a member, on the day of receipt, as known on the day of the question. */
function membership(id: string, { letter, context }: Case): ProofNode {
  const instrument = context.instruments.find((i) => i.id === id)
  const condition = `a party's country is a member of ${instrument?.name ?? id}`
  if (instrument === undefined) return { condition, holds: 'open', evidence: [], of: [] }
  const states = letter.parties.flatMap((p) => context.parties.get(p)?.state ?? [])
  const standings = [...new Set(states)].map((state) => standingOf(context.facts, instrument, state, context.asOf))
  const evidence = standings.flatMap((s) => [...s.supporting, ...s.opposing].map(factEvidence))
  const holds = standings.some((s) => s.verdict === 'in')
    ? 'true'
    : standings.some((s) => s.verdict === 'open') || states.length < letter.parties.length
      ? 'open'
      : 'false'
  return { condition, holds, evidence, of: [] }
}

type Known = { readonly value: Value | undefined; readonly evidence: readonly Evidence[] }

/** What is known of a letter in one respect; an undefined value is what nobody said. */
function fieldOf(field: LetterField, { letter, receipt, context }: Case): Known {
  switch (field) {
    case 'level':
      return told(letter.level, `level ${letter.level ?? 'not given'}`, letter.provenance)
    case 'in-time':
      return told(receipt.verdict !== 'late', describeReceipt(receipt), letter.receivedProvenance)
    case 'mass-kg':
      return letter.mass === undefined
        ? unknown('no mass given')
        : told(letter.mass.value, `mass ${letter.mass.value} ${letter.mass.unit}`, letter.mass.provenance)
    case 'foreign-party':
      return foreignParty(letter, context)
    case 'funders':
      return letter.funding === undefined
        ? unknown('funding not declared')
        : {
            value: letter.funding.map((f) => f.funder),
            evidence: letter.funding.map((f) => evidenceOf(`funded by ${f.funder}`, f.provenance)),
          }
    case 'mode':
      return told(letter.mode, `participation ${letter.mode ?? 'not declared'}`, letter.provenance)
    case 'host-state':
      return { value: context.hostState, evidence: [] }
    case 'papers':
      return {
        value: letter.papers.map((p) => p.kind),
        evidence:
          letter.papers.length === 0
            ? [{ says: 'no papers on file', source: 'the letter', assumed: false }]
            : letter.papers.map((p) => evidenceOf(`${p.kind} of ${p.on}`, p.provenance)),
      }
  }
}

/** A party of another country or region, or an international organisation; else the letter's own word. */
function foreignParty(letter: Letter, context: EligibilityContext): Known {
  for (const id of letter.parties) {
    const party = context.parties.get(id)
    if (party === undefined) continue
    const international = party.kind === 'international-organisation'
    if (international || (party.state !== undefined && party.state !== context.hostState)) {
      const where = party.state ?? 'an international organisation'
      return { value: true, evidence: [evidenceOf(`${party.name}: ${where}`, party.provenance)] }
    }
  }
  const all = letter.parties.every((id) => context.parties.get(id)?.state === context.hostState)
  if (all) return told(false, `every party is of ${context.hostState}`, letter.provenance)
  return told(letter.declaresForeignParty, 'declared in the letter', letter.provenance)
}

function told(value: Value | undefined, says: string, provenance: Provenance): Known {
  return { value, evidence: [evidenceOf(says, provenance)] }
}

function unknown(says: string): Known {
  return { value: undefined, evidence: [{ says, source: 'the letter', assumed: false }] }
}

function evidenceOf(says: string, provenance: Provenance): Evidence {
  return { says, source: describeProvenance(provenance), assumed: isAssumed(provenance) }
}

function factEvidence(fact: Fact): Evidence {
  return evidenceOf(describeFact(fact), fact.provenance)
}
