/** A small surface plan input for tests: two lunar days, one relay, a lander, a rover on its own battery. */
import { type ActivityRequest, activityRequest } from '../activity.ts'
import { type PlanFile, planFile } from '../plan-file.ts'
import type { PlanInput, PlanWindow } from '../plan-input.ts'

const DAY_S = 86_400
const provenance = { kind: 'assumed', reason: 'a test' } as const
const assumed = (value: number) => ({ value, provenance })

/** Touchdown of the case; not a whole second on purpose. */
export const TOUCHDOWN = 910_000_000.37

/** Rules and reserves of the case. */
export function testPlanFile(rounds = 200): PlanFile {
  return planFile.parse({
    mission: 'a-test',
    reserves: {
      batteryFloor_percent: assumed(20),
      batteryInitial_percent: assumed(90),
      supplyMargin_percent: assumed(10),
      loadMargin_percent: assumed(10),
      recorderMargin_percent: assumed(10),
      activityPower_W: assumed(200),
    },
    rules: [
      { id: 'settling', kind: 'settling', duration_s: 3600, provenance },
      { id: 'night', kind: 'hibernation', afterDark_s: 21_600, warmUp_s: 7200, provenance },
      { id: 'operators', kind: 'operators', limit: 2, provenance },
      { id: 'margin', kind: 'contact-margin', margin_s: 300, provenance },
    ],
    weights: { priorityExponent: 2, fairness: 0.5, provenance },
    search: { rounds },
    leftOut: [],
  })
}

/** A request with everything usual filled in. */
export function request(fields: Partial<ActivityRequest> & { readonly id: string }): ActivityRequest {
  return activityRequest.parse({
    title: fields.id,
    element: 'camera',
    party: 'owner-a',
    command: 'observe',
    duration_s: 3600,
    power_W: 20,
    data_Mbit: 10,
    priority: 5,
    ...fields,
  })
}

/** The case with these requests. */
export function surfaceCase(activities: readonly ActivityRequest[], changes: Partial<PlanInput> = {}): PlanInput {
  const at = (days: number) => TOUCHDOWN + days * DAY_S
  const windows: PlanWindow[] = [
    { kind: 'lit', start: at(-4), end: at(8) },
    { kind: 'lit', start: at(24), end: at(37.5) },
    { kind: 'earth-visible', start: at(0), end: at(12) },
  ]
  for (let d = 0; d < 40; d++)
    windows.push({ kind: 'relay-contact', id: 'relay', start: at(d + 0.1), end: at(d + 0.6) })
  for (let d = 0; d < 12; d++) windows.push({ kind: 'station-contact', id: 'west', start: at(d), end: at(d + 0.2) })
  return {
    file: testPlanFile(),
    activities,
    windows,
    supplies: [
      { id: 'lander', elements: 'rest', array_W: 500, battery_Wh: 3000, load_W: 120, hibernation_W: 15 },
      { id: 'rover', elements: ['rover'], array_W: 60, battery_Wh: 300, load_W: 6, hibernation_W: 4 },
    ],
    recorder_Mbit: 1000,
    downlink_bit_s: { 'station-contact': 100_000, 'relay-contact': 400_000 },
    span: { start: at(0), end: at(40) },
    seed: 'a test',
    ...changes,
  }
}
