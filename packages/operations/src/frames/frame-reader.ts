/** One frame of any kind as what receivers need of it: its channel, its count, and the octets of packets in it. */

import type { SequenceFlags } from '../space-packet.ts'
import { AOS_IDLE_VCID, decodeAosFrame, readFirstHeader } from './aos-frame.ts'
import { IDLE_FIRST_HEADER } from './frame-check.ts'
import type { FrameError, FrameKind } from './frame-error.ts'
import type { segmentAssembler } from './segment-assembler.ts'
import { decodeTcFrame } from './tc-frame.ts'
import { decodeTmFrame } from './tm-frame.ts'
import { decodeUslpFrame, UPID_IDLE, UPID_PACKETS } from './uslp-frame.ts'

/** How frames of a recording are laid out, beside what they say themselves. */
export type FrameLayout = {
  readonly fecf_octets: 0 | 2 | 4
  readonly insert_octets: number
  readonly ocf: boolean
  readonly segments: boolean
  readonly headerControl: boolean
}

/** What a frame says. */
export type SeenFrame = {
  readonly scid: number
  readonly vcid: number
  readonly count: number
  /** The counter's modulus; 0 where the frame has none. */
  readonly modulus: number
  readonly idle: boolean
  /** In USLP: the multiplexer access point, and whether the frame counts among the expedited ones. */
  readonly map: number
  readonly expedited: boolean
  readonly ocf: number | undefined
  /** Octets of packets; where the first begins, as in TM frames; whether they are whole in the frame. */
  readonly data: Uint8Array | undefined
  readonly firstHeader: number
}

/** Reads one frame; TC segments are put together by `segments`. */
export function readFrame(
  kind: FrameKind,
  frame: Uint8Array,
  layout: FrameLayout,
  segments: ReturnType<typeof segmentAssembler>,
): SeenFrame | FrameError {
  return readers[kind](frame, layout, segments)
}

type Reader = (
  frame: Uint8Array,
  layout: FrameLayout,
  segments: ReturnType<typeof segmentAssembler>,
) => SeenFrame | FrameError

const readers: Record<FrameKind, Reader> = {
  tm(bytes, layout) {
    const read = decodeTmFrame(bytes, layout.fecf_octets === 2)
    if (!read.ok) return read.error
    const { scid, vcid, virtualCount, asynchronous, firstHeader, data, ocf } = read.value
    const idle = !asynchronous && firstHeader === IDLE_FIRST_HEADER
    return {
      scid,
      vcid,
      count: virtualCount,
      modulus: 256,
      idle,
      ...ONE,
      ocf,
      data: asynchronous ? undefined : data,
      firstHeader,
    }
  },
  aos(bytes, layout) {
    const fecf = layout.fecf_octets === 2
    const read = decodeAosFrame(bytes, { ...layout, octets: bytes.length, fecf })
    if (!read.ok) return read.error
    const { scid, vcid, virtualCount, data, ocf } = read.value
    const idle = vcid === AOS_IDLE_VCID
    const firstHeader = data.length < 2 || idle ? IDLE_FIRST_HEADER : readFirstHeader(data)
    const zone = data.subarray(2)
    return { scid, vcid, count: virtualCount, modulus: 2 ** 24, idle, ...ONE, ocf, data: zone, firstHeader }
  },
  tc(bytes, layout, segments) {
    const read = decodeTcFrame(bytes, { fecf: layout.fecf_octets === 2, segments: layout.segments })
    if (!read.ok) return read.error
    const { scid, vcid, bypass, control, sequence, segment, data } = read.value
    const whole = control ? undefined : segments.take(vcid, segment, data)
    return {
      scid,
      vcid,
      count: sequence,
      modulus: bypass ? 0 : 256,
      idle: false,
      ...ONE,
      ocf: undefined,
      data: whole,
      firstHeader: 0,
    }
  },
  uslp(bytes, layout, segments) {
    const read = decodeUslpFrame(bytes, layout)
    if (!read.ok) return read.error
    const { scid, vcid, map, full, rule, upid, pointer, data, ocf } = read.value
    const expedited = full?.bypass ?? true
    const modulus = full === undefined || full.count_octets === 0 ? 0 : 256 ** full.count_octets
    const flags = SEGMENTS[rule]
    const segment = flags === undefined ? undefined : { flags, map }
    const whole = upid === UPID_PACKETS && (rule === 0 || rule === 7)
    const segmented = upid === UPID_PACKETS && segment !== undefined
    const zone = segmented ? segments.take(vcid + (expedited ? 64 : 0), segment, data) : data
    return {
      scid,
      vcid,
      map,
      expedited,
      count: full?.count ?? 0,
      modulus,
      idle: upid === UPID_IDLE,
      ocf,
      data: whole || segmented ? zone : undefined,
      firstHeader: pointer ?? 0,
    }
  },
}

/** Frames without access points, all of one count. */
const ONE = { map: 0, expedited: false }
/** Construction rules of USLP for a packet in pieces (4.1.4.2.2), as sequence flags: the first, one between, the last. */
const SEGMENTS: Readonly<Record<number, SequenceFlags>> = { 4: 1, 5: 0, 6: 2 }
