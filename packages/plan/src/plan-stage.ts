/** The plan stage: activities into windows under power and data, proved by the independent check. */
import { type Interval, normalise } from '@magpie/core/interval'
import { err, ok, type Result } from '@magpie/core/result'
import { checkPlan } from './checker.ts'
import { describeReasons, explain } from './explain.ts'
import { jainIndex, partyShares, worthOf } from './objective.ts'
import { Placement } from './placement.ts'
import type { PlacedActivity, Plan, UnplacedActivity } from './plan.ts'
import type { PlanError, PlanInput } from './plan-input.ts'
import { type PlanProblem, planProblem } from './plan-problem.ts'
import { planProfiles, restingTicks } from './plan-profiles.ts'
import type { Problem, Starts } from './problem.ts'
import { schedule } from './schedule.ts'
import { allowed, type SiteTimeline, siteTimeline } from './site-timeline.ts'

/** Places what is asked, explains what is left out, and shows the profiles. One seed, one plan. */
export function planSurface(
  input: PlanInput,
  onProgress?: (fraction: number, text: string) => void,
): Result<Plan, PlanError> {
  const timeline = siteTimeline(input)
  const built = planProblem(input, timeline)
  if (!built.ok) return built
  const { problem } = built.value
  const rounds = input.file.search.rounds
  const found = schedule(problem, {
    seed: input.seed,
    rounds,
    onProgress: (done, best) => onProgress?.(done / rounds, `value ${best.toFixed(0)} after ${done} rounds`),
  })
  const placement = new Placement(problem)
  placement.restore(found.starts)
  const placed = placedActivities(input, built.value, found.starts)
  const violations = checkPlan(input, placed)
  if (violations.length > 0) return err({ kind: 'checker-refused', violations })
  const shares = partyShares(problem, found.starts)
  return ok({
    span: input.span,
    placed,
    unplaced: unplacedActivities(timeline, built.value, placement),
    profiles: planProfiles(input, timeline, built.value, placement),
    hibernations: timeline.hibernations.map((h) => onClock(input, h)),
    dormant: built.value.base.flatMap((b, k) =>
      normalise([...b.dormant, ...restingTicks(placement.charges[k]!, timeline.length_s)]).map((d) => ({
        supply: input.supplies[k]!.id,
        ...onClock(input, d),
      })),
    ),
    parties: shares.map((s) => partyRow(s, built.value, placed)),
    fairness: jainIndex(shares),
    value: shares.reduce((sum, s) => sum + s.granted, 0),
    askedValue: shares.reduce((sum, s) => sum + s.asked, 0),
    objective: found.objective,
    bound: bound(problem),
    rounds: found.rounds,
    violations,
  })
}

function placedActivities(input: PlanInput, built: PlanProblem, starts: Starts): PlacedActivity[] {
  const placed = built.asked.flatMap(({ id, request, repeat }, i): PlacedActivity[] => {
    if (starts[i]! < 0) return []
    const startTdb_s = input.span.start + starts[i]!
    const endTdb_s = startTdb_s + built.problem.activities[i]!.duration
    const { title, element, party, command, sequence, touches, power_W, data_Mbit, priority } = request
    const what = { id, request: request.id, repeat, title, element, party, command, sequence }
    const takes = { arguments: request.arguments, touches, startTdb_s, endTdb_s, power_W, data_Mbit, priority }
    return [{ ...what, ...takes, window: windowOf(input, request.needs, startTdb_s) }]
  })
  return placed.sort((a, b) => a.startTdb_s - b.startTdb_s || (a.id < b.id ? -1 : 1))
}

/** The window in which it begins: of the contacts open then the one that lasts longest, else the light. */
function windowOf(input: PlanInput, needs: readonly string[], start_s: number): PlacedActivity['window'] {
  const wanted: Record<string, readonly string[]> = {
    contact: ['station-contact', 'relay-contact'],
    station: ['station-contact'],
    relay: ['relay-contact'],
    'earth-visible': ['earth-visible'],
    lit: ['lit'],
  }
  for (const need of ['contact', 'station', 'relay', 'earth-visible', 'lit'].filter((n) => needs.includes(n))) {
    const open = input.windows.filter((w) => wanted[need]!.includes(w.kind) && w.start <= start_s && start_s < w.end)
    const longest = open.sort((a, b) => b.end - a.end)[0]
    if (longest !== undefined) return { ...longest }
  }
  return null
}

function unplacedActivities(timeline: SiteTimeline, built: PlanProblem, placement: Placement): UnplacedActivity[] {
  return built.asked.flatMap(({ id, request, repeat }, i): UnplacedActivity[] => {
    if (placement.has(i)) return []
    const longest_s = allowed(timeline, request.needs, 0).reduce((most, w) => Math.max(most, w.end - w.start), 0)
    const reasons = explain(built, placement, i, longest_s)
    const { title, element, party, priority } = request
    const owed = !request.optional && repeat === 1
    return [
      { id, request: request.id, title, element, party, priority, owed, reasons, sentence: describeReasons(reasons) },
    ]
  })
}

function partyRow(
  share: { readonly party: string; readonly asked: number; readonly granted: number },
  built: PlanProblem,
  placed: readonly PlacedActivity[],
): Plan['parties'][number] {
  const own = placed.filter((p) => p.party === share.party)
  const sum = (f: (p: PlacedActivity) => number) => own.reduce((total, p) => total + f(p), 0)
  return {
    party: share.party,
    askedValue: share.asked,
    grantedValue: share.granted,
    placements: own.length,
    asked: built.asked.filter((a) => a.request.party === share.party).length,
    energy_Wh: sum((p) => (p.power_W * (p.endTdb_s - p.startTdb_s)) / 3600),
    data_Mbit: sum((p) => p.data_Mbit),
    time_s: sum((p) => p.endTdb_s - p.startTdb_s),
  }
}

function onClock(input: PlanInput, i: Interval): { start: number; end: number } {
  return { start: input.span.start + i.start, end: input.span.start + i.end }
}

/** The worth if every activity that could be placed in an otherwise empty plan were; order and windows alone bind here. */
function bound(problem: Problem): number {
  const alone = Int32Array.from(aloneFits(problem), (fits) => (fits ? 0 : -1))
  return worthOf(partyShares(problem, alone), problem.fairness)
}

function aloneFits(problem: Problem): boolean[] {
  const empty = new Placement(problem)
  const own = problem.activities.map((_, i) => empty.firstFit(i, problem.horizon.start, problem.horizon.end) >= 0)
  const fits = (i: number): boolean => own[i]! && problem.activities[i]!.after.every((p) => fits(p.activity))
  return problem.activities.map((_, i) => fits(i))
}
