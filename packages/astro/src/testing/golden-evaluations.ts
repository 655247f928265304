/**
 * Everything that the reference files ask for, evaluated into plain numbers: run in Node and in a browser, whose numbers
 * are then compared bit by bit. It compares nothing with the references themselves; `reference-checks` does.
 */
import { unwrap } from '@magpie/core/result'
import { parseEpoch, tdbSeconds } from '@magpie/core/time'
import { type Correction, correctedState } from '../apparent-states.ts'
import { bodyId } from '../bodies.ts'
import { type Ephemerides, type KernelFile, loadEphemerides } from '../ephemerides.ts'
import { stateRotation } from '../frames.ts'
import { readCases } from '../reference/event-cases.ts'
import { Residuals } from '../reference/residuals.ts'
import { readSites } from '../reference/sites.ts'
import { readTable, type Table } from '../reference/table.ts'
import { referenceKind } from '../reference-checks.ts'
import { azimuthElevation } from '../sites.ts'
import { stateOf } from '../states.ts'

/** A reference file, parsed; its path tells which kernels go with it. */
export type GoldenFile = { readonly path: string; readonly json: unknown }

export type Evaluation = {
  /** The reference file and what of it. */
  readonly name: string
  /** Whether no sine or its like enters, so that every engine must give the same bits. */
  readonly arithmetic: boolean
  readonly values: Float64Array
  /**
   * For each value the size of what was added up to it, in its unit: the last digit of that, not of a small difference
   * that is left, is what an engine's sine can move.
   */
  readonly scales: Float64Array
}

const state = new Float64Array(6)

/** Barycentric distance of the Earth over the least distance of the Moon: what a direction from sums over the Sun loses. */
const BARYCENTRIC = 149_597_870.7 / 356_400

/**
 * The numbers of every reference file. `kernels` are named by their paths: those of `data/` serve all files, others the
 * files of their own folder.
 */
export function evaluateGolden(kernels: readonly KernelFile[], files: readonly GoldenFile[]): Evaluation[] {
  const sets = new Map<string, Ephemerides>()
  return files.flatMap(({ path, json }) => {
    const folder = path.slice(0, path.lastIndexOf('/') + 1)
    const eph =
      sets.get(folder) ??
      unwrap(loadEphemerides(kernels.filter(({ name }) => name.startsWith('data/') || name.startsWith(folder))))
    sets.set(folder, eph)
    const kind = referenceKind(json)?.name ?? 'none'
    const evaluate = KINDS[kind]
    if (evaluate === undefined) throw new Error(`${path} is of kind ${kind}, which nothing evaluates`)
    return evaluate(path, json, eph)
  })
}

const KINDS: Readonly<Record<string, (path: string, json: unknown, eph: Ephemerides) => Evaluation[]>> = {
  time: times,
  states,
  frames: rotations,
  azel: directions,
  events,
  orbiters: events,
}

function times(path: string, json: unknown, { leapSeconds }: Ephemerides): Evaluation[] {
  const table = unwrap(readTable(path, json))
  const at = table.columns.indexOf('utc')
  const tdb = table.rows.map((row) => tdbSeconds(unwrap(parseEpoch(String(row[at]), leapSeconds)), leapSeconds))
  return [evaluation(`${path}: TDB`, tdb, tdb)]
}

/** States and light times for every correction: apart those of bodies whose segments all stand on J2000 axes. */
function states(path: string, json: unknown, eph: Ephemerides): Evaluation[] {
  const table = unwrap(readTable(path, json))
  const frame = String((json as { frame: unknown }).frame)
  const cases = table.rows.map((row) => {
    const [target, observer] = ['target', 'observer'].map((name) => body(eph, table, row, name)) as [number, number]
    const t = Number(row[table.columns.indexOf('et')])
    return { target, observer, t, plain: [target, observer].every((id) => isPlain(eph, id, t)) }
  })
  return listed(table, /\] *(\S+)$/).flatMap(([, correction]) =>
    [true, false].flatMap((plain) => {
      const arithmetic = plain && frame === 'J2000'
      const chosen = cases.filter((one) => one.plain === plain)
      const numbers = chosen.map((one) => stateNumbers(eph, one, frame, correction as Correction))
      const name = `${path}: ${correction}, segments ${plain ? 'on J2000' : 'on other axes'}`
      const [values, scales] = [numbers.flatMap((n) => n.values), numbers.flatMap((n) => n.scales)]
      const light_s = numbers.map((n) => n.light_s)
      return chosen.length === 0
        ? []
        : [
            evaluation(`${name}, in ${frame}`, values, scales, arithmetic),
            evaluation(`${name}, light times`, light_s, light_s, plain),
          ]
    }),
  )
}

type Pair = { readonly target: number; readonly observer: number; readonly t: number }

function stateNumbers(eph: Ephemerides, { target, observer, t }: Pair, frame: string, correction: Correction) {
  const out = new Float64Array(6)
  unwrap(correctedState(eph, target, observer, 'J2000', t, correction, out))
  const [distance_km, speed_km_s] = [Math.hypot(out[0]!, out[1]!, out[2]!), Math.hypot(out[3]!, out[4]!, out[5]!)]
  const { lightTime_s } = unwrap(correctedState(eph, target, observer, frame, t, correction, out))
  // On turning axes a velocity is what is left of two that may cancel.
  const velocity_km_s = Math.max(speed_km_s, spin(eph, frame, t) * distance_km)
  const scales = [distance_km, distance_km, distance_km, velocity_km_s, velocity_km_s, velocity_km_s]
  return { values: [...out], scales, light_s: lightTime_s }
}

/** Whether a body's segments, and those of the bodies they are given from, stand on J2000 axes. */
function isPlain(eph: Ephemerides, id: number, t: number): boolean {
  const segment = eph.spk.get(id)?.find(({ start, end }) => t >= start && t <= end)
  return segment === undefined || (segment.frame === 1 && isPlain(eph, segment.centre, t))
}

/** The largest element of a frame's turning, 1/s. */
function spin(eph: Ephemerides, frame: string, t: number): number {
  return Math.max(
    ...unwrap(stateRotation(eph, 'J2000', frame, t, new Float64Array(18)))
      .subarray(9)
      .map(Math.abs),
  )
}

function rotations(path: string, json: unknown, eph: Ephemerides): Evaluation[] {
  const table = unwrap(readTable(path, json))
  const out = new Float64Array(18)
  return listed(table, /(\S+) *-> *(\S+)$/).map(([, from, to]) => {
    const at = table.rows.map((row) => Number(row[table.columns.indexOf('et')]))
    const values = at.flatMap((t) => [...unwrap(stateRotation(eph, from!, to!, t, out))])
    const scales = at.flatMap((t) => {
      const rate = Math.max(spin(eph, from!, t), spin(eph, to!, t))
      return Array.from(out, (_, i) => (i < 9 ? 1 : rate))
    })
    return evaluation(`${path}: ${from} to ${to}`, values, scales)
  })
}

/** Azimuths and elevations, rad, and ranges, km. */
function directions(path: string, json: unknown, eph: Ephemerides): Evaluation[] {
  const table = unwrap(readTable(path, json))
  const sites = unwrap(readSites(table, new Residuals()))
  return (['NONE', 'LT+S'] as const).map((correction) => {
    const scales: number[] = []
    const values = table.rows.flatMap((row) => {
      const site = sites.get(String(row[table.columns.indexOf('site')]))!
      const [t, target] = [Number(row[table.columns.indexOf('et')]), body(eph, table, row, 'target')]
      const out = unwrap(azimuthElevation(eph, site, target, t, correction, new Float64Array(3)))
      // Seen through the aberration of light, both ends are first added up from the solar system's barycentre.
      const sum_km =
        correction === 'NONE' ? out[2]! : Math.hypot(...unwrap(stateOf(eph, site.body, 0, t, state)).subarray(0, 3))
      const angle = Math.max(1, sum_km / out[2]!)
      scales.push(angle / Math.cos(out[1]!), angle, Math.max(sum_km, out[2]!))
      return [...out]
    })
    return evaluation(`${path}: ${correction}`, values, scales)
  })
}

/** The edges of windows, TDB seconds; for extremes the values, rad, and the times apart. */
function events(path: string, json: unknown, eph: Ephemerides): Evaluation[] {
  return unwrap(readCases(path, json, eph, new Residuals())).flatMap((one) => {
    const name = `${path}: ${one.where}, ${one.title}`
    if (one.shape === 'windows') {
      const edges = unwrap(one.find()).flatMap(({ start, end }) => [start, end])
      return [evaluation(`${name}, edges`, edges, edges)]
    }
    const found = unwrap(one.find())
    const times = found.map(({ at }) => at)
    const values = found.map(({ value }) => value)
    const scales = values.map((value) => Math.max(1, Math.abs(value)) * (one.corrected ? BARYCENTRIC : 1))
    return [evaluation(`${name}, times of extremes`, times, times), evaluation(`${name}, values`, values, scales)]
  })
}

function evaluation(name: string, values: number[], scales: number[], arithmetic = false): Evaluation {
  return { name, arithmetic, values: Float64Array.from(values), scales: Float64Array.from(scales) }
}

/** What a pattern finds in the names of the columns that hold lists. */
function listed({ columns }: Table, pattern: RegExp): RegExpExecArray[] {
  return columns.map((name) => (name.startsWith('[') ? pattern.exec(name) : null)).filter((match) => match !== null)
}

function body(eph: Ephemerides, table: Table, row: readonly unknown[], column: string): number {
  return bodyId(eph.pool, String(row[table.columns.indexOf(column)]))!
}
