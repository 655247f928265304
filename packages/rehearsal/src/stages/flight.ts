/** Stage 3: the flight, from launch to touchdown, for the masses that the mission model has. */
import { describeEarthOrientation, earthOrientation } from '@magpie/astro/earth-orientation'
import { err, ok, type Result } from '@magpie/core/result'
import { describeFlightError } from '@magpie/flight/errors'
import type { FlightDesign } from '@magpie/flight/flight-design'
import { designFlight } from '@magpie/flight/mission-design'
import type { MissionModel } from '@magpie/mission/mission-model'
import { heightAt } from '@magpie/surface/terrain'
import type { MissionFolder } from '../mission-folder.ts'
import type { RehearsalPorts } from '../ports.ts'
import type { StageDone, StageFailure, StageProgress } from '../stage.ts'

const DEG = Math.PI / 180

/** Designs and flies the mission to the site, at the height that the terrain has there. */
export async function runFlight(
  mission: MissionFolder,
  model: MissionModel,
  ports: RehearsalPorts,
  progress: StageProgress,
): Promise<Result<StageDone<FlightDesign>, StageFailure>> {
  const { latitude_deg, longitude_deg } = mission.surface.site
  const [eph, field, terrain] = await Promise.all([
    ports.ephemerides(),
    ports.moonField(),
    ports.terrain(mission.surface),
  ])
  const ground = heightAt(terrain, latitude_deg.value * DEG, longitude_deg.value * DEG)
  if (!ground.ok) {
    return err({ kind: 'stage-failed', stage: 'flight', cause: 'no terrain covers the site named in surface.json' })
  }
  const landed = landedMass(mission, model)
  const design = designFlight(mission.flight, eph, field, {
    site: { lat_deg: latitude_deg.value, lon_deg: longitude_deg.value, height_m: ground.value.height_m },
    ...(landed === undefined ? {} : { landerDry_kg: landed }),
    ground: (lat_rad, lon_rad) => {
      const found = heightAt(terrain, lat_rad, lon_rad)
      return found.ok ? found.value.height_m : Number.NaN
    },
    onProgress: (done, of, what) => progress(done / of, what),
  })
  if (!design.ok) return err({ kind: 'stage-failed', stage: 'flight', cause: describeFlightError(design.error) })
  const { figures, touchdown, limits } = design.value
  const flown = { start: figures.launchTdb_s, end: touchdown.epochTdb_s }
  const turning = describeEarthOrientation(earthOrientation(eph, flown), eph.leapSeconds)
  const output = turning === undefined ? design.value : { ...design.value, limits: [...limits, turning] }
  return ok({ output, headline: headlineOf(output) })
}

/** The lander with all it carries, without propellant and without margins: what lands if every estimate holds. */
export function landedMass(mission: MissionFolder, model: MissionModel): number | undefined {
  const { mass } = model.budgets.budgets
  const gateway = mission.operations.gateway
  const own = mass.lines.find((line) => line.element === gateway)
  return own === undefined ? undefined : own.value + (mass.carriedBy[gateway]?.value ?? 0)
}

function headlineOf({ budget, figures, touchdown }: FlightDesign): string {
  return `${budget.deltaV_m_s.toFixed(0)} m/s and ${budget.propellant_kg.toFixed(0)} kg of propellant; ${figures.transfer_h.toFixed(1)} h to the Moon; down ${touchdown.miss_m.toFixed(1)} m from the site at ${touchdown.verticalSpeed_m_s.toFixed(1)} m/s`
}
