/** Parsers of kernels and gravity fields. What they read is asked for: states, rotations and coefficients must be finite. */
import { readFileSync } from 'node:fs'
import { writeDaf } from '@magpie/astro/daf-writer'
import { type Ephemerides, loadEphemerides } from '@magpie/astro/ephemerides'
import { describeAstroError } from '@magpie/astro/errors'
import { rotation } from '@magpie/astro/frames'
import { kernelInfo } from '@magpie/astro/kernel-info'
import { subsetKernel } from '@magpie/astro/kernel-subset'
import { stateOf } from '@magpie/astro/states'
import { unwrap } from '@magpie/core/result'
import { describeGravityFileError, parseGravityField } from '@magpie/flight/gravity-field'
import type { Parser } from './parser.ts'

const file = (path: string) => Uint8Array.from(readFileSync(new URL(`../../${path}`, import.meta.url)))
const START = 915148800
const state = new Float64Array(6)
const matrix = new Float64Array(9)

/** Parsers of kernels, and of gravity fields. */
export function kernelParsers(): Parser[] {
  const segments = file('golden/spice/segments.bsp').buffer
  const orientations = file('data/kernels/earth_itrf93_magpie_2019_2046.bpc').buffer
  const part = (id: number, littleEndian = true) => {
    const selection = { ids: [id], span: { start: START + 90000, end: START + 110000 }, littleEndian }
    return new Uint8Array(unwrap(subsetKernel('whole', segments, selection)).bytes)
  }
  const earth = (littleEndian: boolean) => {
    const selection = { span: { start: START, end: START + 15 * 86400 }, littleEndian }
    return new Uint8Array(unwrap(subsetKernel('whole', orientations, selection)).bytes)
  }
  const spk: [string, Uint8Array<ArrayBuffer>][] = [
    ['SPK type 2', part(-701)],
    ['SPK type 2, big-endian', part(-701, false)],
    ['SPK type 3', part(-702)],
    ['SPK type 8', part(-703)],
    ['SPK type 9', part(-705)],
    ['SPK type 12', equalHermite()],
    ['SPK type 13', part(-707)],
    ['SPK type 13, big-endian', part(-708, false)],
    ['SPK of several segments', part(-709)],
  ]
  const text = (path: string) => file(`data/kernels/${path}`)
  return [
    ...spk.map(([name, whole]) => reader(name, whole)),
    reader('PCK type 2', earth(true)),
    reader('PCK type 2, big-endian', earth(false)),
    reader('leap seconds (LSK)', text('naif0012.tls')),
    reader('frames (FK), shipped', text('moon_de440_magpie.tf')),
    reader('frames (FK), all ways', file('golden/spice/frames.tf')),
    reader('constants (PCK)', dataOf(text('pck00011.tpc'))),
    reader('masses (gm)', text('gm_de440_magpie.tpc')),
    reader('gravity field (ICGEM)', file('data/gravity/earth_egm2008_20.txt'), askGravity),
  ]
}

function reader(name: string, right: Uint8Array, ask: (bytes: ArrayBuffer) => boolean = askStates): Parser {
  return { name, kind: 'octets', right: [right], parse: (octets) => ask(octets.buffer) }
}

/** States of a line, as type 12. */
function equalHermite(): Uint8Array<ArrayBuffer> {
  const count = 40
  const states = Array.from({ length: count }, (_, i) => [1000 + 60 * i, -60 * i, 30 * i, 1, -1, 0.5])
  const words = Float64Array.from([...states.flat(), START, 60, 5, count])
  const doubles = [START, START + 60 * (count - 1)] as const
  const arrays = [{ name: 'line', doubles, integers: [-712, 301, 1, 12], words }]
  return new Uint8Array(writeDaf({ format: 'SPK', name: 'line', comment: 'made', littleEndian: true, arrays }))
}

/** A text kernel's first 8,000 letters of data, without the prose between, which no reader parses. */
function dataOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const sections = new TextDecoder('latin1').decode(bytes).split('\\begindata\n').slice(1)
  const data = sections
    .map((section) => section.split('\\begintext')[0]!)
    .join('')
    .slice(0, 8000)
  const whole = data.slice(0, data.lastIndexOf(')') + 1)
  return new TextEncoder().encode(`KPL/PCK\n\\begindata\n${whole}\n`)
}

/** Loads a kernel and asks for all that it could give: contents, states, rotations, a part of it. */
function askStates(bytes: ArrayBuffer): boolean {
  const loaded = loadEphemerides([{ name: 'input', bytes }])
  if (!loaded.ok) {
    told(describeAstroError(loaded.error))
    return false
  }
  const eph = loaded.value
  for (const { contents } of kernelInfo(eph)) for (const { id } of contents) askBody(eph, id)
  for (const frame of ['ITRF93', 'IAU_MOON', 'MOON_ME', 'TURNED', 'QUATERNION', 'ROUNDED']) askFrame(eph, frame)
  if (eph.kernels[0]!.kind !== 'text') {
    const part = subsetKernel('input', bytes, { span: { start: START + 95000, end: START + 100000 } })
    if (!part.ok) told(describeAstroError(part.error))
  }
  return true
}

function askBody(eph: Ephemerides, body: number): void {
  for (const segment of eph.spk.get(body) ?? []) {
    const { start, end, centre } = segment
    for (const t of [start, (start + end) / 2, end]) {
      const found = stateOf(eph, body, centre, t, state)
      if (!found.ok) told(describeAstroError(found.error))
      else if (!state.every(Number.isFinite)) throw new Error(`body ${body} at ${t}: ${state.join(' ')}`)
    }
  }
}

function askFrame(eph: Ephemerides, frame: string): void {
  for (const t of [START + 86400, START + 95000.5, 0]) {
    const found = rotation(eph, 'J2000', frame, t, matrix)
    if (!found.ok) told(describeAstroError(found.error))
    else if (!matrix.every(Number.isFinite)) throw new Error(`${frame} at ${t}: ${matrix.join(' ')}`)
  }
}

function askGravity(bytes: ArrayBuffer): boolean {
  const field = parseGravityField(new TextDecoder('latin1').decode(bytes))
  if (!field.ok) told(describeGravityFileError(field.error))
  else if (!field.value.c.every(Number.isFinite) || !field.value.s.every(Number.isFinite))
    throw new Error('a coefficient is not finite')
  return field.ok
}

/** An error's sentence says something, and shows no value that is missing. */
function told(sentence: string): void {
  if (sentence === '' || sentence.includes('undefined')) throw new Error(`an error is told as "${sentence}"`)
}
