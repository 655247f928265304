import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { loadEphemerides } from '@magpie/astro/ephemerides'
import { rotation } from '@magpie/astro/frames'
import { stateOf } from '@magpie/astro/states'
import { unwrap } from '@magpie/core/result'
import { expect, it } from 'vitest'
import { writtenKernels } from './kernel-cases.ts'

type Golden = {
  readonly frames: string
  readonly kernels: readonly {
    readonly name: string
    readonly sha256: string
    readonly times: readonly number[]
    readonly states: readonly { readonly target: number; readonly centre: number; readonly rows: number[][] }[]
    readonly rotations: readonly { readonly frame: string; readonly rows: number[][] }[]
  }[]
}

const root = new URL('../../', import.meta.url)
const golden: Golden = JSON.parse(readFileSync(new URL('golden/kernels/written.json', root), 'utf8'))
const made = new Map(writtenKernels().map(({ name, bytes }) => [name, bytes]))
const folder = new URL('data/kernels/', root)
const shipped = readdirSync(folder)
  .filter((name) => /\.(bpc|tls|tpc|tf)$/.test(name))
  .map((name) => ({ name, bytes: Uint8Array.from(readFileSync(new URL(name, folder))).buffer }))
const frames = {
  name: 'written.tf',
  bytes: new TextEncoder().encode(`KPL/FK\n\\begindata\n${golden.frames}\n\\begintext\n`).buffer,
}

it('covers every kernel that is made', () => {
  expect(golden.kernels.map(({ name }) => name)).toEqual([...made.keys()])
})

it.each(golden.kernels)('CSPICE reads $name as Magpie does', ({ name, sha256, times, states, rotations }) => {
  const bytes = made.get(name)!
  // A regression value: SPICE has no say in how a file is laid out.
  expect(createHash('sha256').update(new Uint8Array(bytes)).digest('hex')).toBe(sha256)
  const eph = unwrap(loadEphemerides([...shipped, frames, { name, bytes }]))
  let worst = 0
  const state = new Float64Array(6)
  for (const { target, centre, rows } of states)
    for (const [i, row] of rows.entries()) {
      const got = unwrap(stateOf(eph, target, centre, times[i]!, state))
      worst = Math.max(worst, apart(got, row, 0, 3), apart(got, row, 3, 6))
    }
  const turn = new Float64Array(9)
  for (const { frame, rows } of rotations)
    for (const [i, row] of rows.entries())
      worst = Math.max(worst, apart(unwrap(rotation(eph, 'J2000', frame, times[i]!, turn)), row, 0, 9))
  // Measured: 5.4e-13, from angles of thousands of radians and from CSPICE's form of Hermite's polynomial.
  expect(worst).toBeLessThan(2e-12)
})

/** Distance of two vectors within `from` to `to`, relative to the second. */
function apart(got: ArrayLike<number>, want: ArrayLike<number>, from: number, to: number): number {
  let off = 0
  let size = 0
  for (let k = from; k < to; k++) {
    off = Math.hypot(off, got[k]! - want[k]!)
    size = Math.hypot(size, want[k]!)
  }
  return off / size
}
