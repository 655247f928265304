import type { Happening, LiveMessage } from '@magpie/api/live'
import { describe, expect, it } from 'vitest'
import { fixtureClock, fixtureDeployments, fixtureHappenings, fixtureStages } from '../testing/fixture-mission.ts'
import { LAUNCH_S, TOUCHDOWN_S } from '../testing/fixture-scene.ts'
import { isoUtc } from '../time/mission-time.ts'
import { EMPTY, type LiveState, parameterKey, receive, withHappenings } from './live-state.ts'

function after(messages: readonly LiveMessage[], from: LiveState = EMPTY): LiveState {
  return messages.reduce((state, m, i) => receive(state, m, 100 * i), from)
}

function telemetry(value: number | string, tdb_s: number, skipped = 0): LiveMessage {
  const at = isoUtc(tdb_s, 3)
  const sample = { element: 'a', name: 'v', unit: 'V', alarm: 'nominal' as const, generatedAt: at, receivedAt: at }
  return { type: 'telemetry', values: [{ ...sample, value }], skipped }
}

function happening(sequence: number): Happening {
  return { ...fixtureHappenings(Infinity)[0]!, sequence }
}

describe('live state', () => {
  it('keeps the stages in the order in which they were named, each at its newest', () => {
    const stages = after([...fixtureStages(2), ...fixtureStages(3)]).stages
    expect(stages.map((s) => s.stage)).toEqual(fixtureStages(0).map((s) => s.stage))
    expect(stages.map((s) => s.state)).toEqual(['done', 'done', 'done', 'running', 'waiting', 'waiting', 'waiting'])
  })

  it('keeps the newest deployment of each element', () => {
    const messages = [...fixtureDeployments(0), ...fixtureDeployments(40)].map(
      (deployment): LiveMessage => ({ type: 'deployment', deployment }),
    )
    const { deployments } = after(messages)
    expect(Object.keys(deployments)).toHaveLength(6)
    expect(deployments['pk-rover']!.state).toBe('deployed')
    expect(deployments['radio-array']!.state).toBe('held')
  })

  it('keeps alarms until they are over', () => {
    const alarm = (parameter: string, state: 'standing' | 'over'): LiveMessage => ({
      type: 'alarm',
      alarm: {
        ...{ element: 'a', parameter, unit: 'V', state, level: 'warning', worst: 'warning', value: 9, times: 1 },
        ...{ since: '2029-01-10T12:00:00Z', changed: '2029-01-10T12:00:00Z' },
      },
    })
    const both = after([alarm('v', 'standing'), alarm('w', 'standing')])
    expect(Object.keys(both.alarms)).toEqual(['a/v', 'a/w'])
    expect(Object.keys(after([alarm('v', 'over')], both).alarms)).toEqual(['a/w'])
  })

  it('keeps how much is on record at the command desk', () => {
    expect(
      after([
        { type: 'desk', entries: 4 },
        { type: 'desk', entries: 9 },
      ]).desk,
    ).toBe(9)
  })

  it('gathers recent numbers in order, and drops those that came before', () => {
    const state = after([telemetry(1, 100), telemetry(2, 110), telemetry(9, 105), telemetry(3, 120, 7)])
    const parameter = state.parameters[parameterKey('a', 'v')]!
    expect(parameter.recent.values).toEqual([1, 2, 3])
    expect(parameter.sample.value).toBe(3)
    expect(state.skipped).toBe(7)
  })

  it('keeps no trend of text, and at most 240 samples of a number', () => {
    expect(after([telemetry('SAFE', 100)]).parameters['a/v']!.recent.values).toEqual([])
    const many = after(Array.from({ length: 300 }, (_, i) => telemetry(i, 100 + i))).parameters['a/v']!.recent
    expect([many.values.length, many.values[0], many.times_s.length]).toEqual([240, 60, 240])
  })

  it('takes a clock far back for a restart: what was is gone, the stages stay', () => {
    const before = after([
      ...fixtureStages(7),
      fixtureClock(TOUCHDOWN_S),
      telemetry(1, 100),
      { type: 'happening', happening: happening(3) },
    ])
    const restarted = receive(before, fixtureClock(LAUNCH_S), 5000)
    expect([restarted.run, restarted.happenings.length, Object.keys(restarted.parameters).length]).toEqual([1, 0, 0])
    expect(restarted.stages).toBe(before.stages)
    expect(receive(before, fixtureClock(TOUCHDOWN_S - 60), 5000).run).toBe(0)
  })
})

it('takes a decided stage that is open again for a restart, once', () => {
  const before = after([...fixtureStages(7), fixtureClock(TOUCHDOWN_S), telemetry(1, 100)])
  const restarted = after(fixtureStages(0), before)
  expect([restarted.run, restarted.clock, Object.keys(restarted.parameters).length]).toEqual([1, undefined, 0])
  expect(restarted.stages.map((s) => s.state)).toEqual(fixtureStages(0).map((s) => s.state))
})

describe('happenings', () => {
  it('are each there once and in order, however they come', () => {
    const list = withHappenings([happening(1), happening(4)], [happening(2), happening(4), happening(7)])
    expect(list.map((h) => h.sequence)).toEqual([1, 2, 4, 7])
    expect(withHappenings(list, [happening(8)]).map((h) => h.sequence)).toEqual([1, 2, 4, 7, 8])
  })

  it('are no more than ten thousand', () => {
    const list = withHappenings(
      [],
      Array.from({ length: 10_100 }, (_, i) => happening(i)),
    )
    expect([list.length, list[0]!.sequence]).toEqual([10_000, 100])
  })
})
