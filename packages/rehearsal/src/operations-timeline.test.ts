import type { MissionModel } from '@magpie/mission/mission-model'
import type { Deployment, OperationsFile } from '@magpie/operations/operations-file'
import type { OperationsEvent } from '@magpie/simulator/operations-event'
import { describe, expect, it } from 'vitest'
import { OperationsTimeline } from './operations-timeline.ts'

const PLAN = {
  ...{ module: 'rover', owner: 'alpha', host: 'lander', steps: [{ id: 'boom' }] },
  gates: [{ kind: 'power-margin' }, { kind: 'owner-go' }],
} as unknown as Deployment
const OPERATIONS = { proximity: [], deployments: [PLAN] } as unknown as OperationsFile
const MODEL = { elements: [{ id: 'rover', name: 'The rover', owner: 'alpha' }] } as unknown as MissionModel
const STATUS = { state: 'held', why: '', gates: [], steps: [], aborts: [], people: { seats: {}, holds: [], acts: 0 } }

const textOf = (event: object) =>
  new OperationsTimeline(OPERATIONS, MODEL)
    .items({ at: 0, ...event } as unknown as OperationsEvent)
    .map((item) => item.happening?.text)
const deployment = (change: object) => ({ kind: 'deployment', module: 'rover', party: 'alpha', status: STATUS, change })
const by = { party: 'alpha', person: 'ada', at_s: 0 }

describe('a line of the log', () => {
  const command = { kind: 'command', id: 'c1', party: 'alpha', person: 'ada', element: 'rover', action: 'drive' }
  const file = { kind: 'file', file: 'rover/1.dat', element: 'rover', party: 'alpha', octets: 24_000, node: 'kashi' }
  const refusal = { rule: 'no-grant', fact: 'no grant lets it', source: { title: 'A' }, remedy: 'Ask.' }
  const pass = { kind: 'pass', station: 'kashi', light_s: 1.366 }

  it.each([
    [{ ...pass, link: 'relay', state: 'start' }, 'Relay pass over kashi begins; signal 1.37 s'],
    [{ ...pass, link: 'station', state: 'end' }, 'Pass over kashi ends; signal 1.37 s'],
    [
      { kind: 'alarm', element: 'rover', parameter: 'heat', from: 'nominal', to: 'watch', value: 50.123, unit: 'degC' },
      'heat nominal to watch at 50.12 degC',
    ],
    [
      { kind: 'alarm', element: 'rover', parameter: 'mode', from: 'watch', to: 'nominal', value: 'ON', unit: '' },
      'mode watch to nominal at ON',
    ],
    [{ ...command, state: 'completed', purpose: 'gap in telemetry' }, 'drive completed (gap in telemetry)'],
    [{ ...command, state: 'failed', purpose: '' }, 'drive failed'],
    [
      { ...command, kind: 'refusal', where: 'release', decision: refusal },
      'alpha may not drive rover (at release): no grant lets it',
    ],
    [
      { ...file, direction: 'down', state: 'in-care', after_s: 300 },
      'Science file rover/1.dat (24 kB) in the care of kashi after 5 min',
    ],
    [
      { ...file, direction: 'up', state: 'delivered', after_s: 5400 },
      'Software load rover/1.dat (24 kB) whole at kashi after 1.5 h',
    ],
    [{ ...file, direction: 'up', state: 'made', after_s: 0 }, 'Software load rover/1.dat (24 kB) sent by kashi'],
    [
      { kind: 'gap', element: 'rover', first: 7, missing: 3, state: 'opened' },
      '3 packets missing from 7; asked for again',
    ],
    [{ kind: 'activity', id: 'look-1', element: 'rover', state: 'missed' }, 'Activity look-1 missed'],
    [deployment({ kind: 'step', step: 'boom', state: 'done', attempt: 1 }), 'The rover: boom done'],
    [deployment({ kind: 'step', step: 'boom', state: 'failed', attempt: 2 }), 'The rover: boom failed (attempt 2)'],
    [
      deployment({ kind: 'state', state: 'held', why: 'alpha holds it: dust' }),
      'The rover: held, alpha holds it: dust',
    ],
    [deployment({ kind: 'state', state: 'ready', why: '' }), 'The rover: ready'],
    [deployment({ kind: 'act', by, act: { action: 'no-objection', why: '' } }), 'The rover: alpha says no objection'],
    [deployment({ kind: 'act', by, act: { action: 'hold', why: 'dust' } }), 'The rover: alpha says hold: dust'],
    [
      deployment({ kind: 'act', by, act: { action: 'hold', why: 'dust' }, refused: 'it is deployed' }),
      'The rover: alpha says hold: dust, too late: it is deployed',
    ],
  ])('of %j', (event, text) => expect(textOf(event)).toEqual([text]))

  it('tells the others nothing of a value that a gate quotes', () => {
    const why = 'power-margin: margin -4 W, battery 20 %; owner-go: alpha has not said go'
    const [item] = new OperationsTimeline(OPERATIONS, MODEL).items({
      ...{ at: 0, ...deployment({ kind: 'state', state: 'held', why }) },
    } as unknown as OperationsEvent)
    expect(item!.happening!.text).toBe(`The rover: held, ${why}`)
    expect(item!.happening!.plain).toBe('The rover: held, power-margin is not open; owner-go: alpha has not said go')
  })
})
