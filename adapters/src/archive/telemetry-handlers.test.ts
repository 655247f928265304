import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { Caller } from '@magpie/api/access'
import { operations } from '@magpie/api/operations'
import { type DataReading, OPEN_READING, readingByAgreement } from '@magpie/centre/data-reading'
import { telemetryHandlers } from '@magpie/centre/telemetry-handlers'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { unwrap } from '@magpie/core/result'
import type { Agreement, DataShare } from '@magpie/mission/agreement'
import { compileDataAccess } from '@magpie/mission/data-access'
import type { Element } from '@magpie/mission/element'
import { LiveView } from '@magpie/operations/ingest/live-values'
import { unixMicros } from '@magpie/operations/ingest/micros'
import { testPacket } from '@magpie/operations/testing/telemetry-dictionary'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestCentre, type TestCentre } from './testing-archive.ts'

const SOURCE = 'ce8-lander'
const nobody: Caller = { arrivedAt: '', roles: [] }
let folder: string
let centre: TestCentre
let reading: DataReading = OPEN_READING
const waits: number[] = []
let now = 0
const handlers = telemetryHandlers({
  telemetry: () => centre.service,
  reading: {
    of: (...asked) => reading.of(...asked),
    packetsOf: (...asked) => reading.packetsOf(...asked),
    now_ms: () => reading.now_ms(),
  },
  async sleep(ms) {
    waits.push(ms)
    now += ms
  },
  now_ms: () => now,
})

function take(apid: 1 | 2, i: number): void {
  const packet = testPacket(apid, i)
  centre.service.take(SOURCE, 'miyun', packet, 0, packet.length, 9e14 + i)
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'magpie-handlers-'))
  centre = await openTestCentre(folder, { segment_packets: 100 })
  for (let i = 0; i < 150; i++) for (const apid of [1, 2] as const) if (i < 40 || i >= 50) take(apid, i)
  await centre.archive.settled()
})
afterAll(async () => {
  await centre.service.close()
  await rm(folder, { recursive: true })
})

async function text(octets: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = []
  for await (const piece of octets) pieces.push(piece)
  return Buffer.concat(pieces).toString('utf8')
}
const read = (key: 'telemetryPage', input: object) => operations[key].input.parse(input)
const pageOf = async (input: object) => unwrap(await handlers.telemetryPage(read('telemetryPage', input), nobody))

describe('telemetry that was archived', () => {
  it('comes a page at a time, in the form of the contract', async () => {
    const first = await pageOf({ element: SOURCE, name: 'temperature', limit: 100 })
    expect(operations.telemetryPage.output.parse(first)).toEqual(first)
    expect(first.samples[0]).toEqual({
      ...{ time: '2029-01-10T00:00:00.000000Z', apid: 1, sequence: 0, value: 0, raw: 200, level: 'nominal' },
    })
    const second = await pageOf({ element: SOURCE, name: 'temperature', limit: 100, cursor: first.next })
    expect([first.unit, second.samples.length, second.next]).toEqual(['degC', 40, undefined])
    const span = { from: '2029-01-10T00:01:00Z', to: '2029-01-10T00:01:10Z' }
    const inside = await pageOf({ element: SOURCE, name: '/T/mode', ...span, order: 'descending' })
    expect(inside.samples.map(({ sequence, value }) => `${sequence} ${value}`)).toEqual(
      Array.from({ length: 10 }, (_, k) => `${69 - k} ${(69 - k) % 3 === 0 ? 'ON' : 'OFF'}`),
    )
  })

  it.each([
    [{ element: SOURCE, name: 'nothing' }, 'not-found'],
    [{ element: 'nobody', name: 'temperature' }, 'not-found'],
    [{ element: SOURCE, name: 'temperature', from: 'noon' }, 'bad-request'],
    [{ element: SOURCE, name: 'temperature', cursor: 'x' }, 'bad-request'],
  ])('refuses %j', async (input, kind) => {
    const got = await handlers.telemetryPage(read('telemetryPage', input), nobody)
    expect(got).toMatchObject({ ok: false, error: { kind } })
  })

  it('becomes a plot, and the thinned history of the console', async () => {
    const input = operations.telemetryPlot.input.parse({ element: SOURCE, name: 'temperature', bars: 10 })
    const got = unwrap(await handlers.telemetryPlot(input, nobody))
    expect(operations.telemetryPlot.output.parse(got)).toEqual(got)
    expect([got.samples, got.bars.reduce((sum, bar) => sum + bar.count, 0)]).toEqual([140, 140])
    const history = unwrap(await handlers.history({ element: SOURCE, name: 'temperature', points: 20 }, nobody))
    expect([history.times_s.length, history.unit]).toEqual([20, 'degC'])
    expect(history.times_s).toEqual([...history.times_s].sort((a, b) => a - b))
  })

  const statesOf = async (input: object = {}) => {
    const asked = operations.telemetryStates.input.parse({ element: SOURCE, name: 'mode', bars: 5000, ...input })
    const got = unwrap(await handlers.telemetryStates(asked, nobody))
    expect(operations.telemetryStates.output.parse(got)).toEqual(got)
    return got
  }

  it('becomes states over time, with what is missing between', async () => {
    const got = await statesOf()
    expect([got.samples, got.silence_s]).toEqual([140, 10])
    // Every third packet says ON: of 3 s it holds one.
    expect(got.states.map(({ value, samples }) => [value, samples])).toEqual([
      ['ON', 47],
      ['OFF', 93],
    ])
    expect(got.gaps).toEqual([{ from: '2029-01-10T00:00:39.000000Z', to: '2029-01-10T00:00:50.000000Z', missing: 10 }])
    expect(
      got.stretches.slice(0, 3).map(({ from, to, parts }) => [from.slice(17, 19), to.slice(17, 19), parts]),
    ).toEqual([
      ['00', '01', [{ state: 0, held_s: 1 }]],
      ['01', '03', [{ state: 1, held_s: 2 }]],
      ['03', '04', [{ state: 0, held_s: 1 }]],
    ])
    const [, coarse] = (await statesOf({ bars: 3 })).stretches
    expect(coarse).toMatchObject({ distinct: 2, gaps: 0, samples: 50, changes: 33 })
    const { samples, changes } = await statesOf({ from: '2029-01-10T00:01:00Z', to: '2029-01-10T00:01:09Z' })
    expect([samples, changes]).toEqual([9, 5])
  })

  it('is exported as CSV, JSON Lines and Parquet that DuckDB reads', async () => {
    const ask = async (as: 'csv' | 'jsonl' | 'parquet') =>
      unwrap(await handlers.telemetryExport({ element: SOURCE, names: 'temperature, mode,extra,real', as }, nobody))
    const csv = (await text((await ask('csv')).octets)).split('\r\n')
    expect(csv.slice(0, 4)).toEqual([
      'time,temperature,mode,extra,real',
      '2029-01-10T00:00:00.000000Z,0,ON,0,',
      '2029-01-10T00:00:00.000000Z,,,,NaN',
      '2029-01-10T00:00:01.000000Z,3.5,OFF,,',
    ])
    expect(csv.length).toBe(282)
    const lines = (await text((await ask('jsonl')).octets)).trimEnd().split('\n')
    expect(JSON.parse(lines[0]!)).toEqual({ time: '2029-01-10T00:00:00.000000Z', temperature: 0, mode: 'ON', extra: 0 })
    const pieces: Uint8Array[] = []
    for await (const piece of (await ask('parquet')).octets) pieces.push(piece)
    const path = join(folder, 'export.parquet')
    await writeFile(path, Buffer.concat(pieces))
    const db = await (await DuckDBInstance.create(':memory:')).connect()
    const sql = `SELECT count(*), count(temperature), count(extra), sum(temperature), mode(mode), max(time)::VARCHAR FROM '${path}'`
    const temperatures = Array.from({ length: 150 }, (_, i) => ((200 + 7 * i) % 400) / 2 - 100).filter(
      (_, i) => i < 40 || i >= 50,
    )
    expect((await db.runAndReadAll(sql)).getRowsJson()).toEqual([
      ['280', '140', '47', temperatures.reduce((a, b) => a + b), 'OFF', '2029-01-10 00:02:29+00'],
    ])
    db.closeSync()
  })

  it('is replayed at a rate', async () => {
    const input = { element: SOURCE, names: 'temperature', rate: 10, to: '2029-01-10T00:00:05Z' }
    const got = unwrap(await handlers.telemetryReplay(input, nobody))
    expect((await text(got.octets)).trimEnd().split('\n').length).toBe(5)
    expect(waits).toEqual([100, 100, 100, 100])
  })

  it('shows packets as they came', async () => {
    const input = operations.telemetryPackets.input.parse({ element: SOURCE, apid: 2, limit: 3 })
    const got = unwrap(await handlers.telemetryPackets(input, nobody))
    expect(operations.telemetryPackets.output.parse(got)).toEqual(got)
    expect(got.packets.map(({ octets }) => octets)).toEqual(
      [0, 1, 2].map((i) => Buffer.from(testPacket(2, i)).toString('hex')),
    )
    const more = unwrap(await handlers.telemetryPackets({ ...input, cursor: got.next!, limit: 1000 }, nobody))
    expect([more.packets.length, more.packets[0]!.sequence]).toEqual([137, 3])
  })

  it('says what is missing and how complete each channel is', async () => {
    const gaps = unwrap(await handlers.telemetryGaps({ limit: 10 }, nobody))
    expect(
      operations.telemetryGaps.output.parse(gaps).open.map(({ apid, first, missing }) => [apid, first, missing]),
    ).toEqual([
      [1, 40, 10],
      [2, 40, 10],
    ])
    const complete = unwrap(await handlers.telemetryCompleteness({}, nobody))
    expect(operations.telemetryCompleteness.output.parse(complete).channels[0]).toMatchObject({
      ...{ packets: 140, missing: 10, complete: 140 / 150, gaps: 1 },
    })
  })

  describe('within what was agreed on data', () => {
    const RECEIVED_MS = unixMicros(9e14, NAIF0012) / 1000
    const LATER_MS = RECEIVED_MS + 86_400_000
    const provenance = { kind: 'assumed', reason: 'a test' } as const
    const lander: Element = {
      ...{ id: SOURCE, name: 'Lander', kind: 'lander', owner: 'cnsa', provenance },
      ...{ parameters: [], ports: [] },
    }
    const agreed = (share: Partial<DataShare>) => {
      const agreement: Agreement = {
        ...{
          id: 'a',
          title: 'On data',
          kind: 'memorandum',
          parties: ['cnsa'],
          elements: [SOURCE],
          grants: [],
          provenance,
        },
        dataPolicy: {
          ...{ embargo_days: 30, licence: 'CC0-1.0' },
          sharing: [{ party: 'public', what: 'housekeeping', ...share }],
        },
      }
      return compileDataAccess({ elements: [lander], agreements: [agreement] })
    }
    const under = async <T>(share: Partial<DataShare>, now_ms: number, work: () => Promise<T>): Promise<T> => {
      const access = agreed(share)
      const kindOf = (_: string, name: string) => (name === 'mode' ? 'science' : 'housekeeping')
      reading = readingByAgreement({ access: () => access, kindOf, now_ms: () => now_ms })
      try {
        return await work()
      } finally {
        reading = OPEN_READING
      }
    }
    const LATE_MS = RECEIVED_MS + 40 * 86_400_000
    const page = () => pageOf({ element: SOURCE, name: 'temperature', limit: 1000 })
    const plotOf = async () =>
      unwrap(await handlers.telemetryPlot({ element: SOURCE, name: 'temperature', bars: 3 }, nobody))

    it('rounds, and leaves out what would tell the value all the same', async () => {
      const open = await page()
      const seen = await under({ rounded: { temperature: 10 } }, LATER_MS, page)
      expect(seen.samples.map((s) => s.value)).toEqual(
        open.samples.map((s) => Math.round(Number(s.value) / 10) * 10 + 0),
      )
      expect(seen.samples.every((s) => s.raw === undefined && s.level === undefined)).toBe(true)
      expect(seen.held).toBeUndefined()
    })

    it('gives one sample in each stretch of time, in pages, plots and files', async () => {
      const [got, bars, csv] = await under({ atMostEvery_s: 10 }, LATER_MS, async () => [
        await page(),
        await plotOf(),
        await text(
          unwrap(await handlers.telemetryExport({ element: SOURCE, names: 'temperature', as: 'csv' }, nobody)).octets,
        ),
      ])
      const cells = got.samples.map((s) => Math.floor(Date.parse(s.time) / 10_000))
      expect(new Set(cells).size).toBe(cells.length)
      expect(cells.length).toBe(14)
      expect(bars.samples).toBe(14)
      expect(csv.trim().split('\r\n').length).toBe(15)
      const later = { element: SOURCE, name: 'temperature', from: got.samples[3]!.time }
      const again = await under({ atMostEvery_s: 10 }, LATER_MS, () => pageOf(later))
      expect(again.samples).toEqual(got.samples.slice(3))
    })

    it('gives states over time like samples: coarser, later, or not, with the reason', async () => {
      const kept = await under({}, LATER_MS, () => statesOf())
      expect([kept.samples, kept.stretches, kept.held?.rule]).toEqual([0, [], 'embargo'])
      expect((await under({}, LATE_MS, () => statesOf())).samples).toBe(140)
      const note = { name: 'temperature' }
      const coarse = await under({ atMostEvery_s: 10 }, LATER_MS, () => statesOf(note))
      // The sample that stood for the ten seconds which are lost is missing to this reader too.
      expect([coarse.samples, coarse.gaps.map(({ missing }) => missing)]).toEqual([14, [10]])
      const rounded = await under({ rounded: { temperature: 10 } }, LATER_MS, () => statesOf(note))
      expect(rounded.states.every(({ value, level }) => Number(value) % 10 === 0 && level === undefined)).toBe(true)
    })

    it('keeps back what is delayed or not shared, and says why', async () => {
      const none = await under({ delay_s: 3600 }, RECEIVED_MS + 3_599_000, page)
      expect(none.samples).toEqual([])
      expect((await under({ delay_s: 3600 }, RECEIVED_MS + 3_601_000, page)).samples.length).toBe(140)
      const asked = { element: SOURCE, names: 'mode', as: 'csv' } as const
      await under({}, LATER_MS, async () => {
        expect((await pageOf({ element: SOURCE, name: 'mode' })).held).toMatchObject({
          rule: 'embargo',
          source: 'On data',
        })
        expect(await text(unwrap(await handlers.telemetryExport(asked, nobody)).octets)).toBe('time,mode\r\n')
        expect(await handlers.telemetryPackets({ element: SOURCE, limit: 5 }, nobody)).toMatchObject({
          error: { kind: 'refused', rule: 'embargo' },
        })
        expect(unwrap(await handlers.telemetryPackets({ limit: 5 }, nobody)).packets).toEqual([])
      })
      await under({}, LATE_MS, async () => {
        expect((await pageOf({ element: SOURCE, name: 'mode' })).samples.length).toBe(140)
      })
    })

    it('lets the owner read everything, octets too', async () => {
      await under({ rounded: { temperature: 10 } }, RECEIVED_MS, async () => {
        const owner: Caller = { arrivedAt: '', roles: [], party: 'cnsa' }
        const got = unwrap(await handlers.telemetryPackets({ element: SOURCE, limit: 5 }, owner))
        expect(got.packets.length).toBe(5)
      })
    })
  })
})

describe('who watches live', () => {
  it('gets the newest value and how many were passed over, each for themselves', () => {
    const sources = () => centre.service.sources.values()
    const views = [0, 1].map(() => new LiveView((_source, { name }) => name === 'temperature'))
    const [quick, slow] = views as [LiveView, LiveView]
    expect(quick.look(sources())).toMatchObject({ values: [{ parameter: { name: 'temperature' } }], skipped: [0] })
    slow.look(sources())
    for (let i = 200; i < 205; i++) {
      take(1, i)
      expect(quick.look(sources())).toMatchObject({
        values: [{ value: ((200 + 7 * i) % 400) / 2 - 100 }],
        skipped: [0],
      })
    }
    expect(slow.look(sources())).toMatchObject({ values: [{ value: ((200 + 7 * 204) % 400) / 2 - 100 }], skipped: [4] })
    expect(slow.look(sources())).toEqual({ values: [], skipped: [] })
  })
})
