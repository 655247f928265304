/**
 * Authentication bit masks that protect what an attacker could use and blank what links change on their way (CCSDS
 * 355.0-B-2, annex E): of the frame header the virtual channel, then all of the security header but the vector.
 */
import type { FrameKind } from './frame-error.ts'
import type { SecurityAssociation } from './sdls.ts'

/** Octets of the frame header that carry the virtual channel (and, in USLP, the access point), others blanked. */
const CHANNEL_BITS: Record<FrameKind, readonly number[]> = {
  tm: [0, 0x0e, 0, 0, 0, 0],
  tc: [0, 0, 0xfc, 0, 0],
  aos: [0, 0x3f, 0, 0, 0, 0],
  uslp: [0, 0, 0x07, 0xfe, 0, 0, 0],
}

/** The mask of an association for frames of one kind; `extra_octets` stand between header and security header, all authenticated. */
export function channelMask(
  frame: FrameKind,
  sa: Pick<SecurityAssociation, 'iv_octets' | 'sn_octets' | 'pad_octets'>,
  extra_octets = 0,
): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([
    ...CHANNEL_BITS[frame],
    ...new Array<number>(extra_octets).fill(0xff),
    0xff,
    0xff,
    ...new Array<number>(sa.iv_octets).fill(0),
    ...new Array<number>(sa.sn_octets + sa.pad_octets).fill(0xff),
  ])
}
