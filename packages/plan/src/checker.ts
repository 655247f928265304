/**
 * The independent check of a surface plan, from the definitions of its rules. It shares no code with the scheduler: it
 * works in seconds, watts, watt hours and megabits as they were given, and walks from event to event.
 */
import type { ActivityRequest } from './activity.ts'
import { checkBattery, checkPower, checkRecorder, hibernations, runsAt } from './checker-resources.ts'
import type { PlacedActivity } from './plan.ts'
import type { PlanInput, PlanWindow } from './plan-input.ts'

type Span = { readonly from: number; readonly to: number }

/** TDB seconds near 1e9 resolve 0.1 us; windows are cut to whole seconds inwards, so nothing needs more. */
const TIME_TOLERANCE_S = 1e-5

/** Every rule that the plan breaks, in a sentence each; empty where it breaks none. */
export function checkPlan(input: PlanInput, placed: readonly PlacedActivity[]): string[] {
  return [
    ...checkRequests(input, placed),
    ...placed.flatMap((p) => checkWindows(input, p)),
    ...checkElements(placed),
    ...checkOrder(input, placed),
    ...checkOperators(input, placed),
    ...input.supplies.flatMap((s) => [...checkPower(input, s, placed), ...checkBattery(input, s, placed)]),
    ...checkRecorder(input, placed),
  ]
}

function checkRequests(input: PlanInput, placed: readonly PlacedActivity[]): string[] {
  return placed.flatMap((p, i) => {
    const request = input.activities.find((a) => a.id === p.request)
    if (request === undefined) return [`${p.id} was not asked for`]
    const faults: [boolean, string][] = [
      [placed.findIndex((q) => q.id === p.id) < i, 'is placed twice'],
      [p.repeat > request.repeats, `is placed more often than the ${request.repeats} times asked`],
      [p.endTdb_s - p.startTdb_s < request.duration_s - TIME_TOLERANCE_S, 'is cut short'],
      [p.power_W !== request.power_W || p.data_Mbit !== request.data_Mbit, 'is not as asked'],
    ]
    return faults.flatMap(([broken, what]) => (broken ? [`${p.id} ${what}`] : []))
  })
}

function checkWindows(input: PlanInput, p: PlacedActivity): string[] {
  const request = input.activities.find((a) => a.id === p.request)
  const needs = request?.needs ?? []
  const out: string[] = []
  const at: Span = { from: p.startTdb_s, to: p.endTdb_s }
  if (at.from < input.span.start + settling_s(input) - TIME_TOLERANCE_S || at.to > input.span.end + TIME_TOLERANCE_S) {
    out.push(`${p.id} lies outside the plan`)
  }
  for (const need of needs) {
    if (!holds(input, need, at)) out.push(`${p.id} needs ${need} throughout and has it not`)
  }
  for (const h of hibernations(input)) {
    if (at.from < h.to - TIME_TOLERANCE_S && h.from + TIME_TOLERANCE_S < at.to) out.push(`${p.id} runs in hibernation`)
  }
  return out
}

function holds(input: PlanInput, need: string, at: Span): boolean {
  switch (need) {
    case 'lit':
      return covered(kinds(input, ['lit']), at, 0)
    case 'dark':
      return !kinds(input, ['lit']).some(
        (w) => w.start < at.to - TIME_TOLERANCE_S && at.from + TIME_TOLERANCE_S < w.end,
      )
    case 'contact':
      return covered(kinds(input, ['station-contact', 'relay-contact']), at, margin_s(input))
    case 'station':
      return covered(kinds(input, ['station-contact']), at, margin_s(input))
    case 'relay':
      return covered(kinds(input, ['relay-contact']), at, margin_s(input))
    case 'earth-visible':
      return covered(kinds(input, ['earth-visible']), at, 0)
    default:
      return false
  }
}

function kinds(input: PlanInput, wanted: readonly string[]): PlanWindow[] {
  return input.windows.filter((w) => wanted.includes(w.kind)).sort((a, b) => a.start - b.start)
}

/** Whether windows that follow one another without a gap cover the span and a margin on both sides. */
function covered(windows: readonly PlanWindow[], at: Span, margin: number): boolean {
  let reached = at.from - margin + TIME_TOLERANCE_S
  for (const w of windows) if (w.start <= reached && w.end > reached) reached = w.end
  return reached >= at.to + margin
}

function checkElements(placed: readonly PlacedActivity[]): string[] {
  const out: string[] = []
  for (const [i, a] of placed.entries()) {
    for (const b of placed.slice(i + 1)) {
      if (a.startTdb_s >= b.endTdb_s - TIME_TOLERANCE_S || b.startTdb_s >= a.endTdb_s - TIME_TOLERANCE_S) continue
      const both = [a.element, ...a.touches].find((e) => e === b.element || b.touches.includes(e))
      if (both !== undefined) out.push(`${a.id} and ${b.id} use ${both} at one time`)
    }
  }
  return out
}

function checkOrder(input: PlanInput, placed: readonly PlacedActivity[]): string[] {
  return placed.flatMap((p) => {
    const request = input.activities.find((a) => a.id === p.request)
    if (request === undefined) return []
    return [...request.after.flatMap((id) => checkAfter(p, id, placed)), ...checkApart(p, request, placed)]
  })
}

function checkAfter(p: PlacedActivity, id: string, placed: readonly PlacedActivity[]): string[] {
  const before = placed.find((q) => q.request === id && q.repeat === 1)
  if (before === undefined) return [`${p.id} comes after ${id}, which is not placed`]
  return before.endTdb_s > p.startTdb_s + TIME_TOLERANCE_S ? [`${p.id} begins before ${id} has ended`] : []
}

function checkApart(p: PlacedActivity, request: ActivityRequest, placed: readonly PlacedActivity[]): string[] {
  if (p.repeat === 1) return []
  const last = placed.find((q) => q.request === p.request && q.repeat === p.repeat - 1)
  if (last === undefined) return [`${p.id} is placed without the repeat before it`]
  const apart = Math.max(request.apart_s, request.duration_s)
  return p.startTdb_s - last.startTdb_s < apart - TIME_TOLERANCE_S ? [`${p.id} follows ${last.id} too soon`] : []
}

function checkOperators(input: PlanInput, placed: readonly PlacedActivity[]): string[] {
  const limits = input.file.rules.flatMap((r) => (r.kind === 'operators' ? [r.limit] : []))
  const manned = placed.filter((p) =>
    input.activities.some((a) => a.id === p.request && a.needs.some((n) => /^(contact|station|relay)$/.test(n))),
  )
  return limits.flatMap((limit) =>
    manned
      .map((p) => ({ p, at_once: manned.filter((q) => runsAt(q, p.startTdb_s)).length }))
      .filter((n) => n.at_once > limit)
      .map((n) => `${n.at_once} activities need an operator when ${n.p.id} begins, ${limit} may`),
  )
}

function settling_s(input: PlanInput): number {
  return input.file.rules.reduce((s, r) => (r.kind === 'settling' ? s + r.duration_s : s), 0)
}

function margin_s(input: PlanInput): number {
  return input.file.rules.reduce((s, r) => (r.kind === 'contact-margin' ? s + r.margin_s : s), 0)
}
