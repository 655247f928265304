import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Circumstances } from '../command/condition.ts'
import { type Procedure, type ProcedureStep, procedureFile } from './procedure-file.ts'
import { allSteps, compileProcedure } from './program.ts'
import {
  advancedRun,
  isRunOver,
  newRun,
  nonceOf,
  type RunEvent,
  type RunSight,
  type RunState,
  runState,
} from './run.ts'

const ada = { party: 'metu', person: 'ada' }
const mei = { party: 'hkust', person: 'mei' }
const procedure = (steps: object[], abort: object[] = []): Procedure =>
  procedureFile.parse({ format: 'magpie-procedure-1', id: 'p', title: 't', mission: 'm', version: 1, steps, abort })
const send = (id: string, given: object = {}) => ({
  ...{ kind: 'send', id, party: 'metu', element: 'rover', command: 'drive', timeout_s: 100 },
  ...given,
})

/** A run with a world around it: the clock, values, and commands as they are submitted. */
class Stage {
  now_s = 1000
  readonly values = new Map<string, number | string>()
  readonly commands = new Map<string, string>()
  readonly told: string[] = []
  state: RunState
  private readonly program: ReturnType<typeof compileProcedure>

  constructor(p: Procedure, by = ada) {
    this.program = compileProcedure(p)
    this.state = newRun('r1', this.program, by, this.now_s)
    this.do({ kind: 'tick' })
  }

  sight(): RunSight {
    const seen: Circumstances = {
      now_s: this.now_s,
      phase: 'surface',
      value: (e, n) => {
        const value = this.values.get(`${e}/${n}`)
        return value === undefined ? undefined : { value, at_s: this.now_s }
      },
      window_s: () => undefined,
    }
    return { ...seen, byNonce: (party, nonce) => this.commands.get(`${party} ${nonce}`) }
  }

  /** An event; the state goes through JSON each time, as over a restart. */
  do(event: RunEvent, by = ada): boolean {
    const moved = advancedRun(this.program, this.state, event, event.kind === 'tick' ? undefined : by, this.sight())
    if (!moved.ok) return false
    this.state = runState.parse(JSON.parse(JSON.stringify(moved.value.state)))
    for (const effect of moved.value.effects) {
      if (effect.kind === 'tell') this.told.push(effect.text)
      else this.commands.set(`${effect.party} ${effect.nonce}`, 'queued')
    }
    // What was taken in may let the next step begin at once.
    if (moved.value.effects.some((effect) => effect.kind === 'send')) this.do({ kind: 'tick' })
    return true
  }

  after(s: number): this {
    this.now_s += s
    this.do({ kind: 'tick' })
    return this
  }

  /** What became of the command sent last. */
  became(state: string): this {
    this.commands.set([...this.commands.keys()].at(-1)!, state)
    this.do({ kind: 'tick' })
    return this
  }

  steps(): string {
    return this.state.outcomes.map((o) => `${o.step} ${o.outcome}`).join(', ')
  }
}

describe('steps', () => {
  test('send waits for what it is to wait for, then the next begins', () => {
    const s = new Stage(procedure([send('a'), send('b', { until: 'released' })]))
    expect(s.commands.size).toBe(1)
    s.after(10).became('accepted')
    expect(s.commands.size).toBe(1)
    s.became('completed')
    expect(s.commands.size).toBe(2)
    s.became('released')
    expect(s.state.status).toBe('done')
    expect(s.steps()).toBe('a done, b done')
  })

  test('a command is sent once, however often the clock ticks', () => {
    const s = new Stage(procedure([send('a')]))
    for (let i = 0; i < 20; i++) s.after(1)
    expect(s.commands.size).toBe(1)
  })

  test('refused or late: tried again as often as it says, each time a command of its own, then held', () => {
    const s = new Stage(procedure([send('a', { retries: 1 }), send('b')]))
    s.became('refused')
    expect(s.commands.size).toBe(2)
    s.after(101)
    expect(s.state).toMatchObject({ status: 'held', why: 'a: the command is still queued' })
    expect(s.do({ kind: 'retry' }, mei)).toBe(false)
    s.do({ kind: 'retry' })
    expect(s.commands.size).toBe(3)
    s.became('completed').became('completed')
    expect(s.state.status).toBe('done')
  })

  test('wait, await with its limit, check', () => {
    const moving = { kind: 'parameter', element: 'rover', name: 'speed', is: '>', value: 0 }
    const s = new Stage(
      procedure([
        { kind: 'wait', id: 'w', party: 'metu', for_s: 30 },
        { kind: 'await', id: 'm', party: 'metu', until: moving, timeout_s: 60 },
        { kind: 'check', id: 'c', party: 'metu', that: moving, onFailure: 'continue' },
      ]),
    )
    expect(s.after(29).state.at).toBe(0)
    expect(s.after(1).state.at).toBe(1)
    s.after(60)
    expect(s.state.status).toBe('held')
    s.values.set('rover/speed', 1)
    s.do({ kind: 'resume' })
    expect(s.steps()).toBe('w done, m failed, m done, c done')
    expect(s.state.status).toBe('done')
  })

  test('go and no-go are said by a person of the party asked', () => {
    const ask = { kind: 'ask', id: 'q', party: 'hkust', question: 'Ready?', onFailure: 'abort' }
    const s = new Stage(procedure([ask, send('a')], [send('safe', { command: 'safe' })]))
    expect(s.state.status).toBe('asking')
    expect(s.told).toEqual(['Ready?'])
    expect(s.do({ kind: 'go' }, ada)).toBe(false)
    s.do({ kind: 'no-go', why: 'dust' }, mei)
    expect(s.state).toMatchObject({ status: 'aborting', part: 'abort' })
    s.became('completed')
    expect(s.state.status).toBe('aborted')
    expect(s.steps()).toBe('q no-go, safe done')
  })

  test('two parties: each sends its own when its person has joined', () => {
    const s = new Stage(procedure([send('a'), send('b', { party: 'hkust' })]))
    s.became('completed')
    expect(s.commands.size).toBe(1)
    expect(s.told.at(-1)).toContain('Join run r1')
    s.after(5)
    expect(s.told).toHaveLength(1)
    s.do({ kind: 'join' }, mei)
    expect([...s.commands.keys()].map((k) => k.split(' ')[0])).toEqual(['metu', 'hkust'])
  })

  test('if and repeat: bounded, and the way that was taken is noted', () => {
    const full = { kind: 'parameter', element: 'rover', name: 'charge', is: '>=', value: 90 }
    const s = new Stage(
      procedure([
        {
          kind: 'repeat',
          id: 'r',
          party: 'metu',
          atMost: 3,
          until: full,
          steps: [send('a', { until: 'queued' }), { kind: 'wait', id: 'w', party: 'metu', for_s: 10 }],
        },
        {
          kind: 'if',
          id: 'i',
          party: 'metu',
          that: full,
          steps: [send('yes', { until: 'queued' })],
          otherwise: [send('no', { until: 'queued' })],
        },
      ]),
    )
    s.after(10).after(10).after(10)
    expect(s.steps()).toBe('a done, w done, a done, w done, a done, w done, r done, i passed-over, no done')
    expect(s.commands.size).toBe(4)
  })

  test('held and skipped with a reason; a step of another party is not skipped', () => {
    const s = new Stage(procedure([send('a'), { kind: 'manual', id: 'm', party: 'metu', text: 'Turn the valve' }]))
    s.do({ kind: 'hold', why: 'look first' })
    expect(s.after(500).state.status).toBe('held')
    expect(s.do({ kind: 'skip', why: 'x' }, mei)).toBe(false)
    s.do({ kind: 'skip', why: 'done by hand' })
    expect(s.state.outcomes.at(-1)).toMatchObject({ outcome: 'skipped', why: 'done by hand', person: 'ada' })
    expect(s.state.status).toBe('asking')
    s.do({ kind: 'done' })
    expect(s.state.status).toBe('done')
  })

  test('the abort sequence goes to its end whatever fails in it', () => {
    const s = new Stage(procedure([send('a')], [send('x'), send('y')]))
    s.do({ kind: 'abort', why: 'smoke' })
    s.became('failed').became('completed')
    expect(s.state).toMatchObject({ status: 'aborted', why: '' })
    expect(s.steps()).toBe('x failed, y done')
  })
})

const parameter = fc.constant({ kind: 'parameter', element: 'rover', name: 'x', is: '>', value: 0 } as const)
const steps: fc.Arbitrary<ProcedureStep[]> = fc.letrec<{ steps: ProcedureStep[]; step: ProcedureStep }>((tie) => ({
  steps: fc.array(tie('step'), { minLength: 1, maxLength: 4 }),
  step: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.record({
      kind: fc.constant('send'),
      party: fc.constantFrom('metu', 'hkust'),
      onFailure: fc.constantFrom('hold', 'continue', 'abort'),
      retries: fc.nat(2),
    }),
    fc.record({ kind: fc.constant('wait'), party: fc.constant('metu'), for_s: fc.nat(20) }),
    fc.record({ kind: fc.constant('ask'), party: fc.constantFrom('metu', 'hkust'), question: fc.constant('?') }),
    fc.record({
      kind: fc.constant('check'),
      party: fc.constant('metu'),
      that: parameter,
      onFailure: fc.constantFrom('hold', 'continue', 'abort'),
    }),
    fc.record({
      kind: fc.constant('if'),
      party: fc.constant('metu'),
      that: parameter,
      steps: tie('steps'),
      otherwise: tie('steps'),
    }),
    fc.record({
      kind: fc.constant('repeat'),
      party: fc.constant('metu'),
      atMost: fc.integer({ min: 1, max: 3 }),
      steps: tie('steps'),
    }),
  ) as fc.Arbitrary<ProcedureStep>,
})).steps

test('random procedures and events: every run ends, no nonce is used for two visits, restarts change nothing', () => {
  const event = fc.constantFrom<RunEvent>(
    { kind: 'go' },
    { kind: 'no-go', why: 'x' },
    { kind: 'hold', why: 'x' },
    { kind: 'resume' },
    { kind: 'skip', why: 'x' },
    { kind: 'retry' },
    { kind: 'done' },
  )
  let ended = 0
  fc.assert(
    fc.property(steps, fc.array(event, { maxLength: 30 }), fc.nat(), (list, events, salt) => {
      let n = 0
      const named = (all: readonly object[]): object[] =>
        all.map((step) => ({
          ...step,
          id: `s${++n}`,
          ...('steps' in step ? { steps: named(step.steps as object[]) } : {}),
          ...('otherwise' in step ? { otherwise: named(step.otherwise as object[]) } : {}),
          ...('retries' in step ? { element: 'rover', command: 'drive', timeout_s: 50 } : {}),
        }))
      const p = procedure(named(list), [send('safe')])
      expect(allSteps(p.steps)).toHaveLength(n)
      const s = new Stage(p)
      s.do({ kind: 'join' }, mei)
      const nonces = new Set<string>()
      const turn = (i: number) => {
        const fate = ['completed', 'failed', 'queued', 'completed'][(i + salt) % 4]!
        for (const key of s.commands.keys()) nonces.add(key)
        if (s.commands.size > 0) s.became(fate)
        s.values.set('rover/x', (i + salt) % 2)
        s.after(7)
        expect(nonceOf(s.state).length).toBeLessThanOrEqual(64)
      }
      events.forEach((e, i) => {
        s.do(e, i % 2 === 0 ? ada : mei)
        turn(i)
      })
      for (let i = 0; i < 3000 && !isRunOver(s.state); i++) {
        // People who go on with everything bring every run to its end.
        for (const who of [ada, mei]) {
          s.do({ kind: 'go' }, who)
          s.do({ kind: 'skip', why: 'on' }, who)
        }
        turn(i)
      }
      expect(isRunOver(s.state)).toBe(true)
      ended++
      const sent = s.state.outcomes.flatMap((o) => (o.nonce === undefined || o.outcome !== 'done' ? [] : [o.nonce]))
      expect(new Set(sent).size).toBe(sent.length)
    }),
    { numRuns: 150, seed: 3 },
  )
  expect(ended).toBe(150)
})
