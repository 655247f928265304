/** What the elements of a simulation stand in: time, light, chance, the dictionary, and the way to the lander's radio. */
import type { LeapSeconds } from '@magpie/core/leap-seconds'
import type { Random } from '@magpie/core/random'
import type { OperationsFile } from '@magpie/operations/operations-file'
import type { Environment } from './environment.ts'
import type { Scheduler } from './scheduler.ts'

export type World = {
  readonly file: OperationsFile
  readonly time: Scheduler
  readonly sky: Environment
  readonly leap: LeapSeconds
  readonly random: Random
  /** Chance that only faults draw on. */
  readonly chance: Random
  readonly touchdown_s: number
  readonly end_s: number
}

/** Warmth of a body over `dt_s` of constant heat and surroundings, degC: exact for one heat capacity and one conductance. */
export function warmed(
  t_degC: number,
  heat_W: number,
  sink_degC: number,
  conductance_W_K: number,
  capacity_J_K: number,
  dt_s: number,
): number {
  const settled = sink_degC + heat_W / conductance_W_K
  return settled + (t_degC - settled) * Math.exp((-conductance_W_K * dt_s) / capacity_J_K)
}

/** Seconds to the next housekeeping packet. */
export function housekeepingPeriod(world: World, dormant: boolean): number {
  const { fast_s, fastFor_s, normal_s, dormant_s } = world.file.housekeeping
  if (dormant) return dormant_s
  return world.time.now < world.touchdown_s + fastFor_s ? fast_s : normal_s
}

/** The phase of the mission at a time. */
export function phaseAt(world: World, at_s: number): string {
  const { phases } = world.file
  return at_s < world.touchdown_s + phases.scienceAfter_s ? phases.deployment : phases.science
}
