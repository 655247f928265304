/**
 * An act: what a person did for a party at the programme's desk. Each kind of act is one description: what a person gives
 * (`intent`), whether it may be (`settle`, which also completes it with what only the desk knows), and what it changes
 * (`enact`). The desk's state is nothing but the acts replayed; the ledger holds the acts.
 */
import type { LeapSeconds } from '@magpie/core/leap-seconds'
import { err, type Result } from '@magpie/core/result'
import type { Role } from '@magpie/mission/role'
import type * as z from 'zod'
import type { EligibilityFiles } from '../eligibility/question.ts'
import type { ExportRuling } from '../interface/regulatory.ts'
import type { Intent } from './intents.ts'
import type { Desk } from './record.ts'
import type { FieldProblem, Refusal } from './refusal.ts'

/** Who acts, for which party, in which roles of it, and when the request reached the centre (UTC, ISO 8601, milliseconds). */
export type Stamp = {
  readonly at: string
  readonly party: string
  readonly person: string
  readonly roles: readonly Role[]
  /** The address of the person's account; acts that were replayed do not have it. */
  readonly email?: string
}

/** What the desk's rules stand on and no act changes. */
export type Ground = {
  readonly leap: LeapSeconds
  /** The facts and instruments of the mission, which facts stated at the desk add to; none where a desk stands alone. */
  readonly known?: () => Pick<EligibilityFiles, 'facts' | 'instruments' | 'parties'>
  /** What export control says of the parts behind a proposal, on a day; left out where a desk has no rules to ask. */
  readonly exportRuling?: (desk: Desk, proposal: string, day: string) => ExportRuling | undefined
}

/** A message to a party's people, for the outbox. */
export type Notice = { readonly to: string; readonly subject: string; readonly text: string }

/** A kind of act. `settle` and `enact` are pure; `enact` takes only what `settle` gave. */
export type ActKind<I extends z.ZodObject = z.ZodObject, B = unknown> = Intent<I> & {
  readonly kind: string
  readonly settle: (desk: Desk, intent: z.output<I>, stamp: Stamp, ground: Ground) => Result<B, Refusal>
  readonly enact: (desk: Desk, body: B, stamp: Stamp) => Desk
  /** What the act happened to. */
  readonly subject: (body: B) => string
  /** Parties besides the acting one that may read it; `everyone` for what is published. */
  readonly concerns: (body: B, desk: Desk) => readonly string[] | 'everyone'
  readonly notices?: (body: B, desk: Desk, stamp: Stamp) => readonly Notice[]
}

/** States a kind of act; the schemas' types carry through. */
export function actKind<I extends z.ZodObject, B>(kind: ActKind<I, B>): ActKind<I, B> {
  return kind
}

/** A refusal that names one field. */
export function badField(field: string, rule: string, message: string): Result<never, Refusal> {
  return err({ kind: 'fields', problems: [{ field, rule, message }] })
}

/** Zod's issues as the desk's: a JSON pointer, the rule and the words. */
export function fieldProblems(error: z.ZodError): FieldProblem[] {
  return error.issues.map((issue) => ({
    field: issue.path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''),
    rule: issue.code,
    message: issue.message,
  }))
}
