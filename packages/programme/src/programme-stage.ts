/**
 * The programme stage of a rehearsal: from the call to the projects and their agreements. Pure: the same files and solver give
 * the same result. What people decided (the recorded selection) is read, not computed; the optimum under the assumed
 * scores stands beside it and is never tuned to it.
 */

import type { LeapSeconds } from '@magpie/core/leap-seconds'
import { describeProvenance, isAssumed } from '@magpie/core/provenance'
import { err, ok, type Result } from '@magpie/core/result'
import type { Agreement } from '@magpie/mission/agreement'
import type { PartiesFile } from '@magpie/mission/party'
import type { ProjectDraft } from '@magpie/mission/project'
import type { AgreementsFile } from './agreements-file.ts'
import { type Assumption, assumptionsOf } from './assumptions.ts'
import type { CallFile } from './call-file.ts'
import { describeReceipt, type Receipt } from './deadline.ts'
import type { DecisionFile } from './decision-file.ts'
import { receiptOf } from './eligibility/letters.ts'
import { contextOf } from './eligibility/question.ts'
import { type EligibilityVerdict, judgeEligibility } from './eligibility.ts'
import type { FactsFile } from './facts-file.ts'
import type { InstrumentsFile } from './instruments-file.ts'
import type { Letter, LettersFile } from './letters-file.ts'
import type { MilpSolver } from './milp.ts'
import type { PortfolioProblem } from './portfolio.ts'
import type { ProgrammeError } from './programme-error.ts'
import { formProjects, type MergeStep } from './projects.ts'
import type { ProposalsFile } from './proposals-file.ts'
import type { ReviewsFile } from './reviews-file.ts'
import { compareSelections, problemOf, type SelectionComparison } from './selection-comparison.ts'
import { type SignedProjects, signedProjects } from './signed-projects.ts'

/** The parsed files of a mission folder, and the leap seconds that its times are read with. */
export type ProgrammeFiles = {
  readonly call: CallFile
  readonly parties: PartiesFile
  readonly letters: LettersFile
  readonly facts: FactsFile
  readonly instruments: InstrumentsFile
  readonly proposals: ProposalsFile
  readonly reviews: ReviewsFile
  readonly decision: DecisionFile
  readonly agreements: AgreementsFile
  readonly leap: LeapSeconds
}

export type ProgrammePorts = { readonly milp: MilpSolver }

/** A letter as judged at the door. `rehearsal` letters are made up and counted nowhere. */
export type LetterOutcome = {
  readonly id: string
  readonly party: string
  readonly title: string
  /** UTC, and the same in the call's zone. */
  readonly receivedAt: string
  readonly receivedLocal: string
  readonly verdict: Receipt['verdict']
  readonly reason: string
  readonly rehearsal: boolean
  readonly assumed: boolean
}

/** A decision of a party, for the ledger. `at` is UTC: an instant, or the day where no hour is known. */
export type ProgrammeDecision = {
  readonly kind:
    | 'call-published'
    | 'letter-received'
    | 'letter-refused'
    | 'eligibility'
    | 'optimum-computed'
    | 'selection-announced'
    | 'project-formed'
    | 'agreement-signed'
  readonly subject: string
  readonly by: string
  readonly at: string
  readonly text: string
  readonly assumed: boolean
}

/** 41 letters, 14 proposals, 10 projects: how many there were at each step, as computed and as announced. */
export type Funnel = {
  readonly letters: number
  readonly lettersInTime: number
  readonly lettersEligible: number
  readonly proposals: number
  readonly proposalsSelected: number
  readonly projects: number
  readonly countriesAndRegions: number
  readonly internationalOrganisations: number
  readonly announced: DecisionFile['funnel']
}

export type ProgrammeOutcome = {
  readonly call: {
    readonly id: string
    readonly title: string
    readonly by: string
    readonly publishedOn: string
    readonly deadline: string
    readonly deadlineLocal: string
    readonly deadlineAssumed: boolean
    readonly grace: string
    readonly envelope: readonly {
      readonly resource: string
      readonly limit: number
      readonly unit: string
      readonly assumed: boolean
      readonly source: string
    }[]
    readonly moduleMass_kg: number
    readonly milestones: CallFile['milestones']
  }
  readonly funnel: Funnel
  readonly letters: readonly LetterOutcome[]
  readonly eligibility: readonly EligibilityVerdict[]
  readonly selection: SelectionComparison
  readonly projects: readonly ProjectDraft[]
  readonly merges: readonly MergeStep[]
  readonly agreements: readonly Agreement[]
  readonly decisions: readonly ProgrammeDecision[]
  readonly assumed: readonly Assumption[]
}

/** Runs the stage. */
export async function programmeStage(
  files: ProgrammeFiles,
  ports: ProgrammePorts,
): Promise<Result<ProgrammeOutcome, ProgrammeError>> {
  const begun = begin(files)
  if (!begun.ok) return begun
  const { judged, problem } = begun.value
  const selection = await compareSelections(problem, files, ports.milp)
  if (!selection.ok) return selection
  const formed = formedOf(files)
  if (!formed.ok) return formed
  const { drafts, merges, projects, agreements } = formed.value
  const outcome = {
    call: callSummary(files, judged),
    funnel: funnelOf(files, judged, drafts),
    letters: judged.map((j) => j.outcome),
    eligibility: judged.flatMap((j) => j.eligibility ?? []),
    selection: selection.value,
    projects,
    merges,
    agreements,
    assumed: assumptionsOf(own(files)),
  }
  return ok({ ...outcome, decisions: decisionsOf(files, outcome) })
}

/** What keeps the stage from its end, as far as that shows without a solver; undefined where nothing does. */
export function programmeFault(files: ProgrammeFiles): ProgrammeError | undefined {
  const begun = begin(files)
  if (!begun.ok) return begun.error
  const formed = formedOf(files)
  return formed.ok ? undefined : formed.error
}

/** Names, letters and the decision checked, up to the problem that the solver is given. */
function begin(
  files: ProgrammeFiles,
): Result<{ readonly judged: readonly Judged[]; readonly problem: PortfolioProblem }, ProgrammeError> {
  const named = checkNames(files)
  if (named !== undefined) return err(named)
  const judged = judgeLetters(files)
  if (!judged.ok) return judged
  const admitted = admittedLetters(judged.value)
  const decidedOut = decidedNotAdmitted(files, admitted)
  if (decidedOut !== undefined) return err(decidedOut)
  const problem = problemOf(files, admitted)
  return problem.ok ? ok({ judged: judged.value, problem: problem.value }) : problem
}

/** What the decision and the agreements came to: projects with their elements, agreements with their grants. Nothing is solved. */
export function formedOf(
  files: Pick<ProgrammeFiles, 'call' | 'decision' | 'proposals' | 'agreements'>,
): Result<SignedProjects & { drafts: readonly ProjectDraft[]; merges: readonly MergeStep[] }, ProgrammeError> {
  const formed = formProjects(files.decision.projects, files.proposals.proposals)
  if (!formed.ok) return formed
  const at = { host: files.call.host, hostOwner: files.call.by }
  const signed = signedProjects(formed.value.drafts, files.agreements, at)
  return signed.ok ? ok({ ...formed.value, ...signed.value }) : signed
}

/** The programme's files alone: a caller may hand over the whole mission folder, and no more than these may be read. */
function own(files: ProgrammeFiles): Readonly<Record<string, unknown>> {
  const { call, parties, letters, facts, instruments, proposals, reviews, decision, agreements } = files
  return { call, parties, letters, facts, instruments, proposals, reviews, decision, agreements }
}

function checkNames(files: ProgrammeFiles): ProgrammeError | undefined {
  const parties = new Set(files.parties.parties.map((p) => p.id))
  const letters = new Set(files.letters.letters.map((l) => l.id))
  const named = [
    { where: 'call.json', parties: [files.call.by] },
    ...files.letters.letters.map((l) => ({ where: `letters.json, ${l.id}`, parties: [l.lead, ...l.parties] })),
    ...files.proposals.proposals.map((p) => ({ where: `proposals.json, ${p.id}`, parties: [p.lead, ...p.parties] })),
    ...files.decision.projects.map((p) => ({ where: `decision.json, ${p.id}`, parties: [p.lead, ...p.parties] })),
    ...files.agreements.agreements.map((a) => ({ where: `agreements.json, ${a.id}`, parties: a.parties })),
  ]
  for (const { where, parties: list } of named) {
    const party = list.find((id) => !parties.has(id))
    if (party !== undefined) return { kind: 'party-unknown', where, party }
  }
  const orphan = files.proposals.proposals.find((p) => !letters.has(p.letter))
  return orphan === undefined ? undefined : { kind: 'letter-unknown', proposal: orphan.id, letter: orphan.letter }
}

/** The call's portfolio problem over the proposals of the letters that are in and eligible. */
export function problemOfFiles(files: ProgrammeFiles): Result<PortfolioProblem, ProgrammeError> {
  const judged = judgeLetters(files)
  return judged.ok ? problemOf(files, admittedLetters(judged.value)) : judged
}

type Judged = {
  readonly letter: Letter
  readonly receipt: Receipt
  readonly outcome: LetterOutcome
  /** Absent for a letter that was refused at the door. */
  readonly eligibility?: EligibilityVerdict
}

/** Each letter by the deadline in force on the day it came, then, if it is in, by the rules as known on that day. */
function judgeLetters(files: ProgrammeFiles): Result<Judged[], ProgrammeError> {
  const out: Judged[] = []
  for (const letter of files.letters.letters) {
    const judged = receiptOf(letter.receivedAt, files.call, files.leap)
    if (!judged.ok) return err({ kind: 'letter', letter: letter.id, error: judged.error })
    const { receipt, day } = judged.value
    const context = contextOf(files, { held: day, known: day })
    const late = receipt.verdict === 'late'
    out.push({
      letter,
      receipt,
      outcome: letterOutcome(letter, receipt),
      ...(late ? {} : { eligibility: judgeEligibility(letter, receipt, context) }),
    })
  }
  return ok(out)
}

function letterOutcome(letter: Letter, receipt: Receipt): LetterOutcome {
  return {
    id: letter.id,
    party: letter.lead,
    title: letter.title,
    receivedAt: receipt.received,
    receivedLocal: receipt.receivedLocal,
    verdict: receipt.verdict,
    reason: describeReceipt(receipt),
    rehearsal: letter.rehearsal,
    assumed: isAssumed(letter.receivedProvenance) || isAssumed(letter.provenance),
  }
}

/** The letters that may go on: in time, not made up, and no rule bars them. What needs evidence people have settled. */
function admittedLetters(judged: readonly Judged[]): ReadonlySet<string> {
  const settled = ({ letter, eligibility }: Judged) =>
    eligibility?.verdict === 'eligible' || (eligibility?.verdict === 'needs-evidence' && letter.admitted !== undefined)
  return new Set(judged.filter((j) => !j.letter.rehearsal && settled(j)).map((j) => j.letter.id))
}

function decidedNotAdmitted(files: ProgrammeFiles, admitted: ReadonlySet<string>): ProgrammeError | undefined {
  const letterOf = new Map(files.proposals.proposals.map((p) => [p.id, p.letter]))
  for (const project of files.decision.projects)
    for (const proposal of project.proposals) {
      const letter = letterOf.get(proposal)
      if (letter !== undefined && !admitted.has(letter))
        return { kind: 'decided-not-admitted', project: project.id, proposal }
    }
  return undefined
}

function callSummary({ call }: ProgrammeFiles, judged: readonly Judged[]): ProgrammeOutcome['call'] {
  const last = call.letters.revisions.at(-1)!
  const { deadline, deadlineLocal } = judged.at(-1)!.receipt
  return {
    id: call.id,
    title: call.title,
    by: call.by,
    publishedOn: call.publishedOn,
    deadline,
    deadlineLocal,
    deadlineAssumed: isAssumed(last.provenance) || isAssumed(last.timeProvenance),
    grace: call.letters.grace.text,
    envelope: call.envelope.map(({ resource, limit }) => ({
      resource,
      limit: limit.value,
      unit: limit.unit,
      assumed: isAssumed(limit.provenance),
      source: describeProvenance(limit.provenance),
    })),
    moduleMass_kg: call.moduleMass.limit.value,
    milestones: call.milestones,
  }
}

function funnelOf(files: ProgrammeFiles, judged: readonly Judged[], drafts: readonly ProjectDraft[]): Funnel {
  const counted = judged.filter((j) => !j.letter.rehearsal)
  const parties = new Map(files.parties.parties.map((p) => [p.id, p]))
  const selected = [...new Set(drafts.flatMap((d) => d.parties))].map((id) => parties.get(id)!)
  const abroad = selected.map((p) => p.state).filter((s) => s !== undefined && s !== files.call.hostState)
  return {
    letters: counted.length,
    lettersInTime: counted.filter((j) => j.receipt.verdict !== 'late').length,
    lettersEligible: counted.filter((j) => j.eligibility?.verdict === 'eligible').length,
    proposals: files.proposals.proposals.length,
    proposalsSelected: new Set(drafts.flatMap((d) => d.proposals)).size,
    projects: drafts.length,
    countriesAndRegions: new Set(abroad).size,
    internationalOrganisations: selected.filter((p) => p.kind === 'international-organisation').length,
    announced: files.decision.funnel,
  }
}

function decisionsOf(files: ProgrammeFiles, outcome: Omit<ProgrammeOutcome, 'decisions'>): ProgrammeDecision[] {
  const { call, decision } = files
  const received = new Map(outcome.letters.map((l) => [l.id, l]))
  const { optimum, recorded } = outcome.selection
  const list: ProgrammeDecision[] = [
    {
      kind: 'call-published',
      subject: call.id,
      by: call.by,
      at: call.publishedOn,
      text: `${call.title}: published; letters of intent are due by ${outcome.call.deadlineLocal}`,
      assumed: outcome.call.deadlineAssumed,
    },
    ...outcome.letters.map(
      (l): ProgrammeDecision => ({
        kind: l.verdict === 'late' ? 'letter-refused' : 'letter-received',
        subject: l.id,
        by: call.by,
        at: l.receivedAt,
        text: `${l.title}: ${l.reason}`,
        assumed: l.assumed,
      }),
    ),
    ...outcome.eligibility.map(
      (e): ProgrammeDecision => ({
        kind: 'eligibility',
        subject: e.letter,
        by: call.by,
        at: received.get(e.letter)!.receivedAt,
        text: `${e.verdict}: ${e.reason}. ${e.notice}`,
        assumed: true,
      }),
    ),
    {
      kind: 'optimum-computed',
      subject: call.id,
      by: call.by,
      at: decision.announcedOn,
      text: `under assumed scores ${optimum.proposals.length} proposals are worth ${optimum.score} at most (${optimum.proved ? 'proven' : `bound ${optimum.bound}`}); those selected are worth ${recorded.score}`,
      assumed: true,
    },
    {
      kind: 'selection-announced',
      subject: call.id,
      by: decision.by,
      at: decision.announcedOn,
      text: `${outcome.funnel.projects} projects from ${outcome.funnel.proposalsSelected} proposals; ${describeProvenance(decision.provenance)}`,
      assumed: isAssumed(decision.provenance),
    },
    ...outcome.merges.map(
      (m): ProgrammeDecision => ({
        kind: 'project-formed',
        subject: m.project,
        by: decision.by,
        at: decision.announcedOn,
        text: `${m.merged ? `merged from ${m.proposals.join(' and ')}` : `from ${m.proposals[0]}`}; ${m.source}`,
        assumed: m.assumed,
      }),
    ),
    ...outcome.agreements
      .filter((a) => a.signedOn !== undefined)
      .map(
        (a): ProgrammeDecision => ({
          kind: 'agreement-signed',
          subject: a.id,
          by: a.parties[0]!,
          at: a.signedOn!,
          text: `${a.title}: ${a.parties.join(', ')}; ${describeProvenance(a.provenance)}`,
          assumed: isAssumed(a.provenance),
        }),
      ),
  ]
  // In the order of time; a day stands before its instants, and what is of one time keeps the order above.
  return list.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}
