import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  advanceDeployment,
  type DeploymentMachine,
  deploymentMachine,
  type MachineAction,
  type Observation,
} from './deployment.ts'
import { type DeploymentPeople, NOBODY_SPOKE, type Said } from './deployment-people.ts'
import type { Surroundings } from './gate-sight.ts'
import { deployment as schema } from './operations-file.ts'

const confirm = (equals: string) => ({ element: 'm', parameter: 'state', equals })
const plan = schema.parse({
  module: 'm',
  owner: 'o',
  host: 'h',
  earliest_s: 0,
  gates: [
    { kind: 'landed' },
    { kind: 'stable', tilt_deg: 10, rate_deg_s: 0.01 },
    { kind: 'power-margin', atLeast_W: 50, batteryAbove_percent: 60 },
    { kind: 'temperature', parameter: 'temperature', min_degC: -20, max_degC: 40 },
    { kind: 'contact', remaining_s: 600 },
    { kind: 'keep-out-clear', sweep_m: 5 },
    { kind: 'owner-go' },
    { kind: 'host-no-objection' },
  ],
  steps: [
    { id: 'on', element: 'h', command: 'on', confirm: confirm('ON'), timeout_s: 100, attempts: 1 },
    {
      id: 'open',
      element: 'm',
      command: 'open',
      confirm: confirm('OPEN'),
      timeout_s: 100,
      attempts: 2,
      retryAfter_s: 500,
    },
  ],
  abort: { element: 'h', command: 'off' },
})

type World = {
  values: Record<string, number | string>
  contact_s: number
  go: boolean
  objects: boolean
  failed: boolean | undefined
  held?: boolean
  /** How long ago every value was made. */
  age_s?: number
}
const surroundings: Surroundings = {
  ownerOf: (element) => ({ m: 'o', h: 'hh', rover: 'other', 'own-rover': 'o' })[element],
  vehicles: ['rover', 'own-rover'],
  zones: [
    { id: 'host-zone', name: 'Blown ground', owner: 'hh', east_m: 0, north_m: 0, radius_m: 30 },
    { id: 'quiet', name: 'Quiet ground', owner: 'other', east_m: 100, north_m: 0, radius_m: 20 },
    { id: 'ours', name: 'Our ground', owner: 'o', east_m: -100, north_m: 0, radius_m: 20 },
  ],
}
const green = (): World => ({
  values: {
    'h/state': 'LANDED',
    'h/tilt': 3,
    'h/tilt_rate': -0.001,
    'h/power_margin': 80,
    'h/battery_charge': 90,
    'h/temperature': 10,
  },
  contact_s: 3600,
  go: true,
  objects: false,
  failed: undefined,
})
const word = (party: string): Said => ({ party, person: `${party}-p`, at_s: 0, why: 'because' })
const said = ({ go, objects, held }: World): DeploymentPeople => ({
  ...NOBODY_SPOKE,
  ...(go ? { go: word('o') } : {}),
  ...(objects ? { objection: word('hh') } : { noObjection: word('hh') }),
  holds: held === true ? [word('lead')] : [],
})
const seen = (w: World, now_s: number): Observation => ({
  now_s,
  value: (element, parameter) => {
    const value = w.values[`${element}/${parameter}`]
    return value === undefined ? undefined : { value, at_s: now_s - (w.age_s ?? 0) }
  },
  contact: { remaining_s: w.contact_s, source: 'a pass' },
  people: said(w),
  surroundings,
  commandFailed: w.failed,
})
/** Steps the machine each 10 s; `act` may change the world at each. */
function play(
  m: DeploymentMachine,
  w: World,
  steps: number,
  act: (now: number, last: MachineAction[]) => void = () => undefined,
  from = 0,
) {
  const all: MachineAction[] = []
  for (let i = 0; i < steps; i++) {
    const now = from + 10 * i
    const actions = advanceDeployment(m, seen(w, now))
    all.push(...actions)
    act(now, actions)
  }
  return all
}
const sends = (actions: MachineAction[]) => actions.flatMap((a) => (a.kind === 'send' ? [a.step.id] : []))

test('all green: each step is sent once, the next only when the one before is confirmed', () => {
  const w = green()
  const m = deploymentMachine(plan)
  const actions = play(m, w, 20, (now) => {
    if (now === 50) w.values['m/state'] = 'ON'
    if (now === 120) w.values['m/state'] = 'OPEN'
  })
  expect(m.state).toBe('deployed')
  expect(sends(actions)).toEqual(['on', 'open'])
  expect(m.steps.map((s) => [s.state, s.attempts, s.at_s])).toEqual([
    ['done', 1, 60],
    ['done', 1, 130],
  ])
})

test.each<[string, (w: World) => void, string]>([
  [
    'not landed',
    (w) => {
      w.values['h/state'] = 'FLYING'
    },
    'landed',
  ],
  [
    'nothing heard yet',
    (w) => {
      w.values = {}
    },
    'landed',
  ],
  [
    'tilted',
    (w) => {
      w.values['h/tilt'] = -12
    },
    'stable',
  ],
  [
    'still rocking',
    (w) => {
      w.values['h/tilt_rate'] = 0.2
    },
    'stable',
  ],
  [
    'no power to spare',
    (w) => {
      w.values['h/power_margin'] = 49
    },
    'power-margin',
  ],
  [
    'a low battery',
    (w) => {
      w.values['h/battery_charge'] = 59
    },
    'power-margin',
  ],
  [
    'too cold',
    (w) => {
      w.values['h/temperature'] = -21
    },
    'temperature',
  ],
  [
    'contact about to end',
    (w) => {
      w.contact_s = 599
    },
    'contact',
  ],
  [
    'no word from the owner',
    (w) => {
      w.go = false
    },
    'owner-go',
  ],
  [
    'the host objects',
    (w) => {
      w.objects = true
    },
    'host-no-objection',
  ],
  [
    'what was heard is old',
    (w) => {
      w.age_s = 8000
    },
    'stable',
  ],
  [
    'another party’s rover in the swept ground',
    (w) => {
      Object.assign(w.values, { 'rover/east': 3, 'rover/north': -2 })
    },
    'keep-out-clear',
  ],
  [
    'another party’s rover in a zone of the owner',
    (w) => {
      Object.assign(w.values, { 'rover/east': -90, 'rover/north': 5 })
    },
    'keep-out-clear',
  ],
  [
    'the module itself in a zone of another',
    (w) => {
      Object.assign(w.values, { 'm/east': 95, 'm/north': 0 })
    },
    'keep-out-clear',
  ],
  [
    'another party’s rover moving near by',
    (w) => {
      Object.assign(w.values, { 'rover/east': 8, 'rover/north': 0, 'rover/state': 'MOVING' })
    },
    'keep-out-clear',
  ],
])('%s: nothing is sent, and the gate says why', (_, spoil, gate) => {
  const w = green()
  spoil(w)
  const m = deploymentMachine(plan)
  expect(sends(play(m, w, 50))).toEqual([])
  expect(m.state).toBe('waiting')
  const i = plan.gates.findIndex((g) => g.kind === gate)
  expect(m.gates[i]).toMatchObject({ state: 'blocked' })
  expect(m.gates[i]!.detail).not.toBe('not seen yet')
})

test('the module speaks of its own temperature once it can', () => {
  const w = green()
  w.values['h/temperature'] = -99
  w.values['m/temperature'] = 0
  expect(sends(play(deploymentMachine(plan), w, 5))).toEqual(['on'])
})

test.each<[string, Record<string, number>]>([
  ['a rover of the same owner', { 'own-rover/east': 2, 'own-rover/north': 0 }],
  ['a rover that is still on the lander', { 'rover/east': 0, 'rover/north': 0 }],
  ['a rover farther than the sweep', { 'rover/east': 6, 'rover/north': 0 }],
])('%s does not close the ground', (_, places) => {
  const w = green()
  Object.assign(w.values, places)
  expect(sends(play(deploymentMachine(plan), w, 5))).toEqual(['on'])
})

test('what rocks is steady only after its time', () => {
  const gates = plan.gates.map((g) => (g.kind === 'stable' ? { ...g, steady_s: 100 } : g))
  const m = deploymentMachine({ ...plan, gates })
  const w = green()
  expect(sends(play(m, w, 5))).toEqual([])
  w.values['h/tilt'] = 12
  play(m, w, 1, undefined, 50)
  w.values['h/tilt'] = 3
  expect(sends(play(m, w, 10, undefined, 60))).toEqual([])
  expect(m.gates[1]!.detail).toContain('not yet for 100 s')
  expect(sends(play(m, w, 3, undefined, 160))).toEqual(['on'])
})

test('a hold keeps the next step back and leaves the one under way', () => {
  const w = green()
  const m = deploymentMachine(plan)
  play(m, w, 3)
  w.held = true
  w.values['m/state'] = 'ON'
  expect(sends(play(m, w, 30, undefined, 30))).toEqual([])
  expect(m).toMatchObject({ state: 'held', why: 'lead holds it: because' })
  w.held = false
  expect(sends(play(m, w, 2, undefined, 400))).toEqual(['open'])
})

describe('when something goes wrong', () => {
  test('a step is tried again after its time, and the sequence goes on', () => {
    const w = green()
    const m = deploymentMachine(plan)
    const actions = play(m, w, 120, (now, last) => {
      if (now === 10) w.values['m/state'] = 'ON'
      if (sends(last).includes('open') && m.steps[1]!.attempts === 2) w.values['m/state'] = 'OPEN'
    })
    expect(sends(actions)).toEqual(['on', 'open', 'open'])
    expect(m.state).toBe('deployed')
    const attempts = actions.flatMap((a) => (a.kind === 'step' && a.step === 'open' ? [a.state] : []))
    expect(attempts).toEqual(['running', 'retried', 'running', 'done'])
  })

  test('a refused command counts at once, without waiting for the time', () => {
    const w = green()
    const m = deploymentMachine(plan)
    play(m, w, 3)
    w.failed = true
    const actions = advanceDeployment(m, seen(w, 25))
    expect(actions.map((a) => a.kind)).toEqual(['step', 'abort', 'state'])
    expect(m.state).toBe('failed')
  })

  test('after the last attempt the abort is sent once, and nothing more', () => {
    const w = green()
    const m = deploymentMachine(plan)
    const actions = play(m, w, 400, (now) => {
      if (now === 10) w.values['m/state'] = 'ON'
    })
    expect(m.state).toBe('failed')
    expect(actions.filter((a) => a.kind === 'abort')).toHaveLength(1)
    expect(advanceDeployment(m, seen(green(), 1e6))).toEqual([])
  })

  test('a gate that closes between two steps holds the next until it opens', () => {
    const w = green()
    const m = deploymentMachine(plan)
    play(m, w, 4)
    w.contact_s = 0
    w.values['m/state'] = 'ON'
    expect(sends(play(m, w, 30, undefined, 40))).toEqual([])
    expect(m.state).toBe('held')
    w.contact_s = 3600
    expect(sends(play(m, w, 2, undefined, 400))).toEqual(['open'])
  })
})

test('whatever is seen: no step without all gates, none more often than allowed, and an end is an end', () => {
  const moment = fc.record({
    contact_s: fc.constantFrom(0, 3600),
    go: fc.boolean(),
    tilt: fc.constantFrom(2, 2, 2, 40),
    state: fc.constantFrom('OFF', 'ON', 'OPEN'),
    failed: fc.constantFrom(undefined, undefined, true),
    dt: fc.nat(700),
  })
  fc.assert(
    fc.property(fc.array(moment, { maxLength: 60 }), (moments) => {
      const m = deploymentMachine(plan)
      let now = 0
      let ended = false
      const sent: Record<string, number> = {}
      for (const x of moments) {
        now += x.dt
        const w = { ...green(), contact_s: x.contact_s, go: x.go, failed: x.failed }
        w.values = { ...w.values, 'h/tilt': x.tilt, 'm/state': x.state }
        const actions = advanceDeployment(m, seen(w, now))
        if (ended) expect(actions).toEqual([])
        for (const id of sends(actions)) {
          sent[id] = (sent[id] ?? 0) + 1
          expect(x.contact_s > 0 && x.go && x.tilt < 10).toBe(true)
        }
        ended = m.state === 'deployed' || m.state === 'failed'
      }
      for (const step of plan.steps) expect(sent[step.id] ?? 0).toBeLessThanOrEqual(step.attempts)
    }),
    { numRuns: 1000 },
  )
})
