/** A GeoTIFF of 16 x 16 heights in one strip, with the tags that place a shipped one on the Moon. */
import { readFileSync } from 'node:fs'

type Tag = { readonly tag: number; readonly type: number; readonly count: number; readonly octets: Uint8Array }

const SIZES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8]
const SIDE = 16
/** Georeferencing: ModelPixelScale, ModelTiepoint, GeoKeyDirectory, GeoDoubleParams, GeoAsciiParams (GeoTIFF 1.1, annex C). */
const PLACING = [33550, 33922, 34735, 34736, 34737]

/** The file. */
export function smallTerrain(): Uint8Array {
  const shipped = new Uint8Array(readFileSync(new URL('../../data/terrain/moon_south_pole_400m.tif', import.meta.url)))
  const placing = tagsOf(shipped).filter(({ tag }) => PLACING.includes(tag))
  const short = (tag: number, value: number): Tag => ({
    tag,
    type: 3,
    count: 1,
    octets: Uint8Array.of(value, value >> 8),
  })
  const tags = [
    ...[short(256, SIDE), short(257, SIDE), short(258, 16), short(259, 1), short(262, 1), short(273, 8)],
    ...[short(277, 1), short(278, SIDE), short(279, 2 * SIDE * SIDE), short(339, 2), ...placing],
  ].sort((a, b) => a.tag - b.tag)
  return written(tags)
}

/** The tags of the first directory of a little-endian file. */
function tagsOf(file: Uint8Array): Tag[] {
  const view = new DataView(file.buffer)
  const from = view.getUint32(4, true)
  return Array.from({ length: view.getUint16(from, true) }, (_, i) => {
    const at = from + 2 + 12 * i
    const [type, count] = [view.getUint16(at + 2, true), view.getUint32(at + 4, true)]
    const size = SIZES[type]! * count
    const place = size <= 4 ? at + 8 : view.getUint32(at + 8, true)
    return { tag: view.getUint16(at, true), type, count, octets: file.slice(place, place + size) }
  })
}

/** Header, heights, directory, then what does not fit into the directory. */
function written(tags: readonly Tag[]): Uint8Array {
  const directory = 8 + 2 * SIDE * SIDE
  const outside = tags.filter(({ octets }) => octets.length > 4)
  const out = new Uint8Array(
    directory + 2 + 12 * tags.length + 4 + outside.reduce((sum, t) => sum + t.octets.length, 0),
  )
  const view = new DataView(out.buffer)
  out.set([0x49, 0x49, 42, 0])
  view.setUint32(4, directory, true)
  for (let i = 0; i < SIDE * SIDE; i++) view.setInt16(8 + 2 * i, 10 * i, true)
  view.setUint16(directory, tags.length, true)
  let rest = directory + 2 + 12 * tags.length + 4
  tags.forEach(({ tag, type, count, octets }, i) => {
    const at = directory + 2 + 12 * i
    view.setUint16(at, tag, true)
    view.setUint16(at + 2, type, true)
    view.setUint32(at + 4, count, true)
    const inside = octets.length <= 4
    if (!inside) view.setUint32(at + 8, rest, true)
    out.set(octets, inside ? at + 8 : rest)
    if (!inside) rest += octets.length
  })
  return out
}
