/**
 * A relay in lunar orbit over the months of a surface phase: elements against the Moon's equator, propagated in the
 * Moon's field with Earth and Sun, kept as samples that `sampleTrajectory` looks up. km, km/s, s.
 */

import { type Elements, stateOfElements } from '@magpie/astro/elements/keplerian'
import type { Ephemerides } from '@magpie/astro/ephemerides'
import { rotation } from '@magpie/astro/frames'
import { ok, type Result } from '@magpie/core/result'
import { EARTH, MOON, SUN } from './earth-departure.ts'
import type { FlightError } from './errors.ts'
import { gravityParameter, prepareForces } from './forces.ts'
import type { GravityField } from './gravity-field.ts'
import { propagate } from './propagation.ts'
import { type Trajectory, TrajectoryRecorder } from './trajectory.ts'

export type RelaySetting = {
  readonly eph: Ephemerides
  readonly moonField: GravityField
  readonly degree: number
  /** Against the Moon's equator and prime meridian (MOON_ME) at the start. */
  readonly elements: Elements
  readonly startTdb_s: number
  readonly endTdb_s: number
}

/** The relay's path from start to end. */
export function relayPath(name: string, setting: RelaySetting): Result<Trajectory, FlightError> {
  const { eph, startTdb_s, endTdb_s, elements, moonField, degree } = setting
  const mu = gravityParameter(eph, MOON)
  if (!mu.ok) return mu
  const r = rotation(eph, 'MOON_ME', 'J2000', startTdb_s, new Float64Array(9))
  if (!r.ok) return r
  const onMoon = stateOfElements(elements, mu.value, new Float64Array(6))
  if (!onMoon.ok) return onMoon
  const state = new Float64Array(6)
  for (let i = 0; i < 6; i++) {
    const row = 3 * (i % 3)
    const from = i < 3 ? 0 : 3
    for (let j = 0; j < 3; j++) state[i]! += r.value[row + j]! * onMoon.value[from + j]!
  }
  const forces = prepareForces(eph, {
    centre: MOON,
    startTdb_s,
    fields: [{ body: MOON, field: moonField, degree, frame: 'MOON_PA' }],
    pointMasses: [EARTH, SUN],
  })
  if (!forces.ok) return forces
  const out = new TrajectoryRecorder(name, MOON, startTdb_s, mu.value)
  const end = propagate(forces.value, 0, state, endTdb_s - startTdb_s, { tolerance: 'fine', onStep: out.onStep })
  return end.ok ? ok(out.finish(end.value.t_s, end.value.state)) : end
}
