/**
 * Figures of the models on board that `operations.json` gives: lander, relay, modules. Every number is assumed unless the file
 * says otherwise. Units end the names; power W, capacity of batteries Wh, of heat J/K, data Mbit.
 */
import { provenance } from '@magpie/core/provenance'
import * as z from 'zod'

const positive = z.number().positive()
const nonnegative = z.number().nonnegative()

/** A lithium-ion battery beside its capacity: cells in series, resistance of the whole, and rates as shares of the capacity an hour. */
const batteryDesign = z.strictObject({
  cells: z.number().int().min(1).default(7),
  resistance_ohm: positive.default(0.03),
  charge_per_h: positive.default(0.3),
  discharge_per_h: positive.default(0.5),
  heater_W: nonnegative.default(15),
  heaterBelow_degC: z.number().default(-8),
})

/** The nodes of the lander's heat beside its electronics: radiator (emissivity times area), battery, transmitter. */
const landerThermal = z.strictObject({
  radiator_m2: positive.default(1.7),
  radiatorCapacity_J_K: positive.default(25_000),
  batteryCapacity_J_K: positive.default(45_000),
  batteryConductance_W_K: positive.default(1.5),
  /** Share of the radioisotopes' heat that goes to the battery. */
  batteryShare: z.number().min(0).max(1).default(0.15),
  radioCapacity_J_K: positive.default(6_000),
  radioConductance_W_K: positive.default(2),
})

/** The lander that carries the modules: power, heat, settling after touchdown, recorder. */
export const landerModel = z.strictObject({
  array_W: positive,
  battery_Wh: positive,
  load_W: positive,
  hibernation_W: positive,
  hibernateBelow_percent: positive,
  hibernateAfterDark_s: positive,
  wakeAbove_percent: positive,
  heatCapacity_J_K: positive,
  /** To the surroundings by day; by night the radiators are closed. */
  conductance_W_K: positive,
  conductanceDark_W_K: positive,
  radioisotope_W: nonnegative,
  sinkLit_degC: z.number(),
  sinkDark_degC: z.number(),
  settling_s: positive,
  tilt_deg: nonnegative,
  recorder_Mbit: positive,
  battery: batteryDesign.prefault({}),
  arrayStrings: z.number().int().min(1).default(20),
  thermal: landerThermal.prefault({}),
  /** What the transmitter takes of the load while it sends, W. */
  radio_W: positive.default(40),
  /** Modules are switched off one by one below this charge while it falls, and on again above the other. */
  shedBelow_percent: positive.default(64),
  shedUntil_percent: positive.default(75),
  /** Without a signal for so long the lander, and each module, takes its other receiver, s. */
  commandLoss_s: positive.default(86_400),
})
export type LanderModel = z.infer<typeof landerModel>

/** The relay as a spacecraft of its own. Numbers are assumed unless `provenance` says otherwise. */
export const orbiterModel = z.strictObject({
  provenance,
  array_W: positive,
  arrayStrings: z.number().int().min(1),
  battery_Wh: positive,
  battery: batteryDesign.prefault({}),
  /** What its parts draw, W: platform, transponders of the relay, transmitter to the Earth. */
  platform_W: positive,
  payload_W: positive,
  radio_W: positive,
  heatCapacity_J_K: positive,
  radiator_m2: positive,
  conductance_W_K: positive,
  radioConductance_W_K: positive,
  sink_degC: z.number(),
  inertia_kg_m2: positive,
  wheel_Nms: positive,
  wheel_rpm: positive,
  slew_deg_s: positive,
  pressure_Nm: positive,
  drift_deg_h: positive,
  /** The relay's beam towards the lander between its half-power points, deg. */
  beam_deg: positive,
  recorder_Mbit: positive,
  commandLoss_s: positive,
  downlink_bit_s: positive,
  uplink_bit_s: positive,
  loss: z.number().min(0).max(0.5),
  /** Radii of the orbit about the Moon and its period, for where no flown trajectory is given. */
  perilune_km: positive,
  apolune_km: positive,
  period_s: positive,
})
export type OrbiterModel = z.infer<typeof orbiterModel>

/** A module, on the lander or away from it. */
export const moduleModel = z.strictObject({
  kind: z.enum(['instrument', 'rover', 'robot', 'passive']),
  standby_W: nonnegative,
  active_W: nonnegative,
  heater_W: nonnegative,
  heaterBelow_degC: z.number(),
  heatCapacity_J_K: positive,
  conductance_W_K: positive,
  /** Products of an activity: bulk data, Mbit an hour of work. */
  data_Mbit_h: nonnegative,
  /** Heat of radioisotopes, which goes on without power. */
  radioisotope_W: nonnegative.default(0),
  /** Own battery and array of what leaves the lander. */
  battery_Wh: nonnegative.default(0),
  array_W: nonnegative.default(0),
  battery: batteryDesign.prefault({}),
  arrayStrings: z.number().int().min(1).default(6),
  drive_m_s: nonnegative.default(0),
  charger_W: nonnegative.default(0),
})
export type ModuleModel = z.infer<typeof moduleModel>
