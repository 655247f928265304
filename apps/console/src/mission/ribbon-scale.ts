/**
 * The ribbon's scale: time runs evenly within a phase, but phases share the width by the logarithm of their length, so
 * that a descent of twelve minutes can be grasped beside a month on the surface.
 */
import type { MissionView } from '@magpie/api/mission-views'
import { tdbOfUtc } from '../time/mission-time.ts'

export type RibbonPhase = {
  readonly id: string
  readonly name: string
  readonly start_s: number
  readonly end_s: number
  /** Fractions of the ribbon's width. */
  readonly left: number
  readonly width: number
}

const DAY_S = 86400

/** Phases whose times are decided, laid out; empty where none is. */
export function layOut(
  phases: MissionView['phases'],
  scene: { readonly start_tdb_s: number; readonly end_tdb_s: number } | undefined,
): readonly RibbonPhase[] {
  const known = phases
    .map((p) => ({ ...p, start_s: p.begins === undefined ? undefined : tdbOfUtc(p.begins) }))
    .filter((p): p is typeof p & { start_s: number } => p.start_s !== undefined)
    .sort((a, b) => a.start_s - b.start_s)
  const spans = known.map((p, i) => {
    const own = p.ends === undefined ? undefined : tdbOfUtc(p.ends)
    const stop_s = known[i + 1]?.start_s ?? own ?? Math.max(scene?.end_tdb_s ?? p.start_s, p.start_s + DAY_S)
    return { id: p.id, name: p.name, start_s: p.start_s, end_s: stop_s }
  })
  const lasting = spans.filter((s) => s.end_s > s.start_s)
  const weights = lasting.map((s) => weight(s, scene?.start_tdb_s))
  const total = weights.reduce((sum, w) => sum + w, 0)
  let left = 0
  return lasting.map((s, i) => {
    const width = weights[i]! / total
    const phase = { ...s, left, width }
    left += width
    return phase
  })
}

/** Years of preparation, before the scene begins, take no more room than their names need. */
const PREPARATION = 1.15

function weight(s: { readonly start_s: number; readonly end_s: number }, sceneStart_s: number | undefined): number {
  if (sceneStart_s !== undefined && s.start_s < sceneStart_s) return PREPARATION
  return 1 + 0.6 * Math.log2(1 + (s.end_s - s.start_s) / DAY_S)
}

/** Where a time lies on the ribbon, 0 to 1; times outside lie at its ends. */
export function toFraction(phases: readonly RibbonPhase[], t: number): number {
  const phase = phases.findLast((p) => t >= p.start_s) ?? phases[0]
  if (phase === undefined) return 0
  const within = (t - phase.start_s) / (phase.end_s - phase.start_s)
  return phase.left + phase.width * Math.min(1, Math.max(0, within))
}

/** The time at a fraction of the ribbon. */
export function toTime(phases: readonly RibbonPhase[], fraction: number): number | undefined {
  const f = Math.min(1, Math.max(0, fraction))
  const phase = phases.findLast((p) => f >= p.left) ?? phases[0]
  if (phase === undefined) return undefined
  return phase.start_s + Math.min(1, (f - phase.left) / phase.width) * (phase.end_s - phase.start_s)
}

/** The phase at a time. */
export function phaseAt(phases: readonly RibbonPhase[], t: number): RibbonPhase | undefined {
  return phases.findLast((p) => t >= p.start_s) ?? phases[0]
}
