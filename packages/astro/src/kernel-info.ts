/** What kernels hold: the engine of `magpie kernel info`. Times TDB seconds past J2000. */
import { complement, type Interval, normalise } from '@magpie/core/interval'
import { bodyName } from './bodies.ts'
import { type MeasuredPart, measuredPartOf } from './earth-orientation.ts'
import type { Ephemerides, KernelSummary } from './ephemerides.ts'
import { frameCoded } from './frame-table.ts'
import { stringsOf } from './pool.ts'
import type { Segment } from './segments.ts'

/** One body (SPK) or frame class (binary PCK) of a kernel. */
export type KernelContent = {
  readonly id: number
  readonly name: string
  /** NAIF id of the centre; for orientations that of the same body or frame. */
  readonly centre: number
  /** Names of the frames in which it is given, or codes where no loaded kernel names them. */
  readonly frames: readonly string[]
  /** NAIF segment types, ascending. */
  readonly types: readonly number[]
  readonly segments: number
  /** Joined over its segments. */
  readonly coverage: readonly Interval[]
  /** What lies between. */
  readonly gaps: readonly Interval[]
}

export type KernelInfo = {
  readonly file: string
  readonly kind: KernelSummary['kind']
  readonly type: string
  /** Of binary kernels. */
  readonly littleEndian: boolean | undefined
  /** The comment area of binary kernels; empty for others. */
  readonly comment: string
  /** Of text kernels: the variables whose last assignment stands in it. */
  readonly variables: readonly string[]
  /** Of kernels of ITRF93: where their measured part ends, if anything says so. */
  readonly measured: MeasuredPart | undefined
  /** By id and centre, in the order of the file; empty for text kernels. */
  readonly contents: readonly KernelContent[]
}

/** The contents of every loaded kernel, in the order of loading. */
export function kernelInfo(eph: Ephemerides): KernelInfo[] {
  return eph.kernels.map((kernel) => {
    const { file, kind, type, segments, littleEndian, comment = '' } = kernel
    const groups = Map.groupBy(segments, ({ body, centre }) => `${body} ${centre}`)
    return {
      file,
      kind,
      type,
      littleEndian,
      comment,
      variables: [...eph.pool].flatMap(([name, variable]) => (variable.file === file ? [name] : [])),
      measured: measuredPartOf(kernel, eph.pool, eph.leapSeconds),
      contents: [...groups.values()].map((group) => contentOf(eph, kind, group)),
    }
  })
}

function contentOf(eph: Ephemerides, kind: KernelSummary['kind'], group: readonly Segment[]): KernelContent {
  const { body, centre } = group[0]!
  const coverage = normalise(group.map(({ start, end }) => ({ start, end })))
  const whole = { start: coverage[0]?.start ?? 0, end: coverage.at(-1)?.end ?? 0 }
  return {
    id: body,
    name: kind === 'SPK' ? bodyName(eph.pool, body) : frameClassName(eph, body),
    centre,
    frames: [...new Set(group.map(({ frame }) => frameName(eph, frame)))],
    types: [...new Set(group.map(({ type }) => type))].sort((a, b) => a - b),
    segments: group.length,
    coverage,
    gaps: complement(coverage, whole),
  }
}

function frameName(eph: Ephemerides, code: number): string {
  const frame = frameCoded(eph.frames, code)
  return frame.ok ? frame.value.name : String(code)
}

/** The name of the class 2 frame with a class id: that of a loaded frame kernel, or the one that needs none. */
function frameClassName(eph: Ephemerides, id: number): string {
  for (const [key, { values }] of eph.pool) {
    const code = /^FRAME_(\d+)_CLASS_ID$/.exec(key)?.[1]
    if (code === undefined || values[0] !== id || eph.pool.get(`FRAME_${code}_CLASS`)?.values[0] !== 2) continue
    return stringsOf(eph.pool, `FRAME_${code}_NAME`)?.[0] ?? String(id)
  }
  return id === 3000 ? 'ITRF93' : bodyName(eph.pool, id)
}
