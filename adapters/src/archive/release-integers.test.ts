import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keptFiles, type ReleaseText } from '@magpie/centre/release-files'
import { memoryReleaseStore } from '@magpie/centre/release-store'
import { page } from '@magpie/operations/ingest/history'
import { testPacket } from '@magpie/operations/testing/telemetry-dictionary'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openTestCentre } from './testing-archive.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'magpie-integers-'))
})
afterEach(() => rm(folder, { recursive: true }))

const TEXT: ReleaseText = {
  ...{
    id: 'counts',
    version: 1,
    title: 'Counts',
    description: 'Counts.',
    authors: 'A',
    party: 'p',
    licence: 'CC0-1.0',
  },
  ...{ policy: 'none', agreements: [], mission: { id: 'm', name: 'M' }, madeAt: '2026-01-01T00:00:00Z', science: true },
  ...{ software: 'Magpie', history: [], tdbOf: (time_us) => time_us / 1e6 },
  element: { id: 'lander', name: 'Lander', kind: 'lander', owner: 'p' } as ReleaseText['element'],
}

it('gives whole numbers of 64 bits with every digit, and labels them as such', async () => {
  const { service } = await openTestCentre(folder)
  for (let i = 0; i < 20; i++) {
    const packet = testPacket(1, i)
    service.take('lander', 'miyun', packet, 0, packet.length, 9e14 + i)
  }
  await service.durably()
  const span = { from_us: Number.NEGATIVE_INFINITY, to_us: Number.POSITIVE_INFINITY }
  const [parameter] = service.parametersNamed('lander', 'big')
  const columns = [{ as: 'big', parameter: parameter! }]
  const blocks = await service.blocks('lander', columns)
  const held = (await page(blocks, 'big', span, 100, 'ascending', undefined)).samples.map(({ value }) => String(value))
  expect(held.some((text) => BigInt(text) > 2n ** 53n)).toBe(true)
  const store = memoryReleaseStore()
  const rows = { service, columns, blocks, span, first_us: 0, last_us: 1, records: held.length }
  const files = await keptFiles(store, TEXT, rows)
  const textOf = async (name: string) => {
    const pieces: Uint8Array[] = []
    for await (const piece of (await store.read(files.find((file) => file.name === name)!.sha256))!) pieces.push(piece)
    return Buffer.concat(pieces).toString('utf8')
  }
  const lines = (await textOf('counts.csv')).split('\r\n').slice(1, -1)
  expect(lines.map((line) => line.split(',')[2])).toEqual(held)
  expect(await textOf('counts.xml')).toContain('ASCII_NonNegative_Integer')
  await service.close()
})
