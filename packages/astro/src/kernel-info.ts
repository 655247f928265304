/** What kernels hold: the engine of `magpie kernel info`. Times TDB seconds past J2000. */
import { type Interval, normalise } from '@magpie/core/interval'
import { bodyName } from './bodies.ts'
import type { Ephemerides, KernelSummary } from './ephemerides.ts'

/** One body (SPK) or frame class (binary PCK) of a kernel. */
export type KernelContent = {
  readonly id: number
  readonly name: string
  /** NAIF id of the centre; for orientations that of the same body or frame. */
  readonly centre: number
  /** NAIF segment types, ascending. */
  readonly types: readonly number[]
  readonly segments: number
  /** Joined over its segments. */
  readonly coverage: readonly Interval[]
}

export type KernelInfo = {
  readonly file: string
  readonly kind: KernelSummary['kind']
  readonly type: string
  /** By id and centre, in the order of the file; empty for text kernels. */
  readonly contents: readonly KernelContent[]
}

/** The contents of every loaded kernel, in the order of loading. */
export function kernelInfo(eph: Ephemerides): KernelInfo[] {
  return eph.kernels.map(({ file, kind, type, segments }) => {
    const groups = new Map<string, (typeof segments)[number][]>()
    for (const segment of segments) {
      const key = `${segment.body} ${segment.centre}`
      const group = groups.get(key)
      if (group === undefined) groups.set(key, [segment])
      else group.push(segment)
    }
    const contents = [...groups.values()].map((group): KernelContent => {
      const { body, centre } = group[0]!
      return {
        id: body,
        name: bodyName(eph.pool, body),
        centre,
        types: [...new Set(group.map((segment) => segment.type))].sort((a, b) => a - b),
        segments: group.length,
        coverage: normalise(group.map(({ start, end }) => ({ start, end }))),
      }
    })
    return { file, kind, type, contents }
  })
}
