import { readdirSync, readFileSync } from 'node:fs'
import { random } from '@magpie/core/random'
import { unwrap } from '@magpie/core/result'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readDaf } from './daf.ts'
import { type DafArray, dafFileOf, writeDaf } from './daf-writer.ts'
import { type Ephemerides, loadEphemerides } from './ephemerides.ts'
import { describeAstroError } from './errors.ts'
import { rotation } from './frames.ts'
import { subsetKernel } from './kernel-subset.ts'
import { stateOf } from './states.ts'

const root = new URL('../../../', import.meta.url)
const read = (path: string) => Uint8Array.from(readFileSync(new URL(path, root))).buffer
const shipped = readdirSync(new URL('data/kernels/', root))
  .filter((name) => /\.(bsp|bpc|tpc|tls|tf)$/.test(name))
  .map((name) => ({ name, bytes: read(`data/kernels/${name}`) }))
const segments = read('golden/spice/segments.bsp')
const planets = shipped.find(({ name }) => name.startsWith('de440'))!.bytes
const earth = shipped.find(({ name }) => name.startsWith('earth'))!.bytes
const moon = shipped.find(({ name }) => name.startsWith('moon_pa'))!.bytes

const load = (bytes: ArrayBuffer) => unwrap(loadEphemerides([...shipped, { name: 'x', bytes }]))
const alone = (bytes: ArrayBuffer) => unwrap(loadEphemerides([{ name: 'x', bytes }]))
const [a, b] = [new Float64Array(6), new Float64Array(6)]

/** Times in a span: its ends, drawn ones, and those about each border of records that start at `origin`. */
function times(start: number, end: number, origin: number, step_s: number): number[] {
  const draw = random(`${start} ${end}`)
  const out = [start, end, ...Array.from({ length: 60 }, () => start + (end - start) * draw.next())]
  for (let i = Math.ceil((start - origin) / step_s), n = 0; origin + i * step_s <= end && n < 40; i++, n++)
    for (let ulp = -3; ulp <= 3; ulp++) out.push(origin + i * step_s + ulp * 2 ** -23)
  return out.filter((t) => t >= start && t <= end)
}

function sameStates(whole: Ephemerides, part: Ephemerides, body: number, centre: number, at: readonly number[]) {
  for (const t of at) {
    unwrap(stateOf(whole, body, centre, t, a))
    expect(unwrap(stateOf(part, body, centre, t, b)), `${body} at ${t}`).toEqual(a)
  }
}

/** The same segments with states 600 s apart, as type 12: Hermite with equal steps. */
function equalHermite(): ArrayBuffer {
  const eph = load(segments)
  const count = 300
  const words = new Float64Array(6 * count + 4)
  for (let i = 0; i < count; i++) words.set(unwrap(stateOf(eph, -707, 301, 915150000.125 + 600 * i, a)), 6 * i)
  words.set([915150000.125, 600, 5, count], 6 * count)
  const doubles = [915150000.125, 915150000.125 + 600 * (count - 1)] as const
  const array: DafArray = { name: 'type 12', doubles, integers: [-712, 301, 1, 12], words }
  return writeDaf({ format: 'SPK', name: 'equal', comment: '', littleEndian: true, arrays: [array] })
}

describe('a part of an SPK gives what the whole does, to the bit', () => {
  const bodies = [-701, -702, -703, -704, -705, -706, -707, -708, -709]
  const [from, to] = [915148800, 915494400]
  it.each([true, false])('types 2, 3, 8, 9, 13 and precedence (little-endian %s)', (littleEndian) => {
    const whole = load(segments)
    const spans: [number, number][] = [
      [from, to],
      [from + 1e5, from + 1.3e5],
      [from + 12345.678, from + 12345.678],
      [to - 9000.5, to],
      [from, from + 1],
    ]
    for (const [start, end] of spans) {
      const { bytes } = unwrap(subsetKernel('x', segments, { span: { start, end }, littleEndian }))
      expect(bytes.byteLength).toBeLessThanOrEqual(segments.byteLength)
      const part = load(bytes)
      for (const body of bodies) {
        const centre = whole.spk.get(body)![0]!.centre
        const { origin, step_s } = whole.spk.get(body)![0]!
        sameStates(whole, part, body, centre, times(start, end, origin, step_s > 0 ? step_s : 1e4))
      }
    }
  })

  it('any span, any body', () => {
    const whole = load(segments)
    const span = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))
    fc.assert(
      fc.property(fc.constantFrom(...bodies), span, fc.double({ min: 0, max: 1, noNaN: true }), (body, [p, q], r) => {
        const at = (x: number) => from + x * (to - from)
        const [start, end] = [at(Math.min(p, q)), at(Math.max(p, q))]
        const ids = [body, -701]
        const { bytes } = unwrap(subsetKernel('x', segments, { ids, span: { start, end } }))
        const t = Math.min(start + r * (end - start), end)
        sameStates(whole, load(bytes), body, whole.spk.get(body)![0]!.centre, [start, t, end])
      }),
      { numRuns: 200 },
    )
  })

  it('type 12, whose epochs are no whole seconds', () => {
    const bytes = equalHermite()
    const whole = alone(bytes)
    for (const [start, end] of [
      [915150000.125, 915250000],
      [915200000.3, 915200700.9],
      [915300000, 915329400.125],
    ] as const) {
      const part = unwrap(subsetKernel('x', bytes, { span: { start, end } }))
      expect(part.bytes.byteLength).toBeLessThan(bytes.byteLength)
      sameStates(whole, alone(part.bytes), -712, 301, times(start, end, 915150000.125, 600))
      const middle = (start + end) / 2
      const motion = unwrap(stateOf(load(segments), -707, 301, middle, a))
      unwrap(stateOf(whole, -712, 301, middle, b))
      // Hermite through 600 s steps of the motion of -707: measured 1e-5 km apart.
      for (let i = 0; i < 3; i++) expect(Math.abs(motion[i]! - b[i]!)).toBeLessThan(1e-4)
    }
  })

  it('a year of the planets, as it ships', () => {
    const span = { start: 883612869.25, end: 915148869.5 }
    const whole = alone(planets)
    const { bytes, leftCentres } = unwrap(subsetKernel('x', planets, { ids: [3, 10, 301, 399], span }))
    expect(leftCentres).toEqual([])
    expect(bytes.byteLength).toBeLessThan(planets.byteLength / 20)
    const part = alone(bytes)
    for (const [body, centre] of [
      [301, 399],
      [399, 10],
      [3, 0],
    ] as const)
      sameStates(whole, part, body, centre, times(span.start, span.end, 628430400, 345600))
    expect(unwrap(subsetKernel('x', planets, { ids: [301] })).leftCentres).toEqual([3])
  })
})

it.each([
  ['ITRF93', earth, 853848069.1845125, 172800],
  ['MOON_PA', moon, 628257600, 691200],
] as const)('a part of the orientation %s turns as the whole does, to the bit', (frame, bytes, origin, step_s) => {
  const [r, s] = [new Float64Array(9), new Float64Array(9)]
  const others = shipped.filter((file) => file.bytes !== bytes)
  const whole = unwrap(loadEphemerides([...others, { name: 'x', bytes }]))
  for (const [start, end] of [
    [883612869.25, 915148869.5],
    [853848000, 853849000],
    [1.07e9, 1.08e9],
  ] as const) {
    const cut = unwrap(subsetKernel('x', bytes, { span: { start, end } }))
    expect(cut.bytes.byteLength).toBeLessThan(bytes.byteLength / 2)
    const part = unwrap(loadEphemerides([...others, { name: 'x', bytes: cut.bytes }]))
    for (const t of times(start, end, origin, step_s)) {
      unwrap(rotation(whole, 'J2000', frame, t, r))
      expect(unwrap(rotation(part, 'J2000', frame, t, s)), `at ${t}`).toEqual(r)
    }
  }
})

describe('writing', () => {
  it.each([
    ['planets', planets],
    ['Earth', earth],
    ['Moon', moon],
    ['segments', segments],
  ])('what was read and written reads as the same, and is stable: %s', (_, bytes) => {
    const first = unwrap(readDaf('x', bytes))
    const written = writeDaf(dafFileOf(first))
    const again = unwrap(readDaf('x', written))
    expect(dafFileOf(again)).toEqual(dafFileOf(first))
    expect(Buffer.from(writeDaf(dafFileOf(again))).equals(Buffer.from(written))).toBe(true)
    const big = unwrap(readDaf('x', writeDaf({ ...dafFileOf(first), littleEndian: false })))
    expect(big.littleEndian).toBe(false)
    expect(dafFileOf(big).arrays).toEqual(dafFileOf(first).arrays)
  })

  it('a part of a part is that part, but for its comment', () => {
    const span = { start: 915200000, end: 915300000 }
    const once = unwrap(subsetKernel('x', segments, { span })).bytes
    const twice = unwrap(subsetKernel('x', once, { span })).bytes
    expect(unwrap(readDaf('x', twice)).comment).toContain('cut by Magpie')
    const arrays = (bytes: ArrayBuffer) => dafFileOf(unwrap(readDaf('x', bytes))).arrays
    expect(arrays(twice)).toEqual(arrays(once))
    expect(Buffer.from(unwrap(subsetKernel('x', segments, { span })).bytes).equals(Buffer.from(once))).toBe(true)
  })
})

describe('what cannot be selected', () => {
  const unread: DafArray = { name: 'x', doubles: [0, 100], integers: [-5, 301, 1, 21], words: new Float64Array(9) }
  const bytes = writeDaf({ format: 'SPK', name: '', comment: '', littleEndian: true, arrays: [unread] })
  it.each([
    ['an id that is not there', segments, { ids: [-9] }, 'it holds -701, -702'],
    ['a span that is not there', segments, { span: { start: 0, end: 1 } }, 'nothing of that selection'],
    ['a cut through a type that is not read', bytes, { span: { start: 1, end: 9 } }, 'type 21'],
    ['a text kernel', new TextEncoder().encode('KPL/FK').buffer, {}, 'cut off'],
  ])('%s', (_, file, selection, sentence) => {
    const found = subsetKernel('x.bsp', file as ArrayBuffer, selection)
    expect(found.ok ? '' : describeAstroError(found.error)).toContain(sentence)
  })
  it('keeps it whole where no cut is needed', () => {
    const kept = unwrap(subsetKernel('x.bsp', bytes, { span: { start: 0, end: 100 } }))
    expect(kept.segments).toEqual([{ body: -5, centre: 301, type: 21, start: 0, end: 100 }])
  })
})

describe('what is asked for and not there', () => {
  const day = { start: 9.3e8, end: 9.3e8 + 86400 }
  it.each([
    ['one id of two', { ids: [301, -999], span: day }, 'not-held', 'pl.bsp has nothing of -999; it holds 1, 2, 3,'],
    ['an only id', { ids: [-999] }, 'nothing-selected', 'pl.bsp has nothing of that selection'],
  ])('%s', (_, selection, kind, sentence) => {
    const part = subsetKernel('pl.bsp', planets, selection)
    expect(part).toMatchObject({ ok: false, error: { kind } })
    expect(part.ok ? '' : describeAstroError(part.error)).toContain(sentence)
  })
})
