/** The programme's desk: acts judged and replayed. One pure function each way, so that the ledger alone gives the state. */
import { err, ok, type Result } from '@magpie/core/result'
import type * as z from 'zod'
import { type ActKind, fieldProblems, type Ground, type Notice, type Stamp } from './act.ts'
import { AGREEMENT_ACTS } from './agreement-kinds.ts'
import * as calls from './call-acts.ts'
import { DATA_ACTS } from './data-acts.ts'
import * as decisions from './decision-acts.ts'
import { factsStated } from './fact-acts.ts'
import * as imports from './import-acts.ts'
import { LEADERSHIP_ACTS } from './leadership.ts'
import * as letters from './letter-acts.ts'
import * as projects from './project-acts.ts'
import * as proposals from './proposal-acts.ts'
import { type Desk, EMPTY_DESK } from './record.ts'
import type { Refusal } from './refusal.ts'
import { REVIEW_ACTS } from './review-acts.ts'

/** Every kind of act that the desk knows. */
export const ACTS = {
  'party-registered': calls.partyRegistered,
  'call-opened': calls.callOpened,
  'deadline-moved': calls.deadlineMoved,
  'call-amended': calls.callAmended,
  'question-asked': calls.questionAsked,
  'question-answered': calls.questionAnswered,
  'transfer-offered': calls.transferOffered,
  'transfer-accepted': calls.transferAccepted,
  'call-closed': calls.callClosed,
  'letter-submitted': letters.letterSubmitted,
  'letter-withdrawn': letters.letterWithdrawn,
  'part-confirmed': letters.partConfirmed,
  'letter-split': letters.letterSplit,
  'merge-offered': letters.mergeOffered,
  'merge-accepted': letters.mergeAccepted,
  'letter-answered': proposals.letterAnswered,
  'proposal-submitted': proposals.proposalSubmitted,
  'proposal-withdrawn': proposals.proposalWithdrawn,
  'selection-run': decisions.selectionRun,
  'decision-moved': decisions.decisionMoved,
  'decision-voted': decisions.decisionVoted,
  'decision-recused': decisions.decisionRecused,
  'decision-lapsed': decisions.decisionLapsed,
  'decision-taken': decisions.decisionTaken,
  'decision-announced': decisions.decisionAnnounced,
  'project-formed': projects.projectFormed,
  'project-confirmed': projects.projectConfirmed,
  'project-declined': projects.projectDeclined,
  'facts-stated': factsStated,
  'letters-imported': imports.lettersImported,
  'proposals-imported': imports.proposalsImported,
  'reviews-imported': imports.reviewsImported,
  ...LEADERSHIP_ACTS,
  ...DATA_ACTS,
  ...AGREEMENT_ACTS,
  ...REVIEW_ACTS,
} as const
export type ActName = keyof typeof ACTS

/** An act as the ledger keeps it: `body` is what `settle` gave. */
export type Act = { readonly kind: ActName; readonly body: unknown; readonly stamp: Stamp }

/** An act that may be, with the state after it and whom it concerns. */
export type Judged = {
  readonly act: Act
  readonly desk: Desk
  readonly subject: string
  readonly concerns: readonly string[] | 'everyone'
  readonly notices: readonly Notice[]
}

/** Judges what a person wants done, by everything that was done before. */
export function judge(
  desk: Desk,
  kind: ActName,
  input: unknown,
  stamp: Stamp,
  ground: Ground,
): Result<Judged, Refusal> {
  const about = ACTS[kind] as unknown as ActKind
  if (!about.roles.some((r) => stamp.roles.includes(r)))
    return err({ kind: 'role-missing', needs: about.roles, party: stamp.party })
  if (desk.left.has(stamp.party)) {
    const text = `${stamp.party} left the mission on ${desk.left.get(stamp.party)!.at.slice(0, 10)}`
    return err({ kind: 'rule', rule: 'party-left', text })
  }
  const read = (about.intent as z.ZodObject).safeParse(input)
  if (!read.success) return err({ kind: 'fields', problems: fieldProblems(read.error) })
  const settled = about.settle(desk, read.data, stamp, ground)
  if (!settled.ok) return settled
  const body = settled.value
  const after = about.enact(desk, body, stamp)
  return ok({
    act: { kind, body, stamp },
    desk: after,
    subject: about.subject(body),
    concerns: about.concerns(body, after),
    notices: about.notices?.(body, after, stamp) ?? [],
  })
}

/** The state after acts that were judged before. */
export function replay(acts: Iterable<Act>, from: Desk = EMPTY_DESK): Desk {
  let desk = from
  for (const { kind, body, stamp } of acts) desk = (ACTS[kind] as unknown as ActKind).enact(desk, body, stamp)
  return desk
}
