/**
 * Faults that a rehearsal can put into simulated elements, as data: what each does, how it shows in telemetry, and how it is
 * mended. `amount` says what the number given with a fault means.
 */

/** Kinds of elements that faults are for. */
export type FaultyKind = 'lander' | 'instrument' | 'rover' | 'robot' | 'relay'

/** Units that are on board twice, side A in use until a command selects side B. */
export const REDUNDANT_UNITS = [
  'SENSORS',
  'HEATER',
  'ARRAY',
  'BATTERY',
  'TRANSMITTER',
  'RECEIVER',
  'CLOCK',
  'FORMATTER',
] as const
export type RedundantUnit = (typeof REDUNDANT_UNITS)[number]

export const FAULT_IDS = [
  'mechanism-stuck',
  'electronics-failure',
  'overcurrent',
  'battery-cell-lost',
  'array-string-lost',
  'heater-stuck',
  'radio-overheated',
  'transmitter-weak',
  'receiver-deaf',
  'sensor-frozen',
  'sensor-drifting',
  'sensor-noisy',
  'memory-upset',
  'watchdog-reset',
  'clock-drift',
  'recorder-full',
  'packet-corruption',
  'sequence-skip',
  'wheel-lost',
  'star-tracker-blinded',
] as const
export type FaultId = (typeof FAULT_IDS)[number]

export type FaultRow = {
  readonly id: FaultId
  readonly kinds: readonly FaultyKind[]
  /** The unit whose side in use has the fault: selecting the other side mends it. */
  readonly unit?: RedundantUnit
  readonly does: string
  /** Parameters that tell of it, one at least for each kind; `gap`, `delay` and `report` are what the ground sees itself. */
  readonly shows: readonly string[]
  readonly mended: string
  /** What its number means; one where none is given. */
  readonly amount?: string
}

const MODULES = ['instrument', 'rover', 'robot'] as const
const ALL = ['lander', ...MODULES, 'relay'] as const
const SELECTED = 'select_unit takes the other side into use'

/** The table: one row a fault. */
export const FAULTS: readonly FaultRow[] = [
  {
    id: 'mechanism-stuck',
    kinds: [...MODULES, 'relay'],
    does: 'What moves does not: a cover, boom or ramp stays where it is; the drive of the relay’s arrays stops.',
    shows: ['fault', 'array_drive'],
    mended: 'A module’s mechanism moves after so many further attempts; the relay’s drive after free_array_drive.',
    amount: 'attempts that fail',
  },
  {
    id: 'electronics-failure',
    kinds: MODULES,
    does: 'The element’s electronics fail: what it was doing ends, and it takes no task.',
    shows: ['fault', 'state'],
    mended: 'No command mends it; it is gone when whoever put it in clears it and the element is powered off and on.',
  },
  {
    id: 'overcurrent',
    kinds: MODULES,
    does: 'A latch-up draws three times the working power.',
    shows: ['fault', 'power'],
    mended: 'Power off and on; a rover away from the lander by reset_unit.',
  },
  {
    id: 'battery-cell-lost',
    kinds: ['lander', 'rover', 'robot', 'relay'],
    unit: 'BATTERY',
    does: 'Cells are shorted: the battery’s voltage and capacity fall by their share.',
    shows: ['bus_voltage', 'battery_voltage'],
    mended: SELECTED,
    amount: 'cells',
  },
  {
    id: 'array-string-lost',
    kinds: ['lander', 'rover', 'robot', 'relay'],
    unit: 'ARRAY',
    does: 'Strings of the solar array give nothing.',
    shows: ['array_strings', 'array_power'],
    mended: SELECTED,
    amount: 'strings',
  },
  {
    id: 'heater-stuck',
    kinds: ALL,
    unit: 'HEATER',
    does: 'The heater’s switch stays closed.',
    shows: ['heater', 'battery_heater'],
    mended: SELECTED,
  },
  {
    id: 'radio-overheated',
    kinds: ['lander', 'relay'],
    unit: 'TRANSMITTER',
    does: 'The transmitter loses its way to the radiator, grows hot, and switches itself off.',
    shows: ['radio_temperature'],
    mended: SELECTED,
  },
  {
    id: 'transmitter-weak',
    kinds: ['lander', 'rover', 'robot', 'relay'],
    unit: 'TRANSMITTER',
    does: 'The transmitter’s power falls to a tenth, and a third of what it sends is lost.',
    shows: ['transmit_power', 'gap'],
    mended: SELECTED,
  },
  {
    id: 'receiver-deaf',
    kinds: ALL,
    unit: 'RECEIVER',
    does: 'Nothing that is sent to the element is heard; its gateway or bus answers nothing for it.',
    shows: ['receiver_side', 'report'],
    mended: 'By itself: after so long without a command (`commandLoss_s`) the element takes its other receiver.',
  },
  {
    id: 'sensor-frozen',
    kinds: ALL,
    unit: 'SENSORS',
    does: 'The sensor of the electronics’ temperature repeats its last value.',
    shows: ['temperature'],
    mended: SELECTED,
  },
  {
    id: 'sensor-drifting',
    kinds: ALL,
    unit: 'SENSORS',
    does: 'The sensor of the electronics’ temperature drifts away.',
    shows: ['temperature'],
    mended: SELECTED,
    amount: 'K an hour',
  },
  {
    id: 'sensor-noisy',
    kinds: ALL,
    unit: 'SENSORS',
    does: 'The sensor of the electronics’ temperature jumps about.',
    shows: ['temperature'],
    mended: SELECTED,
    amount: 'tens of K of spread',
  },
  {
    id: 'memory-upset',
    kinds: ALL,
    does: 'Particles flip bits: the memory’s checksums no longer hold.',
    shows: ['memory_errors'],
    mended: 'memory_scrub writes the memory anew.',
    amount: 'words',
  },
  {
    id: 'watchdog-reset',
    kinds: ALL,
    does: 'The computer hangs; its watchdog starts it again, into safe mode.',
    shows: ['resets', 'state', 'mode'],
    mended: 'resume leaves safe mode.',
  },
  {
    id: 'clock-drift',
    kinds: ALL,
    unit: 'CLOCK',
    does: 'The clock runs fast: what the element makes bears a time that has not come.',
    shows: ['delay'],
    mended: SELECTED,
    amount: 'ms a second',
  },
  {
    id: 'recorder-full',
    kinds: ['lander', 'relay'],
    does: 'A runaway file fills the recorder: new data products are refused.',
    shows: ['recorder_used'],
    mended: 'recorder_free throws the file away.',
  },
  {
    id: 'packet-corruption',
    kinds: ALL,
    unit: 'FORMATTER',
    does: 'One packet in four leaves with a wrong bit; its error control gives it away.',
    shows: ['gap'],
    mended: SELECTED,
  },
  {
    id: 'sequence-skip',
    kinds: ALL,
    does: 'The sequence count jumps, once: the ground misses packets that never were.',
    shows: ['gap'],
    mended: 'Nothing to mend: the count goes on. What the ground asks for again is not there.',
    amount: 'counts',
  },
  {
    id: 'wheel-lost',
    kinds: ['relay'],
    does: 'A reaction wheel stops, and its share of the torque is missing.',
    shows: ['wheel_1', 'wheel_2', 'wheel_3', 'wheel_4', 'pointing_error'],
    mended: 'select_wheels shares the torque among the three that are left.',
    amount: 'the wheel, 1 to 4',
  },
  {
    id: 'star-tracker-blinded',
    kinds: ['relay'],
    does: 'The star tracker in use sees no stars; the attitude drifts with the gyros.',
    shows: ['star_tracker', 'pointing_error'],
    mended: 'select_star_tracker takes the other head.',
  },
]

const BY_ID = new Map(FAULTS.map((row) => [row.id, row]))

/** The row of a fault. */
export function faultRow(id: FaultId): FaultRow {
  return BY_ID.get(id)!
}

/** What of `operations.json` says which elements are simulated, and as what. */
export type FaultyMission = {
  readonly gateway: string
  readonly relay: string
  readonly orbiter?: object | undefined
  readonly elements: readonly {
    readonly id: string
    readonly model?: { readonly kind: FaultyKind | 'passive' } | undefined
  }[]
}

/** The kind of an element of a mission as the table has it; undefined where it is not simulated. */
export function faultyKind(file: FaultyMission, id: string): FaultyKind | undefined {
  if (id === file.gateway) return 'lander'
  if (id === file.relay) return file.orbiter === undefined ? undefined : 'relay'
  const kind = file.elements.find((e) => e.id === id)?.model?.kind
  return kind === undefined || kind === 'passive' ? undefined : kind
}

/** What is wrong with a fault for an element, or undefined where it can be put in. */
export function faultProblem(id: string, kind: FaultyKind | undefined): string | undefined {
  const row = BY_ID.get(id as FaultId)
  if (row === undefined) return `there is no fault "${id}"; there are ${FAULT_IDS.join(', ')}`
  if (kind === undefined) return 'the element is not simulated'
  return row.kinds.includes(kind) ? undefined : `${id} is no fault of a ${kind}, but of ${row.kinds.join(', ')}`
}
