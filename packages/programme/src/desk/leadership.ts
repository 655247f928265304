/** Who leads the mission of a centre: what stands, and the acts by which it is handed over, signed by both parties. */
import { err, ok, type Result } from '@magpie/core/result'
import { actKind, badField, type Stamp } from './act.ts'
import { LEADERSHIP_INTENTS } from './leadership-intents.ts'
import type { Desk, Leadership } from './record.ts'
import type { Refusal } from './refusal.ts'

/** A mission as its folder has it, led by this party. */
export function ledBy(party: string): Leadership {
  return { lead: party, leads: [{ party }] }
}

/** The lead offers the mission to another party. What it owns stays its own: only the lead's part is handed over. */
const missionOffered = actKind({
  ...LEADERSHIP_INTENTS['mission-offered'],
  kind: 'mission-offered',
  settle(desk, { to, reason: why }, stamp) {
    const found = leadershipOf(desk)
    if (!found.ok) return found
    const { lead } = found.value
    if (lead !== stamp.party) return notYours('mission', lead, stamp)
    if (!desk.parties.has(to)) return badField('/to', 'party', `no party "${to}" is registered`)
    if (to === lead) return badField('/to', 'other-party', 'leads the mission already')
    return ok({ to, reason: why })
  },
  enact: (desk, { to, reason: why }, { at }) =>
    withLeadership(desk, { ...desk.leadership!, offer: { to, at, reason: why } }),
  subject: ({ to }) => to,
  concerns: () => 'everyone' as const,
  notices: ({ to, reason: why }, _, { party }) => [
    { to, subject: `${party} offers you the lead of the mission`, text: why },
  ],
})

/** The party that it was offered to takes it over. */
const missionAccepted = actKind({
  ...LEADERSHIP_INTENTS['mission-accepted'],
  kind: 'mission-accepted',
  settle(desk, _, stamp) {
    const found = offerOf(desk)
    if (!found.ok) return found
    const { lead, offer } = found.value
    return offer.to === stamp.party
      ? ok({ from: lead, to: offer.to })
      : notYours('offer of the mission', offer.to, stamp)
  },
  enact(desk, { to }, { at }) {
    const { offer, leads } = desk.leadership!
    return withLeadership(desk, { lead: to, leads: [...leads, { party: to, at, reason: offer!.reason }] })
  },
  subject: ({ to }) => to,
  concerns: () => 'everyone' as const,
  notices: ({ from, to }) => [{ to: from, subject: `${to} leads the mission from now on`, text: '' }],
})

/** Either side ends an offer that nobody accepted. */
const missionOfferEnded = actKind({
  ...LEADERSHIP_INTENTS['mission-offer-ended'],
  kind: 'mission-offer-ended',
  settle(desk, { reason: why }, stamp) {
    const found = offerOf(desk)
    if (!found.ok) return found
    const { lead, offer } = found.value
    const sides = [lead, offer.to]
    return sides.includes(stamp.party)
      ? ok({ reason: why, sides })
      : notYours('offer of the mission', sides.join(', '), stamp)
  },
  enact(desk) {
    const { offer: _, ...standing } = desk.leadership!
    return withLeadership(desk, standing)
  },
  subject: ({ sides }) => sides[1]!,
  concerns: () => 'everyone' as const,
  notices: ({ sides, reason: why }, _, { party }) =>
    sides
      .filter((p) => p !== party)
      .map((to) => ({ to, subject: `${party} ends the offer of the mission`, text: why })),
})

/** The kinds of act, for the desk's table. */
export const LEADERSHIP_ACTS = {
  'mission-offered': missionOffered,
  'mission-accepted': missionAccepted,
  'mission-offer-ended': missionOfferEnded,
} as const

function leadershipOf({ leadership }: Desk): Result<Leadership, Refusal> {
  return leadership === undefined ? err({ kind: 'unknown', what: 'mission', id: 'of this centre' }) : ok(leadership)
}

function offerOf(desk: Desk): Result<Leadership & Required<Pick<Leadership, 'offer'>>, Refusal> {
  const found = leadershipOf(desk)
  if (!found.ok) return found
  const { offer } = found.value
  if (offer !== undefined) return ok({ ...found.value, offer })
  return err({ kind: 'wrong-state', what: 'mission', id: 'of this centre', state: 'not on offer', needs: ['on offer'] })
}

function notYours(what: string, owner: string, { party }: Stamp): Result<never, Refusal> {
  return err({ kind: 'not-yours', what, id: 'of this centre', owner, party })
}

function withLeadership(desk: Desk, leadership: Leadership): Desk {
  return { ...desk, leadership }
}
