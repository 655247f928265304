import { appendFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ArchivedPacket, PacketFilter } from '@magpie/operations/archive-store'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type FileArchive, openFileArchive } from './file-archive.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'magpie-archive-'))
})
afterEach(() => rm(folder, { recursive: true }))

function packet(apid: number, second: number, size = 20, source = 'ce8-lander'): ArchivedPacket {
  const bytes = new Uint8Array(size).fill(second & 255)
  bytes.set([0x08 | (apid >> 8), apid & 255, 0xc0, 0, 0, size - 7])
  const clock = new Date(Date.UTC(2029, 0, 10) + second * 1000).toISOString()
  return { receivedAt: clock, station: 'miyun', source, bytes }
}

async function all(archive: FileArchive, filter?: PacketFilter): Promise<ArchivedPacket[]> {
  const out: ArchivedPacket[] = []
  for await (const one of archive.packets(filter)) out.push(one)
  return out
}

describe('an archive in a folder', () => {
  test('gives back what it was given, by APID and by time', async () => {
    const packets = [packet(100, 0), packet(210, 1), packet(2046, 2, 3000, '玉兔'), packet(100, 3), packet(210, 3)]
    const archive = await openFileArchive(folder)
    await archive.append(packets)
    const check = async (open: FileArchive) => {
      expect(await all(open)).toEqual(packets)
      expect(await all(open, { apid: 210 })).toEqual([packets[1], packets[4]])
      expect(await all(open, { from: '2029-01-10T00:00:01Z', to: '2029-01-10T00:00:03Z' })).toEqual(packets.slice(1, 3))
      expect(await all(open, { apid: 100, from: '2029-01-10T00:00:03.000Z' })).toEqual([packets[3]])
      expect(await all(open, { apid: 7 })).toEqual([])
    }
    await check(archive)
    await archive.close()
    const again = await openFileArchive(folder)
    await check(again)
    expect([again.packetCount(), again.damage, again.torn]).toEqual([5, [], undefined])
    await again.close()
  })

  test('finds what a filter says, whatever was archived and however it was grouped', async () => {
    const packets = fc.record({
      apid: fc.integer({ min: 0, max: 4 }),
      second: fc.nat(9),
      size: fc.constantFrom(7, 20, 300),
    })
    const groups = fc.array(fc.array(packets, { maxLength: 5 }), { maxLength: 12 })
    const window = fc.tuple(fc.nat(10), fc.nat(10), fc.option(fc.nat(4)))
    let run = 0
    await fc.assert(
      fc.asyncProperty(groups, window, async (made, [from, to, apid]) => {
        const sub = join(folder, String(run++))
        const archive = await openFileArchive(sub, { segment_octets: 700 })
        const lists = made.map((group) => group.map((p) => packet(p.apid, p.second, p.size)))
        await Promise.all(lists.map((list) => archive.append(list)))
        const bounds = { from: packet(0, from).receivedAt, to: packet(0, to).receivedAt }
        const filter = apid === null ? bounds : { ...bounds, apid }
        const expected = made.flat().flatMap((p, i) => {
          const inside = p.second >= from && p.second < to && (apid === null || p.apid === apid)
          return inside ? [lists.flat()[i]] : []
        })
        expect(await all(archive, filter)).toEqual(expected)
        await archive.close()
        const again = await openFileArchive(sub)
        expect(await all(again, filter)).toEqual(expected)
        await again.close()
      }),
      { numRuns: 40 },
    )
  })

  test('begins a new segment when one is full', async () => {
    const archive = await openFileArchive(folder, { segment_octets: 1000 })
    for (let i = 0; i < 30; i++) await archive.append([packet(100, i)])
    expect((await readdir(folder)).length).toBeGreaterThan(2)
    expect((await all(archive)).length).toBe(30)
    await archive.close()
  })

  test('a packet that cannot be archived fails alone', async () => {
    const archive = await openFileArchive(folder)
    const good = archive.append([packet(100, 0)])
    const bad = archive.append([{ ...packet(100, 1), receivedAt: 'noon' }])
    const other = archive.append([packet(100, 2)])
    await expect(bad).rejects.toThrow('not a UTC time')
    await Promise.all([good, other])
    expect(archive.packetCount()).toBe(2)
    await archive.close()
  })
})

describe('after a crash or a fault of the disk', () => {
  const packets = [0, 1, 2, 3].map((i) => packet(100 + i, i, 20 + i))
  async function written(): Promise<{ path: string; octets: Buffer; ends: number[] }> {
    const archive = await openFileArchive(folder)
    const path = join(folder, 'packets-000001.seg')
    const ends: number[] = []
    for (const one of packets) {
      await archive.append([one])
      ends.push((await stat(path)).size)
    }
    await archive.close()
    return { path, octets: await readFile(path), ends }
  }

  test('an end cut anywhere costs only the record that was cut, which is kept aside', async () => {
    const { path, octets, ends } = await written()
    for (let cut = ends[2]! + 1; cut < octets.length; cut++) {
      await writeFile(path, octets.subarray(0, cut))
      const archive = await openFileArchive(folder)
      expect(await all(archive)).toEqual(packets.slice(0, 3))
      expect(archive.torn?.octets).toBe(cut - ends[2]!)
      await rm(archive.torn!.keptIn)
      await archive.append([packets[3]!])
      expect(await all(archive)).toEqual(packets)
      await archive.close()
    }
  })

  test('zeros that a file system left at the end are no packets', async () => {
    const { path } = await written()
    await appendFile(path, Buffer.alloc(5000))
    const archive = await openFileArchive(folder)
    expect(archive.torn?.octets).toBe(5000)
    expect(await all(archive)).toEqual(packets)
    await archive.close()
  })

  test('any octet altered in the middle costs its record only, and is reported', async () => {
    const { path, octets, ends } = await written()
    for (let at = ends[0]!; at < ends[1]!; at++) {
      const altered = Buffer.from(octets)
      altered[at]! ^= 0x40
      await writeFile(path, altered)
      const archive = await openFileArchive(folder)
      expect(await all(archive)).toEqual([packets[0], packets[2], packets[3]])
      expect(archive.damage).toEqual([{ file: path, from: ends[0], to: ends[1] }])
      await archive.close()
    }
  })

  test('a packet altered while the archive is open is not served', async () => {
    const { path, octets, ends } = await written()
    const archive = await openFileArchive(folder)
    octets[ends[1]! - 3]! ^= 1
    await writeFile(path, octets)
    await expect(all(archive)).rejects.toThrow('was altered')
    await archive.close()
  })
})
