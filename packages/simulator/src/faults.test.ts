/** Every fault of the table: it shows in what the ground decodes, and is over after what mends it. */
import { unwrap } from '@magpie/core/result'
import { FAULTS, type FaultId, type FaultyKind } from '@magpie/operations/faults'
import type { ScriptedEvent } from '@magpie/operations/operations-file'
import { beforeAll, describe, expect, test } from 'vitest'
import type { OperationsEvent } from './operations-event.ts'
import { simulateOperations } from './surface-operations.ts'
import { missionInput, TOUCHDOWN } from './testing/mission.ts'
import { MISSION_TEXTS } from './testing/read-mission.ts'

/** What the ground saw of an element while the fault was in, and after it was mended. */
type Seen = {
  /** Numbers and labels of a parameter, in order. */
  readonly of: (parameter: string) => (number | string | boolean)[]
  readonly numbers: (parameter: string) => number[]
  /** Counts that were missing. */
  readonly missing: number
  /** How far the element's clock was ahead of the ground's, s, less the way of the signal. */
  readonly ahead_s: number[]
  readonly states: Readonly<Record<string, string>>
}
type Mend = { readonly command: string; readonly arguments: Record<string, number | string>; readonly to?: string }
type Row = {
  readonly id: FaultId
  readonly times?: number
  /** Sent in the middle of the slot; `recovered` where whoever rehearses takes it away; nothing where it mends itself. */
  readonly mend?: Mend | 'recovered'
  /** A command while the fault is in. */
  readonly tries?: Mend
  readonly shows: (seen: Seen) => boolean
  readonly over: (seen: Seen) => boolean
}

const max = (list: number[]) => Math.max(...list)
const min = (list: number[]) => Math.min(...list)
const last = <T>(list: T[]): T => list.at(-1)!
/** The other side of a unit; which that is follows from the rows before. */
const unit = (name: string): Mend => ({ command: 'select_unit', arguments: { unit: name } })
const spread = (list: number[]) => max(list) - min(list)

/** Faults that all elements have in common; `volts`, `strings` and so on are where the kind tells of them. */
const common = (normal: string, safe: (seen: Seen) => boolean): Row[] => [
  {
    ...{ id: 'sensor-drifting', times: 8, mend: unit('SENSORS') },
    shows: (s) => spread(s.numbers('temperature')) > 12,
    over: (s) => spread(s.numbers('temperature')) < 6,
  },
  {
    ...{ id: 'memory-upset', times: 3, mend: { command: 'memory_scrub', arguments: {} } },
    shows: (s) => last(s.numbers('memory_errors')) === 3,
    over: (s) => last(s.numbers('memory_errors')) === 0,
  },
  {
    ...{ id: 'watchdog-reset', mend: { command: 'resume', arguments: {} } },
    shows: safe,
    over: (s) => [...s.of('state'), ...s.of('mode')].at(-1) === normal,
  },
  {
    ...{ id: 'clock-drift', times: 10, mend: unit('CLOCK') },
    shows: (s) => max(s.ahead_s) > 40,
    over: (s) => max(s.ahead_s) < 1,
  },
  {
    ...{ id: 'packet-corruption', mend: unit('FORMATTER') },
    shows: (s) => s.missing > 2,
    over: (s) => s.missing === 0,
  },
  { ...{ id: 'sequence-skip', times: 40 }, shows: (s) => s.missing >= 40, over: (s) => s.missing === 0 },
  {
    ...{ id: 'receiver-deaf', tries: { command: 'memory_scrub', arguments: {} } },
    shows: (s) => s.states['memory_scrub'] !== 'completed',
    over: (s) => last(s.of('receiver_side')) === true,
  },
]

const ROWS: Readonly<Record<string, readonly Row[]>> = {
  'ce8-lander': [
    {
      ...{ id: 'battery-cell-lost', times: 1, mend: unit('BATTERY') },
      shows: (s) => min(s.numbers('bus_voltage')) < 25.5,
      over: (s) => last(s.numbers('bus_voltage')) > 28,
    },
    {
      ...{ id: 'array-string-lost', times: 10, mend: unit('ARRAY') },
      shows: (s) => last(s.numbers('array_strings')) === 10 && last(s.numbers('array_power')) < 310,
      over: (s) => last(s.numbers('array_strings')) === 20 && last(s.numbers('array_power')) > 600,
    },
    {
      ...{ id: 'heater-stuck', mend: unit('HEATER') },
      shows: (s) => last(s.of('battery_heater')) === true,
      over: (s) => last(s.of('battery_heater')) === false,
    },
    {
      ...{ id: 'radio-overheated', mend: unit('TRANSMITTER') },
      shows: (s) => max(s.numbers('radio_temperature')) > 50,
      over: (s) => last(s.numbers('radio_temperature')) < 40,
    },
    {
      ...{ id: 'transmitter-weak', mend: unit('TRANSMITTER') },
      shows: (s) => last(s.numbers('transmit_power')) === 10 && s.missing > 2,
      over: (s) => last(s.numbers('transmit_power')) === 100 && s.missing === 0,
    },
    {
      ...{ id: 'sensor-noisy', times: 1, mend: unit('SENSORS') },
      shows: (s) => spread(s.numbers('temperature')) > 20,
      over: (s) => spread(s.numbers('temperature')) < 5,
    },
    {
      ...{ id: 'recorder-full', mend: { command: 'recorder_free', arguments: {} } },
      shows: (s) => max(s.numbers('recorder_used')) > 15_900,
      over: (s) => last(s.numbers('recorder_used')) < 1_000,
    },
    ...common('LANDED', (s) => s.of('state').includes('SAFE')),
  ],
  'cheri-a': [
    {
      ...{ id: 'mechanism-stuck', times: 1, tries: { command: 'drive', arguments: { distance: 5, heading: 10 } } },
      ...{ mend: { command: 'drive', arguments: { distance: 5, heading: 190 } } },
      shows: (s) => s.of('fault').includes('MECHANISM_STUCK'),
      over: (s) => last(s.of('fault')) === 'NONE',
    },
    {
      ...{ id: 'overcurrent', mend: { command: 'reset_unit', arguments: {} } },
      shows: (s) => s.of('fault').includes('OVERCURRENT') && max(s.numbers('power')) > 25,
      over: (s) => last(s.of('fault')) === 'NONE' && last(s.numbers('power')) < 10,
    },
    {
      ...{ id: 'battery-cell-lost', times: 2, mend: unit('BATTERY') },
      shows: (s) => min(s.numbers('bus_voltage')) < 22,
      over: (s) => last(s.numbers('bus_voltage')) > 26,
    },
    {
      ...{ id: 'array-string-lost', times: 3, mend: unit('ARRAY') },
      shows: (s) => last(s.numbers('array_strings')) === 3 && last(s.numbers('array_power')) < 10,
      over: (s) => last(s.numbers('array_strings')) === 6,
    },
    {
      ...{ id: 'heater-stuck', mend: unit('HEATER') },
      shows: (s) => last(s.of('heater')) === true,
      over: (s) => last(s.of('heater')) === false,
    },
    {
      ...{ id: 'transmitter-weak', mend: unit('TRANSMITTER') },
      shows: (s) => last(s.numbers('transmit_power')) === 10 && s.missing > 2,
      over: (s) => last(s.numbers('transmit_power')) === 100 && s.missing === 0,
    },
    ...common('DEPLOYED', (s) => s.of('state').includes('SAFE')),
    {
      ...{ id: 'electronics-failure', mend: 'recovered' },
      shows: (s) => s.of('fault').includes('ELECTRONICS') && s.of('state').includes('FAILED'),
      over: (s) => last(s.of('fault')) === 'NONE',
    },
  ],
  'imaging-system': [
    {
      ...{ id: 'heater-stuck', mend: unit('HEATER') },
      shows: (s) => last(s.of('heater')) === true,
      over: (s) => last(s.of('heater')) === false,
    },
    ...common('DEPLOYED', (s) => s.of('state').includes('SAFE')),
    {
      // While the observation warms it, a frozen sensor keeps its value.
      ...{ id: 'sensor-frozen', mend: unit('SENSORS') },
      tries: { command: 'take_panorama', arguments: { duration: 21_600 } },
      shows: (s) => s.numbers('temperature').length > 10 && new Set(s.numbers('temperature')).size === 1,
      over: (s) => new Set(s.numbers('temperature')).size > 1,
    },
  ],
  'queqiao-2': [
    {
      ...{ id: 'wheel-lost', times: 2, mend: { command: 'select_wheels', arguments: { wheel: 'WHEEL_2' } } },
      shows: (s) => last(s.numbers('wheel_2')) === 0 && last(s.numbers('pointing_error')) > 0.5,
      over: (s) => last(s.numbers('pointing_error')) < 0.1 && last(s.of('wheel_left_out')) === 'WHEEL_2',
    },
    {
      ...{ id: 'star-tracker-blinded', mend: { command: 'select_star_tracker', arguments: { head: 'B' } } },
      shows: (s) => last(s.of('star_tracker')) === 'BLIND' && last(s.numbers('pointing_error')) > 0.1,
      over: (s) => last(s.of('star_tracker')) === 'TRACKING' && last(s.numbers('pointing_error')) < 0.1,
    },
    {
      ...{ id: 'mechanism-stuck', mend: { command: 'free_array_drive', arguments: {} } },
      shows: (s) => last(s.of('array_drive')) === 'STUCK' && max(s.numbers('sun_incidence')) > 1,
      over: (s) => last(s.of('array_drive')) === 'FOLLOWING' && last(s.numbers('sun_incidence')) < 0.01,
    },
    {
      ...{ id: 'battery-cell-lost', times: 1, mend: unit('BATTERY') },
      shows: (s) => min(s.numbers('battery_voltage')) < 25.5,
      over: (s) => last(s.numbers('battery_voltage')) > 27,
    },
    {
      ...{ id: 'array-string-lost', times: 12, mend: unit('ARRAY') },
      shows: (s) => last(s.numbers('array_strings')) === 12 && last(s.numbers('array_power')) < 700,
      over: (s) => last(s.numbers('array_strings')) === 24,
    },
    {
      ...{ id: 'heater-stuck', mend: unit('HEATER') },
      shows: (s) => last(s.of('battery_heater')) === 'ON',
      over: (s) => last(s.of('battery_heater')) === 'OFF',
    },
    {
      ...{ id: 'radio-overheated', mend: unit('TRANSMITTER') },
      shows: (s) => max(s.numbers('radio_temperature')) > 50,
      over: (s) => last(s.numbers('radio_temperature')) < 45,
    },
    {
      ...{ id: 'transmitter-weak', mend: unit('TRANSMITTER') },
      shows: (s) => last(s.numbers('transmit_power')) === 10 && s.missing > 2,
      over: (s) => last(s.numbers('transmit_power')) === 100 && s.missing === 0,
    },
    {
      ...{ id: 'recorder-full', mend: { command: 'recorder_free', arguments: {} } },
      shows: (s) => max(s.numbers('recorder_used')) > 63_000,
      over: (s) => last(s.numbers('recorder_used')) < 1_000,
    },
    ...common('RELAY', (s) => s.of('mode').includes('SAFE')),
  ],
}

const OPERATOR: Readonly<Record<string, string>> = {
  'ce8-lander': 'cnsa',
  'queqiao-2': 'cnsa',
  'cheri-a': 'metu',
  'imaging-system': 'nssa',
}
const SLOT_S = 8 * 3600
const FIRST_S = 84 * 3600

/** The script: a slot a fault, the mending in its middle. */
function scriptOf(element: string, rows: readonly Row[]): ScriptedEvent[] {
  const party = OPERATOR[element]!
  const command = (id: string, at_s: number, mend: Mend): ScriptedEvent => ({
    ...{ kind: 'command', id, at_s, why: 'test', party, person: `${party}-operator`, element: mend.to ?? element },
    ...{ command: mend.command, arguments: mend.arguments, approvals: [], expect: 'executed' },
  })
  const fault = (id: string, at_s: number, what: FaultId | 'recovered', times: number): ScriptedEvent => ({
    ...{ kind: 'fault', id, at_s, why: 'test', element, fault: what, times },
  })
  const selected = new Map<string, number>()
  const other = (mend: Mend): Mend => {
    const name = mend.arguments['unit']
    if (mend.command !== 'select_unit' || name === undefined) return mend
    const times = (selected.get(String(name)) ?? 0) + 1
    selected.set(String(name), times)
    return { ...mend, arguments: { unit: name, side: times % 2 === 1 ? 'B' : 'A' } }
  }
  return rows.flatMap((row, i) => {
    const at_s = FIRST_S + i * SLOT_S
    const name = `${element}-${row.id}`
    return [
      fault(name, at_s, row.id, row.times ?? 1),
      ...(row.tries === undefined ? [] : [command(`${name}-try`, at_s + 1800, row.tries)]),
      ...(row.mend === undefined
        ? []
        : row.mend === 'recovered'
          ? [fault(`${name}-over`, at_s + SLOT_S / 2, 'recovered', 1)]
          : [command(`${name}-mend`, at_s + SLOT_S / 2, other(row.mend))]),
      // The side that had it is repaired before the next row may need it.
      fault(`${name}-end`, at_s + SLOT_S - 60, 'recovered', 1),
    ]
  })
}

/** All events of a run with the faults of one element. */
function run(element: string): OperationsEvent[] {
  const rows = ROWS[element]!
  const days = Math.ceil((FIRST_S + rows.length * SLOT_S) / 86400)
  const input = missionInput(MISSION_TEXTS, days, 'faults', (file) => {
    file.script = scriptOf(element, rows)
    file.lander.commandLoss_s = SLOT_S / 2
    if (file.orbiter !== undefined) file.orbiter.commandLoss_s = SLOT_S / 2
    // Seen every ten minutes at least, whatever the hour.
    file.housekeeping.normal_s = 300
  })
  // Light all the time, and a pass at any time: what is tried here are faults.
  const always = { start: TOUCHDOWN - 86400, end: TOUCHDOWN + (days + 1) * 86400 }
  const generator = unwrap(
    simulateOperations({
      ...{ ...input, plan: input.plan.filter((a) => a.sequence), lit: [always] as never },
      contacts: [
        { kind: 'relay', station: 'kashi', range_km: 460_000, ...always },
        { kind: 'station', station: 'miyun', range_km: 390_000, ...always },
      ],
    }),
  )
  const events: OperationsEvent[] = []
  for (let next = generator.next(); next.done !== true; next = generator.next()) events.push(next.value)
  return events
}

/** What was seen of an element in a stretch of a run, s after touchdown. */
function seenIn(events: readonly OperationsEvent[], element: string, from_s: number, to_s: number): Seen {
  const within = events.filter((e) => e.at - TOUCHDOWN >= from_s && e.at - TOUCHDOWN < to_s)
  const values = new Map<string, (number | string | boolean)[]>()
  const ahead_s: number[] = []
  const states: Record<string, string> = {}
  let missing = 0
  for (const e of within) {
    if (!('element' in e) || e.element !== element) continue
    if (e.kind === 'gap' && e.state === 'opened') missing += e.missing
    else if (e.kind === 'command') states[e.action] = e.state
    else if (e.kind === 'telemetry') {
      ahead_s.push(e.generated_s - e.at)
      for (const p of e.parameters) values.set(p.name, [...(values.get(p.name) ?? []), p.value])
    }
  }
  const of = (parameter: string) => values.get(parameter) ?? []
  return { of, numbers: (parameter) => of(parameter).map(Number), missing, ahead_s, states }
}

describe.each(Object.entries(ROWS))('faults of %s', (element, rows) => {
  let events: OperationsEvent[]
  beforeAll(() => {
    events = run(element)
  })

  test.each(rows.map((row, i) => [row.id, row, FIRST_S + i * SLOT_S] as const))('%s', (_, row, at_s) => {
    const middle_s = at_s + SLOT_S / 2
    expect(row.shows(seenIn(events, element, at_s, middle_s)), 'it shows').toBe(true)
    // What was under way when it was mended is not counted against it.
    expect(row.over(seenIn(events, element, middle_s + 3600, at_s + SLOT_S)), 'it is over').toBe(true)
  })
})

test('each fault of the table is tried here, on an element of a kind that has it', () => {
  const kinds: Readonly<Record<string, FaultyKind>> = {
    'ce8-lander': 'lander',
    'cheri-a': 'rover',
    'imaging-system': 'instrument',
    'queqiao-2': 'relay',
  }
  for (const { id } of FAULTS)
    expect(
      Object.values(ROWS)
        .flat()
        .some((row) => row.id === id),
      id,
    ).toBe(true)
  for (const [element, rows] of Object.entries(ROWS))
    for (const row of rows)
      expect(FAULTS.find((f) => f.id === row.id)!.kinds, `${row.id} of ${element}`).toContain(kinds[element])
})
