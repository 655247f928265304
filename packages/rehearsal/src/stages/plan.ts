/** Stage 5: the surface plan, from the templates of the operations file and the windows of the site. */
import { err, ok, type Result } from '@magpie/core/result'
import type { TdbSeconds } from '@magpie/core/time'
import type { OperationsFile } from '@magpie/operations/operations-file'
import { activityRequest } from '@magpie/plan/activity'
import type { Plan } from '@magpie/plan/plan'
import { describePlanError, type PlanSupply, type PlanWindow } from '@magpie/plan/plan-input'
import { planSurface } from '@magpie/plan/plan-stage'
import type { SiteStudy } from '@magpie/surface/site-study'
import type { MissionFolder } from '../mission-folder.ts'
import type { StageDone, StageFailure, StageProgress } from '../stage.ts'

/** Places what the parties ask for in the windows, under power and data. */
export async function runPlan(
  mission: MissionFolder,
  surface: SiteStudy,
  seed: string,
  progress: StageProgress,
): Promise<Result<StageDone<Plan>, StageFailure>> {
  const { operations } = mission
  const rate = (kind: 'station' | 'relay') => operations.links.find((l) => l.kind === kind)?.downlink_bit_s ?? 0
  const planned = planSurface(
    {
      file: mission.plan,
      activities: operations.activityTemplates.map((t) => activityRequest.parse(t)),
      windows: windowsOf(surface),
      supplies: suppliesOf(operations),
      recorder_Mbit: operations.lander.recorder_Mbit,
      downlink_bit_s: { 'station-contact': rate('station'), 'relay-contact': rate('relay') },
      span: { start: surface.span.start_tdb_s as TdbSeconds, end: surface.span.end_tdb_s as TdbSeconds },
      seed,
    },
    progress,
  )
  if (!planned.ok) return err({ kind: 'stage-failed', stage: 'plan', cause: describePlanError(planned.error) })
  const plan = planned.value
  const headline = `${plan.placed.length} activities placed, ${plan.unplaced.length} left out with reasons; value ${plan.value.toFixed(0)} of at most ${plan.bound.toFixed(0)}, fairness ${plan.fairness.toFixed(2)}`
  return ok({ output: plan, headline })
}

function windowsOf(surface: SiteStudy): PlanWindow[] {
  const plain = (kind: 'lit' | 'earth-visible', list: SiteStudy['lit']) =>
    list.map((w): PlanWindow => ({ kind, start: w.start_tdb_s as TdbSeconds, end: w.end_tdb_s as TdbSeconds }))
  const contacts = surface.contacts.flatMap((c): PlanWindow[] => {
    if (c.kind !== 'direct' && c.kind !== 'through-relay') return []
    const kind = c.kind === 'direct' ? 'station-contact' : 'relay-contact'
    return [{ kind, id: c.to, start: c.start_tdb_s as TdbSeconds, end: c.end_tdb_s as TdbSeconds }]
  })
  return [...plain('lit', surface.lit), ...plain('earth-visible', surface.earth), ...contacts].sort(
    (a, b) => a.start - b.start,
  )
}

/** The lander feeds itself and what is fixed to it; what leaves it lives on its own battery. */
function suppliesOf({ gateway, lander, elements }: OperationsFile): PlanSupply[] {
  const apart = elements.flatMap(({ id, model }) =>
    model !== undefined && model.battery_Wh > 0 && model.array_W > 0 ? [{ id, model }] : [],
  )
  const fixed = elements.filter(({ id, model }) => model !== undefined && !apart.some((a) => a.id === id))
  const standby_W = fixed.reduce((sum, { model }) => sum + (model?.standby_W ?? 0), 0)
  return [
    {
      id: gateway,
      elements: 'rest',
      array_W: lander.array_W,
      battery_Wh: lander.battery_Wh,
      load_W: lander.load_W + standby_W,
      hibernation_W: lander.hibernation_W,
    },
    ...apart.map(({ id, model }) => ({
      id,
      elements: [id],
      array_W: model.array_W,
      battery_Wh: model.battery_Wh,
      load_W: model.standby_W,
      hibernation_W: model.standby_W,
    })),
  ]
}
