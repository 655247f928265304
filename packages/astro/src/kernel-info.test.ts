import { readFileSync } from 'node:fs'
import { unwrap } from '@magpie/core/result'
import { expect, it } from 'vitest'
import { loadEphemerides } from './ephemerides.ts'
import { kernelInfo } from './kernel-info.ts'
import { writeSpk } from './spk-writer.ts'

const root = new URL('../../../', import.meta.url)
const file = (path: string) => ({ name: path, bytes: Uint8Array.from(readFileSync(new URL(path, root))).buffer })

it('tells bodies, centres, types and coverage, with names that kernels define', () => {
  const files = [
    'golden/flight/sites_open.tf',
    'golden/flight/orbiters_open.bsp',
    'data/kernels/moon_de440_magpie.tf',
    'data/kernels/moon_pa_de440_magpie_2019_2046.bpc',
    'data/kernels/earth_itrf93_magpie_2019_2046.bpc',
    'data/kernels/earth_orientation_magpie.tpc',
  ]
  const [text, orbiters, frames, moon, earth] = kernelInfo(unwrap(loadEphemerides(files.map(file))))
  expect(text).toMatchObject({ kind: 'text', type: 'FK', contents: [], littleEndian: undefined, comment: '' })
  expect(frames!.variables).toContain('FRAME_MOON_PA_DE440')
  expect(orbiters!.kind).toBe('SPK')
  expect(orbiters!.contents.map(({ id, centre, types, frames }) => [id, centre, types, frames])).toEqual([
    [-70001, 301, [13], ['J2000']],
    [-70002, 301, [13], ['J2000']],
  ])
  for (const { coverage } of orbiters!.contents) {
    expect(coverage).toHaveLength(1)
    expect(coverage[0]!.start).toBeLessThanOrEqual(901972860)
    expect(coverage[0]!.end).toBeGreaterThanOrEqual(904564740)
  }
  expect(moon).toMatchObject({ kind: 'binary PCK', littleEndian: true, measured: undefined })
  expect(moon!.contents).toMatchObject([{ id: 31008, name: 'MOON_PA_DE440', types: [2], segments: 1, gaps: [] }])
  expect(moon!.comment).toContain('libration')
  expect(earth!.contents).toMatchObject([{ id: 3000, name: 'ITRF93', frames: ['ECLIPJ2000'], segments: 2, gaps: [] }])
  expect(earth!.measured).toMatchObject({ saidBy: 'text kernel' })
})

it('tells the gaps between segments, and the order of bytes', () => {
  const segment = (start: number) => {
    const epochs = Float64Array.of(start, start + 10, start + 20, start + 30)
    const path = { target: -5, centre: 301, frame: 7, name: 'x', degree: 3, epochs, states: new Float64Array(24) }
    return { type: 13 as const, ...path }
  }
  const bytes = unwrap(writeSpk([segment(100), segment(0), segment(130)], { littleEndian: false }))
  const [info] = kernelInfo(unwrap(loadEphemerides([{ name: 'x', bytes }])))
  expect(info!.littleEndian).toBe(false)
  expect(info!.contents).toMatchObject([
    {
      frames: ['7'],
      coverage: [
        { start: 0, end: 30 },
        { start: 100, end: 160 },
      ],
      gaps: [{ start: 30, end: 100 }],
    },
  ])
})
