/**
 * What reads an archive takes any octets: cut, altered, repeated, made up. `MAGPIE_FUZZ_RUNS` says how many of each. Footers
 * are read without the checksum that a seal has of them, as those of somebody else's file.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { crc32, zstdDecompressSync } from 'node:zlib'
import { type Random, random } from '@magpie/core/random'
import { unwrap } from '@magpie/core/result'
import { footerLength, readChunk, readFooter } from '@magpie/operations/parquet/parquet-reader'
import { ParquetWriter } from '@magpie/operations/parquet/parquet-writer'
import { testPacket } from '@magpie/operations/testing/telemetry-dictionary'
import { describe, expect, it } from 'vitest'
import { openParquet } from './parquet-files.ts'
import { RecordBuffer, scanSegment } from './segment-records.ts'

const RUNS = Number(process.env['MAGPIE_FUZZ_RUNS'] ?? 3000)
const TOOLS = {
  decompress: (octets: Uint8Array, length: number) =>
    zstdDecompressSync(octets, { maxOutputLength: Math.max(1, length) }),
  checksum: (octets: Uint8Array) => crc32(octets),
}

/** One of several ways to spoil octets. */
function spoiled(octets: Buffer, dice: Random): Buffer {
  const out = Buffer.from(octets)
  const at = dice.integer(octets.length)
  switch (dice.integer(5)) {
    case 0:
      return out.subarray(0, at)
    case 1:
      out[at]! ^= 1 << dice.integer(8)
      return out
    case 2:
      for (let i = 0; i < 8; i++) out[dice.integer(octets.length)] = dice.integer(256)
      return out
    case 3:
      return Buffer.concat([out.subarray(0, at), out])
    default:
      out.fill(dice.integer(2) * 255, at, Math.min(octets.length, at + 1 + dice.integer(12)))
      return out
  }
}

async function sample(): Promise<Buffer> {
  const pieces: Buffer[] = []
  const columns = [
    { name: 'tai_us', kind: 'int64', optional: false },
    { name: 'x', kind: 'double', optional: true },
    { name: 'mode', kind: 'text', optional: false },
    { name: 'note', kind: 'text', optional: true },
  ] as const
  const writer = new ParquetWriter(
    columns,
    async () => undefined,
    async (octets) => void pieces.push(Buffer.from(octets)),
  )
  const values = [
    { values: BigInt64Array.from([1n, 2n, 3n]) },
    { values: Float64Array.of(1.5, 2.5), present: Uint8Array.of(1, 0, 1) },
    { values: { codes: Uint8Array.of(0, 1, 0), labels: ['OFF', 'ON'] } },
    { values: ['one'], present: Uint8Array.of(0, 1, 0) },
  ]
  await writer.group(3, (i) => values[i]!)
  await writer.end({ a: 'b' })
  return Buffer.concat(pieces)
}

/** How many columns could be read, and how often it was told that something cannot. */
function columnsRead(octets: Buffer): { told: number; read: number } {
  const length = footerLength(octets.subarray(-8))
  const from = length.ok ? octets.length - 8 - length.value : -1
  const info = length.ok && from >= 0 ? readFooter(octets.subarray(from, from + length.value)) : undefined
  if (info === undefined || !info.ok) return { told: 1, read: 0 }
  const got = info.value.groups.flatMap(({ chunks }) =>
    chunks.map((chunk, i) => {
      const of = octets.subarray(chunk.offset, chunk.offset + chunk.octets)
      return readChunk(chunk, info.value.columns[i]!, of, TOOLS).ok
    }),
  )
  const read = got.filter((one) => one).length
  return { told: got.length - read, read }
}

describe('any octets', { timeout: 600_000 }, () => {
  it('as a Parquet file are read, or told to be none', async () => {
    const whole = await sample()
    const dice = random('fuzz parquet')
    let [told, read] = [0, 0]
    for (let run = 0; run < RUNS; run++) {
      const got = columnsRead(spoiled(whole, dice))
      told += got.told
      read += got.read
    }
    expect(told + read).toBeGreaterThan(RUNS)
    expect(Math.min(told, read)).toBeGreaterThan(RUNS / 20)
  })

  it('as a segment give whole packets and damage, and nothing that was not written', () => {
    const buffer = new RecordBuffer()
    buffer.origin(0, { source: 'ce8-lander', station: 'miyun' })
    const packets = Array.from({ length: 5 }, (_, i) => testPacket(1, i))
    for (const bytes of packets)
      buffer.packet(
        {
          ...{
            source: 'ce8-lander',
            station: 'miyun',
            apid: 1,
            sequence: 0,
            time_us: 1,
            received_us: 2,
            bytes,
            from: 0,
          },
          ...{ octets: bytes.length, digest: crc32(bytes), why: 'sample' },
        },
        0,
      )
    const whole = Buffer.from(buffer.octets.subarray(0, buffer.length))
    const written = new Set(packets.map((p) => Buffer.from(p).toString('hex')))
    const dice = random('fuzz segment')
    for (let run = 0; run < RUNS; run++) {
      const octets = spoiled(whole, dice)
      const { records, damage, end } = scanSegment(octets, 'x')
      expect(end).toBeLessThanOrEqual(octets.length)
      for (const { at, octets: length } of records)
        expect(written.has(octets.toString('hex', at + 36, at + 36 + length))).toBe(true)
      for (const { from, to } of damage) expect(to).toBeGreaterThan(from)
    }
  })

  it('whose origin is no JSON, though its check value is right, give the packets to nobody', () => {
    const buffer = new RecordBuffer()
    buffer.origin(0, { source: 'ce8-lander', station: 'miyun' })
    const octets = Buffer.from(buffer.octets.subarray(0, buffer.length))
    for (const broken of ['{"source":1,"station":2}', 'null', '{']) {
      const made = Buffer.concat([octets.subarray(0, 15), Buffer.from(broken)])
      made.writeUInt32BE(made.length - 12, 4)
      made.writeUInt32BE(crc32(made.subarray(12)), 8)
      const { records, origins, end } = scanSegment(made, 'x')
      expect({ records, origins, end }).toEqual({ records: [], origins: [], end: made.length })
    }
  })

  it('as a footer whose pages would stand outside the file tell so', async () => {
    const whole = await sample()
    const footer = footerLength(whole.subarray(-8))
    const path = join(await mkdtemp(join(tmpdir(), 'magpie-parquet-')), 'cut.parquet')
    await writeFile(path, Buffer.concat([Buffer.from('PAR1'), whole.subarray(-8 - (footer.ok ? footer.value : 0))]))
    const file = unwrap(await openParquet(path))
    expect(await file.read(0, 'note')).toMatchObject({ ok: false, error: { kind: 'parquet-altered', column: 'note' } })
    await file.close()
    await rm(dirname(path), { recursive: true })
  })
})
