/**
 * A mission for the console's own tests: the shape of Chang'e-8 with figures made up to fill the screen. The product
 * never loads it; what a person sees comes from a centre.
 */
import type { Deployment, Happening, LiveMessage } from '@magpie/api/live'
import type { MissionView, upcoming } from '@magpie/api/mission-views'
import type * as z from 'zod'
import type { Sample } from '../live/live-state.ts'
import { isoUtc } from '../time/mission-time.ts'
import { DESCENT_S, END_S, INSERTION_S, LAUNCH_S, TOUCHDOWN_S } from './fixture-scene.ts'

const HOUR_S = 3600
const DAY_S = 86400
const SAID = { assumed: false, note: 'published' }
const ASSUMED = { assumed: true, note: 'No mass is published; chosen for the test' }

const MODULES = [
  ['pk-rover', 'Rover', 'suparco', 'rover', 35],
  ['hk-robot', 'Charging robot', 'hkust', 'robot', 100],
  ['radio-array', 'Radio array', 'sa-radio', 'instrument', 18],
  ['retroreflector', 'Laser retroreflector array', 'infn', 'instrument', 4],
  ['plasma-dust', 'Plasma and dust package', 'iki', 'instrument', 12],
  ['turkiye-rover', 'Exploration rover', 'tua', 'rover', 16],
] as const

/** Parties, elements by owner, phases and site. */
export const fixtureMission: MissionView = {
  id: 'fixture-8',
  name: "Chang'e-8",
  summary:
    'A joint landing on the Leibnitz-beta plateau near the lunar south pole, with partner modules deployed after touchdown.',
  lead: 'cnsa',
  parties: [
    { id: 'cnsa', name: 'China National Space Administration', kind: 'agency', state: 'China' },
    { id: 'suparco', name: 'SUPARCO', kind: 'agency', state: 'Pakistan' },
    { id: 'hkust', name: 'HKUST', kind: 'institution', state: 'Hong Kong, China' },
    { id: 'sa-radio', name: 'South African radio consortium', kind: 'institution', state: 'South Africa' },
    { id: 'infn', name: 'INFN Frascati', kind: 'institution', state: 'Italy' },
    { id: 'iki', name: 'Space Research Institute', kind: 'institution', state: 'Russia' },
    { id: 'tua', name: 'Turkish Space Agency', kind: 'agency', state: 'Türkiye' },
  ],
  elements: [
    {
      id: 'ce8-lander',
      name: "Chang'e-8 lander",
      kind: 'lander',
      owner: 'cnsa',
      mass_kg: 3900,
      massWithMargin_kg: 4180,
      mark: ASSUMED,
    },
    { id: 'queqiao-2', name: 'Queqiao-2', kind: 'relay', owner: 'cnsa', mass_kg: 1200, mark: SAID },
    ...MODULES.map(([id, name, owner, kind, mass_kg]) => ({
      id,
      name,
      owner,
      kind,
      mass_kg,
      massWithMargin_kg: Math.round(mass_kg * 12) / 10,
      host: 'ce8-lander',
      project: `p-${id}`,
      mark: id === 'pk-rover' ? SAID : ASSUMED,
    })),
  ],
  phases: [
    { id: 'launch', name: 'Launch', begins: isoUtc(LAUNCH_S), ends: isoUtc(LAUNCH_S + 2000) },
    { id: 'cruise', name: 'Translunar cruise', begins: isoUtc(LAUNCH_S + 2000), ends: isoUtc(INSERTION_S) },
    { id: 'lunar-orbit', name: 'Lunar orbit', begins: isoUtc(INSERTION_S), ends: isoUtc(DESCENT_S) },
    { id: 'descent', name: 'Powered descent', begins: isoUtc(DESCENT_S), ends: isoUtc(TOUCHDOWN_S) },
    { id: 'deployment', name: 'Deployment', begins: isoUtc(TOUCHDOWN_S), ends: isoUtc(TOUCHDOWN_S + 4 * DAY_S) },
    { id: 'surface-science', name: 'Surface science', begins: isoUtc(TOUCHDOWN_S + 4 * DAY_S), ends: isoUtc(END_S) },
  ],
  site: {
    name: 'Leibnitz-beta plateau',
    lat_deg: -85.2,
    lon_deg: 31,
    height_m: 1200,
    mark: { assumed: true, note: 'Only the area is published, not the point' },
  },
  assumed: [
    { what: 'landing site', reason: 'Only the area is published, not the point' },
    { what: 'element masses', reason: 'Most are not published' },
  ],
}

const STAGES: readonly (readonly [string, string])[] = [
  ['programme', '41 letters, 14 proposals, 10 projects within 200 kg'],
  ['model', '8 elements, 4,180 kg with maturity margins'],
  ['flight', 'Landed 84 m from the target; 5,903 m/s of delta-v'],
  ['surface', 'Three lunar days: 61 % lit, Earth in view 54 %'],
  ['plan', '43 activities placed, none in conflict'],
  ['operations', '38,412 packets; 5 of 6 modules deployed'],
  ['archive', '412 ledger entries signed and verified'],
]

/** The spine with the first `done` stages finished and the next one running. */
export function fixtureStages(done: number): Extract<LiveMessage, { type: 'stage' }>[] {
  return STAGES.map(([stage, headline], i) => ({
    type: 'stage',
    stage,
    state: i < done ? 'done' : i === done ? 'running' : 'waiting',
    fraction: i < done ? 1 : i === done ? 0.4 : 0,
    headline: i < done ? headline : '',
    ...(i < done ? { cpu_s: 1.2 + i } : {}),
  }))
}

/** The mission clock at a time, running at `rate`. */
export function fixtureClock(tdb_s: number, rate = 60, paused = false): Extract<LiveMessage, { type: 'clock' }> {
  const phase = fixtureMission.phases.findLast((p) => isoUtc(tdb_s) >= (p.begins ?? ''))
  return {
    type: 'clock',
    utc: isoUtc(tdb_s, 3),
    tdb_s,
    wall_ms: Date.now(),
    rate,
    paused,
    mode: 'tour',
    phase: phase?.id ?? 'launch',
    met_s: tdb_s - LAUNCH_S,
    lightTime_s: tdb_s < INSERTION_S ? (1.28 * Math.max(0, tdb_s - LAUNCH_S)) / (INSERTION_S - LAUNCH_S) : 1.282,
  }
}

type Gate = Deployment['gates'][number]
const GATE_NAMES = ['Landed', 'Stable', 'Power margin', 'Contact', "Owner's go"]
const STEP_NAMES = ['Release lock', 'Power on', 'Unfold', 'Check out']

/** The board at so many hours after touchdown: modules go one after the other, one is held, one retries a step. */
export function fixtureDeployments(hours: number): Deployment[] {
  return MODULES.map(([element, name, party], i) => {
    const begun_h = 2 + 5 * i
    const held = element === 'radio-array' && hours > 6
    const gates = GATE_NAMES.map((gate, g) => gateAt(gate, begun_h - 2 + 0.4 * g, hours, held && g === 2))
    const steps = STEP_NAMES.map((step, s) => stepAt(step, begun_h + 0.8 * s, held ? 0 : hours, element === 'hk-robot'))
    const state = held ? 'held' : stateAt(hours - begun_h)
    return { element, name, party, state, gates, steps }
  })
}

function gateAt(name: string, passes_h: number, hours: number, blocked: boolean): Gate {
  const id = name.toLowerCase().replaceAll(/[^a-z]+/g, '-')
  if (blocked) return { id, name, state: 'blocked', detail: '12 W available, 20 W needed: the Sun is 0.8 deg high' }
  if (hours <= passes_h) return { id, name, state: 'open', detail: 'not yet seen' }
  return { id, name, state: 'passed', at: isoUtc(TOUCHDOWN_S + passes_h * HOUR_S), detail: 'seen in telemetry' }
}

function stepAt(name: string, begins_h: number, hours: number, retries: boolean): Deployment['steps'][number] {
  if (hours < begins_h) return { name, state: 'waiting' }
  const at = isoUtc(TOUCHDOWN_S + begins_h * HOUR_S)
  if (hours < begins_h + 0.8) return { name, state: 'running', at }
  return { name, state: retries && name === 'Unfold' ? 'retried' : 'done', at }
}

function stateAt(since_h: number): Deployment['state'] {
  if (since_h > 3.2) return 'deployed'
  if (since_h > 0) return 'deploying'
  return since_h > -0.4 ? 'ready' : 'waiting'
}

const PARAMETERS: readonly (readonly [string, string, string, number, number])[] = [
  ['ce8-lander', 'battery_level', '%', 78, 9],
  ['ce8-lander', 'array_power', 'W', 410, 120],
  ['ce8-lander', 'bus_voltage', 'V', 28.6, 0.6],
  ['ce8-lander', 'body_temperature', 'degC', 12, 14],
  ['ce8-lander', 'recorder_fill', '%', 34, 20],
  ['pk-rover', 'battery_level', '%', 64, 12],
  ['pk-rover', 'wheel_temperature', 'degC', -21, 16],
  ['hk-robot', 'arm_current', 'A', 1.4, 0.8],
  ['hk-robot', 'battery_level', '%', 81, 6],
  ['radio-array', 'receiver_temperature', 'degC', -38, 7],
  ['plasma-dust', 'dust_flux', '1/s', 4.2, 3],
]

/** Values of every parameter at a time; slow waves, with one in a warning and one critical part of the time. */
export function fixtureTelemetry(tdb_s: number): Sample[] {
  const numbers: Sample[] = PARAMETERS.map(([element, name, unit, mean, swing], i) => {
    const wave = Math.sin((tdb_s - TOUCHDOWN_S) / (9000 + 2100 * i) + i)
    const value = Math.round((mean + swing * wave) * 1000) / 1000
    const alarm = wave < -0.92 && i % 2 === 1 ? 'critical' : wave < -0.7 ? 'warning' : wave > 0.9 ? 'watch' : 'nominal'
    return { element, name, value, unit, alarm, generatedAt: isoUtc(tdb_s, 3), receivedAt: isoUtc(tdb_s + 1.3, 3) }
  })
  const mode: Sample = {
    element: 'ce8-lander',
    name: 'mode',
    value: 'SURFACE',
    unit: '',
    alarm: 'nominal',
    generatedAt: isoUtc(tdb_s, 3),
    receivedAt: isoUtc(tdb_s + 1.3, 3),
  }
  return [mode, ...numbers]
}

type Said = readonly [number, Happening['kind'], string, string, string]
const SAID_SO: readonly Said[] = [
  [LAUNCH_S + 1500, 'manoeuvre', 'cnsa', 'ce8-lander', 'Translunar injection: 3,130 m/s in 350 s'],
  [INSERTION_S, 'manoeuvre', 'cnsa', 'ce8-lander', 'Lunar orbit insertion: 842 m/s in 1,180 s'],
  [DESCENT_S, 'manoeuvre', 'cnsa', 'ce8-lander', 'Powered descent begins at 100 km'],
  [TOUCHDOWN_S, 'flight', 'cnsa', 'ce8-lander', 'Touchdown, 84 m from the target'],
  [TOUCHDOWN_S + 900, 'pass', 'cnsa', 'queqiao-2', 'Relay pass begins: Queqiao-2 above 10 deg'],
  [TOUCHDOWN_S + 2 * HOUR_S, 'deployment', 'suparco', 'pk-rover', 'All gates passed: deployment begins'],
  [TOUCHDOWN_S + 3 * HOUR_S, 'command', 'suparco', 'pk-rover', 'RELEASE_LOCK accepted, executed, verified'],
  [
    TOUCHDOWN_S + 7 * HOUR_S,
    'alarm',
    'sa-radio',
    'radio-array',
    'receiver_temperature -44 degC: below the warning limit of -40 degC',
  ],
  [TOUCHDOWN_S + 9 * HOUR_S, 'fault', 'hkust', 'hk-robot', 'Unfold: no confirmation within 300 s; tried again'],
]

/** The log up to a time, with one refusal in it. */
export function fixtureHappenings(until_s: number): Happening[] {
  const plain: Omit<Happening, 'sequence'>[] = SAID_SO.map(([tdb_s, kind, party, element, text]) => ({
    at: isoUtc(tdb_s),
    tdb_s,
    kind,
    party,
    element,
    text,
  }))
  const refused_s = TOUCHDOWN_S + 5.5 * HOUR_S
  plain.push({
    at: isoUtc(refused_s),
    tdb_s: refused_s,
    kind: 'refusal',
    party: 'tua',
    element: 'hk-robot',
    text: 'CHARGE refused: the Turkish Space Agency may not command the charging robot',
    refusal: {
      rule: 'Two owners agree before one element serves another',
      fact: 'The owner of hk-robot (HKUST) has given no consent that covers turkiye-rover',
      source: 'Agreement on joint surface operations, art. 4 (assumed)',
      remedy: 'Ask HKUST for a consent that names turkiye-rover and the window, then send the command again',
    },
  })
  return plain
    .sort((a, b) => a.tdb_s - b.tdb_s)
    .map((h, sequence) => ({ sequence, ...h }))
    .filter((h) => h.tdb_s <= until_s)
}

/** Everything ahead of a time, ascending. */
export function fixtureUpcoming(after_s: number): z.infer<typeof upcoming>[] {
  const all: z.infer<typeof upcoming>[] = []
  const add = (
    kind: (typeof all)[number]['kind'],
    title: string,
    start: number,
    length_s = 0,
    element?: string,
    party?: string,
  ) =>
    all.push({
      id: `${kind}-${all.length}`,
      kind,
      title,
      start: isoUtc(start),
      start_tdb_s: start,
      ...(length_s > 0 ? { end: isoUtc(start + length_s), end_tdb_s: start + length_s } : {}),
      ...(element === undefined ? {} : { element }),
      ...(party === undefined ? {} : { party }),
    })
  add('manoeuvre', 'Translunar injection', LAUNCH_S + 1500, 350, 'ce8-lander', 'cnsa')
  add('manoeuvre', 'Trajectory correction', LAUNCH_S + 1.1 * DAY_S, 14, 'ce8-lander', 'cnsa')
  add('manoeuvre', 'Lunar orbit insertion', INSERTION_S, 1180, 'ce8-lander', 'cnsa')
  add('manoeuvre', 'Powered descent', DESCENT_S, 720, 'ce8-lander', 'cnsa')
  for (const [i, [id, name, party]] of MODULES.entries())
    add('deployment', `Deploy ${name}`, TOUCHDOWN_S + (2 + 5 * i) * HOUR_S, 3 * HOUR_S, id, party)
  for (let day = 0; day < 38; day++) {
    add('pass', 'Kashi 35 m', LAUNCH_S + day * DAY_S + 3 * HOUR_S, 9 * HOUR_S, 'ce8-lander', 'cnsa')
    add('pass', 'Neuquén 35 m', LAUNCH_S + day * DAY_S + 13 * HOUR_S, 8 * HOUR_S, 'ce8-lander', 'cnsa')
  }
  add('sunset', 'Sunset at the site', TOUCHDOWN_S + 9.3 * DAY_S)
  add('sunrise', 'Sunrise at the site', TOUCHDOWN_S + 22 * DAY_S)
  add('earth-set', 'Earth sets at the site', TOUCHDOWN_S + 6.1 * DAY_S)
  add('earth-rise', 'Earth rises at the site', TOUCHDOWN_S + 19.4 * DAY_S)
  add('activity', 'Charge the rover of SUPARCO', TOUCHDOWN_S + 2.2 * DAY_S, 4 * HOUR_S, 'hk-robot', 'hkust')
  return all.filter((u) => (u.end_tdb_s ?? u.start_tdb_s) > after_s).sort((a, b) => a.start_tdb_s - b.start_tdb_s)
}
