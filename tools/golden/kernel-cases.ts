/**
 * The kernels that `golden/kernels/written.json` is about: written and cut by Magpie, read by CSPICE. Made of arithmetic
 * alone, so that every machine makes the same bytes. `node tools/golden/kernel-cases.ts FOLDER` writes them for
 * written.py.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { subsetKernel } from '@magpie/astro/kernel-subset'
import { writePck } from '@magpie/astro/pck-writer'
import { writeSpk } from '@magpie/astro/spk-writer'
import { random } from '@magpie/core/random'
import { unwrap } from '@magpie/core/result'

const START = 915148800
const HOUR_S = 3600

/** Name and bytes of each kernel. */
export function writtenKernels(): { readonly name: string; readonly bytes: ArrayBuffer }[] {
  const shipped = (name: string) => Uint8Array.from(readFileSync(new URL(`../../${name}`, import.meta.url))).buffer
  const year = { start: 883612869.25, end: 915148869.5 }
  const cut = (name: string, from: string, selection: Parameters<typeof subsetKernel>[2]) => ({
    name,
    bytes: unwrap(subsetKernel(from, shipped(from), selection)).bytes,
  })
  return [
    ...[true, false].map((littleEndian) => ({
      name: littleEndian ? 'written.bsp' : 'written-big.bsp',
      bytes: unwrap(writeSpk(trajectories(), { name: 'written', comment: 'Invented motions.', littleEndian })),
    })),
    ...[true, false].map((littleEndian) => ({
      name: littleEndian ? 'written.bpc' : 'written-big.bpc',
      bytes: unwrap(writePck(orientations(), { name: 'written', comment: 'Invented turning.', littleEndian })),
    })),
    cut('planets-2028.bsp', 'data/kernels/de440_magpie_2019_2046.bsp', { ids: [3, 10, 301, 399], span: year }),
    cut('earth-2028-big.bpc', 'data/kernels/earth_itrf93_magpie_2019_2046.bpc', { span: year, littleEndian: false }),
    cut('moon-2028.bpc', 'data/kernels/moon_pa_de440_magpie_2019_2046.bpc', { span: year }),
    cut('segments-day.bsp', 'golden/spice/segments.bsp', { span: { start: START + 86400.5, end: START + 172800.25 } }),
  ]
}

/** Coefficients that fall by half from order to order, drawn for `count` records of `terms`. */
function coefficients(name: string, count: number, terms: number, size: number): Float64Array {
  const draw = random(name)
  return Float64Array.from({ length: 3 * count * terms }, (_, i) => (size * (draw.next() - 0.5)) / (1 << (i % terms)))
}

function trajectories(): Parameters<typeof writeSpk>[0] {
  const series = (target: number, frame: number, terms: number) => ({
    type: 2 as const,
    target,
    centre: 301,
    frame,
    name: `series of ${terms}`,
    start: START + 10.5,
    end: START + 40 * HOUR_S - 0.25,
    origin_s: START,
    step_s: HOUR_S,
    terms,
    coefficients: coefficients(`spk ${target}`, 40, terms, 4000),
  })
  const states = (target: number, type: 9 | 13, degree: number) => {
    const draw = random(`states ${target}`)
    const epochs = Float64Array.from({ length: 250 }, (_, i) => START + 300 * i + 100 * draw.next())
    // By products: engines differ in their powers.
    const path = (x: number) => [
      1e-12 * x * x * x + 0.1 * x,
      2e3 - 1e-6 * x * x,
      3e-12 * x * x * x,
      3e-12 * x * x + 0.1,
    ]
    const rows = [...epochs].map((t) => {
      const x = t - START
      const [px, py, pz, vx] = path(x) as [number, number, number, number]
      return [px, py, pz, vx, -2e-6 * x, 9e-12 * x * x]
    })
    const name = `states of degree ${degree}`
    return { type, target, centre: 301, frame: 1, name, degree, epochs, states: Float64Array.from(rows.flat()) }
  }
  return [series(-801, 1, 12), series(-802, 17, 3), states(-803, 9, 7), states(-804, 13, 9), states(-805, 13, 5)]
}

function orientations(): Parameters<typeof writePck>[0] {
  return [1, 17].map((base) => ({
    frameClass: 1900080 + base,
    base,
    name: `on ${base}`,
    start: START,
    end: START + 40 * HOUR_S,
    origin_s: START,
    step_s: HOUR_S,
    terms: 8,
    coefficients: coefficients(`pck ${base}`, 40, 8, 3),
  }))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = process.argv[2] ?? '.'
  for (const { name, bytes } of writtenKernels()) writeFileSync(join(folder, name), new Uint8Array(bytes))
}
