import { readdirSync, readFileSync } from 'node:fs'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { random } from '@magpie/core/random'
import { unwrap } from '@magpie/core/result'
import { describe, expect, it } from 'vitest'
import { type DafArray, writeDaf } from './daf-writer.ts'
import { coverageOf, type KernelFile, loadEphemerides } from './ephemerides.ts'
import { type AstroError, describeAstroError } from './errors.ts'
import { rotation } from './frames.ts'
import { type StatesSegment, writeSpk } from './spk-writer.ts'
import { stateOf } from './states.ts'

const folder = new URL('../../../data/kernels/', import.meta.url)
const shipped: KernelFile[] = readdirSync(folder)
  .filter((name) => /\.(bsp|bpc|tls|tpc|tf)$/.test(name))
  .map((name) => ({ name, bytes: Uint8Array.from(readFileSync(new URL(name, folder))).buffer }))
const named = (name: string) => shipped.find((file) => file.name.includes(name))!
const text = (name: string, content: string): KernelFile => ({
  name,
  bytes: new TextEncoder().encode(content).buffer,
})

/** A body that stands still at x km from its centre. */
function still(target: number, x: number, from: number, to: number, centre = 301): StatesSegment {
  const epochs = Float64Array.from({ length: 8 }, (_, i) => from + ((to - from) * i) / 7)
  const states = Float64Array.from([...epochs].flatMap(() => [x, 0, 0, 0, 0, 0]))
  return { type: 13, target, centre, frame: 1, name: 'still', degree: 3, epochs, states }
}
const spk = (name: string, ...segments: StatesSegment[]): KernelFile => ({ name, bytes: unwrap(writeSpk(segments)) })
const out = new Float64Array(6)

describe('what is loaded', () => {
  it('tells kernels by their content, whatever their names', () => {
    const disguised = shipped.map(({ bytes }, i) => ({ name: `kernel-${i}.txt`, bytes }))
    const eph = unwrap(loadEphemerides(disguised))
    expect(eph.kernels.map(({ kind, type }) => [kind, type])).toEqual([
      ['SPK', ''],
      ['binary PCK', ''],
      ['text', 'PCK'],
      ['text', 'PCK'],
      ['text', 'FK'],
      ['binary PCK', ''],
      ['text', 'LSK'],
      ['text', 'PCK'],
    ])
  })

  it('has the leap seconds of the leap-second kernel, and NAIF0012 without one', () => {
    expect(unwrap(loadEphemerides([named('naif0012')])).leapSeconds).toEqual(NAIF0012)
    expect(unwrap(loadEphemerides([])).leapSeconds).toBe(NAIF0012)
  })

  it('knows what it covers', () => {
    const eph = unwrap(loadEphemerides([spk('a', still(-5, 1, 0, 100), still(-5, 1, 50, 200), still(-5, 1, 300, 400))]))
    expect(coverageOf(eph, -5)).toEqual([
      { start: 0, end: 200 },
      { start: 300, end: 400 },
    ])
    expect(coverageOf(eph, -6)).toEqual([])
  })
})

describe('precedence', () => {
  const [early, late] = [spk('early', still(-5, 1, 0, 100)), spk('late', still(-5, 2, 40, 60), still(-5, 3, 50, 55))]
  it.each([
    ['a later file wins where it covers', [early, late], [1, 2, 3, 2, 1]],
    ['an earlier file does not', [late, early], [1, 1, 1, 1, 1]],
  ] as const)('%s', (_, files, expected) => {
    const eph = unwrap(loadEphemerides(files))
    const times = [10, 45, 52, 58, 90]
    const found = (order: readonly number[]) => order.map((i) => unwrap(stateOf(eph, -5, 301, times[i]!, out))[0]!)
    expect(found([0, 1, 2, 3, 4])).toEqual(expected)
    // The route kept from one time must not serve another where it does not hold.
    expect(found([4, 2, 0, 3, 1])).toEqual([4, 2, 0, 3, 1].map((i) => expected[i]))
    expect(unwrap(stateOf(eph, -5, 301, 40, out))[0]).toBe(expected[1])
    expect(unwrap(stateOf(eph, -5, 301, 60, out))[0]).toBe(expected[3])
  })

  it('a later segment of a type that is not read hides what lies under it', () => {
    const array: DafArray = { name: 'x', doubles: [40, 60], integers: [-5, 301, 1, 21], words: new Float64Array(9) }
    const bytes = writeDaf({ format: 'SPK', name: '', comment: '', littleEndian: true, arrays: [array] })
    const eph = unwrap(loadEphemerides([early, { name: 'type21', bytes }]))
    expect(unwrap(stateOf(eph, -5, 301, 10, out))[0]).toBe(1)
    expect(stateOf(eph, -5, 301, 50, out)).toEqual({
      ok: false,
      error: { kind: 'unsupported-segment', file: 'type21', format: 'SPK', type: 21, body: -5 },
    })
  })
})

describe('what cannot be given', () => {
  const eph = unwrap(loadEphemerides([...shipped, spk('a', still(-5, 1, 0, 100), still(-6, 1, 0, 100, -7))]))
  it.each([
    ['no-ephemeris', -99, 301, 9e8, 'no loaded kernel has an ephemeris of body -99'],
    ['outside-coverage', -5, 301, 101, 'body -5 has no ephemeris at TDB 101 s'],
    [
      'outside-coverage',
      301,
      399,
      1e8,
      'body 301 has no ephemeris at TDB 100000000 s; the loaded kernels cover 628430400 to',
    ],
    ['outside-coverage', 301, 399, Number.NaN, 'body 301'],
    ['not-connected', -5, -6, 50, 'do not connect body -5 with body -6'],
  ] as const)('%s: %d from %d at %d', (kind, target, observer, t, sentence) => {
    const found = stateOf(eph, target, observer, t, out)
    expect(found).toMatchObject({ ok: false, error: { kind } })
    if (!found.ok) expect(describeAstroError(found.error)).toContain(sentence)
  })

  it('centres that run in a circle', () => {
    const round = unwrap(loadEphemerides([spk('a', still(-5, 1, 0, 9, -6), still(-6, 1, 0, 9, -5))]))
    expect(stateOf(round, -5, 301, 5, out)).toMatchObject({ ok: false })
  })
})

describe('damaged kernels', () => {
  const fail = (files: readonly KernelFile[]): AstroError => {
    const loaded = loadEphemerides(files)
    if (loaded.ok) throw new Error('it was read')
    return loaded.error
  }
  const changed = ({ bytes }: KernelFile, change: (view: DataView) => void): KernelFile => {
    const copy = bytes.slice(0)
    change(new DataView(copy))
    return { name: 'x.bsp', bytes: copy }
  }
  const moon = named('moon_pa')

  it.each([
    ['nothing', new ArrayBuffer(0), 'found nothing'],
    ['a picture', new Uint8Array([0xff, 0xd8, 0xff]).buffer, 'found "???"'],
    ['a CK', new TextEncoder().encode('DAF/CK  '.padEnd(2048)).buffer, 'found "DAF/CK'],
  ])('%s is no kernel', (_, bytes, sentence) => {
    expect(describeAstroError(fail([{ name: 'x', bytes }]))).toContain(sentence)
  })

  it.each([
    ['byte order', (v: DataView) => v.setUint8(88, 77), 1, 89],
    ['doubles in a summary', (v: DataView) => v.setInt32(8, 3, true), 1, 9],
    ['first summary record', (v: DataView) => v.setInt32(76, 0, true), 1, 77],
    ['transfer check', (v: DataView) => v.setUint8(706, 10), 1, 700],
    ['number of summaries', (v: DataView) => v.setFloat64(6 * 1024 + 16, 26, true), 7, 6 * 1024 + 17],
    ['coverage', (v: DataView) => v.setFloat64(6 * 1024 + 24, Number.NaN, true), 7, 6 * 1024 + 25],
    ['address', (v: DataView) => v.setInt32(6 * 1024 + 52, -3, true), 7, 6 * 1024 + 53],
    // The array moved onto the names of the segments: word 769 begins record 7, 897 record 8.
    ['an address that overlaps', (v: DataView) => v.setInt32(6 * 1024 + 52, 897, true), 7, 6 * 1024 + 25],
    ['record count', (v: DataView) => v.setFloat64(8 * 39171, 1191, true), 307, 8 * 39171 + 1],
    ['middle of record 3', (v: DataView) => v.setFloat64(8 * (1024 + 64), 7, true), 9, 8 * (1024 + 64) + 1],
    ['a coefficient that is no number', (v: DataView) => v.setFloat64(8 * 2000, Number.NaN, true), 16, 16001],
    // Coefficient 5 of the second angle of record 100, one bit of its exponent: found by the record's borders.
    [
      'a coefficient',
      (v: DataView) => v.setUint8(8 * (1024 + 99 * 32 + 17) + 6, v.getUint8(8 * (1024 + 99 * 32 + 17) + 6) ^ 16),
      33,
      8 * (1024 + 99 * 32) + 1,
    ],
  ])('%s', (_, change, record, byte) => {
    expect(fail([changed(moon, change)])).toMatchObject({ kind: 'corrupt-kernel', file: 'x.bsp', record, byte })
  })

  it.each(shipped.map(({ name, bytes }) => [name, bytes] as const))('%s, cut anywhere', (name, bytes) => {
    const whole = unwrap(loadEphemerides([{ name, bytes }]))
    const draw = random(name)
    for (let i = 0; i < 60; i++) {
      const length = i < 20 ? draw.integer(Math.min(bytes.byteLength, 8000)) : draw.integer(bytes.byteLength)
      const loaded = loadEphemerides([{ name, bytes: bytes.slice(0, length) }])
      // A text kernel may be cut between two assignments; what it still says must be what it said.
      if (loaded.ok)
        for (const [key, { values }] of loaded.value.pool) {
          const all = whole.pool.get(key)!.values
          expect(all.slice(0, values.length)).toEqual(values)
        }
      if (/\.(bsp|bpc)$/.test(name)) expect(loaded.ok).toBe(false)
    }
  })

  it('flipped bytes are an error, or lie where no number is read, or change one state of many', () => {
    const small = spk('x.bsp', still(-5, 7, 0, 100))
    const draw = random('flip')
    let refused = 0
    for (let i = 0; i < 20_000; i++) {
      const copy = new Uint8Array(small.bytes.slice(0))
      const at = draw.integer(copy.length)
      copy[at]! ^= 1 << draw.integer(8)
      const loaded = loadEphemerides([{ name: 'x.bsp', bytes: copy.buffer }])
      if (!loaded.ok) {
        refused++
        expect(describeAstroError(loaded.error)).toContain('x.bsp')
        continue
      }
      for (const body of loaded.value.spk.keys()) {
        const found = stateOf(loaded.value, body, 301, 50, out)
        if (found.ok) expect(out.every(Number.isFinite)).toBe(true)
      }
    }
    expect(refused).toBeGreaterThan(100)
  })

  it('flipped bytes of a Chebyshev series are refused, or change nothing that matters', () => {
    const at = 9e8
    const want = unwrap(rotation(unwrap(loadEphemerides(shipped)), 'J2000', 'MOON_PA', at, new Float64Array(9))).slice()
    const seg = unwrap(loadEphemerides([moon])).frames.pck.get(31008)![0]!
    const record = seg.first + Math.floor((at - seg.origin) / seg.step_s) * seg.size
    const others = shipped.filter((file) => file !== moon)
    const draw = random('coefficients')
    let refused = 0
    for (let i = 0; i < 150; i++) {
      const byte = 8 * (record + draw.integer(seg.size)) + draw.integer(8)
      const bit = 1 << draw.integer(8)
      const file = changed(moon, (view) => view.setUint8(byte, view.getUint8(byte) ^ bit))
      const loaded = loadEphemerides([...others, file])
      if (!loaded.ok) {
        refused++
        continue
      }
      const found = unwrap(rotation(loaded.value, 'J2000', 'MOON_PA', at, new Float64Array(9)))
      // What slips through is below the outlier bound on the borders, 100 times a rounding of thousands of radians.
      for (let k = 0; k < 9; k++) expect(Math.abs(found[k]! - want[k]!)).toBeLessThan(2e-9)
    }
    expect(refused).toBeGreaterThan(75)
  })

  it.each([
    ['naif.tls', 'KPL/LSK\n\\begindata\nDELTET/DELTA_AT = ( 10, @1972-JAN-1 )\n', 'needs DELTET/DELTA_T_A'],
    [
      'pck.tpc',
      'KPL/PCK\n\\begindata\nBODY301_RADII = ( 1737.4 1737.4\n',
      'line 3: the list of BODY301_RADII is not closed',
    ],
    ['two.tf', "KPL/FK\n\\begindata\nX = 1\nX += 'a'\n", 'line 4'],
  ])('%s', (name, content, sentence) => {
    expect(describeAstroError(fail([text(name, content)]))).toContain(sentence)
  })
})
