/**
 * Packets of the telemetry benchmark, as bench/decode.xml describes them: 100 octets, APID 100, Unix milliseconds in the
 * secondary header, 20 body parameters of which two are calibrated by polynomials, one by a spline and one has limits, and a
 * CRC-16. The values follow from the number of the packet.
 */
import { sealPacket } from '@magpie/operations/space-packet'

/** Octets of one packet. */
export const PACKET_OCTETS = 100
/** When the first packet was made: 2026-01-01T00:00:00Z, Unix ms. They are 1 ms apart. */
export const FIRST_MS = 1_767_225_600_000

/** `count` packets one after another from number `first` on. */
export function benchPackets(count: number, first = 0): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(PACKET_OCTETS * count)
  const view = new DataView(out.buffer)
  for (let i = 0; i < count; i++) {
    const ms = FIRST_MS + first + i
    writePacket(view, PACKET_OCTETS * i, first + i, ms, BigInt(ms) * 1_000_000n)
    sealPacket(out.subarray(PACKET_OCTETS * i, PACKET_OCTETS * (i + 1)))
  }
  return out
}

/** One packet, made at a time of its own, with any number in P10 (for latency: when it was sent, ns). */
export function benchPacket(i: number, ms: number, p10: bigint): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(PACKET_OCTETS)
  writePacket(new DataView(out.buffer), 0, i, ms, p10)
  sealPacket(out)
  return out
}

function writePacket(v: DataView, at: number, i: number, ms: number, p10: bigint): void {
  const t = i * 0.01
  v.setUint16(at, 0x0800 | 100)
  v.setUint16(at + 2, 0xc000 | (i & 0x3fff))
  v.setUint16(at + 4, PACKET_OCTETS - 7)
  v.setBigUint64(at + 6, BigInt(ms))
  v.setUint8(at + 14, i)
  v.setUint8(at + 15, i * 7)
  v.setUint16(at + 16, i * 31)
  v.setUint16(at + 18, i * 13)
  v.setUint16(at + 20, i * 17 + 1000)
  v.setUint16(at + 22, i * 101)
  v.setInt16(at + 24, ((i * 3) % 65536) - 32768)
  v.setInt16(at + 26, 1000 * Math.sin(t))
  v.setUint32(at + 28, i)
  v.setBigUint64(at + 32, p10)
  v.setInt32(at + 40, -(i & 0x7fffffff))
  v.setFloat32(at + 44, Math.sin(t))
  v.setFloat32(at + 48, 90 * Math.sin(t / 50))
  v.setFloat64(at + 52, Math.cos(t) * 1e6)
  v.setFloat64(at + 60, t)
  v.setFloat64(at + 68, 1e-3 * i)
  v.setFloat64(at + 76, Math.sin(3 * t))
  v.setUint8(at + 84, Math.floor(i / 1000) % 4)
  v.setUint16(at + 85, ((i & 15) << 12) | (i & 4095))
}
