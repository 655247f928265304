/**
 * What the radio path carries: down USLP frames of variable length, one packet each, with a count and a check (CCSDS
 * 732.1-B-2); up command link units with bypass telecommand frames in BCH codeblocks (232.0-B-4, 231.0-B-4), of which a
 * single wrong bit a codeblock is put right on board.
 */
import { err, ok, type Result } from '@magpie/core/result'
import { decodeCltu } from '@magpie/operations/frames/cltu'
import type { FrameError } from '@magpie/operations/frames/frame-error'
import { segmentAssembler } from '@magpie/operations/frames/segment-assembler'
import { decodeTcFrame, TC_HEADER_OCTETS, tcFrameOctets } from '@magpie/operations/frames/tc-frame'
import { decodeUslpFrame, encodeUslpFrame, UPID_PACKETS } from '@magpie/operations/frames/uslp-frame'
import { uplinkOctets } from '@magpie/operations/link/packet-outlet'

/** Assumed: no identifier of the lander has been published. */
const SPACECRAFT = 0x0c8
const CHANNEL = { fecf_octets: 2, insert_octets: 0 } as const
const UPLINK = { fecf: true, segments: true } as const
const NONE = new Uint8Array(0)
/** Frames of the downlink are counted in so many octets. */
const COUNT_OCTETS = 2

/** The frame that carries a packet down, the `count`-th of its link. */
export function downlinkFrame(packet: Uint8Array, count: number): Uint8Array<ArrayBuffer> {
  const full = { bypass: false, controlCommand: false, count_octets: COUNT_OCTETS, count: count % 256 ** COUNT_OCTETS }
  const id = { scid: SPACECRAFT, destination: false, vcid: 0, map: 0, full }
  // Rule 7: the data zone holds whole packets, none crosses frames.
  const zone = { rule: 7, upid: UPID_PACKETS, pointer: undefined, insert: NONE, data: packet, ocf: undefined }
  return encodeUslpFrame({ ...id, ...zone }, CHANNEL)
}

/** The packet in a frame that came down, a copy of its own. */
export function packetFromFrame(octets: Uint8Array): Result<Uint8Array<ArrayBuffer>, FrameError> {
  const frame = decodeUslpFrame(octets, CHANNEL)
  return frame.ok ? ok(frame.value.data.slice() as Uint8Array<ArrayBuffer>) : frame
}

/** The command link unit that carries a telecommand packet up, in as many frames as it needs. */
export function uplinkUnit(packet: Uint8Array): Uint8Array {
  return uplinkOctets(packet, { kind: 'cltu', scid: SPACECRAFT, vcid: 0 })
}

/** The telecommand packet in a unit that came up, a copy of its own. */
export function packetFromUnit(octets: Uint8Array): Result<Uint8Array<ArrayBuffer>, FrameError> {
  const unit = decodeCltu(octets)
  if (!unit.ok) return unit
  const segments = segmentAssembler()
  for (let at = 0; ; ) {
    const frame = decodeTcFrame(unit.value.octets, UPLINK, at)
    if (!frame.ok) return frame
    const packet = segments.take(frame.value.vcid, frame.value.segment, frame.value.data)
    if (packet !== undefined) return ok(packet.slice() as Uint8Array<ArrayBuffer>)
    const got = unit.value.octets.length - at
    const length = tcFrameOctets(unit.value.octets, at)
    if (length === undefined) return err({ kind: 'frame-too-short', frame: 'tc', needed: TC_HEADER_OCTETS, got })
    at += length
  }
}
