/**
 * A service of one element to another of a different party: offered, consented to by both owners, done, confirmed by
 * both. The table below is the whole protocol; either side may stop it at any time.
 */
import { err, ok, type Result } from '@magpie/core/result'

export type ProximityState = 'idle' | 'offered' | 'consented' | 'acting' | 'confirmed' | 'declined' | 'stopped'
export type ProximityAction = 'offer' | 'consent' | 'decline' | 'start' | 'confirm' | 'stop'
export type ProximitySide = 'provider' | 'client'

export const PROXIMITY_LIFE: readonly {
  readonly from: ProximityState
  readonly action: ProximityAction
  readonly to: ProximityState
  readonly by: ProximitySide | 'either'
}[] = [
  { from: 'idle', action: 'offer', to: 'offered', by: 'provider' },
  { from: 'offered', action: 'consent', to: 'consented', by: 'client' },
  { from: 'offered', action: 'decline', to: 'declined', by: 'client' },
  { from: 'consented', action: 'start', to: 'acting', by: 'provider' },
  { from: 'acting', action: 'confirm', to: 'confirmed', by: 'client' },
  { from: 'offered', action: 'stop', to: 'stopped', by: 'either' },
  { from: 'consented', action: 'stop', to: 'stopped', by: 'either' },
  { from: 'acting', action: 'stop', to: 'stopped', by: 'either' },
]

export type ProximityError = {
  readonly kind: 'proximity-cannot'
  readonly action: ProximityAction
  readonly state: ProximityState
  readonly by: ProximitySide
}

/** The state that follows, or that the protocol has no such step from that side. */
export function advanceProximity(
  state: ProximityState,
  action: ProximityAction,
  by: ProximitySide,
): Result<ProximityState, ProximityError> {
  const row = PROXIMITY_LIFE.find((r) => r.from === state && r.action === action && (r.by === by || r.by === 'either'))
  return row === undefined ? err({ kind: 'proximity-cannot', action, state, by }) : ok(row.to)
}
