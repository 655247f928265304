/**
 * A lithium-ion battery: energy counted, terminal voltage from the cells' open-circuit curve and the inner resistance, and
 * what it takes and gives held within its limits. Charging at constant current ends in one at constant voltage (M. Patel,
 * "Spacecraft Power Systems", CRC 2005), and lithium-ion cells are not charged when they are cold (NASA/TM-2009-215751). The
 * curve is that of a graphite cell, rounded; all numbers are assumed.
 */

export type BatteryDesign = {
  readonly capacity_Wh: number
  /** Cells in series. */
  readonly cells: number
  readonly resistance_ohm: number
  /** Largest charge and discharge as a share of the capacity an hour (C rate). */
  readonly charge_per_h: number
  readonly discharge_per_h: number
}

export type BatteryState = {
  energy_Wh: number
  voltage_V: number
  /** Into the battery. */
  current_A: number
  /** What was left over of a surplus (positive), or missing (negative), W. */
  rest_W: number
}

/** Volts of a cell at 0, 10, ... 100 % charge. */
const CELL_V = [3.0, 3.5, 3.6, 3.66, 3.71, 3.77, 3.84, 3.92, 4.0, 4.08, 4.15] as const
/** Of the energy that goes in this much comes out again. */
const EFFICIENCY = 0.97
/** Above this share of charge the voltage is held and the current falls. */
const TAPER_FROM = 0.95
/** Below the first nothing is charged, from the second on as much as wanted, degC. */
const COLD_DEGC = [-10, 0] as const

/** What cells that are shorted leave of the capacity, Wh. */
export function usable_Wh(design: BatteryDesign, cellsLost: number): number {
  return (design.capacity_Wh * (design.cells - cellsLost)) / design.cells
}

/** Lets `dt_s` pass with a surplus (or want, negative) of `net_W` at the bus; writes to `state`. */
export function stepBattery(
  design: BatteryDesign,
  state: BatteryState,
  net_W: number,
  temperature_degC: number,
  cellsLost: number,
  dt_s: number,
): void {
  const capacity_Wh = usable_Wh(design, cellsLost)
  const charge = state.energy_Wh / capacity_Wh
  const taken_W =
    net_W >= 0
      ? Math.min(net_W, chargeLimit_W(design, capacity_Wh, charge, temperature_degC))
      : -Math.min(-net_W, design.discharge_per_h * capacity_Wh)
  const change_Wh = (taken_W * (taken_W > 0 ? EFFICIENCY : 1) * dt_s) / 3600
  const wanted_Wh = state.energy_Wh + change_Wh
  state.energy_Wh = Math.min(capacity_Wh, Math.max(0, wanted_Wh))
  const beyond_W = dt_s > 0 ? ((wanted_Wh - state.energy_Wh) * 3600) / dt_s : 0
  state.rest_W = net_W - taken_W + beyond_W
  const open_V = (design.cells - cellsLost) * cell_V(state.energy_Wh / capacity_Wh)
  state.current_A = current_A(open_V, design.resistance_ohm, taken_W - beyond_W)
  state.voltage_V = open_V + state.current_A * design.resistance_ohm
}

function chargeLimit_W(
  { charge_per_h }: BatteryDesign,
  capacity_Wh: number,
  charge: number,
  temperature_degC: number,
): number {
  const [none, full] = COLD_DEGC
  const warm = Math.min(1, Math.max(0, (temperature_degC - none) / (full - none)))
  const taper = charge <= TAPER_FROM ? 1 : Math.max(0.04, (1 - charge) / (1 - TAPER_FROM))
  return charge_per_h * capacity_Wh * warm * taper
}

/** Open-circuit voltage of a cell, straight between the points of the curve. */
function cell_V(charge: number): number {
  const x = Math.min(Math.max(charge, 0), 1) * 10
  const i = Math.min(Math.floor(x), 9)
  return CELL_V[i]! + (CELL_V[i + 1]! - CELL_V[i]!) * (x - i)
}

/** The current that carries a power at the terminals: the smaller root of R I^2 + V I = P; at most what the cells can give. */
function current_A(open_V: number, resistance_ohm: number, power_W: number): number {
  const under = open_V * open_V + 4 * resistance_ohm * power_W
  return (Math.sqrt(Math.max(0, under)) - open_V) / (2 * resistance_ohm)
}
