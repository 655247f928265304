import { readdirSync, readFileSync } from 'node:fs'
import { unwrap } from '@magpie/core/result'
import { describe, expect, it } from 'vitest'
import { type Ephemerides, type KernelFile, kernelKind, loadEphemerides } from '../ephemerides.ts'
import { frameByName, orient } from '../frames.ts'
import { apply } from '../matrices.ts'
import { positionOf } from '../states.ts'
import { type Track, trackOf } from './track.ts'

const root = new URL('../../../../', import.meta.url)
const kernelsIn = (folder: string): KernelFile[] =>
  readdirSync(new URL(folder, root))
    .map((name) => ({ name, bytes: Uint8Array.from(readFileSync(new URL(folder + name, root))).buffer }))
    .filter(({ bytes }) => kernelKind(bytes) !== undefined)
const load = (): Ephemerides => unwrap(loadEphemerides([...kernelsIn('data/kernels/'), ...kernelsIn('golden/flight/')]))
const eph = load()
const START = 8.8e8
const on = (own: Ephemerides, target: number, body: number, frame: string): Track | undefined =>
  trackOf(own, target, body, unwrap(frameByName(own, frame)))
const tracked = new Float64Array(3)
const exact = new Float64Array(3)
const r = new Float64Array(9)

describe('tracks', () => {
  it.each([
    ['the Moon over the Earth', 301, 399, 'ITRF93'],
    ['the Sun over the Earth', 10, 399, 'ITRF93'],
    ['the Earth over the Moon', 399, 301, 'MOON_ME'],
    ['the Sun over the Moon', 10, 301, 'MOON_PA'],
  ])('%s: the position itself', (_, target, body, name) => {
    const frame = unwrap(frameByName(eph, name))
    const track = on(eph, target, body, name)!
    for (let i = 0; i < 20000; i++) {
      const t = START + 1711.7 * i
      expect(track.write(t, tracked)).toBeUndefined()
      unwrap(positionOf(eph, target, body, t, exact))
      apply(unwrap(orient(frame, t, r)), exact, 0, exact, 0)
      const away = Math.hypot(...tracked.map((x, k) => x - exact[k]!))
      // Measured: 1.1e-14 on the Earth's axes; 1.2e-12 on the Moon's, whose angles of thousands of radians are known no better.
      expect(away / Math.hypot(...exact)).toBeLessThan(body === 399 ? 1e-13 : 5e-12)
    }
  })

  it('are not made of orbiters, nor on axes that stand still', () => {
    expect(on(eph, -70001, 301, 'MOON_ME')).toBeUndefined()
    expect(on(eph, 301, 399, 'J2000')).toBeUndefined()
  })

  it('are kept with their kernels', () => {
    expect(on(eph, 301, 399, 'ITRF93')).toBe(on(eph, 301, 399, 'ITRF93'))
    expect(on(load(), 301, 399, 'ITRF93')).not.toBe(on(eph, 301, 399, 'ITRF93'))
  })

  it('do not depend on what was asked before', () => {
    const fresh = on(load(), 301, 399, 'ITRF93')!
    const used = on(eph, 301, 399, 'ITRF93')!
    for (let i = 6000; i >= 0; i--) {
      const t = START + 33333 * i
      fresh.write(t, exact)
      used.write(t, tracked)
      expect(Array.from(tracked)).toEqual(Array.from(exact))
    }
  })

  it('end where the kernels do', () => {
    const end = eph.spk.get(301)![0]!.end
    const track = on(eph, 301, 399, 'ITRF93')!
    expect(track.write(end - 1, tracked)).toBeUndefined()
    expect(track.write(end + 1, tracked)).toMatchObject({ kind: 'outside-coverage', body: 301 })
    expect(track.write(Number.NaN, tracked)).toBeDefined()
  })
})
