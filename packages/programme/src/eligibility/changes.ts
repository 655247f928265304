/** What changes when something becomes known, or begins or ends: which verdicts flip, by which rules, and over which facts. */
import type { Receipt } from '../deadline.ts'
import { type EligibilityVerdict, judgeEligibility, type RuleProof } from '../eligibility.ts'
import { type Standing, standingOf } from '../facts.ts'
import { type EligibilityContext, type Evidence, factEvidence, type Participation } from './participation.ts'

/** A letter and what the deadline said of it. */
export type Judgeable = { readonly participation: Participation; readonly receipt: Receipt | undefined }

/** A rule that came to something else; `not-in-force` where it did not exist yet, or no more. */
export type RuleChange = {
  readonly rule: string
  readonly title: string
  readonly from: RuleProof['outcome'] | 'not-in-force'
  readonly to: RuleProof['outcome'] | 'not-in-force'
}

/** A letter of which some rule came to something else; its verdict flipped where `from` and `to` differ. */
export type VerdictChange = {
  readonly letter: string
  readonly from: EligibilityVerdict['verdict']
  readonly to: EligibilityVerdict['verdict']
  readonly reasonBefore: string
  readonly reasonAfter: string
  readonly rules: readonly RuleChange[]
}

/** A membership that is told otherwise; `because` is what is known of it after, or was before where nothing is left. */
export type StandingChange = {
  readonly instrument: string
  readonly subject: string
  readonly name: string
  readonly from: Standing['verdict']
  readonly to: Standing['verdict']
  readonly because: readonly Evidence[]
}

export type EligibilityChanges = {
  /** Letters whose verdict flipped. */
  readonly flips: readonly VerdictChange[]
  /** Letters whose verdict stands, though a rule came to something else. */
  readonly moved: readonly VerdictChange[]
  readonly facts: readonly StandingChange[]
  readonly judged: number
}

/** Judges all letters in two states of knowledge. */
export function compareKnowledge(
  letters: readonly Judgeable[],
  before: EligibilityContext,
  after: EligibilityContext,
): EligibilityChanges {
  const changes = letters.flatMap(({ participation, receipt }): VerdictChange[] => {
    const [a, b] = [before, after].map((context) => judgeEligibility(participation, receipt, context)) as [
      EligibilityVerdict,
      EligibilityVerdict,
    ]
    const rules = ruleChanges(a.proof, b.proof)
    if (rules.length === 0 && a.verdict === b.verdict) return []
    const reasons = { reasonBefore: a.reason, reasonAfter: b.reason }
    return [{ letter: participation.id, from: a.verdict, to: b.verdict, ...reasons, rules }]
  })
  return {
    flips: changes.filter((c) => c.from !== c.to),
    moved: changes.filter((c) => c.from === c.to),
    facts: standingChanges(before, after),
    judged: letters.length,
  }
}

function ruleChanges(before: readonly RuleProof[], after: readonly RuleProof[]): RuleChange[] {
  const ids = [...new Set([...before, ...after].map((p) => p.rule))]
  return ids.flatMap((rule): RuleChange[] => {
    const [a, b] = [before, after].map((proof) => proof.find((p) => p.rule === rule))
    const from = a?.outcome ?? 'not-in-force'
    const to = b?.outcome ?? 'not-in-force'
    // A rule that came into force or left it and touches nothing is no change of the letter.
    const idle = (o: RuleChange['from']) => o === 'not-in-force' || o === 'passes' || o === 'silent'
    return from === to || (idle(from) && idle(to)) ? [] : [{ rule, title: (b ?? a)!.title, from, to }]
  })
}

function standingChanges(before: EligibilityContext, after: EligibilityContext): StandingChange[] {
  const instruments = new Map([...before.instruments, ...after.instruments].map((i) => [i.id, i]))
  return [...instruments.values()].flatMap((instrument) => {
    const about = [before, after].map((c) => c.facts.filter((f) => f.instrument === instrument.id))
    const subjects = [...new Set(about.flat().map((f) => f.subject))].sort()
    return subjects.flatMap((subject): StandingChange[] => {
      const a = standingOf(about[0]!, instrument, subject, before.asOf)
      const b = standingOf(about[1]!, instrument, subject, after.asOf)
      if (a.verdict === b.verdict) return []
      const told = b.verdict === 'no-fact' ? a : b
      const because = [...told.supporting, ...told.opposing].map(factEvidence)
      const { name } = told
      return [{ instrument: instrument.id, subject, name, from: a.verdict, to: b.verdict, because }]
    })
  })
}
