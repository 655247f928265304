import { mkdtemp, open, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DiskStanding } from '@magpie/operations/ingest/archive-port'
import { testPacket } from '@magpie/operations/testing/telemetry-dictionary'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openTestCentre, type TestCentre } from './testing-archive.ts'

let folder = ''
/** Octets that the disk still takes; what is written beyond is cut short, then refused. */
let space = Number.POSITIVE_INFINITY
const told: DiskStanding[] = []

type Write = (octets: Uint8Array, from: number, length: number, at: number | null) => Promise<{ bytesWritten: number }>

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'magpie-full-'))
  space = Number.POSITIVE_INFINITY
  told.length = 0
  const probe = await open(join(folder, 'probe'), 'w')
  const handles = Object.getPrototypeOf(probe) as { write: Write }
  const write = handles.write
  vi.spyOn(handles, 'write').mockImplementation(async function (this: unknown, octets, from, length, at) {
    const taken = Math.min(length, space)
    if (taken === 0 && length > 0)
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
    space -= taken
    return write.call(this, octets, from, taken, at)
  })
  await probe.close()
})
afterEach(async () => {
  vi.restoreAllMocks()
  await rm(folder, { recursive: true })
})

const openCentre = () => openTestCentre(folder, { onSpace: (standing) => told.push(standing) })

function take({ service }: TestCentre, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    const packet = testPacket(1, i)
    service.take('lander', 'miyun', packet, 0, packet.length, 9e14 + i)
  }
}

async function sequences({ service }: TestCentre): Promise<number[]> {
  const out: number[] = []
  for await (const { sequence, bytes } of service.packets()) {
    expect(bytes).toBeDefined()
    out.push(sequence)
  }
  return out
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i)

describe('a disk that is full', () => {
  it.each([0, 1, 1000])('acknowledges nothing meanwhile, and goes on by itself (%i octets left)', async (left) => {
    const centre = await openCentre()
    take(centre, 0, 100)
    await centre.service.durably()
    space = left
    take(centre, 100, 200)
    let durable = false
    const waiting = centre.service.durably().then(() => {
      durable = true
    })
    await vi.waitFor(() => expect(told).toHaveLength(1), { timeout: 60_000 })
    expect(told[0]).toMatchObject({ kind: 'disk-full', why: expect.stringContaining('ENOSPC') })
    take(centre, 200, 300)
    await sleep(700)
    expect(durable).toBe(false)
    expect(centre.archive.progress.archived).toBe(100)
    expect(centre.service.isBehind).toBe(true)
    // What is on the disk is read all the same.
    expect(await sequences(centre)).toEqual(upTo(100))
    space = Number.POSITIVE_INFINITY
    await waiting
    await centre.service.durably()
    // Alarms of the packets are noted in a file of their own.
    await vi.waitFor(() => expect(told.at(-1)).toMatchObject({ kind: 'disk-free' }), { timeout: 60_000 })
    expect(await sequences(centre)).toEqual(upTo(300))
    await centre.service.close()
    const again = await openCentre()
    expect(again.archive.report).toMatchObject({ packets: 300, damage: [], torn: undefined })
    expect(await sequences(again)).toEqual(upTo(300))
    await again.service.close()
  })

  it('seals once there is space, and leaves no half file', async () => {
    const centre = await openCentre()
    take(centre, 0, 2000)
    await centre.service.durably()
    space = 3000
    const sealed = centre.service.turn()
    await vi.waitFor(() => expect(told).toHaveLength(1), { timeout: 60_000 })
    const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.writing'))
    expect(files).toEqual([])
    space = Number.POSITIVE_INFINITY
    await sealed
    expect(centre.archive.tables).toHaveLength(1)
    await centre.service.close()
    const again = await openCentre()
    expect(again.archive.report).toMatchObject({ packets: 2000, unsealed: 0, repaired: [] })
    await again.service.close()
  })

  it('does not hold up who closes: those who wait are told, and what was acknowledged is there', async () => {
    const faults: unknown[] = []
    const onFault = (cause: unknown) => faults.push(cause)
    const centre = await openTestCentre(folder, { onSpace: (standing) => told.push(standing), onFault }, { onFault })
    take(centre, 0, 50)
    await centre.service.durably()
    // Alarms of these packets are noted in a file of their own: what is not there by now would be a fault too.
    await centre.service.alarms.settled()
    space = 0
    take(centre, 50, 60)
    const waiting = centre.service.durably().catch((cause: Error) => cause.message)
    await vi.waitFor(() => expect(told).toHaveLength(1), { timeout: 60_000 })
    await expect(centre.service.close()).rejects.toThrow('ENOSPC')
    expect(await waiting).toContain('ENOSPC')
    expect(faults).toHaveLength(1)
    space = Number.POSITIVE_INFINITY
    const again = await openCentre()
    expect(await sequences(again)).toEqual(upTo(50))
    await again.service.close()
  })

  it('does not hold up who closes while alarms wait to be noted, and leaves no file open', async () => {
    const faults: unknown[] = []
    const onFault = (cause: unknown) => faults.push(cause)
    const centre = await openTestCentre(folder, { onSpace: (standing) => told.push(standing), onFault }, { onFault })
    space = 0
    take(centre, 0, 50)
    expect(centre.service.alarms.list().length).toBeGreaterThan(0)
    await vi.waitFor(() => expect(told).toHaveLength(1), { timeout: 60_000 })
    await expect(centre.service.close()).rejects.toThrow('ENOSPC')
    expect(faults.length).toBeGreaterThan(1)
    for (const fault of faults) expect(String(fault)).toContain('ENOSPC')
    space = Number.POSITIVE_INFINITY
    const again = await openCentre()
    expect(again.archive.report).toMatchObject({ packets: 0, damage: [] })
    take(again, 0, 50)
    await again.service.close()
  })
})
