/**
 * A Zstandard frame that stores octets as they are (RFC 8878, 3.1.1: one segment, content size of four octets, raw blocks of
 * up to 128 KiB), for the pages that a compressor would not shrink though their neighbours do.
 */
export function storedFrame(octets: Uint8Array): Uint8Array {
  const most = 1 << 17
  const blocks = Math.max(1, Math.ceil(octets.length / most))
  const out = new Uint8Array(9 + 3 * blocks + octets.length)
  const view = new DataView(out.buffer)
  view.setUint32(0, 0xfd2fb528, true)
  out[4] = 0xa0
  view.setUint32(5, octets.length, true)
  let at = 9
  for (let i = 0; i < blocks; i++) {
    const piece = octets.subarray(i * most, (i + 1) * most)
    const head = (piece.length << 3) | (i === blocks - 1 ? 1 : 0)
    out[at] = head
    out[at + 1] = head >>> 8
    out[at + 2] = head >>> 16
    out.set(piece, at + 3)
    at += 3 + piece.length
  }
  return out
}
