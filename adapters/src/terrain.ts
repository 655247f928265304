/**
 * Terrain from GeoTIFF files (OGC GeoTIFF 1.1, 19-008r4; cloud-optimised tiles, one band of heights): polar
 * stereographic and equirectangular maps of a sphere. Heights become metres by the band's GDAL scale and offset, and
 * missing cells NaN. Only the window that is asked for is decoded.
 */
import { readFile } from 'node:fs/promises'
import { err, ok, type Result } from '@magpie/core/result'
import { type MapProjection, mapFromSphere, mapScale } from '@magpie/surface/map-projection'
import type { SurfaceFile } from '@magpie/surface/surface-file'
import {
  MOON_RADIUS_M,
  type Raster,
  raster,
  type Terrain,
  type TerrainError,
  type TerrainLayer,
} from '@magpie/surface/terrain'
import { fromArrayBuffer, type GeoTIFFImage } from 'geotiff'

export type TerrainFileError =
  | { readonly kind: 'not-read'; readonly file: string; readonly code: string }
  | { readonly kind: 'not-geotiff'; readonly file: string; readonly detail: string }
  | { readonly kind: 'cut-short'; readonly file: string; readonly needed_bytes: number; readonly got_bytes: number }
  | { readonly kind: 'projection-unknown'; readonly file: string; readonly key: string; readonly value: number }
  | { readonly kind: 'sphere-differs'; readonly file: string; readonly radius_m: number; readonly expected_m: number }
  | { readonly kind: 'too-large'; readonly file: string; readonly cells: number; readonly limit: number }
  | { readonly kind: 'outside'; readonly file: string }
  | { readonly kind: 'raster-refused'; readonly file: string; readonly error: TerrainError }

/** A place and how far around it the map is wanted, in m on the ground. */
export type TerrainWindow = {
  readonly latitude_rad: number
  readonly longitude_rad: number
  readonly radius_m: number
}

/**
 * So many octets come of one of the file at most, by the compression's number (TIFF 6.0, tag 259): stored plainly, LZW (strings
 * of 3,835 octets in codes of 12 bits), deflate (258 octets in two bits). What claims more is damaged, and gets no memory.
 */
const EXPANSION: Readonly<Record<number, number>> = { 1: 1, 5: 2557, 8: 1032, 32946: 1032 }
/** Of other compressions, which put a block that is all one into some forty octets. */
const EXPANSION_OTHERWISE = 16_384

/** More cells than this are not decoded at once: 64 Mi of float32 are 256 MiB. */
const CELL_LIMIT = 1 << 26

/** Reads a file of heights, or the part of it within a window. */
export async function loadTerrainFile(path: string, window?: TerrainWindow): Promise<Result<Raster, TerrainFileError>> {
  let bytes: Uint8Array
  try {
    bytes = await readFile(path)
  } catch (cause) {
    return err({ kind: 'not-read', file: path, code: (cause as NodeJS.ErrnoException).code ?? 'unknown' })
  }
  return readGeoTiff(bytes, path, window)
}

/** The layers that a mission's surface file names, from fine to coarse, each cut to what the site's horizon needs. */
export async function loadSiteTerrain(
  surface: SurfaceFile,
  dataFolder: string,
): Promise<Result<Terrain, TerrainFileError>> {
  const layers: TerrainLayer[] = []
  const window = {
    latitude_rad: (surface.site.latitude_deg.value * Math.PI) / 180,
    longitude_rad: (surface.site.longitude_deg.value * Math.PI) / 180,
    radius_m: surface.horizon.reach_km * 1000,
  }
  for (const { id, file, nativeResolution_m, source } of surface.terrain) {
    const read = await loadTerrainFile(`${dataFolder}/${file}`, window)
    if (read.ok) layers.push({ id, raster: read.value, nativeResolution_m, source: source.title })
    else if (read.error.kind !== 'outside') return read
  }
  layers.sort((a, b) => a.nativeResolution_m - b.nativeResolution_m)
  return ok({ radius_m: MOON_RADIUS_M, layers })
}

/** Reads the bytes of a GeoTIFF; `file` names it in errors. */
export async function readGeoTiff(
  bytes: Uint8Array,
  file: string,
  window?: TerrainWindow,
): Promise<Result<Raster, TerrainFileError>> {
  try {
    const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
    const image = await (await fromArrayBuffer(buffer)).getImage(0)
    const whole = await checkBlocks(image, bytes.byteLength, file)
    if (!whole.ok) return whole
    const projection = projectionOf(image, file)
    if (!projection.ok) return projection
    return await readHeights(image, projection.value, file, window)
  } catch (cause) {
    // The decoder throws errors of its own for every kind of damage; their text is all it tells.
    return err({ kind: 'not-geotiff', file, detail: cause instanceof Error ? cause.message : String(cause) })
  }
}

/** Every block of the image must lie in the file: a file cut short would else read as flat ground. */
async function checkBlocks(
  image: GeoTIFFImage,
  got_bytes: number,
  file: string,
): Promise<Result<undefined, TerrainFileError>> {
  const ifd = image.fileDirectory
  const tiled = ifd.hasTag('TileOffsets')
  const across = tiled ? Math.ceil(image.getWidth() / image.getTileWidth()) : 1
  const down = Math.ceil(image.getHeight() / image.getTileHeight())
  const blocks = across * down
  const [offsets, counts] = tiled
    ? [await ifd.loadValue('TileOffsets'), await ifd.loadValue('TileByteCounts')]
    : [await ifd.loadValue('StripOffsets'), await ifd.loadValue('StripByteCounts')]
  if (!offsets || !counts || offsets.length !== blocks || counts.length !== blocks)
    return err({ kind: 'not-geotiff', file, detail: `${offsets?.length ?? 0} blocks where ${blocks} are needed` })
  let stored = 0
  for (let i = 0; i < blocks; i++) {
    const needed_bytes = Number(offsets[i]) + Number(counts[i])
    if (needed_bytes > got_bytes) return err({ kind: 'cut-short', file, needed_bytes, got_bytes })
    stored += Number(counts[i])
  }
  const ratio = EXPANSION[Number(ifd.getValue('Compression') ?? 1)] ?? EXPANSION_OTHERWISE
  const cells = image.getWidth() * image.getHeight()
  // Blocks that share their octets hold no more than the file.
  if ((cells * image.getBitsPerSample()) / 8 > ratio * Math.min(stored, got_bytes))
    return err({ kind: 'not-geotiff', file, detail: `${stored} octets of blocks cannot hold its ${cells} cells` })
  return ok(undefined)
}

/** GeoTIFF codes: coordinate transformations of table "ProjMethodGeoKey". */
const POLAR_STEREOGRAPHIC = 15
const EQUIRECTANGULAR = 17

function projectionOf(image: GeoTIFFImage, file: string): Result<MapProjection, TerrainFileError> {
  const keys = (image.getGeoKeys() ?? {}) as Record<string, unknown>
  const number = (key: string, otherwise: number) => (typeof keys[key] === 'number' ? keys[key] : otherwise)
  const degrees = (key: string) => (number(key, 0) * Math.PI) / 180
  const radius_m = number('GeogSemiMajorAxisGeoKey', Number.NaN)
  for (const axis of [radius_m, number('GeogSemiMinorAxisGeoKey', radius_m)])
    if (axis !== MOON_RADIUS_M) return err({ kind: 'sphere-differs', file, radius_m: axis, expected_m: MOON_RADIUS_M })
  if (number('ProjLinearUnitsGeoKey', 9001) !== 9001)
    return err({
      kind: 'projection-unknown',
      file,
      key: 'ProjLinearUnitsGeoKey',
      value: number('ProjLinearUnitsGeoKey', 0),
    })
  const common = {
    radius_m,
    falseEasting_m: number('ProjFalseEastingGeoKey', 0),
    falseNorthing_m: number('ProjFalseNorthingGeoKey', 0),
  }
  const method = number('ProjCoordTransGeoKey', 0)
  if (method === EQUIRECTANGULAR)
    return ok({
      kind: 'equirectangular',
      ...common,
      standardParallel_rad: degrees('ProjStdParallel1GeoKey'),
      centralLongitude_rad: degrees('ProjCenterLongGeoKey'),
      centralLatitude_rad: degrees('ProjCenterLatGeoKey'),
    })
  if (method !== POLAR_STEREOGRAPHIC)
    return err({ kind: 'projection-unknown', file, key: 'ProjCoordTransGeoKey', value: method })
  const origin_deg = number('ProjNatOriginLatGeoKey', 0)
  if (Math.abs(origin_deg) !== 90)
    return err({ kind: 'projection-unknown', file, key: 'ProjNatOriginLatGeoKey', value: origin_deg })
  return ok({
    kind: 'polar-stereographic',
    ...common,
    pole: origin_deg < 0 ? 'south' : 'north',
    scale: number('ProjScaleAtNatOriginGeoKey', 1),
    centralLongitude_rad: degrees('ProjStraightVertPoleLongGeoKey'),
  })
}

async function readHeights(
  image: GeoTIFFImage,
  projection: MapProjection,
  file: string,
  window: TerrainWindow | undefined,
): Promise<Result<Raster, TerrainFileError>> {
  const [originX, originY] = image.getOrigin() as [number, number]
  const [dx_m, dy_m] = image.getResolution() as [number, number]
  // PixelIsArea (1): the origin is the corner of the first cell; PixelIsPoint (2): its centre.
  const { GTRasterTypeGeoKey: rasterType } = image.getGeoKeys() ?? {}
  const half = rasterType === 2 ? 0 : 0.5
  const x0_m = originX + half * dx_m
  const y0_m = originY + half * dy_m
  const [width, height] = [image.getWidth(), image.getHeight()]
  const box =
    window === undefined
      ? { left: 0, top: 0, right: width, bottom: height }
      : boxAround(projection, window, { x0_m, y0_m, dx_m, dy_m, width, height })
  const columns = box.right - box.left
  const rows = box.bottom - box.top
  if (columns < 2 || rows < 2) return err({ kind: 'outside', file })
  if (columns * rows > CELL_LIMIT) return err({ kind: 'too-large', file, cells: columns * rows, limit: CELL_LIMIT })
  const bands = await image.readRasters({
    window: [box.left, box.top, box.right, box.bottom],
    samples: [0],
    interleave: false,
  })
  const band = bands[0] as ArrayLike<number> | undefined
  if (band === undefined || band.length !== columns * rows)
    return err({ kind: 'not-geotiff', file, detail: `${band?.length ?? 0} cells where ${columns * rows} are needed` })
  const made = raster({
    projection,
    columns,
    rows,
    x0_m: x0_m + box.left * dx_m,
    y0_m: y0_m + box.top * dy_m,
    dx_m,
    dy_m,
    heights_m: await metres(image, band),
  })
  return made.ok ? made : err({ kind: 'raster-refused', file, error: made.error })
}

/** Stored numbers to metres by the band's GDAL scale and offset; the no-data number becomes NaN. */
async function metres(image: GeoTIFFImage, band: ArrayLike<number>): Promise<Float32Array> {
  const { SCALE = 1, OFFSET = 0 } = (await image.getGDALMetadata(0)) ?? {}
  const scale = Number(SCALE)
  const offset = Number(OFFSET)
  const missing = image.getGDALNoData()
  const heights_m = new Float32Array(band.length)
  for (let i = 0; i < band.length; i++) heights_m[i] = band[i] === missing ? Number.NaN : band[i]! * scale + offset
  return heights_m
}

type Grid = {
  readonly x0_m: number
  readonly y0_m: number
  readonly dx_m: number
  readonly dy_m: number
  readonly width: number
  readonly height: number
}

/**
 * Rows and columns that hold all within the window's radius. An equirectangular map keeps its whole width, since a
 * window near a pole spans all longitudes.
 */
function boxAround(projection: MapProjection, window: TerrainWindow, g: Grid) {
  const centre = new Float64Array(2)
  mapFromSphere(projection, window.latitude_rad, window.longitude_rad, centre)
  // The scale grows away from the pole; its largest value in the window bounds the box.
  const away = window.latitude_rad - Math.sign(window.latitude_rad) * (window.radius_m / projection.radius_m)
  const reach =
    window.radius_m * Math.max(mapScale(projection, window.latitude_rad).north, mapScale(projection, away).north)
  const column = (centre[0]! - g.x0_m) / g.dx_m
  const row = (centre[1]! - g.y0_m) / g.dy_m
  const [du, dv] = [reach / Math.abs(g.dx_m), reach / Math.abs(g.dy_m)]
  const cut = (at: number, limit: number) => Math.min(Math.max(at, 0), limit)
  const flat = projection.kind === 'equirectangular'
  return {
    left: flat ? 0 : cut(Math.floor(column - du), g.width),
    right: flat ? g.width : cut(Math.ceil(column + du) + 2, g.width),
    top: cut(Math.floor(row - dv), g.height),
    bottom: cut(Math.ceil(row + dv) + 2, g.height),
  }
}

/** The sentence for a terrain file that could not be used. */
export function describeTerrainFileError(error: TerrainFileError): string {
  switch (error.kind) {
    case 'not-read':
      return `${error.file} could not be read (${error.code}): check the path in surface.json`
    case 'not-geotiff':
      return `${error.file} is not a GeoTIFF of heights that can be read: ${error.detail}`
    case 'cut-short':
      return `${error.file} is cut short: ${error.needed_bytes} bytes are needed and it has ${error.got_bytes}; fetch it again`
    case 'projection-unknown':
      return `${error.file} has ${error.key} ${error.value}: only polar stereographic and equirectangular maps in metres are read`
    case 'sphere-differs':
      return `${error.file} stands on a sphere of ${error.radius_m} m where ${error.expected_m} m is needed`
    case 'too-large':
      return `${error.file} would give ${error.cells} cells; ask for a window of at most ${error.limit}`
    case 'outside':
      return `${error.file} does not cover the place asked for`
    case 'raster-refused':
      return `${error.file} does not fit itself: ${JSON.stringify(error.error)}`
  }
}
