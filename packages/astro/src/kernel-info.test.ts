import { readFileSync } from 'node:fs'
import { unwrap } from '@magpie/core/result'
import { expect, it } from 'vitest'
import { loadEphemerides } from './ephemerides.ts'
import { kernelInfo } from './kernel-info.ts'

const root = new URL('../../../', import.meta.url)
const file = (path: string) => ({ name: path, bytes: Uint8Array.from(readFileSync(new URL(path, root))).buffer })

it('tells bodies, centres, types and coverage, with names that kernels define', () => {
  const files = [
    'golden/flight/sites_open.tf',
    'golden/flight/orbiters_open.bsp',
    'data/kernels/moon_pa_de440_magpie_2019_2046.bpc',
  ]
  const [text, orbiters, moon] = kernelInfo(unwrap(loadEphemerides(files.map(file))))
  expect(text).toMatchObject({ kind: 'text', type: 'FK', contents: [] })
  expect(orbiters!.kind).toBe('SPK')
  expect(orbiters!.contents.map(({ id, centre, types }) => [id, centre, types])).toEqual([
    [-70001, 301, [13]],
    [-70002, 301, [13]],
  ])
  for (const { coverage } of orbiters!.contents) {
    expect(coverage).toHaveLength(1)
    expect(coverage[0]!.start).toBeLessThanOrEqual(901972860)
    expect(coverage[0]!.end).toBeGreaterThanOrEqual(904564740)
  }
  expect(moon!.kind).toBe('binary PCK')
  expect(moon!.contents.every(({ segments, types }) => segments > 0 && types.join() === '2')).toBe(true)
})
