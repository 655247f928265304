/**
 * The clock of a rehearsal that runs live: wall time in, mission time out. On a tour it hurries where little happens and
 * slows where much does; at a fixed rate it runs as told. It knows no wall clock: the app passes the time.
 */
import type { Pace } from './rehearsal-store.ts'

/** A stretch of the tour: mission time up to `until_s` (TDB) takes `wall_s` seconds from the stretch before. */
export type TourStretch = { readonly until_s: number; readonly wall_s: number }

export type ClockState = {
  readonly at_s: number
  readonly wall_ms: number
  readonly pace: Pace
}

/** The rate at a moment, mission seconds a second: 0 when paused or past the end. */
export function rateAt(state: ClockState, start_s: number, tour: readonly TourStretch[]): number {
  if (state.pace.paused) return 0
  if (state.pace.mode === 'fixed') return state.pace.rate
  let from = start_s
  for (const stretch of tour) {
    if (state.at_s < stretch.until_s) return (stretch.until_s - from) / stretch.wall_s
    from = stretch.until_s
  }
  return 0
}

/** The pace after a change. Who leaves the tour and names no rate keeps that of the moment; 1 past its end. */
export function paceAfter(
  state: ClockState,
  change: Partial<Pace>,
  start_s: number,
  tour: readonly TourStretch[],
): Pace {
  const { pace } = state
  const leaves = pace.mode === 'tour' && change.mode === 'fixed' && change.rate === undefined
  const rate = leaves ? rateAt({ ...state, pace: { ...pace, paused: false } }, start_s, tour) || 1 : pace.rate
  return { ...pace, rate, ...change }
}

/** The clock at a later wall time; it does not pass `limit_s`, beyond which nothing is known yet. */
export function advance(
  state: ClockState,
  wall_ms: number,
  start_s: number,
  tour: readonly TourStretch[],
  limit_s: number,
): ClockState {
  let left_s = Math.max(0, wall_ms - state.wall_ms) / 1000
  let at_s = state.at_s
  while (left_s > 0 && at_s < limit_s) {
    const rate = rateAt({ ...state, at_s }, start_s, tour)
    if (rate === 0) break
    const next =
      state.pace.mode === 'tour' ? (tour.find((stretch) => at_s < stretch.until_s)?.until_s ?? limit_s) : limit_s
    const step_s = Math.min(left_s, (Math.min(next, limit_s) - at_s) / rate)
    at_s = step_s < left_s ? Math.min(next, limit_s) : at_s + step_s * rate
    left_s -= step_s
  }
  return { at_s: Math.min(at_s, Math.max(limit_s, state.at_s)), wall_ms, pace: state.pace }
}
