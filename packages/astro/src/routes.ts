/**
 * Which segments lead from an observer to a target at a time: both chains of centres are followed until they meet, as
 * SPKGEO of SPICE does (NAIF, "SPK Required Reading"). A route is kept until a time leaves its validity.
 */
import { err, ok, type Result } from '@magpie/core/result'
import { coverageOf, type Ephemerides, type Route, recentPlace } from './ephemerides.ts'
import type { StateError } from './errors.ts'
import { type Signed, seriesOf } from './power-series.ts'
import type { Segment } from './segments.ts'

/** No chain of centres is longer than this; a longer one runs in a circle. */
const MAX_CHAIN = 20

/** The route between two bodies at `t`, where it is at hand: one comparison, and nothing is allocated. */
export function recentRoute(eph: Ephemerides, target: number, observer: number, t: number): Route | undefined {
  const route = eph.recent[recentPlace(target, observer)]!
  const is = route.target === target && route.observer === observer && t > route.after && t < route.before
  return is ? route : undefined
}

/** The route between two bodies at `t`. */
export function routeAt(eph: Ephemerides, target: number, observer: number, t: number): Result<Route, StateError> {
  const recent = recentRoute(eph, target, observer, t)
  if (recent !== undefined) return ok(recent)
  const found = knownOrFound(eph, target, observer, t)
  if (found.ok) eph.recent[recentPlace(target, observer)] = found.value
  return found
}

function knownOrFound(eph: Ephemerides, target: number, observer: number, t: number): Result<Route, StateError> {
  // Two pairs may share a key; then they only displace each other.
  const key = target * 1000003 + observer
  const known = eph.routes.get(key)
  if (
    known !== undefined &&
    known.target === target &&
    known.observer === observer &&
    t > known.after &&
    t < known.before
  )
    return ok(known)
  const found = findRoute(eph, target, observer, t)
  if (found.ok) eph.routes.set(key, found.value)
  return found
}

type Chain = { readonly bodies: number[]; readonly segments: Segment[]; after: number; before: number }

function findRoute(eph: Ephemerides, target: number, observer: number, t: number): Result<Route, StateError> {
  const up = chainOf(eph, target, t)
  const down = chainOf(eph, observer, t)
  for (let i = 0; i < up.bodies.length; i++) {
    const j = down.bodies.indexOf(up.bodies[i]!)
    if (j < 0) continue
    return ok({
      target,
      observer,
      after: Math.max(up.after, down.after),
      before: Math.min(up.before, down.before),
      ...parted(up.segments.slice(0, i), down.segments.slice(0, j)),
    })
  }
  for (const body of [target, observer]) {
    const missing = missingAt(eph, body, t)
    if (missing !== undefined) return err(missing)
  }
  return err({ kind: 'not-connected', target, observer, at: t })
}

/** Segments on the axes of J2000 become one series where they can; others are evaluated each by itself. */
function parted(
  plus: readonly Segment[],
  minus: readonly Segment[],
): Omit<Route, 'target' | 'observer' | 'after' | 'before'> {
  const signed = [
    ...plus.map((segment): Signed => ({ segment, sign: 1 })),
    ...minus.map((segment): Signed => ({ segment, sign: -1 })),
  ]
  const { series, rest } = seriesOf(signed.filter(({ segment }) => segment.frame === 1))
  const others = [...rest, ...signed.filter(({ segment }) => segment.frame !== 1)]
  const only = series.length === 1 && others.length === 0 ? series[0] : undefined
  return { plus, minus, only, series, others }
}

function missingAt(eph: Ephemerides, body: number, t: number): StateError | undefined {
  if (body === 0 || (eph.spk.get(body) ?? []).some(({ start, end }) => t >= start && t <= end)) return undefined
  const coverage = coverageOf(eph, body)
  return coverage.length > 0 ? { kind: 'outside-coverage', body, at: t, coverage } : { kind: 'no-ephemeris', body }
}

/** The body, its centre, that one's centre and so on, as far as kernels lead at `t`. */
function chainOf(eph: Ephemerides, body: number, t: number): Chain {
  const chain: Chain = {
    bodies: [body],
    segments: [],
    after: Number.NEGATIVE_INFINITY,
    before: Number.POSITIVE_INFINITY,
  }
  for (let at = body; chain.bodies.length <= MAX_CHAIN; ) {
    const segment = precedent(eph.spk.get(at) ?? [], t, chain)
    if (segment === undefined) break
    at = segment.centre
    chain.segments.push(segment)
    chain.bodies.push(at)
  }
  return chain
}

/** The first segment that covers `t`; narrows the chain's validity to where that stays so. */
function precedent(segments: readonly Segment[], t: number, chain: Chain): Segment | undefined {
  for (const segment of segments) {
    if (t >= segment.start && t <= segment.end) {
      chain.after = Math.max(chain.after, segment.start)
      chain.before = Math.min(chain.before, segment.end)
      return segment
    }
    if (segment.end < t) chain.after = Math.max(chain.after, segment.end)
    else chain.before = Math.min(chain.before, segment.start)
  }
  return undefined
}
