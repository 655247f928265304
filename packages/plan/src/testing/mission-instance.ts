/**
 * The mission-like instances of golden/plan (kind `magpie-plan-step-v1`) as problems of the kernel. Their steps: a
 * battery loses the energy of all activities that start in a bucket of 36 ticks, must still be above its floor, then
 * gains the bucket's net supply up to its top; the data store changes at the end tick of an activity.
 */
import type { Capacity, Charge, KernelActivity, Problem } from '../problem.ts'

export type MissionInstance = {
  readonly H: number
  readonly bucket: number
  readonly modules: readonly { readonly i: number; readonly id: string }[]
  readonly batteries: readonly {
    readonly id: string
    readonly max: number
    readonly min: number
    readonly init: number
    readonly net: readonly number[]
  }[]
  readonly power: readonly (readonly [number, number, number])[]
  readonly relayChannels: number
  readonly operators: number
  readonly dataStore: { readonly max: number; readonly init: number }
  readonly activities: readonly {
    readonly i: number
    readonly id: string
    readonly org: string
    readonly mod: number
    readonly dur: number
    readonly value: number
    readonly power: number
    readonly bat: number
    readonly energy: number
    readonly relay: number
    readonly ops: number
    readonly data: number
    readonly win: readonly (readonly [number, number])[]
  }[]
  readonly precedence: readonly (readonly [number, number, number])[]
  readonly mutex: readonly (readonly [number, number])[]
}

/** The instance as a problem of the kernel. */
export function problemOf(instance: MissionInstance, fairness = 0): Problem {
  const shared: Capacity[] = [
    { id: 'relay', limit: [{ from: 0, value: instance.relayChannels }] },
    { id: 'operators', limit: [{ from: 0, value: instance.operators }] },
    { id: 'power', limit: instance.power.map(([from, , value]) => ({ from, value })) },
  ]
  const modules = instance.modules.map((m) => ({ id: m.id, limit: [{ from: 0, value: 1 }] }))
  return {
    horizon: { start: 0, end: instance.H },
    activities: instance.activities.map((a) => activityOf(instance, a, shared.length)),
    capacities: [...shared, ...modules],
    stores: [{ id: 'data', initial: instance.dataStore.init, min: 0, max: instance.dataStore.max }],
    charges: instance.batteries.map((b) => chargeOf(b, instance.bucket)),
    fairness,
  }
}

function activityOf(
  instance: MissionInstance,
  a: MissionInstance['activities'][number],
  firstModule: number,
): KernelActivity {
  const holds = [
    { capacity: 0, amount: a.relay, lead: 0 },
    { capacity: 1, amount: a.ops, lead: 0 },
    { capacity: 2, amount: a.bat === 0 ? a.power : 0, lead: 0 },
    { capacity: firstModule + a.mod, amount: a.mod < 0 ? 0 : 1, lead: 0 },
  ]
  return {
    id: a.id,
    party: a.org,
    duration: a.dur,
    value: a.value,
    mandatory: false,
    windows: a.win.map(([start, end]) => ({ start, end })),
    holds: holds.filter((h) => h.amount > 0).reverse(),
    steps: a.data === 0 ? [] : [{ store: 0, amount: a.data, at: 'end' }],
    draws: a.energy === 0 ? [] : [{ charge: a.bat, rate: a.energy }],
    after: instance.precedence.flatMap(([p, q, minLag]) => (q === a.i ? [{ activity: p, minLag }] : [])),
    apart: instance.mutex.flatMap(([p, q]) => (p === a.i ? [q] : q === a.i ? [p] : [])),
  }
}

/** A bucket's supply flows in the second tick of the bucket; the first is where activities are booked. */
function chargeOf(battery: MissionInstance['batteries'][number], bucket: number): Charge {
  const supply = battery.net.flatMap((net, k) => [
    { from: k * bucket, value: 0 },
    { from: k * bucket + 1, value: net },
    { from: k * bucket + 2, value: 0 },
  ])
  const { id, init, min, max } = battery
  return { id, initial: init, min, max, supply, period: bucket }
}
