import { unwrap } from '@magpie/core/result'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readDaf } from './daf.ts'
import { writeDaf } from './daf-writer.ts'
import { type Ephemerides, loadEphemerides } from './ephemerides.ts'
import { subsetKernel } from './kernel-subset.ts'
import { readSegments, type Segment } from './segments.ts'
import { stateOf } from './states.ts'

/** Records of two terms, each with numbers of its own, so that the record that was read shows. */
function kernel(origin: number, step_s: number, count: number): ArrayBuffer {
  const words: number[] = []
  for (let i = 0; i < count; i++)
    words.push(origin + (i + 0.5) * step_s, step_s / 2, 3 * i, 1, -2 * i, 5, 7 * i + 1, 1 / (i + 1))
  words.push(origin, step_s, 8, count)
  const doubles = [origin, origin + count * step_s] as const
  const array = { name: 'x', doubles, integers: [-5, 301, 1, 2], words: Float64Array.from(words) }
  return writeDaf({ format: 'SPK', name: 'x', comment: '', littleEndian: true, arrays: [array] })
}

const segmentOf = (bytes: ArrayBuffer): Segment => unwrap(readSegments(unwrap(readDaf('x', bytes))))[0]!
const load = (bytes: ArrayBuffer): Ephemerides => unwrap(loadEphemerides([{ name: 'x', bytes }]))

/** The next doubles about `t`, itself among them. */
function about(t: number): number[] {
  const near = [t]
  const size = 2 ** (Math.floor(Math.log2(Math.abs(t) || 1)) - 53)
  for (let k = 1; k <= 4; k++) near.push(t + k * size, t - k * size, t + 2 * k * size, t - 2 * k * size)
  return near
}

it('any origin, any step: about every border the same record is read as in the whole', () => {
  const [a, b] = [new Float64Array(6), new Float64Array(6)]
  const origin = fc.oneof(fc.double({ min: -1e10, max: 1e10, noNaN: true }), fc.integer({ min: -1e9, max: 1e9 }))
  const step = fc.oneof(fc.double({ min: 0.01, max: 1e6, noNaN: true }), fc.constantFrom(86400, 345600, 0.1, 1 / 3))
  let kept = 0
  let cuts = 0
  fc.assert(
    fc.property(origin, step, fc.integer({ min: 2, max: 30 }), fc.nat(29), fc.nat(29), (o, s, count, p, q) => {
      const bytes = kernel(o, s, count)
      const whole = load(bytes)
      const [from, to] = [Math.min(p, q) % count, Math.max(p, q) % count].sort((x, y) => x - y) as [number, number]
      const span = { start: o + (from + 0.3) * s, end: o + (to + 0.7) * s }
      const part = unwrap(subsetKernel('x', bytes, { span })).bytes
      cuts++
      if (segmentOf(part).count === to - from + 1) kept++
      const cut = load(part)
      for (let i = from; i <= to + 1; i++)
        for (const t of about(o + i * s)) {
          if (t < span.start || t > span.end) continue
          unwrap(stateOf(whole, -5, 301, t, a))
          expect(unwrap(stateOf(cut, -5, 301, t, b)), `at ${t}`).toEqual(a)
        }
    }),
    { numRuns: 500 },
  )
  // Most parts are as small as they can be; those of awkward steps keep more.
  expect(kept / cuts).toBeGreaterThan(0.5)
})
