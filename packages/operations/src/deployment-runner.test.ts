import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DeploymentAct, DeploymentAction } from './deployment-people.ts'
import { type DeploymentChange, DeploymentRunner, type RunnerCommand } from './deployment-runner.ts'
import { deployment as schema } from './operations-file.ts'

const planOf = (module: string, owner: string) =>
  schema.parse({
    ...{ module, owner, host: 'h', earliest_s: 0 },
    gates: [
      { kind: 'landed' },
      { kind: 'contact', remaining_s: 60 },
      { kind: 'owner-go' },
      { kind: 'host-no-objection' },
    ],
    steps: ['on', 'open'].map((id) => ({
      ...{ id, element: id === 'on' ? 'h' : module, command: id, timeout_s: 100, attempts: 2, retryAfter_s: 50 },
      confirm: { element: module, parameter: 'state', equals: id },
    })),
    abort: { element: 'h', command: 'off' },
  })

type World = { values: Map<string, string>; contact_s: number }
const world = (): World => ({ values: new Map([['h/state', 'LANDED']]), contact_s: 3600 })

/** A runner over a world that does what it is told, unless a command is in `broken`. */
function bench(module: string, owner: string, w: World, broken: ReadonlySet<string> = new Set()) {
  const changes: DeploymentChange[] = []
  const sent: RunnerCommand[] = []
  const runner = new DeploymentRunner(planOf(module, owner), {
    value: (element, parameter) => {
      const value = w.values.get(`${element}/${parameter}`)
      return value === undefined ? undefined : { value, at_s: 0 }
    },
    contact: () => ({ remaining_s: w.contact_s, source: 'a pass' }),
    surroundings: { ownerOf: () => undefined, vehicles: [], zones: [] },
    say: () => ({ owner, host: 'hh', lead: 'lead' }),
    submit(command, told) {
      sent.push(command)
      if (broken.has(command.command)) return told('failed', true)
      if (command.step !== 'abort') w.values.set(`${module}/state`, command.step)
      told('executed', false)
    },
    report: (change) => changes.push(change),
  })
  let now_s = 0
  const say = (party: string, action: DeploymentAction, why = 'because') =>
    runner.act({ action, why }, { party, person: `${party}-p`, at_s: now_s })
  const look = (times: number) => {
    for (let i = 0; i < times; i++) {
      now_s += 10
      runner.look(now_s)
    }
  }
  return { runner, changes, sent, say, look }
}

test('nothing is sent before both have spoken; then each step with its command', () => {
  const { runner, sent, say, look } = bench('m', 'o', world())
  look(5)
  expect(sent).toEqual([])
  expect(say('o', 'go').ok).toBe(true)
  look(5)
  expect(sent).toEqual([])
  expect(say('hh', 'no-objection').ok).toBe(true)
  look(8)
  expect(runner.state).toBe('deployed')
  const { steps, people } = runner.status()
  expect(steps.map((s) => [s.id, s.state, s.attempts, s.commands.map((c) => [c.id, c.state])])).toEqual([
    ['on', 'done', 1, [['m-on-1', 'executed']]],
    ['open', 'done', 1, [['m-open-2', 'executed']]],
  ])
  expect(people.seats).toMatchObject({ owner: { party: 'o' }, host: { party: 'hh' } })
})

test.each<[string, DeploymentAction, string]>([
  ['hh', 'go', 'deployment-owner'],
  ['lead', 'go', 'deployment-owner'],
  ['stranger', 'abort', 'deployment-owner'],
  ['stranger', 'hold', 'deployment-hold'],
  ['stranger', 'take-seat', 'deployment-seat'],
  ['o', 'object', 'deployment-host'],
  ['lead', 'withdraw', 'deployment-host'],
  ['o', 'skip', 'deployment-every-step'],
  ['o', 'resume', 'deployment-state'],
  ['o', 'retry', 'deployment-state'],
  ['hh', 'withdraw', 'deployment-state'],
])('%s may not %s', (party, action, rule) => {
  const { say, runner } = bench('m', 'o', world())
  const before = runner.status()
  const done = say(party, action)
  expect(done).toMatchObject({ ok: false, error: { rule, permitted: false } })
  if (!done.ok)
    expect([done.error.fact, done.error.source.title, done.error.remedy].every((t) => t.length > 5)).toBe(true)
  expect(runner.status()).toEqual({ ...before, people: { ...before.people, acts: 1 } })
})

test.each<DeploymentAction>(['no-go', 'hold', 'abort'])('%s says why', (action) => {
  expect(bench('m', 'o', world()).say('o', action, ' ')).toMatchObject({
    ok: false,
    error: { rule: 'deployment-reason' },
  })
})

describe('acts', () => {
  test('a hold of the lead is lifted by the lead alone', () => {
    const { runner, say, look, sent } = bench('m', 'o', world())
    say('o', 'go')
    say('hh', 'no-objection')
    expect(say('lead', 'hold').ok).toBe(true)
    look(10)
    expect([runner.state, sent.length]).toEqual(['held', 0])
    expect(say('o', 'resume')).toMatchObject({ ok: false, error: { fact: 'm: o does not hold it; held by lead' } })
    expect(say('lead', 'resume').ok).toBe(true)
    look(10)
    expect(runner.state).toBe('deployed')
  })

  test('an abort sends its command once and leaves it safe; a retry needs a go of its own and begins again', () => {
    const w = world()
    const { runner, say, look, sent } = bench('m', 'o', w, new Set(['open']))
    say('o', 'go')
    say('hh', 'no-objection')
    look(3)
    expect(say('o', 'abort').ok).toBe(true)
    expect(runner.state).toBe('safe')
    expect(sent.filter((c) => c.step === 'abort')).toHaveLength(1)
    look(5)
    expect(say('o', 'retry').ok).toBe(true)
    look(5)
    expect(runner.state).toBe('waiting')
    say('o', 'go')
    look(100)
    expect(sent.filter((c) => c.step === 'on')).toHaveLength(2)
    expect(runner.state).toBe('failed')
    expect(say('o', 'go')).toMatchObject({ ok: false, error: { rule: 'deployment-state' } })
  })

  test('what failed for good is tried again as often as at first', () => {
    const broken = new Set(['open'])
    const { runner, say, look, sent } = bench('m', 'o', world(), broken)
    say('o', 'go')
    say('hh', 'no-objection')
    look(40)
    expect([runner.state, sent.filter((c) => c.step === 'open').length]).toEqual(['failed', 2])
    expect(runner.status().aborts).toHaveLength(1)
    broken.clear()
    say('o', 'retry')
    look(40)
    expect(runner.state).toBe('deployed')
  })

  test('a retry does not wait for the next attempt', () => {
    const { runner, say, look, sent } = bench('m', 'o', world(), new Set(['on']))
    say('o', 'go')
    say('hh', 'no-objection')
    look(3)
    expect(runner.state).toBe('held')
    say('o', 'retry')
    look(1)
    expect(sent).toHaveLength(2)
  })
})

const action = fc.constantFrom<DeploymentAction>(
  ...(['take-seat', 'leave-seat', 'go', 'no-go', 'hold', 'resume', 'retry', 'abort', 'object', 'withdraw'] as const),
  'no-objection',
)
const step = fc.oneof(
  fc.record({
    module: fc.constantFrom('a', 'b', 'c'),
    party: fc.constantFrom('oa', 'ob', 'oc', 'hh', 'lead', 'x'),
    action,
  }),
  fc.record({ looks: fc.integer({ min: 1, max: 12 }) }),
  fc.record({ contact_s: fc.constantFrom(0, 3600) }),
  fc.record({ breaks: fc.constantFrom('a', 'b', 'c') }),
)

test('machines are independent: each goes as it would without the others, whatever happens to them', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const together = play(['a', 'b', 'c'], steps)
      for (const module of ['a', 'b', 'c']) expect(play([module], steps).get(module)).toEqual(together.get(module))
    }),
    { numRuns: 500 },
  )
})

test('nothing is sent without a go, with an objection, on hold or out of contact, whatever is said', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const w = world()
      const { runner, sent, look, say } = bench('a', 'oa', w)
      let before = 0
      for (const s of steps) {
        const { people } = runner
        if ('module' in s) say(s.party, s.action)
        else if ('contact_s' in s) w.contact_s = s.contact_s
        else look(1)
        const steps_ = sent.slice(before).filter((c) => c.step !== 'abort')
        before = sent.length
        if (steps_.length === 0) continue
        expect(people.go !== undefined && people.noObjection !== undefined && w.contact_s > 0).toBe(true)
        expect(people.holds).toEqual([])
      }
    }),
    { numRuns: 500 },
  )
})

/** What each of the modules came to in one history: worlds are apart, as their telemetry is. */
function play(modules: readonly string[], steps: readonly (typeof step extends fc.Arbitrary<infer T> ? T : never)[]) {
  const broken = new Map(modules.map((m) => [m, new Set<string>()]))
  const worlds = new Map(modules.map((m) => [m, world()]))
  const benches = new Map(modules.map((m) => [m, bench(m, `o${m}`, worlds.get(m)!, broken.get(m)!)]))
  for (const s of steps) {
    if ('module' in s) benches.get(s.module)?.say(s.party, s.action)
    else if ('looks' in s) for (const b of benches.values()) b.look(s.looks)
    else if ('contact_s' in s) for (const w of worlds.values()) w.contact_s = s.contact_s
    else broken.get(s.breaks)?.add('open')
  }
  return new Map([...benches].map(([m, b]) => [m, { changes: b.changes, status: b.runner.status() }]))
}

test('the same acts give the same course', () => {
  const acts: DeploymentAct[] = [{ action: 'go', why: '' }]
  const run = () => {
    const { runner, look, say, changes } = bench('m', 'o', world())
    look(2)
    for (const { action: a } of acts) say('o', a)
    say('hh', 'no-objection')
    look(9)
    return { changes, status: runner.status() }
  }
  expect(run()).toEqual(run())
})
