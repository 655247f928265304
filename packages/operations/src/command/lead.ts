/**
 * Who leads joint operations: one party at a time. It orders the queue, holds commands of others and lets go of its own
 * holds; it gains no right over anybody's element. The role passes by an offer of who has it and the acceptance of who gets
 * it, each signed; until then the old leader leads, so that there is never none and never two.
 */
import type { Identifier } from '@magpie/core/identifier'
import { err, ok, type Result } from '@magpie/core/result'

export type LeadRole = {
  readonly holder: Identifier
  readonly offered?: { readonly to: Identifier; readonly note: string; readonly at: string }
}

export type LeadStep =
  | { readonly action: 'offer'; readonly to: Identifier; readonly note: string }
  | { readonly action: 'accept' }
  | { readonly action: 'decline' }

export type LeadError = { readonly kind: 'lead-cannot'; readonly action: LeadStep['action']; readonly why: string }

/** The role after a step of a party. */
export function leadAfter(role: LeadRole, by: Identifier, step: LeadStep, at: string): Result<LeadRole, LeadError> {
  const cannot = (why: string) => err<LeadError>({ kind: 'lead-cannot', action: step.action, why })
  switch (step.action) {
    case 'offer':
      if (by !== role.holder) return cannot(`${role.holder} leads, and it alone can hand over`)
      if (step.to === role.holder) return cannot(`${step.to} leads already`)
      return ok({ holder: role.holder, offered: { to: step.to, note: step.note, at } })
    case 'accept':
      if (role.offered?.to !== by) return cannot(`nothing is offered to ${by}`)
      return ok({ holder: by })
    case 'decline':
      // Who offered may take it back the same way.
      if (role.offered === undefined || (role.offered.to !== by && role.holder !== by))
        return cannot(`nothing is offered to ${by}`)
      return ok({ holder: role.holder })
  }
}
