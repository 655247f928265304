import { readFileSync } from 'node:fs'
import type { Caller } from '@magpie/api/access'
import { type Deployment, type Happening, happening, type LiveMessage } from '@magpie/api/live'
import type { Agreement, DataShare } from '@magpie/mission/agreement'
import type { Element } from '@magpie/mission/element'
import { DeploymentRunner } from '@magpie/operations/deployment-runner'
import { NOTHING_SAID } from '@magpie/operations/exchange/protocol'
import { type OperationsFile, operationsFile } from '@magpie/operations/operations-file'
import { OperationsTimeline } from '@magpie/rehearsal/operations-timeline'
import { describe, expect, it } from 'vitest'
import { agreedSubscriber } from './agreed-subscriber.ts'
import { eventsByAgreement, toldNow } from './data-events.ts'
import { agreedData, OPEN_READING } from './data-reading.ts'

const text = readFileSync(new URL('../../../missions/change-8/operations.json', import.meta.url), 'utf8')
const operations: OperationsFile = operationsFile.parse(JSON.parse(text))
type OperationsEvent = Parameters<OperationsTimeline['items']>[0]
const provenance = { kind: 'assumed', reason: 'a test' } as const
const made = (id: string, owner: string, host?: string): Element => {
  const at = host === undefined ? {} : { host }
  return { id, name: id, kind: 'module', owner, parameters: [], ports: [], provenance, ...at }
}
const ELEMENTS = [made('ce8-lander', 'cnsa'), made('pk-rover', 'suparco', 'ce8-lander')]
const HOUR_S = 3600
/** A moment of operations, TDB s past J2000. */
const AT_S = 9.3e8

/** The lander shares all with SUPARCO at once and with METU an hour late; ISA has it rounded; the public has nothing. */
const share = (party: string, more: Partial<DataShare> = {}): DataShare => ({ party, what: 'everything', ...more })
const agreement: Agreement = {
  ...{ id: 'a', title: 'A', kind: 'integration-agreement', parties: ['cnsa', 'suparco'], grants: [], provenance },
  elements: ['ce8-lander', 'pk-rover'],
  dataPolicy: {
    ...{ embargo_days: 180, licence: 'CC-BY-4.0' },
    sharing: [
      share('suparco', { elements: ['ce8-lander'] }),
      share('metu', { delay_s: HOUR_S }),
      share('isa', { rounded: { battery_charge: 10, power_margin: 10, state: 1, tilt: 1, tilt_rate: 1 } }),
      share('narit', { atMostEvery_s: 60 }),
    ],
  },
}
const clock = { ms: 0 }
const events = eventsByAgreement({
  ...agreedData({ model: () => ({ elements: ELEMENTS, agreements: [agreement] }), operations: () => operations }),
  ...{ now_ms: () => clock.ms, operations: () => operations },
})
const as = (party?: string): Caller => ({ arrivedAt: '', roles: [], ...(party && { party }) })

const plan = operations.deployments.find((d) => d.module === 'pk-rover')!
const timeline = new OperationsTimeline(operations, { elements: ELEMENTS } as never)
const told = (event: object): Happening => {
  const items = timeline.items({ at: AT_S, ...event } as OperationsEvent)
  return { ...items.find((item) => item.happening !== undefined)!.happening!, sequence: 0 }
}
const held = `power-margin: margin 12 W, battery 34 %; owner-go: the owner has not said go`
const runner = new DeploymentRunner(plan, {
  value: () => undefined,
  contact: () => ({ remaining_s: 0, source: 'none' }),
  surroundings: { ownerOf: () => undefined, vehicles: [], zones: [] },
  say: () => ({ owner: plan.owner, host: 'cnsa', lead: 'cnsa' }),
  submit: () => undefined,
  report: () => undefined,
})
const deployed = { kind: 'deployment', module: 'pk-rover', party: 'suparco', status: runner.status() }
const refusal = { permitted: false, rule: 'r', fact: 'f', source: { title: 's' }, remedy: 'm' }

/** One of each kind that operations tell, with what it says that is a value. */
const KINDS: Readonly<Record<Happening['kind'], readonly [Happening, values: boolean]>> = {
  alarm: [
    told({
      ...{ kind: 'alarm', element: 'ce8-lander', parameter: 'battery_charge', from: 'nominal', to: 'warning' },
      ...{ value: 12.3456, unit: '%' },
    }),
    true,
  ],
  deployment: [told({ ...deployed, change: { kind: 'state', state: 'held', why: held } }), true],
  refusal: [
    told({
      kind: 'refusal',
      id: 'c',
      party: 'cnsa',
      element: 'pk-rover',
      action: 'x',
      where: 'queue',
      decision: refusal,
    }),
    false,
  ],
  command: [
    told({ kind: 'command', id: 'c', party: 'cnsa', element: 'pk-rover', action: 'x', state: 'executed', purpose: '' }),
    false,
  ],
  pass: [told({ kind: 'pass', station: 'miyun', link: 'relay', state: 'start', light_s: 1.3 }), false],
  proximity: [
    told({
      ...{ kind: 'proximity', service: 'charging-pk-rover', changed: true },
      status: {
        ...{ service: 'charging-pk-rover', request: 1, from: 'hk-robot', to: 'pk-rover', state: 'consented' },
        ...{ exchange: NOTHING_SAID, asked: 0, offered: 0, given: 0, item: 0, packets: [], commands: [], acts: 0 },
        reached: [{ state: 'consented', at_s: AT_S }],
      },
    }),
    false,
  ],
  fault: [told({ kind: 'fault', element: 'pk-rover', fault: 'heater', why: 'it is stuck' }), false],
  note: [told({ kind: 'note', element: 'pk-rover', party: 'cnsa', text: 'noted' }), false],
  decision: [{ ...told({ kind: 'note', element: '', party: 'cnsa', text: 'selected' }), kind: 'decision' }, false],
  manoeuvre: [{ ...told({ kind: 'note', element: '', party: 'cnsa', text: 'burn' }), kind: 'manoeuvre' }, false],
  flight: [{ ...told({ kind: 'note', element: '', party: 'cnsa', text: 'touchdown' }), kind: 'flight' }, false],
}

/** Who reads the lander's values as they were measured, and how many hours after they came. */
const READERS: readonly (readonly [party: string | undefined, hours: number])[] = [
  ['cnsa', 0],
  ['suparco', 0],
  ['metu', 1],
  ['isa', 180 * 24],
  ['narit', 180 * 24],
  ['roscosmos', 180 * 24],
  [undefined, 180 * 24],
]
const asOf = (event: Happening, hours: number) => {
  clock.ms = Date.parse(event.at) + hours * HOUR_S * 1000
}

const whole = ({ quotes: _, plain: __, ...event }: Happening) => [event]
const without = ({ quotes = [], plain, ...event }: Happening) =>
  quotes.length > 0 && plain !== undefined ? [{ ...event, text: plain }] : []

describe('events within what was agreed', () => {
  it('has every kind that there is in this table', () => {
    expect(Object.keys(KINDS).sort()).toEqual([...happening.shape.kind.options].sort())
  })

  it.each(Object.keys(KINDS) as Happening['kind'][])('%s tells no value before its time, whoever asks', (kind) => {
    const [event, hasValues] = KINDS[kind]
    for (const [party, hours] of READERS)
      for (const at of [0, 0.99, 1, 180 * 24 - 0.01, 180 * 24]) {
        asOf(event, at)
        const got = toldNow(events, as(party), [event])
        expect(got, `${party} after ${at} h`).toEqual(!hasValues || at >= hours ? whole(event) : without(event))
      }
    expect(JSON.stringify(without(event))).not.toMatch(/12|34|warning/)
  })

  it('says in a plain text that a gate is not open, and which', () => {
    const [event] = KINDS.deployment
    expect(event.text).toContain('margin 12 W')
    expect(event.plain).toBe('pk-rover: held, power-margin is not open; owner-go: the owner has not said go')
  })

  it('keeps values out of the ledger, which everybody reads', () => {
    const items = timeline.items({
      at: AT_S,
      ...deployed,
      change: { kind: 'state', state: 'held', why: held },
    } as never)
    expect(items[0]!.ledger!.body).toEqual({
      ...{ state: 'held', why: 'power-margin is not open; owner-go: the owner has not said go' },
    })
  })

  it('shows the board without what its gates quote', () => {
    const at = KINDS.alarm[0].at
    const board: Deployment = {
      ...{ element: 'pk-rover', name: 'Rover', party: 'suparco', state: 'waiting', steps: [] },
      gates: plan.gates.map((g) => ({ id: g.kind, name: g.kind, state: 'passed', detail: `is ${g.kind}`, at })),
    }
    asOf(KINDS.alarm[0], 0.5)
    const details = (party?: string) =>
      Object.fromEntries(events.board(as(party), board).gates.map((g) => [g.id, g.detail]))
    expect(details('suparco')['power-margin']).toBe('is power-margin')
    for (const party of ['metu', 'isa', undefined]) {
      expect(details(party)['power-margin'], party).toBe('')
      expect(details(party)['owner-go'], party).toBe('is owner-go')
    }
  })

  it('tells live what is due, when it is due', () => {
    const got: LiveMessage[] = []
    const inner = { offer: () => undefined, tell: (m: LiveMessage) => void got.push(m), flush: () => undefined }
    const [event] = KINDS.alarm
    asOf(event, 0)
    const open = agreedSubscriber(inner as never, as('cnsa'), OPEN_READING, events)
    const late = agreedSubscriber(inner as never, as('metu'), OPEN_READING, events)
    const closed = agreedSubscriber(inner as never, as(), OPEN_READING, events)
    for (const s of [open, late, closed]) s.tell({ type: 'happening', happening: event })
    expect(got.length).toBe(1)
    asOf(event, 1)
    for (const s of [open, late, closed]) s.flush()
    for (const s of [open, late, closed]) s.flush()
    expect(got.map((m) => m.type === 'happening' && m.happening.text)).toEqual([event.text, event.text])
  })
})
