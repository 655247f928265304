/** Software goes up by CFDP and is run by its hash: the shipped procedure, carried out against the simulated lander. */
import { readFileSync } from 'node:fs'
import { toBase64 } from '@magpie/core/base64'
import { unwrap } from '@magpie/core/result'
import { loadHash } from '@magpie/operations/procedure/load'
import { procedureFile } from '@magpie/operations/procedure/procedure-file'
import { compileProcedure } from '@magpie/operations/procedure/program'
import { advancedRun, newRun, type RunEvent, type RunState } from '@magpie/operations/procedure/run'
import { beforeAll, expect, test } from 'vitest'
import { type LiveCommand, LiveDoor } from './live-commands.ts'
import type { OperationsEvent } from './operations-event.ts'
import { simulateOperations } from './surface-operations.ts'
import { missionInput, TOUCHDOWN } from './testing/mission.ts'
import { MISSION_TEXTS } from './testing/read-mission.ts'

const project = new URL('../../../', import.meta.url)
const procedure = procedureFile.parse(
  JSON.parse(readFileSync(new URL('examples/procedures/load-lander-software.json', project), 'utf8')),
)
const image = new Uint8Array(readFileSync(new URL('examples/loads/lander-2.txt', project)))
const HASH = loadHash(image)

type Shown = Readonly<Record<string, number | string | boolean>>
const DAY_S = 86400

/** Two days with a way for files: the lander with the relay, the relay with a station. */
function input(door: LiveDoor) {
  const whole = { start: TOUCHDOWN - DAY_S, end: TOUCHDOWN + 4 * DAY_S }
  return {
    ...missionInput(MISSION_TEXTS, 2, 'load'),
    live: door,
    plan: [],
    legs: [
      { from: 'ce8-lander', to: 'queqiao-2', range_km: 18_000, ...whole },
      { from: 'queqiao-2', to: 'kashi', range_km: 400_000, ...whole },
    ],
    contacts: [{ kind: 'relay', station: 'kashi', range_km: 418_000, ...whole } as const],
  }
}

/** A simulation that is talked to by its door: what its packets about software say, and what became of commands. */
class Flight {
  readonly door = new LiveDoor()
  readonly loads: Shown[] = []
  readonly states = new Map<string, string>()
  readonly alarms: string[] = []
  private readonly events: Generator<OperationsEvent, unknown, void>
  private at_s: number = TOUCHDOWN

  constructor() {
    this.events = unwrap(simulateOperations(input(this.door)))
  }

  get now_s(): number {
    return Math.max(this.at_s, this.door.now_s) + 0.001
  }

  /** Goes on for a while. */
  go(for_s: number): void {
    const until_s = this.at_s + for_s
    while (this.at_s < until_s) {
      const next = this.events.next()
      if (next.done === true) return
      this.at_s = next.value.at
      this.see(next.value)
    }
    for (const { id, stage } of this.door.heard(Number.POSITIVE_INFINITY))
      this.states.set(
        id,
        { ACCEPTED: 'accepted', STARTED: 'started', COMPLETED: 'completed' }[stage as string] ?? 'failed',
      )
  }

  send(id: string, command: string, values: LiveCommand['values'], party = 'cnsa'): void {
    const times = { released_s: this.now_s, execute_s: undefined, expires_s: this.now_s + DAY_S }
    this.door.put({
      id,
      party,
      element: 'ce8-lander',
      command,
      values,
      approvals: ['hkust'],
      purpose: 'load',
      ...times,
    })
  }

  file(content: Uint8Array, name: string): void {
    const act = { do: 'load', element: 'ce8-lander', name, content: toBase64(content) } as const
    this.door.say({ kind: 'rehearsal', at_s: this.now_s, party: 'cnsa', act, why: 'test' })
  }

  private see(event: OperationsEvent): void {
    if (event.kind === 'alarm' && event.parameter === 'load_outcome') this.alarms.push(String(event.value))
    if (event.kind === 'telemetry' && event.element === 'ce8-lander' && event.container === 'load')
      this.loads.push(Object.fromEntries(event.parameters.map((p) => [p.name, p.value])))
  }
}

/** Runs the procedure to its end; the file is put up where its first step says so. */
function carryOut(flight: Flight): RunState {
  const program = compileProcedure(procedure)
  let state = newRun('r1', program, { party: 'cnsa', person: 'ada' }, flight.now_s)
  const act = (event: RunEvent, party: string) => {
    const world = {
      ...{ now_s: flight.now_s, phase: 'deployment', window_s: () => undefined },
      value: (_: string, name: string) => {
        const value = flight.loads.at(-1)?.[name]
        return value === undefined ? undefined : { value, at_s: flight.now_s }
      },
      byNonce: (by: string, nonce: string) => flight.states.get(`${by}-${nonce}`) as never,
    }
    const moved = advancedRun(program, state, event, { party, person: party }, world)
    if (!moved.ok) return
    state = moved.value.state
    for (const effect of moved.value.effects)
      if (effect.kind === 'send') {
        flight.states.set(`${effect.party}-${effect.nonce}`, 'released')
        flight.send(`${effect.party}-${effect.nonce}`, effect.step.command, effect.step.arguments)
      }
  }
  act({ kind: 'tick' }, 'cnsa')
  flight.file(image, 'lander-2.txt')
  act({ kind: 'done' }, 'cnsa')
  for (let i = 0; i < 60 && state.status !== 'done' && state.status !== 'aborted'; i++) {
    flight.go(600)
    act({ kind: 'tick' }, 'cnsa')
    act({ kind: 'go' }, 'hkust')
  }
  return state
}

let flight: Flight
let ended: RunState
beforeAll(() => {
  flight = new Flight()
  flight.go(7200)
  ended = carryOut(flight)
})

test('the file comes up whole, is checked, the other party says go, and it runs', () => {
  expect(ended.status).toBe('done')
  expect(flight.loads.map((l) => l['load_state'])).toEqual(['ARRIVED', 'CHECKED', 'RUNNING'])
  expect(flight.loads.at(-1)).toMatchObject({ load_outcome: 'DONE', running_hash: HASH, ready_hash: '' })
  expect(flight.loads[0]).toMatchObject({ ready_hash: HASH, load_octets: image.length })
})

test('another hash is refused and shown; nothing runs unchecked; what ran before runs again', () => {
  const before = flight.loads.at(-1)!
  flight.file(image.with(7, 0), 'lander-3.txt')
  flight.go(7200)
  flight.send('wrong', 'load_check', { hash: HASH })
  flight.go(3600)
  expect(flight.states.get('wrong')).toBe('failed')
  expect(flight.loads.at(-1)).toMatchObject({ load_outcome: 'DIFFERS', load_state: 'ARRIVED' })
  expect(flight.alarms).toContain('DIFFERS')
  flight.send('unchecked', 'load_commit', { hash: loadHash(image.with(7, 0)) })
  flight.go(3600)
  expect(flight.states.get('unchecked')).toBe('failed')
  expect(flight.loads.at(-1)).toMatchObject({ load_outcome: 'UNCHECKED', running_hash: before['running_hash'] })
  flight.send('back', 'load_revert', {})
  flight.go(3600)
  expect(flight.states.get('back')).toBe('completed')
  expect(flight.loads.at(-1)).toMatchObject({ running_hash: before['previous_hash'], previous_hash: HASH })
})

test('who does not own the lander loads nothing', () => {
  flight.send('stranger', 'load_check', { hash: HASH }, 'suparco')
  flight.go(3600)
  expect(flight.states.get('stranger')).toBe('failed')
})
