/** Parameters and housekeeping structures of the relay's PUS services 3 and 20: what each is, by the number that the dictionary gives it. */
import { REDUNDANT_UNITS } from '@magpie/operations/faults'
import { MAGPIE_PUS, type PusNumber, type PusProfile } from '@magpie/operations/pus/profile'
import type { Structure } from '@magpie/operations/pus/requests'
import { sensed, transmit_percent } from './health.ts'
import { design, ORBITER_NODE, orbiterCharge_percent, orbiterStrings, relays, transmits } from './orbiter-physics.ts'
import { type Orbiter, POINTING_MODES } from './orbiter-state.ts'
import { pointingError_deg, wheelSpeed_rpm } from './subsystems/attitude.ts'

type Row = {
  readonly id: number
  readonly form: PusNumber
  readonly read: (o: Orbiter) => number
  /** What it may be set to, and how. */
  readonly set?: { readonly min: number; readonly max: number; readonly key: keyof Orbiter['settings'] }
}

const DEG = Math.PI / 180
const yes = (flag: boolean) => (flag ? 1 : 0)
const u8 = (id: number, read: Row['read']): Row => ({ id, form: 'u8', read })
const f32 = (id: number, read: Row['read']): Row => ({ id, form: 'f32', read })
const setting = (id: number, key: keyof Orbiter['settings'], min: number, max: number): Row => ({
  ...f32(id, (o) => o.settings[key]),
  set: { min, max, key },
})

const ATTITUDE: readonly Row[] = [
  u8(1, (o) => POINTING_MODES.indexOf(o.mode)),
  u8(2, (o) => yes(o.attitude.left_rad > 0)),
  f32(3, (o) => pointingError_deg(o.attitude)),
  f32(4, (o) => o.attitude.rate_rad_s / DEG),
  f32(5, (o) => o.incidence_rad / DEG),
  ...[0, 1, 2, 3].map((w) => f32(6 + w, (o) => wheelSpeed_rpm(design(o), o.attitude, w))),
  f32(10, (o) => Math.hypot(...o.attitude.stored_Nms)),
  u8(11, (o) => yes(o.attitude.sees)),
  u8(12, (o) => yes(o.attitude.head === 'B')),
  u8(13, (o) => o.attitude.without + 1),
  u8(14, (o) => o.attitude.unloads % 256),
  u8(15, (o) => yes(o.stuckAt_rad !== undefined)),
]

const POWER: readonly Row[] = [
  f32(20, (o) => o.array_W),
  f32(21, (o) => o.load_W),
  f32(22, orbiterCharge_percent),
  f32(23, (o) => o.battery.voltage_V),
  f32(24, (o) => o.battery.current_A),
  u8(25, (o) => yes(o.lit)),
  u8(26, orbiterStrings),
  u8(27, (o) => yes(o.shed)),
  u8(32, (o) => yes(o.heater)),
  f32(28, (o) => sensed(o.health, o.world.chance, o.t_degC[ORBITER_NODE.platform]!, o.world.time.now)),
  f32(29, (o) => o.t_degC[ORBITER_NODE.battery]!),
  f32(30, (o) => o.t_degC[ORBITER_NODE.radiator]!),
  f32(31, (o) => o.t_degC[ORBITER_NODE.radio]!),
]

const RELAYING: readonly Row[] = [
  u8(40, (o) => yes(relays(o))),
  u8(41, (o) => yes(o.payload)),
  u8(42, (o) => yes(transmits(o))),
  u8(43, (o) => transmit_percent(o.health)),
  f32(44, (o) => o.recorder.used_Mbit),
  f32(45, (o) => o.recorder.waiting),
  f32(46, (o) => o.relayed_s / 3600),
  u8(47, (o) => o.pus.schedule.waiting),
  u8(48, (o) => yes(o.pus.schedule.enabled)),
  u8(49, (o) => Math.min(255, o.health.memoryErrors)),
  u8(50, (o) => o.health.resets % 256),
  u8(51, (o) => REDUNDANT_UNITS.reduce((bits, unit) => 2 * bits + yes(o.health.sides[unit] === 'B'), 0)),
  f32(52, (o) => o.accepted),
  f32(53, (o) => o.refused),
  f32(54, (o) => o.world.time.now - o.bootedAt_s),
]

const SETTINGS: readonly Row[] = [
  setting(60, 'unloadAbove', 0.3, 0.95),
  setting(61, 'shedBelow_percent', 20, 80),
  setting(62, 'slew_deg_s', 0.01, 0.2),
]

const ROWS = new Map([...ATTITUDE, ...POWER, ...RELAYING, ...SETTINGS].map((row) => [row.id, row]))

/** The profile of the relay's PUS: Magpie's own choice of sizes, and its parameters. */
export const ORBITER_PUS: PusProfile = {
  ...MAGPIE_PUS,
  parameters: new Map([...ROWS.values()].map((row) => [row.id, row.form])),
}

/** Structures are sampled in units of so many seconds. */
export const SAMPLING_S = 60
/** The structures that it reports from the beginning. */
export const ORBITER_STRUCTURES: readonly Structure[] = [
  { structure: 1, interval: 20, parameters: ATTITUDE.map((r) => r.id), repeated: [] },
  { structure: 2, interval: 30, parameters: POWER.map((r) => r.id), repeated: [] },
  { structure: 3, interval: 60, parameters: RELAYING.map((r) => r.id), repeated: [] },
]

/** What the ground may create: the numbers from 100 on, four values of single precision each, which the dictionary can describe. */
export function structureFits({ structure, parameters, repeated }: Structure): boolean {
  return (
    structure >= 100 &&
    parameters.length === 4 &&
    repeated.length === 0 &&
    parameters.every((id) => ROWS.get(id)?.form === 'f32')
  )
}

/** The value of a parameter. */
export function readParameter(o: Orbiter, id: number): number {
  return ROWS.get(id)!.read(o)
}

/** Sets a parameter; false where it cannot be set so. */
export function writeParameter(o: Orbiter, id: number, value: number): boolean {
  const set = ROWS.get(id)?.set
  if (set === undefined || !(value >= set.min && value <= set.max)) return false
  o.settings[set.key] = value
  return true
}
