import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'
import { random } from '@magpie/core/random'
import { page, plot } from '@magpie/operations/ingest/history'
import { testPacket } from '@magpie/operations/testing/telemetry-dictionary'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { PACKET_HEAD, scanSegment } from './segment-records.ts'
import { openTestCentre, type TestCentre } from './testing-archive.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'magpie-telemetry-'))
})
afterEach(() => rm(folder, { recursive: true }))

const SOURCE = 'ce8-lander'
const ALL = { from_us: Number.NEGATIVE_INFINITY, to_us: Number.POSITIVE_INFINITY }

function take({ service }: TestCentre, from: number, to: number, apids: readonly (1 | 2)[] = [1, 2]): void {
  for (let i = from; i < to; i++)
    for (const apid of apids) {
      const packet = testPacket(apid, i)
      service.take(SOURCE, i % 5 === 0 ? 'kashi' : 'miyun', packet, 0, packet.length, 9e14 + i)
    }
}

/** Every sample of a parameter, as text. */
async function history({ service }: TestCentre, name: string): Promise<{ samples: string[]; damaged: number }> {
  const [parameter] = service.parametersNamed(SOURCE, name)
  const blocks = await service.blocks(SOURCE, [{ as: name, parameter: parameter! }])
  const got = await page(blocks, name, ALL, 1_000_000, 'ascending', undefined)
  return {
    samples: got.samples.map((s) => `${s.sequence} ${s.value} ${s.raw} ${s.level}`),
    damaged: got.damaged.length,
  }
}

async function stored({ service }: TestCentre): Promise<string[]> {
  const out: string[] = []
  for await (const one of service.packets())
    out.push(`${one.apid} ${one.sequence} ${one.time_us} ${one.station} ${one.bytes?.length}`)
  return out
}

describe('an archive of telemetry', () => {
  it('finds the same whether it is sealed, half sealed, or was opened again', async () => {
    const names = ['temperature', 'mode', 'big', 'extra', 'note', 'real', 'kelvin', 'count']
    const one = await openTestCentre(folder)
    take(one, 0, 300)
    await one.service.durably()
    const hot = [await Promise.all(names.map((name) => history(one, name))), await stored(one)]
    await one.service.turn()
    expect([await Promise.all(names.map((name) => history(one, name))), await stored(one)]).toEqual(hot)
    take(one, 300, 450)
    const both = [await Promise.all(names.map((name) => history(one, name))), await stored(one)]
    await one.service.close()
    const again = await openTestCentre(folder)
    expect([again.archive.report.packets, again.archive.report.unsealed]).toEqual([900, 300])
    expect([await Promise.all(names.map((name) => history(again, name))), await stored(again)]).toEqual(both)
    // What was archived is not taken twice, sealed or not.
    take(again, 0, 450)
    await again.service.durably()
    expect(again.archive.packetCount).toBe(900)
    expect((await history(again, 'big')).samples[449]).toBe(`449 ${0x8000_0000_0000_0000n + 449n} undefined undefined`)
    await again.service.close()
  })

  it('seals while a link never pauses, and uses the memory of the tables again', async () => {
    const one = await openTestCentre(folder, { segment_packets: 400 })
    let sealed = 0
    let i = 0
    // There is always a packet that waits for the disk.
    for (; sealed < 3 && i < 200_000; i += 10) {
      take(one, i, i + 10)
      sealed = one.archive.tables.length
      await new Promise((done) => setImmediate(done))
    }
    expect(sealed).toBeGreaterThanOrEqual(3)
    expect((await history(one, 'big')).samples).toEqual(
      Array.from({ length: i }, (_, k) => `${k & 0x3fff} ${0x8000_0000_0000_0000n + BigInt(k)} undefined undefined`),
    )
    await one.service.close()
  })

  it('seals by itself when a segment is full, while packets come, and keeps latest values over a restart', async () => {
    const one = await openTestCentre(folder, { segment_packets: 100 })
    take(one, 0, 500)
    await one.service.durably()
    await one.archive.settled()
    expect((await readdir(folder)).filter((name) => name.startsWith('seal-')).length).toBeGreaterThan(2)
    expect((await history(one, 'temperature')).samples.length).toBe(500)
    const latest = one.service.latest().map((v) => `${v.parameter.name} ${v.value} ${v.level} ${v.time_us}`)
    await one.service.turn()
    await one.service.close()
    const again = await openTestCentre(folder)
    expect(again.service.latest().map((v) => `${v.parameter.name} ${v.value} ${v.level} ${v.time_us}`)).toEqual(latest)
    expect((await again.archive.verify()).packets).toBe(1000)
    await again.service.close()
  })

  it('fills gaps from a late dump and says so, over restarts', async () => {
    const first = await openTestCentre(folder)
    take(first, 0, 100, [1])
    take(first, 150, 200, [1])
    await first.service.lookForGaps(1)
    await first.service.lookForGaps(2)
    await first.service.turn()
    await first.service.close()
    const second = await openTestCentre(folder)
    expect(second.service.channels()[0]).toMatchObject({ packets: 150, missing: 50 })
    take(second, 90, 120, [1])
    await second.service.durably()
    await second.service.lookForGaps(3)
    take(second, 120, 160, [1])
    await second.service.durably()
    await second.service.lookForGaps(4)
    expect(second.service.channels()[0]).toMatchObject({ packets: 200, missing: 0, gaps: [] })
    await second.service.close()
    const third = await openTestCentre(folder)
    expect(third.service.gapHistory().map(({ change, missing }) => [change, missing])).toEqual([
      ['opened', 50],
      ['narrowed', 30],
      ['filled', 0],
    ])
    expect((await history(third, 'temperature')).samples.map((s) => Number(s.split(' ')[0]))).toEqual(
      Array.from({ length: 200 }, (_, i) => i),
    )
    await third.service.close()
  })

  it('sums up for a plot what single samples say, from files and memory', async () => {
    const one = await openTestCentre(folder, { segment_packets: 150 })
    take(one, 0, 333, [1])
    await one.archive.settled()
    const [parameter] = one.service.parametersNamed(SOURCE, 'temperature')
    const blocks = await one.service.blocks(SOURCE, [{ as: 't', parameter: parameter! }])
    const all = await page(blocks, 't', ALL, 10_000, 'ascending', undefined)
    for (const bars of [1, 2, 7, 400]) {
      const span = { from_us: all.samples[10]!.time_us, to_us: all.samples[300]!.time_us }
      const got = await plot(blocks, 't', span, bars)
      for (let bar = 0; bar < bars; bar++) {
        const inside = all.samples
          .slice(10, 300)
          .filter((s) => Math.floor((s.time_us - span.from_us) / got.width_us) === bar)
          .map((s) => Number(s.value))
        expect(got.count[bar]).toBe(inside.length)
        if (inside.length === 0) continue
        expect([got.least[bar], got.greatest[bar]]).toEqual([Math.min(...inside), Math.max(...inside)])
        expect(got.mean[bar]).toBeCloseTo(inside.reduce((a, b) => a + b) / inside.length, 9)
      }
    }
    await one.service.close()
  })

  it('gives pages that join without a seam in both orders, with the same time many times', async () => {
    const one = await openTestCentre(folder, { segment_packets: 64 })
    take(one, 0, 200)
    await one.archive.settled()
    const [parameter] = one.service.parametersNamed(SOURCE, 'apid')
    const blocks = await one.service.blocks(SOURCE, [{ as: 'apid', parameter: parameter! }])
    for (const order of ['ascending', 'descending'] as const) {
      const seen: string[] = []
      for (let after: Parameters<typeof page>[5]; ; ) {
        const got = await page(blocks, 'apid', ALL, 7, order, after)
        seen.push(...got.samples.map((s) => `${s.time_us} ${s.apid}`))
        if (got.next === undefined) break
        after = got.next
      }
      const times = seen.map((one) => Number(one.split(' ')[0]))
      expect(times).toEqual([...times].sort((a, b) => (order === 'ascending' ? a - b : b - a)))
      expect([seen.length, new Set(seen).size]).toEqual([400, 400])
    }
    await one.service.close()
  })

  it('is read by DuckDB: tables, times, labels, levels, absent values, the index', async () => {
    const one = await openTestCentre(folder)
    take(one, 0, 40_000)
    await one.service.turn()
    await one.service.close()
    const instance = await DuckDBInstance.create(':memory:')
    const db = await instance.connect()
    const ask = async (sql: string) => (await db.runAndReadAll(sql)).getRowsJson()
    const house = `'${folder}/parameters/${SOURCE}/T.house/*.parquet'`
    const words = `'${folder}/parameters/${SOURCE}/T.words/*.parquet'`
    expect(
      await ask(
        `SELECT count(*), min(time)::VARCHAR, max(time)::VARCHAR, count(extra), sum(extra), count(DISTINCT sequence), max(big)::VARCHAR, min(station), max(station) FROM ${house}`,
      ),
    ).toEqual([
      [
        ...['40000', '2029-01-10 00:00:00+00', '2029-01-10 11:06:39+00', '13334'],
        ...[String(Array.from({ length: 13_334 }, (_, k) => 3 * k).reduce((a, b) => a + b)), '16384'],
        ...[String(0x8000_0000_0000_0000n + 39_999n), 'kashi', 'miyun'],
      ],
    ])
    expect(await ask(`SELECT mode, "mode.raw", count(*) FROM ${house} GROUP BY ALL ORDER BY 1`)).toEqual([
      ['OFF', 0, '26666'],
      ['ON', 1, '13334'],
    ])
    const check = `abs(temperature - ("temperature.raw" * 0.5 - 100)) < 1e-9 AND abs(kelvin - temperature - 273.15) < 1e-9`
    expect(await ask(`SELECT count(*) FROM ${house} WHERE ${check}`)).toEqual([['40000']])
    const levels = `CASE WHEN abs(temperature) > 80 THEN 'critical' WHEN abs(temperature) > 50 THEN 'warning' ELSE 'nominal' END`
    expect(await ask(`SELECT count(*) FROM ${house} WHERE "temperature.level" = ${levels}`)).toEqual([['40000']])
    expect(
      await ask(`SELECT note, count(*), sum(isnan(real)::INT) FROM ${words} WHERE note = 'n17' GROUP BY 1`),
    ).toEqual([['n17', '40', '3']])
    const index = `'${folder}/packets-000001.index.parquet'`
    expect(await ask(`SELECT source, standing, count(*), sum(octets) FROM ${index} GROUP BY ALL`)).toEqual([
      [SOURCE, 'sample', '80000', String(40_000 * 32 + 40_000 * 27 + 13_334 * 2)],
    ])
    db.closeSync()
    instance.closeSync()
  })
})

describe('an archive of many files', () => {
  it('reads, plots and opens more of them than stay open', async () => {
    const one = await openTestCentre(folder, { open_tables: 2 })
    for (let hour = 0; hour < 9; hour++) {
      take(one, 40 * hour, 40 * (hour + 1), [1])
      await one.service.turn()
    }
    expect(one.archive.tables).toHaveLength(9)
    const all = await history(one, 'temperature')
    expect(all.damaged).toBe(0)
    expect(all.samples.map((text) => Number(text.split(' ')[0]))).toEqual(Array.from({ length: 360 }, (_, i) => i))
    const [parameter] = one.service.parametersNamed(SOURCE, 'temperature')
    const wanted = [{ as: 'temperature', parameter: parameter! }]
    const drawn = async () => {
      const { tables } = one.archive
      const span = { from_us: tables[0]!.first_us, to_us: tables.at(-1)!.last_us + 1 }
      return plot(await one.service.blocks(SOURCE, wanted), 'temperature', span, 3)
    }
    const [first, again] = [await drawn(), await drawn()]
    expect(first.samples).toBe(360)
    expect(again).toEqual(first)
    // Several at once, from both ends.
    const pages = await Promise.all(
      (['ascending', 'descending'] as const).map(async (order) =>
        page(await one.service.blocks(SOURCE, wanted), 'temperature', ALL, 1000, order, undefined),
      ),
    )
    expect(pages[1]!.samples.toReversed()).toEqual(pages[0]!.samples)
    const before = await stored(one)
    await one.service.close()
    const reopened = await openTestCentre(folder, { open_tables: 2 })
    expect(reopened.archive.report).toMatchObject({ packets: 360, unsealed: 0, repaired: [] })
    expect(await stored(reopened)).toEqual(before)
    expect(await history(reopened, 'temperature')).toEqual(all)
    await reopened.service.close()
  })
})

describe('after a crash', () => {
  it('has all that was acknowledged, each packet once, wherever the process was killed', async () => {
    const script = fileURLToPath(new URL('crash-child.ts', import.meta.url))
    const dice = random('crash')
    let first = 0
    for (let round = 0; round < 6; round++) {
      const child = spawn(process.execPath, [script, folder, String(first)], { stdio: ['ignore', 'pipe', 'inherit'] })
      let said = ''
      child.stdout.on('data', (text) => {
        said += text
      })
      while (!said.includes('\n')) await once(child.stdout, 'data')
      await new Promise((done) => setTimeout(done, dice.integer(400)))
      child.kill('SIGKILL')
      await once(child, 'close')
      const acknowledged = Number(said.trimEnd().split('\n').at(-1))
      const one = await openTestCentre(folder)
      const identities = await stored(one)
      expect(new Set(identities).size).toBe(identities.length)
      const { samples } = await history(one, 'temperature')
      expect(samples.length).toBeGreaterThanOrEqual(acknowledged)
      expect(samples.map((s) => Number(s.split(' ')[0]))).toEqual(samples.map((_, i) => i & 0x3fff))
      expect(one.archive.report.damage).toEqual([])
      expect(one.service.channels().every(({ missing, strays }) => missing + strays === 0)).toBe(true)
      // Some of the packets come again, as a link would send them.
      first = Math.max(0, Math.min(samples.length, identities.length - samples.length) - 100)
      await one.service.close()
    }
  })

  it('cuts off a torn end at any octet, keeps it aside, and goes on', async () => {
    const whole = await openTestCentre(folder)
    take(whole, 0, 6)
    await whole.service.close()
    const path = join(folder, 'packets-000001.seg')
    const octets = await readFile(path)
    for (let cut = octets.length - 200; cut < octets.length; cut += 3) {
      const copy = await mkdtemp(join(tmpdir(), 'magpie-torn-'))
      await cp(folder, copy, { recursive: true })
      await truncate(join(copy, 'packets-000001.seg'), cut)
      const one = await openTestCentre(copy)
      const { torn, packets } = one.archive.report
      expect(packets).toBeLessThan(12)
      if (torn !== undefined) expect((await readFile(torn.keptIn)).length).toBe(torn.octets)
      take(one, 0, 6)
      await one.service.durably()
      expect(one.archive.packetCount).toBe(12)
      await one.service.close()
      const again = await openTestCentre(copy)
      expect([again.archive.report.damage, (await history(again, 'temperature')).samples.length]).toEqual([[], 6])
      await again.service.close()
      await rm(copy, { recursive: true })
    }
  })
})

describe('where the disk altered something', () => {
  it('one octet of a segment costs one packet, told and not read', async () => {
    const whole = await openTestCentre(folder)
    take(whole, 0, 8, [1])
    await whole.service.close()
    const path = join(folder, 'packets-000001.seg')
    const octets = await readFile(path)
    const { records } = scanSegment(octets, path)
    const dice = random('bits')
    for (let round = 0; round < 120; round++) {
      const altered = Buffer.from(octets)
      const at = dice.integer(octets.length)
      const hit = records.some((one) => at >= one.at && at < one.at + PACKET_HEAD + one.octets)
      altered[at]! ^= 1 << dice.integer(8)
      await writeFile(path, altered)
      const one = await openTestCentre(folder)
      const { samples } = await history(one, 'temperature')
      const { damage, torn } = one.archive.report
      expect([samples.length, damage.length + (torn === undefined ? 0 : 1)], `octet ${at}`).toEqual([hit ? 7 : 8, 1])
      await one.service.close()
      if (torn !== undefined) await rm(torn.keptIn)
    }
  })

  it('no altered file of values is read as if it were whole', async () => {
    const whole = await openTestCentre(folder)
    take(whole, 0, 60)
    await whole.service.turn()
    const names = ['temperature', 'mode', 'extra', 'big', 'count', 'kelvin']
    const right = await Promise.all(names.map((name) => history(whole, name)))
    await whole.service.close()
    const file = join(folder, 'parameters', SOURCE, 'T.house', '000001.parquet')
    const octets = await readFile(file)
    const dice = random('parquet')
    let told = 0
    for (let round = 0; round < 150; round++) {
      const altered = Buffer.from(octets)
      altered[dice.integer(octets.length)]! ^= 1 << dice.integer(8)
      await writeFile(file, altered)
      const one = await openTestCentre(folder)
      for (const [i, name] of names.entries()) {
        const got = await history(one, name)
        if (got.damaged > 0) told++
        else expect(got).toEqual(right[i])
      }
      await one.service.close()
    }
    expect(told).toBeGreaterThan(100)
    // Raw packets are all there: an altered index is made again from them.
    await writeFile(file, octets)
    const index = join(folder, 'packets-000001.index.parquet')
    const indexed = await readFile(index)
    indexed[200]! ^= 4
    await writeFile(index, indexed)
    const one = await openTestCentre(folder)
    expect((await stored(one)).length).toBe(120)
    take(one, 0, 60)
    await one.service.durably()
    expect(one.archive.packetCount).toBe(120)
    await one.service.close()
  })

  it('a seal that cannot be read is made again from the packets', async () => {
    const whole = await openTestCentre(folder)
    take(whole, 0, 60)
    await whole.service.turn()
    const right = await history(whole, 'temperature')
    await whole.service.close()
    await writeFile(join(folder, 'seal-000001.json'), '{"format":"magpie-archi')
    const one = await openTestCentre(folder)
    expect(one.archive.report).toMatchObject({ unsealed: 120, repaired: ['seal-000001.json'] })
    expect(await history(one, 'temperature')).toEqual(right)
    await one.service.turn()
    await one.service.close()
    const again = await openTestCentre(folder)
    expect([again.archive.report.unsealed, again.archive.report.repaired]).toEqual([0, []])
    expect(await history(again, 'temperature')).toEqual(right)
    await again.service.close()
  })
})
