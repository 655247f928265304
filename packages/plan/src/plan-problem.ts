/**
 * The surface plan as a problem of the kernel: ticks are seconds since the start, power is in milliwatts, energy in
 * millijoules, data in bits, all rounded to the safe side.
 */
import { contains, type Interval, normalise } from '@magpie/core/interval'
import { err, ok, type Result } from '@magpie/core/result'
import type { ActivityRequest } from './activity.ts'
import type { PlanError, PlanInput, PlanSupply } from './plan-input.ts'
import type { Capacity, Charge, KernelActivity, Precedence, Problem, Step } from './problem.ts'
import { greatestOfSteps, stepAt, sumSteps } from './resource-profile.ts'
import { allowed, rule, type SiteTimeline } from './site-timeline.ts'

/** One placement asked for: a request and which of its repeats. */
export type Asked = { readonly id: string; readonly request: ActivityRequest; readonly repeat: number }

/** What a capacity of the problem stands for. */
export type CapacityMeaning =
  | { readonly kind: 'element'; readonly element: string }
  | { readonly kind: 'power'; readonly supply: string }
  | { readonly kind: 'operators' }

export type PlanProblem = {
  readonly problem: Problem
  readonly asked: readonly Asked[]
  readonly capacityMeaning: readonly CapacityMeaning[]
  /** The supply behind each charge, in order; the last charge is the recorder's free space. */
  readonly supplies: readonly PlanSupply[]
  /** Supply and base load of each supply as planned, mW, before activities; and where it sheds its load awake. */
  readonly base: readonly BasePower[]
}

export type BasePower = { readonly supply: Step[]; readonly load: Step[]; readonly dormant: Interval[] }

/** Wh to millijoules. */
export const MJ_PER_WH = 3_600_000
const BITS_PER_MBIT = 1_000_000

/** Makes the kernel's problem from what is asked and what the site and the lander give. */
export function planProblem(input: PlanInput, timeline: SiteTimeline): Result<PlanProblem, PlanError> {
  const fault = faultOf(input)
  if (fault !== undefined) return err(fault)
  const asked = input.activities.flatMap((request) =>
    Array.from(
      { length: request.repeats },
      (_, k): Asked => ({
        id: k === 0 ? request.id : `${request.id}-${k + 1}`,
        request,
        repeat: k + 1,
      }),
    ),
  )
  const meaning = capacityMeanings(input)
  const base = input.supplies.map((s) => basePower(input, s, timeline))
  const charges = [...input.supplies.map((s, k) => battery(input, s, base[k]!, timeline)), recorder(input, timeline)]
  const first = new Map(asked.flatMap((a, i): [string, number][] => (a.repeat === 1 ? [[a.request.id, i]] : [])))
  const problem: Problem = {
    horizon: { start: 0, end: timeline.length_s },
    activities: asked.map((a, i) => kernelActivity(input, timeline, meaning, a, i, first)),
    capacities: meaning.map((m) => capacity(input, m)),
    stores: [],
    charges,
    fairness: input.file.weights.fairness,
  }
  return ok({ problem, asked, capacityMeaning: meaning, supplies: input.supplies, base })
}

/** Which supply an activity draws from: its element's own, but the main one while it is being deployed. */
function supplyOf(input: Pick<PlanInput, 'supplies'>, request: ActivityRequest): number {
  const own = input.supplies.findIndex((s) => s.elements !== 'rest' && s.elements.includes(request.element))
  return own >= 0 && !request.sequence ? own : input.supplies.findIndex((s) => s.elements === 'rest')
}

/** Whether somebody on the ground must work it: it asks for a contact. */
function needsOperator(request: ActivityRequest): boolean {
  return request.needs.some((need) => need === 'contact' || need === 'station' || need === 'relay')
}

function faultOf(input: PlanInput): PlanError | undefined {
  const { span, activities, supplies } = input
  if (!(span.end - span.start >= 1)) return { kind: 'empty-span', start: span.start, end: span.end }
  if (supplies.filter((s) => s.elements === 'rest').length !== 1) return { kind: 'no-main-supply' }
  const ids = new Set<string>()
  for (const a of activities) {
    if (ids.has(a.id)) return { kind: 'repeated-activity', activity: a.id }
    ids.add(a.id)
  }
  for (const a of activities) {
    const missing = a.after.find((id) => !ids.has(id))
    if (missing !== undefined) return { kind: 'unknown-predecessor', activity: a.id, after: missing }
  }
  return circle(activities)
}

/** Those left when again and again all that wait for nobody are struck off (Kahn, CACM 5, 1962). */
function circle(activities: readonly ActivityRequest[]): PlanError | undefined {
  let left = [...activities]
  for (;;) {
    const ids = new Set(left.map((a) => a.id))
    const next = left.filter((a) => a.after.some((id) => ids.has(id)))
    if (next.length === 0) return undefined
    if (next.length === left.length) return { kind: 'circular-order', activities: next.map((a) => a.id) }
    left = next
  }
}

function capacityMeanings(input: PlanInput): CapacityMeaning[] {
  const elements = [...new Set(input.activities.flatMap((a) => [a.element, ...a.touches]))]
  return [
    ...elements.map((element): CapacityMeaning => ({ kind: 'element', element })),
    ...input.supplies.map((s): CapacityMeaning => ({ kind: 'power', supply: s.id })),
    { kind: 'operators' },
  ]
}

function capacity(input: PlanInput, meaning: CapacityMeaning): Capacity {
  switch (meaning.kind) {
    case 'element':
      return { id: `element ${meaning.element}`, limit: [{ from: 0, value: 1 }] }
    case 'power': {
      const limit = Math.floor(1000 * input.file.reserves.activityPower_W.value)
      return { id: `power ${meaning.supply}`, limit: [{ from: 0, value: limit }] }
    }
    case 'operators': {
      const limit = rule(input, 'operators')?.limit ?? input.activities.length
      return { id: 'operators', limit: [{ from: 0, value: limit }] }
    }
  }
}

function kernelActivity(
  input: PlanInput,
  timeline: SiteTimeline,
  meaning: readonly CapacityMeaning[],
  asked: Asked,
  place: number,
  first: ReadonlyMap<string, number>,
): KernelActivity {
  const { request, repeat } = asked
  const duration = Math.ceil(request.duration_s)
  const power_mW = Math.ceil(1000 * request.power_W)
  const rate_bit_s = Math.ceil((request.data_Mbit * BITS_PER_MBIT) / duration)
  const supply = supplyOf(input, request)
  const used = new Set([request.element, ...request.touches])
  const holds = meaning.flatMap((m, k) => {
    const amount = held(m, used, request, input.supplies[supply]!.id, power_mW)
    return amount > 0 ? [{ capacity: k, amount, lead: 0 }] : []
  })
  const after: Precedence[] = request.after.map((id) => ({ activity: first.get(id)!, minLag: 0 }))
  if (repeat > 1) after.push({ activity: place - 1, minLag: Math.max(0, Math.ceil(request.apart_s) - duration) })
  const draws = [
    { charge: supply, rate: power_mW },
    { charge: input.supplies.length, rate: rate_bit_s },
  ]
  return {
    id: asked.id,
    party: request.party,
    duration,
    value: request.priority ** input.file.weights.priorityExponent,
    mandatory: !request.optional && repeat === 1,
    windows: allowed(timeline, request.needs, duration),
    holds,
    steps: [],
    draws: draws.filter((d) => d.rate > 0),
    after,
    apart: [],
  }
}

function held(
  meaning: CapacityMeaning,
  used: ReadonlySet<string>,
  request: ActivityRequest,
  supply: string,
  power_mW: number,
): number {
  switch (meaning.kind) {
    case 'element':
      return used.has(meaning.element) ? 1 : 0
    case 'power':
      return meaning.supply === supply ? power_mW : 0
    case 'operators':
      return needsOperator(request) ? 1 : 0
  }
}

/**
 * Supply and load without activities. In hibernation the kernel lets the battery rest on its floor; where it would fall
 * to the floor awake, the load is shed from the start, and no activity may bring that forward.
 */
function basePower(input: PlanInput, s: PlanSupply, timeline: SiteTimeline): BasePower {
  const { reserves } = input.file
  const array = Math.floor(10 * s.array_W * (100 - reserves.supplyMargin_percent.value))
  const load = (w: number) => Math.ceil(10 * w * (100 + reserves.loadMargin_percent.value))
  const supply = sumSteps(0, [pulses(timeline.lit, array)])
  const awake = load(s.load_W)
  const loads = sumSteps(0, [[{ from: 0, value: awake }], pulses(timeline.hibernations, load(s.hibernation_W) - awake)])
  const dormant = shed(sumSteps(0, [supply, loads.map(negated)]), bounds(input, s), timeline)
  const asleep = dormant.flatMap((d) =>
    loads.map((l, k) => {
      const end = Math.min(d.end, loads[k + 1]?.from ?? timeline.length_s)
      const start = Math.max(d.start, l.from)
      return start < end ? pulses([{ start, end }], -l.value) : []
    }),
  )
  return { supply, load: sumSteps(0, [loads, ...asleep]), dormant }
}

/** A value over intervals and 0 elsewhere. */
function pulses(intervals: readonly Interval[], value: number): Step[] {
  return intervals.flatMap((i) => [
    { from: i.start, value },
    { from: i.end, value: 0 },
  ])
}

function negated(step: Step): Step {
  return { from: step.from, value: -step.value }
}

/** Stretches outside hibernation in which the battery, on its floor, could only drain further. */
function shed(
  net: readonly Step[],
  b: { readonly initial: number; readonly min: number; readonly max: number },
  timeline: SiteTimeline,
): Interval[] {
  const out: Interval[] = []
  let level = b.initial
  const edges = timeline.hibernations.flatMap((h) => [h.start, h.end])
  const times = [...new Set([...net.map((s) => s.from), ...edges])].sort((x, y) => x - y)
  times.forEach((from, k) => {
    const to = times[k + 1] ?? timeline.length_s
    const rate = stepAt(net, from)
    const reached = Math.min(b.max, level + rate * (to - from))
    if (reached < b.min && !contains(timeline.hibernations, from)) {
      const empty = from + Math.floor((level - b.min) / -rate)
      out.push({ start: empty, end: to })
      level += rate * (empty - from)
    } else level = Math.max(b.min, reached)
  })
  return normalise(out)
}

function bounds(input: PlanInput, s: PlanSupply): { initial: number; min: number; max: number } {
  const { batteryFloor_percent, batteryInitial_percent } = input.file.reserves
  const max = Math.floor(s.battery_Wh * MJ_PER_WH)
  const part = (percent: number) => Math.ceil((max * percent) / 100)
  return { initial: Math.floor((max * batteryInitial_percent.value) / 100), min: part(batteryFloor_percent.value), max }
}

function battery(input: PlanInput, s: PlanSupply, base: BasePower, timeline: SiteTimeline): Charge {
  const supply = sumSteps(0, [base.supply, base.load.map(negated)])
  return { id: `battery ${s.id}`, ...bounds(input, s), supply, rests: timeline.hibernations }
}

/** Free space: activities take it, contacts give it back at the faster of the links open. */
function recorder(input: PlanInput, timeline: SiteTimeline): Charge {
  const max = Math.floor(input.recorder_Mbit * 10_000 * (100 - input.file.reserves.recorderMargin_percent.value))
  return { id: 'recorder', initial: max, min: 0, max, supply: downlink(input, timeline) }
}

/** The rate at which data leave, bit/s: one transmitter, on the faster of the links that are open. */
export function downlink(input: PlanInput, timeline: SiteTimeline): Step[] {
  return greatestOfSteps(0, [
    pulses(timeline.stationContact, Math.floor(input.downlink_bit_s['station-contact'])),
    pulses(timeline.relayContact, Math.floor(input.downlink_bit_s['relay-contact'])),
  ])
}
