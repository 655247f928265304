/**
 * Ephemerides: what a set of kernels says about bodies, frames and time, with SPICE's precedence: a kernel wins over
 * those before it in the list, and in one file a segment wins over those before it (NAIF, "SPK Required Reading"). It is
 * an argument of every function of this package; nothing is global.
 */
import { type Interval, normalise } from '@magpie/core/interval'
import { type LeapSeconds, NAIF0012 } from '@magpie/core/leap-seconds'
import { err, ok, type Result } from '@magpie/core/result'
import { readDaf } from './daf.ts'
import type { KernelError } from './errors.ts'
import { type FrameTable, frameTable } from './frame-table.ts'
import { leapSecondsOf, type Pool, poolOf } from './pool.ts'
import type { PowerSeries, Signed } from './power-series.ts'
import { readSegments, type Segment } from './segments.ts'
import { readTextKernel, type TextKernel } from './text-kernel.ts'

/** What one kernel brought. */
export type KernelSummary = {
  readonly file: string
  readonly kind: 'SPK' | 'binary PCK' | 'text'
  /** `LSK`, `PCK`, `FK` for text kernels that say so. */
  readonly type: string
  /** Of binary kernels, in file order. */
  readonly segments: readonly Segment[]
  /** Of binary kernels: the text of the comment area, and the order of bytes. */
  readonly comment?: string
  readonly littleEndian?: boolean
}

/** Segments that lead from an observer to a target, and the times in between which no other segment takes precedence. */
export type Route = {
  readonly target: number
  readonly observer: number
  /** Valid for times strictly between. */
  readonly after: number
  readonly before: number
  readonly plus: readonly Segment[]
  readonly minus: readonly Segment[]
  /** The one series that is the whole way, where there is one. */
  readonly only: PowerSeries | undefined
  /** Otherwise the way is the sum of these, and of `others`. */
  readonly series: readonly PowerSeries[]
  readonly others: readonly Signed[]
}

/** Places for the routes used last; a power of two. */
const RECENT = 64
const NO_ROUTE: Route = {
  target: Number.NaN,
  observer: Number.NaN,
  after: Number.NaN,
  before: Number.NaN,
  plus: [],
  minus: [],
  only: undefined,
  series: [],
  others: [],
}

/** Where the last route of a pair is kept: pairs that share a place displace each other. */
export function recentPlace(target: number, observer: number): number {
  return ((Math.imul(target, 0x9e3779b1) ^ Math.imul(observer, 0x85ebca6b)) >>> 26) & (RECENT - 1)
}

/**
 * Kernels at hand. Made once and never changed to its users; `routes`, `recent` and the tables inside `frames` only remember what
 * was computed last. Use it through the functions of `states`, `frames` and `sites`.
 */
export type Ephemerides = {
  readonly kernels: readonly KernelSummary[]
  /** Of the last leap-second kernel; NAIF0012 where none was loaded. */
  readonly leapSeconds: LeapSeconds
  /** Variables of all text kernels. */
  readonly pool: Pool
  /** Segments by target, highest precedence first. */
  readonly spk: ReadonlyMap<number, readonly Segment[]>
  readonly frames: FrameTable
  readonly routes: Map<number, Route>
  /** Those used last, at their `recentPlace`. */
  readonly recent: Route[]
}

/** A file as read: its name is for messages, its kind is told by its content. */
export type KernelFile = { readonly name: string; readonly bytes: ArrayBuffer }

/** Reads kernels in the order of loading; later ones take precedence. The buffers are kept and must not change. */
export function loadEphemerides(files: readonly KernelFile[]): Result<Ephemerides, KernelError> {
  const kernels: KernelSummary[] = []
  const texts: TextKernel[] = []
  for (const { name, bytes } of files) {
    const kind = kernelKind(bytes)
    if (kind === 'text') {
      const text = readTextKernel(name, latin1(new Uint8Array(bytes)))
      if (!text.ok) return text
      texts.push(text.value)
      kernels.push({ file: name, kind, type: text.value.type, segments: [] })
    } else if (kind === 'binary') {
      const binary = readBinary(name, bytes)
      if (!binary.ok) return binary
      kernels.push(binary.value)
    } else return err({ kind: 'unknown-kernel', file: name, found: opening(bytes) })
  }
  const pool = poolOf(texts)
  if (!pool.ok) return pool
  const leapSeconds = leapSecondsOf(pool.value)
  if (!leapSeconds.ok) return leapSeconds
  return ok({
    kernels,
    leapSeconds: leapSeconds.value ?? NAIF0012,
    pool: pool.value,
    spk: byBody(kernels, 'SPK'),
    frames: frameTable(pool.value, byBody(kernels, 'binary PCK')),
    routes: new Map(),
    recent: new Array<Route>(RECENT).fill(NO_ROUTE),
  })
}

/** What a file is by its content: a binary SPK or PCK, a text kernel, or neither. */
export function kernelKind(bytes: ArrayBuffer): 'binary' | 'text' | undefined {
  const start = latin1(new Uint8Array(bytes, 0, Math.min(bytes.byteLength, 8)))
  if (start === 'DAF/SPK ' || start === 'DAF/PCK ' || start === 'NAIF/DAF') return 'binary'
  return /^\s*KPL\//.test(latin1(new Uint8Array(bytes, 0, Math.min(bytes.byteLength, 64)))) ? 'text' : undefined
}

/** Times for which a body has an ephemeris, TDB seconds past J2000, joined over all kernels. */
export function coverageOf(eph: Ephemerides, body: number): Interval[] {
  return normalise((eph.spk.get(body) ?? []).map(({ start, end }) => ({ start, end })))
}

function readBinary(name: string, bytes: ArrayBuffer): Result<KernelSummary, KernelError> {
  const daf = readDaf(name, bytes)
  if (!daf.ok) return daf
  const segments = readSegments(daf.value)
  if (!segments.ok) return segments
  const kind = daf.value.format === 'SPK' ? 'SPK' : 'binary PCK'
  const { comment, littleEndian } = daf.value
  return ok({ file: name, kind, type: '', segments: segments.value, comment, littleEndian })
}

function byBody(kernels: readonly KernelSummary[], kind: KernelSummary['kind']): Map<number, Segment[]> {
  const out = new Map<number, Segment[]>()
  for (const kernel of kernels) {
    if (kernel.kind !== kind) continue
    for (const segment of kernel.segments) {
      const list = out.get(segment.body)
      if (list === undefined) out.set(segment.body, [segment])
      else list.unshift(segment)
    }
  }
  return out
}

function latin1(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 4096) text += String.fromCharCode(...bytes.subarray(i, i + 4096))
  return text
}

function opening(bytes: ArrayBuffer): string {
  if (bytes.byteLength === 0) return 'nothing'
  const text = latin1(new Uint8Array(bytes, 0, Math.min(bytes.byteLength, 16)))
  return `"${text.replace(/[^\x20-\x7e]/g, '?')}"`
}
