import { readFileSync } from 'node:fs'
import { unwrap } from '@magpie/core/result'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PUS_FAILURE, PusOnBoard } from './on-board.ts'
import { MAGPIE_PUS, type PusProfile } from './profile.ts'
import {
  ALL_ACKS,
  decodePusTelecommand,
  decodePusTelemetry,
  encodePusTelecommand,
  encodePusTelemetry,
} from './pus-packet.ts'
import { decodeReport, encodeReport, type PusReport, reportType, stageOf } from './reports.ts'
import { decodeRequest, encodeRequest, type PusRequest, REQUEST_TYPES } from './requests.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const octets = (text: string) => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'))
const P: PusProfile = {
  ...MAGPIE_PUS,
  parameters: new Map([
    [1, 'u16'],
    [2, 'f32'],
    [3, 'i8'],
  ]),
}
const golden = JSON.parse(readFileSync(new URL('../../../../golden/pus/spacepackets.json', import.meta.url), 'utf8'))
type Golden = {
  what: string
  kind: string
  service: number
  subtype: number
  hex: string
  data: string
  ack: number
} & Record<string, number>
const packets: Golden[] = golden.packets

describe('packets of another implementation', () => {
  test.each(
    packets.filter((p) => p.what === 'telecommand').map((p) => [`${p.service},${p.subtype} ack ${p.ack}`, p] as const),
  )('telecommand %s', (_, p) => {
    const tc = unwrap(decodePusTelecommand(octets(p.hex), P))
    expect(tc).toMatchObject({
      apid: p['apid'],
      sequenceCount: p['sequenceCount'],
      service: p.service,
      subtype: p.subtype,
    })
    expect(tc.source).toBe(p['source'])
    expect(Object.values(tc.ack)).toEqual([1, 2, 4, 8].map((bit) => (p.ack & bit) !== 0))
    expect(hex(tc.data)).toBe(p.data)
    expect(hex(encodePusTelecommand(tc, P))).toBe(p.hex)
  })

  test.each(packets.filter((p) => p.what === 'telemetry').map((p) => [`${p.service},${p.subtype}`, p] as const))(
    'telemetry %s',
    (_, p) => {
      const tm = unwrap(decodePusTelemetry(octets(p.hex), P))
      expect(tm).toMatchObject({ apid: p['apid'], counter: p['counter'], destination: p['destination'] })
      expect(tm.time_s).toBe(0x7e90be6b + 0x8000 / 65536)
      expect(hex(tm.data)).toBe(p.data)
      expect(hex(encodePusTelemetry(tm, P))).toBe(p.hex)
    },
  )

  test.each(packets.filter((p) => p.what === 'verification').map((p) => [p.kind, p] as const))(
    'verification %s',
    (kind, p) => {
      const tm = unwrap(decodePusTelemetry(octets(p.hex), P))
      const report = unwrap(decodeReport(tm, P))
      expect(report).toMatchObject({ kind, request: { apid: 0x66, sequenceCount: 0x1abc, telecommand: true } })
      if ('code' in report) expect(report).toMatchObject({ code: 0x0203, data: octets('cafe') })
      if ('step' in report) expect(report.step).toBe(5)
      expect(reportType(report)).toEqual([1, tm.subtype])
      expect(hex(encodeReport(report, P))).toBe(hex(tm.data))
    },
  )
})

/** Field tables of ECSS-E-ST-70-41C clause 8 written out by hand, with the sizes of the profile. */
describe('layouts of the standard', () => {
  const packet = unwrap(decodePusTelecommand(octets('1866c0010006211101 1234 da4d'), P))
  const whole = octets('1866c00100062111011234da4d')
  const requests: [string, PusRequest, string][] = [
    [
      '8.3.2.1 TC[3,1]: structure, interval, N1, parameters, NFA, {repetitions, N2, parameters}',
      {
        kind: 'create-structure',
        made: { structure: 9, interval: 30, parameters: [1, 2], repeated: [{ samples: 4, parameters: [3] }] },
      },
      '09 001e 02 0001 0002 01 04 01 0003',
    ],
    ['8.3.2.5 TC[3,5]: N, structures', { kind: 'enable-structures', structures: [9, 10] }, '02 09 0a'],
    ['8.3.2.27 TC[3,27]: N, structures', { kind: 'report-once', structures: [9] }, '01 09'],
    ['8.5.2.5 TC[5,5]: N, events', { kind: 'enable-events', events: [21] }, '01 0015'],
    ['8.5.2.7 TC[5,7]: nothing', { kind: 'report-disabled-events' }, ''],
    [
      '8.8.2.1 TC[8,1]: function, arguments',
      { kind: 'perform-function', name: 'HEATER', arguments: octets('0102') },
      '4845415445520000 0102',
    ],
    [
      '8.11.2.4 TC[11,4]: N, {release time, request}',
      {
        kind: 'insert',
        subSchedule: 0,
        requests: [{ subSchedule: 0, group: 0, release_s: 0x7e90be6b + 0.5, packet: whole }],
      },
      '01 7e90be6b8000 1866c00100062111011234da4d',
    ],
    [
      '8.11.2.5 TC[11,5]: N, {source, APID, sequence count}',
      { kind: 'delete', requests: [{ source: 0x1234, apid: 0x66, sequenceCount: 1 }] },
      '01 1234 0066 0001',
    ],
    [
      '8.11.2.6 TC[11,6]: window from tag to tag',
      { kind: 'delete-filtered', filter: { from_s: 16, until_s: 32 } },
      '01 000000100000 000000200000',
    ],
    ['8.11.2.6 TC[11,6]: all', { kind: 'delete-filtered', filter: {} }, '00'],
    [
      '8.11.2.7 TC[11,7]: offset, N, requests',
      { kind: 'shift', offset_s: -500, requests: [{ source: 1, apid: 2, sequenceCount: 3 }] },
      'fffffe0c 01 0001 0002 0003',
    ],
    ['8.11.2.15 TC[11,15]: offset', { kind: 'shift-all', offset_s: 60 }, '0000003c'],
    ['8.17.2.1 TC[17,1]: nothing', { kind: 'are-you-alive' }, ''],
    ['8.17.2.3 TC[17,3]: APID', { kind: 'test-connection', apid: 0x66 }, '0066'],
    ['8.20.2.1 TC[20,1]: N, parameters', { kind: 'report-values', parameters: [1, 2] }, '02 0001 0002'],
    [
      '8.20.2.3 TC[20,3]: N, {parameter, value}',
      {
        kind: 'set-values',
        values: [
          { parameter: 1, value: 258 },
          { parameter: 3, value: -2 },
        ],
      },
      '02 0001 0102 0003 fe',
    ],
  ]
  test.each(requests)('%s', (_, request, layout) => {
    const { service, subtype, data } = encodeRequest(request, P)
    expect([service, subtype]).toEqual(REQUEST_TYPES[request.kind])
    expect(hex(data)).toBe(layout.replaceAll(' ', ''))
    expect(unwrap(decodeRequest({ service, subtype, data }, P))).toEqual(request)
  })

  const request = {
    version: 0,
    telecommand: true,
    secondaryHeader: true,
    apid: 0x66,
    sequenceFlags: 3,
    sequenceCount: 1,
  }
  const reports: [string, PusReport, string][] = [
    ['8.1.2.1 TM[1,1]: request', { kind: 'accepted', request }, '1866 c001'],
    [
      '8.1.2.6 TM[1,6]: request, step, failure',
      { kind: 'progress-failed', request, step: 2, code: 7, data: octets('09') },
      '1866 c001 02 0007 09',
    ],
    [
      '8.3.2.10 TM[3,10]: structure, periodic, interval, ...',
      { kind: 'structure', periodic: true, structure: { structure: 9, interval: 30, parameters: [1], repeated: [] } },
      '09 01 001e 01 0001 00',
    ],
    ['8.3.2.25 TM[3,25]: structure, values', { kind: 'housekeeping', structure: 9, values: octets('0102') }, '09 0102'],
    ['8.5.2.3 TM[5,3]: event, data', { kind: 'event', severity: 'medium', event: 21, data: octets('07') }, '0015 07'],
    ['8.5.2.8 TM[5,8]: N, events', { kind: 'disabled-events', events: [21, 22] }, '02 0015 0016'],
    [
      '8.11.2.13 TM[11,13]: N, {release time, request}',
      {
        kind: 'summary',
        requests: [{ subSchedule: 0, group: 0, release_s: 16, request: { source: 1, apid: 2, sequenceCount: 3 } }],
      },
      '01 000000100000 0001 0002 0003',
    ],
    [
      '8.11.2.10 TM[11,10]: N, {release time, packet}',
      { kind: 'detail', requests: [{ subSchedule: 0, group: 0, release_s: 16, packet: whole }] },
      '01 000000100000 1866c00100062111011234da4d',
    ],
    ['8.17.2.4 TM[17,4]: APID', { kind: 'connection', apid: 0x66 }, '0066'],
    [
      '8.20.2.2 TM[20,2]: N, {parameter, value}',
      { kind: 'values', values: [{ parameter: 2, value: 1.5 }] },
      '01 0002 3fc00000',
    ],
  ]
  test.each(reports)('%s', (_, report, layout) => {
    const [service, subtype] = reportType(report)
    const data = encodeReport(report, P)
    expect(hex(data)).toBe(layout.replaceAll(' ', ''))
    expect(unwrap(decodeReport({ service, subtype, data }, P))).toEqual(report)
  })

  test('optional fields of service 11 and the P-field of time stand where the mission has them', () => {
    const q: PusProfile = { ...P, subSchedule: 1, group: 2, time: { seconds: 4, fraction: 1, preamble: true } }
    const asked: PusRequest = {
      kind: 'insert',
      subSchedule: 7,
      requests: [{ subSchedule: 7, group: 3, release_s: 16.5, packet: whole }],
    }
    const { data, service, subtype } = encodeRequest(asked, q)
    expect(hex(data)).toBe(`070100031d0000001080${hex(whole)}`)
    expect(unwrap(decodeRequest({ service, subtype, data }, q))).toEqual(asked)
    expect(packet.service).toBe(17)
  })
})

/** A spacecraft with two parameters that can be set, a function, and a ground that reads what it says. */
class Craft {
  readonly values = new Map([
    [1, 100],
    [2, 1.5],
    [3, -1],
  ])
  readonly performed: string[] = []
  now_s = 1000
  private sequence = 0
  readonly board = new PusOnBoard({
    apid: 0x7a,
    profile: P,
    read: (id) => this.values.get(id)!,
    write: (id, value) => id !== 3 && this.values.set(id, value) !== undefined,
    perform: (name) => {
      if (name === 'JAM') return { code: 99 }
      if (name !== 'HEATER') return undefined
      this.performed.push(`${name} at ${this.now_s}`)
      return 'done'
    },
    events: new Set([21, 22]),
    sampling_s: 10,
    schedule: 4,
  })

  packet(request: PusRequest, ack = ALL_ACKS): Uint8Array {
    const about = { apid: 0x7a, sequenceCount: this.sequence++, ack, source: 1 }
    return encodePusTelecommand({ ...about, ...encodeRequest(request, P) }, P)
  }

  read(sent: Uint8Array[]): PusReport[] {
    return sent.map((packet) => unwrap(decodeReport(unwrap(decodePusTelemetry(packet, P)), P)))
  }

  ask(request: PusRequest, ack = ALL_ACKS): PusReport[] {
    return this.read(this.board.receive(this.packet(request, ack), this.now_s))
  }

  wait(s: number): PusReport[] {
    this.now_s += s
    return this.read(this.board.advance(this.now_s))
  }
}

const kinds = (reports: PusReport[]) => reports.map((r) => r.kind)
const code = (reports: PusReport[]) => reports.flatMap((r) => ('code' in r ? [r.code] : []))

describe('on board', () => {
  test('are you alive: accepted, started, report, completed; without acknowledgements the report alone', () => {
    expect(kinds(new Craft().ask({ kind: 'are-you-alive' }))).toEqual(['accepted', 'started', 'alive', 'completed'])
    const none = { acceptance: false, start: false, progress: false, completion: false }
    expect(kinds(new Craft().ask({ kind: 'are-you-alive' }, none))).toEqual(['alive'])
  })

  test('what is wrong is told whatever was acknowledged, and damage is not answered at all', () => {
    const craft = new Craft()
    const none = { acceptance: false, start: false, progress: false, completion: false }
    expect(code(craft.ask({ kind: 'perform-function', name: 'FLY', arguments: new Uint8Array(0) }, none))).toEqual([
      PUS_FAILURE.unknownFunction,
    ])
    expect(code(craft.ask({ kind: 'perform-function', name: 'JAM', arguments: new Uint8Array(0) }, none))).toEqual([99])
    const packet = craft.packet({ kind: 'are-you-alive' })
    packet[8]! ^= 1
    expect(craft.board.receive(packet, 1000)).toEqual([])
    const unknown = encodePusTelecommand(
      { apid: 0x7a, sequenceCount: 5, ack: none, source: 0, service: 99, subtype: 1, data: new Uint8Array(0) },
      P,
    )
    expect(craft.read(craft.board.receive(unknown, 1000))).toMatchObject([
      { kind: 'acceptance-failed', code: PUS_FAILURE.unknownRequest },
    ])
  })

  test('housekeeping: made, enabled, reported on time, once, disabled, deleted', () => {
    const craft = new Craft()
    const made = { structure: 9, interval: 3, parameters: [1], repeated: [{ samples: 2, parameters: [3] }] }
    craft.ask({ kind: 'create-structure', made })
    expect(code(craft.ask({ kind: 'create-structure', made }))).toEqual([PUS_FAILURE.structureExists])
    expect(craft.wait(100)).toEqual([])
    craft.ask({ kind: 'enable-structures', structures: [9] })
    const reports = craft.wait(95)
    expect(kinds(reports)).toEqual(['housekeeping', 'housekeeping', 'housekeeping'])
    expect(reports[0]).toMatchObject({ values: octets('0064ffff') })
    expect(kinds(craft.ask({ kind: 'report-once', structures: [9] }))).toContain('housekeeping')
    expect(craft.ask({ kind: 'report-structures', structures: [9] })[2]).toEqual({
      kind: 'structure',
      periodic: true,
      structure: made,
    })
    craft.ask({ kind: 'disable-structures', structures: [9] })
    expect(craft.wait(100)).toEqual([])
    craft.ask({ kind: 'delete-structures', structures: [9] })
    expect(code(craft.ask({ kind: 'enable-structures', structures: [9] }))).toEqual([PUS_FAILURE.unknownStructure])
  })

  test('events: raised, disabled, listed, enabled', () => {
    const craft = new Craft()
    const raise = () => craft.read(craft.board.raise(21, 'high', octets('01'), craft.now_s))
    expect(raise()).toMatchObject([{ kind: 'event', severity: 'high', event: 21 }])
    craft.ask({ kind: 'disable-events', events: [21] })
    expect(raise()).toEqual([])
    expect(craft.ask({ kind: 'report-disabled-events' })[2]).toEqual({ kind: 'disabled-events', events: [21] })
    craft.ask({ kind: 'enable-events', events: [21] })
    expect(raise()).toHaveLength(1)
    expect(code(craft.ask({ kind: 'disable-events', events: [77] }))).toEqual([PUS_FAILURE.unknownEvent])
  })

  test('a failure names what of the request is at fault, where it is one thing', () => {
    const craft = new Craft()
    const failed = (reports: readonly PusReport[]) =>
      reports.flatMap((r) => ('data' in r && 'code' in r ? [r.data] : []))
    expect(failed(craft.ask({ kind: 'enable-events', events: [21, 77, 78] }))).toEqual([octets('004d')])
    expect(failed(craft.ask({ kind: 'delete-structures', structures: [77] }))).toEqual([octets('004d')])
    const nothing = craft.ask({ kind: 'perform-function', name: 'FLY', arguments: new Uint8Array(0) })
    expect(failed(nothing)).toEqual([octets('')])
  })

  test('parameters: read and set; one that cannot be set is told', () => {
    const craft = new Craft()
    craft.ask({ kind: 'set-values', values: [{ parameter: 1, value: 7 }] })
    expect(craft.ask({ kind: 'report-values', parameters: [1, 2] })[2]).toEqual({
      kind: 'values',
      values: [
        { parameter: 1, value: 7 },
        { parameter: 2, value: 1.5 },
      ],
    })
    expect(code(craft.ask({ kind: 'set-values', values: [{ parameter: 3, value: 1 }] }))).toEqual([
      PUS_FAILURE.unknownParameter,
    ])
  })

  describe('the schedule', () => {
    const heater = (craft: Craft) =>
      craft.packet({ kind: 'perform-function', name: 'HEATER', arguments: new Uint8Array(0) })
    const insert = (craft: Craft, ...after_s: number[]) => {
      const requests = after_s.map((s) => ({
        subSchedule: 0,
        group: 0,
        release_s: craft.now_s + s,
        packet: heater(craft),
      }))
      return craft.ask({ kind: 'insert', subSchedule: 0, requests })
    }
    const summary = (craft: Craft) => {
      const report = craft.ask({ kind: 'summarise-all' }).find((r) => r.kind === 'summary')!
      return report.kind === 'summary' ? report.requests : []
    }

    test('executes in the order of time, each once, with its own reports', () => {
      const craft = new Craft()
      craft.ask({ kind: 'enable-schedule' })
      insert(craft, 50, 20)
      expect(summary(craft).map((s) => s.release_s)).toEqual([1020, 1050])
      expect(kinds(craft.wait(30))).toEqual(['accepted', 'started', 'completed'])
      craft.wait(100)
      craft.wait(100)
      expect(craft.performed).toHaveLength(2)
      expect(summary(craft)).toEqual([])
    })

    test('disabled, nothing is executed, and what has passed is not done late', () => {
      const craft = new Craft()
      insert(craft, 10, 100)
      expect(craft.wait(50)).toEqual([])
      craft.ask({ kind: 'enable-schedule' })
      craft.wait(100)
      expect(craft.performed).toHaveLength(1)
    })

    test('deleted and shifted by request, by time, all; what would lie in the past changes nothing', () => {
      const craft = new Craft()
      craft.ask({ kind: 'enable-schedule' })
      insert(craft, 10, 20, 30, 40)
      expect(code(insert(craft, 50))).toEqual([PUS_FAILURE.scheduleFull])
      const [first, second] = summary(craft)
      craft.ask({ kind: 'delete', requests: [first!.request] })
      expect(code(craft.ask({ kind: 'delete', requests: [first!.request] }))).toEqual([PUS_FAILURE.unknownScheduled])
      craft.ask({ kind: 'shift', offset_s: 15, requests: [second!.request] })
      expect(summary(craft).map((s) => s.release_s)).toEqual([1030, 1035, 1040])
      craft.ask({ kind: 'shift-filtered', offset_s: 100, filter: { from_s: 1035 } })
      expect(code(craft.ask({ kind: 'shift-all', offset_s: -40 }))).toEqual([PUS_FAILURE.timePast])
      expect(summary(craft).map((s) => s.release_s)).toEqual([1030, 1135, 1140])
      craft.ask({ kind: 'delete-filtered', filter: { until_s: 1135 } })
      craft.ask({ kind: 'shift-all', offset_s: -40 })
      expect(summary(craft).map((s) => s.release_s)).toEqual([1100])
      expect(craft.ask({ kind: 'detail-all' }).find((r) => r.kind === 'detail')).toMatchObject({
        requests: [{ release_s: 1100 }],
      })
      craft.ask({ kind: 'reset-schedule' })
      expect(summary(craft)).toEqual([])
    })

    test('takes neither the past, nor what is no request, nor itself', () => {
      const craft = new Craft()
      expect(code(insert(craft, 0))).toEqual([PUS_FAILURE.timePast])
      const nested = craft.packet({ kind: 'enable-schedule' })
      const requests = [{ subSchedule: 0, group: 0, release_s: 2000, packet: nested }]
      expect(code(craft.ask({ kind: 'insert', subSchedule: 0, requests }))).toEqual([PUS_FAILURE.notScheduled])
    })
  })

  test('random requests: each is answered as a whole, completed or failed, and nothing is executed twice', () => {
    const id = fc.record({ source: fc.constant(1), apid: fc.constant(0x7a), sequenceCount: fc.nat(12) })
    const filter = fc.constantFrom({}, { from_s: 1050 }, { until_s: 1050 }, { from_s: 1020, until_s: 1080 })
    const ids = fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 3 })
    const asked: fc.Arbitrary<PusRequest> = fc.oneof(
      fc.record({ kind: fc.constantFrom('delete', 'summarise', 'detail'), requests: fc.array(id, { maxLength: 2 }) }),
      fc.record({ kind: fc.constantFrom('delete-filtered', 'summarise-filtered', 'detail-filtered'), filter }),
      fc.record({ kind: fc.constant('shift-all'), offset_s: fc.integer({ min: -30, max: 30 }) }),
      fc.record({ kind: fc.constantFrom('enable-schedule', 'disable-schedule', 'summarise-all', 'are-you-alive') }),
      fc.record({
        kind: fc.constantFrom('enable-structures', 'disable-structures', 'delete-structures', 'report-once'),
        structures: ids,
      }),
      fc.record({
        kind: fc.constant('create-structure'),
        made: fc.record({
          structure: fc.integer({ min: 1, max: 3 }),
          interval: fc.nat(3),
          parameters: ids,
          repeated: fc.constant([]),
        }),
      }),
      fc.record({
        kind: fc.constant('report-values'),
        parameters: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }),
      }),
    ) as fc.Arbitrary<PusRequest>
    let executed = 0
    fc.assert(
      fc.property(fc.array(fc.tuple(asked, fc.nat(20), fc.boolean()), { maxLength: 40 }), (steps) => {
        const craft = new Craft()
        let inserted = 0
        for (const [request, pause_s, more] of steps) {
          if (more) {
            const packet = craft.packet({ kind: 'perform-function', name: 'HEATER', arguments: new Uint8Array(0) })
            const requests = [{ subSchedule: 0, group: 0, release_s: craft.now_s + 1 + pause_s, packet }]
            if (kinds(craft.ask({ kind: 'insert', subSchedule: 0, requests })).includes('completed')) inserted++
          }
          const told = kinds(craft.ask(request)).filter((k) => k === 'completed' || k.endsWith('-failed'))
          expect(told).toHaveLength(1)
          craft.wait(pause_s)
        }
        expect(craft.performed.length).toBeLessThanOrEqual(inserted)
        executed += craft.performed.length
      }),
      { numRuns: 300, seed: 11 },
    )
    expect(executed).toBeGreaterThan(50)
  })
})

test('what the ground makes of verification reports', () => {
  const request = { version: 0, telecommand: true, secondaryHeader: true, apid: 1, sequenceFlags: 3, sequenceCount: 2 }
  const data = new Uint8Array(0)
  expect(stageOf({ kind: 'accepted', request })?.stage).toBe('ACCEPTED')
  expect(stageOf({ kind: 'acceptance-failed', request, code: 1, data })?.stage).toBe('REFUSED')
  expect(stageOf({ kind: 'completion-failed', request, code: 1, data })?.stage).toBe('FAILED')
  expect(stageOf({ kind: 'alive' })).toBeUndefined()
})

type Damage = { readonly cut?: number | undefined; readonly at: number; readonly with: number }

function damaged(bytes: Uint8Array, { cut, at, with: octet }: Damage): Uint8Array {
  const out = bytes.slice(0, cut ?? bytes.length)
  if (at < out.length) out[at] = octet
  return out
}

/** Every reader over the octets; error control is left out, so that damage reaches them. */
function readAll(bytes: Uint8Array): void {
  const open = { ...P, crc: false }
  const tc = decodePusTelecommand(bytes, open)
  const request = tc.ok ? decodeRequest(tc.value, open) : tc
  if (tc.ok && request.ok && request.value.kind !== 'perform-function')
    expect(hex(encodeRequest(request.value, open).data)).toBe(hex(tc.value.data))
  const tm = decodePusTelemetry(bytes, open)
  if (tm.ok) decodeReport(tm.value, open)
  new Craft().board.receive(bytes, 1000)
}

describe('damaged octets', () => {
  const good = packets.map((p) => octets(p.hex))
  test('never throw; what is read is written again the same, but for spare bits', () => {
    const damage = fc.record({
      of: fc.nat(good.length - 1),
      cut: fc.option(fc.nat(40), { nil: undefined }),
      at: fc.nat(40),
      with: fc.nat(255),
    })
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 3 }), (changes) => {
        readAll(changes.reduce(damaged, good[changes[0]!.of]!))
      }),
      { numRuns: 5000, seed: 5 },
    )
  })

  test('any application data of any service is read or refused', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1, 3, 5, 8, 11, 17, 20),
        fc.nat(32),
        fc.uint8Array({ maxLength: 60 }),
        (service, subtype, data) => {
          const request = decodeRequest({ service, subtype, data }, P)
          if (request.ok && request.value.kind !== 'perform-function')
            expect(hex(encodeRequest(request.value, P).data)).toBe(hex(data))
          decodeReport({ service, subtype, data }, P)
        },
      ),
      { numRuns: 20_000, seed: 2 },
    )
  })
})

test('a function whose name is no text is read and written again octet by octet', () => {
  const data = octets('48 e6 c3 ff 80 41 00 00 01 02')
  const read = unwrap(decodeRequest({ service: 8, subtype: 1, data }, P))
  expect(encodeRequest(read, P)).toEqual({ service: 8, subtype: 1, data })
})
