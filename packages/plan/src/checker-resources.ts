/** The part of the independent check that walks through time: power, batteries, recorder. It knows no profile of the scheduler. */
import type { PlacedActivity } from './plan.ts'
import type { PlanInput, PlanSupply, PlanWindow } from './plan-input.ts'

/** Load shedding and light are planned to the whole second: 1 s of 1 kW is 0.3 Wh, and it happens twice a day. */
const ENERGY_TOLERANCE_Wh = 1
const DATA_TOLERANCE_Mbit = 0.01
const POWER_TOLERANCE_W = 1e-6

type Asleep = { readonly from: number; readonly to: number }

/** Whether the activity runs at an instant. */
export function runsAt(p: PlacedActivity, t: number): boolean {
  return p.startTdb_s <= t && t < p.endTdb_s
}

/** Where the site sleeps: dark for longer than the rule allows, until it has warmed up. */
export function hibernations(input: PlanInput): Asleep[] {
  const rule = input.file.rules.find((r) => r.kind === 'hibernation')
  if (rule?.kind !== 'hibernation') return []
  const lit = input.windows.filter((w) => w.kind === 'lit')
  const edges = instants(input, []).filter((t) => t === input.span.start || (!isLit(lit, t) && isLit(lit, t, true)))
  const out: Asleep[] = []
  for (const dusk of edges) {
    if (isLit(lit, dusk)) continue
    const dawn = input.windows.reduce(
      (t, w) => (w.kind === 'lit' && w.start > dusk ? Math.min(t, w.start) : t),
      input.span.end,
    )
    if (dawn - dusk <= rule.afterDark_s) continue
    out.push({ from: dusk + rule.afterDark_s, to: Math.min(input.span.end, dawn + rule.warmUp_s) })
  }
  return out
}

/** Breaches of what all activities on a supply may draw at once. */
export function checkPower(input: PlanInput, s: PlanSupply, placed: readonly PlacedActivity[]): string[] {
  const limit = input.file.reserves.activityPower_W.value
  const own = placed.filter((p) => feeds(input, s, p))
  return own
    .map((p) => ({ p, sum: sumAt(own, p.startTdb_s) }))
    .filter(({ sum }) => sum > limit + POWER_TOLERANCE_W)
    .map(({ p, sum }) => `activities draw ${sum} W of ${s.id} when ${p.id} begins, ${limit} W may`)
}

/** Breaches of a battery's floor. Asleep it rests on its floor; awake its load is shed only where the empty plan would shed it. */
export function checkBattery(input: PlanInput, s: PlanSupply, placed: readonly PlacedActivity[]): string[] {
  const own = placed.filter((p) => feeds(input, s, p))
  const asleep = walk(input, s, [], undefined).dormant
  const { lowest } = walk(input, s, own, asleep)
  const floor = (s.battery_Wh * input.file.reserves.batteryFloor_percent.value) / 100
  if (lowest.level >= floor - ENERGY_TOLERANCE_Wh) return []
  return [
    `battery of ${s.id} falls to ${lowest.level.toFixed(2)} Wh at ${lowest.at.toFixed(0)}, its floor is ${floor.toFixed(2)} Wh`,
  ]
}

/** The first instant at which the recorder overflows, if there is one. */
export function checkRecorder(input: PlanInput, placed: readonly PlacedActivity[]): string[] {
  const capacity = (input.recorder_Mbit * (100 - input.file.reserves.recorderMargin_percent.value)) / 100
  const times = instants(input, placed)
  let level = 0
  for (let k = 0; k + 1 < times.length; k++) {
    const t = times[k]!
    const made = placed.reduce((sum, p) => (runsAt(p, t) ? sum + p.data_Mbit / (p.endTdb_s - p.startTdb_s) : sum), 0)
    level = Math.max(0, level + (made - downlink_Mbit_s(input, t)) * (times[k + 1]! - t))
    if (level > capacity + DATA_TOLERANCE_Mbit) {
      return [
        `the recorder holds ${level.toFixed(2)} Mbit at ${times[k + 1]!.toFixed(0)}, it may hold ${capacity} Mbit`,
      ]
    }
  }
  return []
}

type Walk = { lowest: { level: number; at: number }; dormant: Asleep[] }

/** Follows the battery from event to event. Without `asleep` it sheds its load on the floor and says where. */
function walk(
  input: PlanInput,
  s: PlanSupply,
  own: readonly PlacedActivity[],
  asleep: readonly Asleep[] | undefined,
): Walk {
  const r = input.file.reserves
  const floor = (s.battery_Wh * r.batteryFloor_percent.value) / 100
  const sleeping = hibernations(input)
  const lit = input.windows.filter((w) => w.kind === 'lit')
  const extra = [...sleeping, ...(asleep ?? [])].flatMap((h) => [h.from, h.to])
  const times = instants(input, own, extra)
  const out: Walk = { lowest: { level: Number.POSITIVE_INFINITY, at: 0 }, dormant: [] }
  let level = (s.battery_Wh * r.batteryInitial_percent.value) / 100
  for (let k = 0; k + 1 < times.length; k++) {
    const t = times[k]!
    const hours = (times[k + 1]! - t) / 3600
    const within = (list: readonly Asleep[]) => list.some((h) => h.from <= t && t < h.to)
    const base = within(asleep ?? []) ? 0 : within(sleeping) ? s.hibernation_W : s.load_W
    const net = supply_W(input, s, lit, t) - base * (1 + r.loadMargin_percent.value / 100) - sumAt(own, t)
    let next = Math.min(s.battery_Wh, level + net * hours)
    if (within(sleeping)) next = Math.max(next, Math.min(level, floor))
    if (asleep === undefined && next < floor) {
      out.dormant.push({ from: t + ((level - floor) / -net) * 3600, to: times[k + 1]! })
      next = floor
    }
    level = next
    if (level < out.lowest.level) out.lowest = { level, at: times[k + 1]! }
  }
  return out
}

function supply_W(input: PlanInput, s: PlanSupply, lit: readonly PlanWindow[], t: number): number {
  return isLit(lit, t) ? s.array_W * (1 - input.file.reserves.supplyMargin_percent.value / 100) : 0
}

/** Deployment runs on the main supply, everything else on its element's own where it has one. */
function feeds(input: PlanInput, s: PlanSupply, p: PlacedActivity): boolean {
  const own = !p.sequence && input.supplies.find((x) => x.elements !== 'rest' && x.elements.includes(p.element))
  return own ? own === s : s.elements === 'rest'
}

function sumAt(placed: readonly PlacedActivity[], t: number): number {
  return placed.reduce((sum, p) => (runsAt(p, t) ? sum + p.power_W : sum), 0)
}

function downlink_Mbit_s(input: PlanInput, t: number): number {
  let rate = 0
  for (const w of input.windows) {
    if ((w.kind !== 'station-contact' && w.kind !== 'relay-contact') || t < w.start || t >= w.end) continue
    rate = Math.max(rate, input.downlink_bit_s[w.kind] / 1e6)
  }
  return rate
}

/** Lit at an instant, or just before it. */
function isLit(lit: readonly PlanWindow[], t: number, before = false): boolean {
  return lit.some((w) => (before ? w.start < t && t <= w.end : w.start <= t && t < w.end))
}

/** All instants in the span at which anything changes, ascending, with both ends. */
function instants(input: PlanInput, placed: readonly PlacedActivity[], extra: readonly number[] = []): number[] {
  const { start, end } = input.span
  const all = [
    ...input.windows.flatMap((w) => [w.start, w.end]),
    ...placed.flatMap((p) => [p.startTdb_s, p.endTdb_s]),
    ...extra,
  ].filter((t) => t > start && t < end)
  return [...new Set([start, ...all, end])].sort((a, b) => a - b)
}
