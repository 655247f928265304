/**
 * Gravity of a body as fully normalised spherical harmonics, and its acceleration on the body's own axes.
 *
 * Each Cartesian component of the gradient of a harmonic function is harmonic itself, so the acceleration of a field of
 * degree N is three series of degree N + 1 whose coefficients are made once, from Cunningham's relations (L. E.
 * Cunningham, Celestial Mechanics 2, 1970, 207; O. Montenbruck and E. Gill, "Satellite Orbits", 2000, eq. 3.33). The
 * functions are Pines' (S. Pines, AIAA Journal 11, 1973, 1508): Legendre functions over cos^m, polynomials in z/r, so
 * nothing is singular at a pole. They are scaled so that the recursion in degree has one coefficient. Units km, s.
 */
import { err, ok, type Result } from '@magpie/core/result'

/** Coefficients as a file gives them; index of degree n, order m is n (n + 1) / 2 + m. */
export type GravityField = {
  readonly name: string
  /** GM that the file's header names, km3/s2; a force model may use the ephemeris' own. */
  readonly gm_km3_s2: number
  readonly radius_km: number
  readonly degree: number
  readonly c: Float64Array
  readonly s: Float64Array
}

export type GravityFileError =
  | { readonly kind: 'bad-gravity-line'; readonly line: number; readonly why: string }
  | { readonly kind: 'bad-gravity-header'; readonly field: string }
  | { readonly kind: 'missing-coefficient'; readonly degree: number; readonly order: number }

const HEADER_FIELDS = ['GM_km3_s2', 'radius_km', 'max_degree', 'normalization']

/**
 * Reads a field: `# NAME`, `# GM_km3_s2 x`, `# radius_km x`, `# max_degree n`, `# normalization fully_normalized_4pi`,
 * then lines `n m C S`. Degrees 0 and 1 may be left out (1 and 0); every other coefficient must be there, once.
 */
export function parseGravityField(text: string): Result<GravityField, GravityFileError> {
  const lines = text.split('\n').map((l) => l.trim())
  const header = new Map<string, string>()
  for (const l of lines) {
    const m = /^#\s*(\S+)\s+(\S.*)$/.exec(l)
    if (m !== null && HEADER_FIELDS.includes(m[1]!)) header.set(m[1]!, m[2]!.trim())
  }
  const gm_km3_s2 = Number(header.get('GM_km3_s2'))
  const radius_km = Number(header.get('radius_km'))
  const degree = Number(header.get('max_degree'))
  if (!(gm_km3_s2 > 0)) return err({ kind: 'bad-gravity-header', field: 'GM_km3_s2' })
  if (!(radius_km > 0)) return err({ kind: 'bad-gravity-header', field: 'radius_km' })
  if (!(Number.isInteger(degree) && degree >= 2 && degree <= 2200))
    return err({ kind: 'bad-gravity-header', field: 'max_degree' })
  if (header.get('normalization') !== 'fully_normalized_4pi')
    return err({ kind: 'bad-gravity-header', field: 'normalization' })
  const size = ((degree + 1) * (degree + 2)) / 2
  const field: GravityField = {
    name: lines[0]!.replace(/^#\s*/, ''),
    gm_km3_s2,
    radius_km,
    degree,
    c: new Float64Array(size).fill(Number.NaN),
    s: new Float64Array(size).fill(Number.NaN),
  }
  for (const [i, l] of lines.entries()) {
    const bad = l === '' || l.startsWith('#') ? undefined : readCoefficient(l, field)
    if (bad !== undefined) return err({ kind: 'bad-gravity-line', line: i + 1, why: bad })
  }
  return complete(field)
}

/** Fills one coefficient pair; the answer is what is wrong with the line. */
function readCoefficient(l: string, field: GravityField): string | undefined {
  const words = l.split(/\s+/)
  if (words.length !== 4) return `expected "n m C S", found ${words.length} words`
  const [n, m, c, s] = words.map(Number) as [number, number, number, number]
  if (!Number.isInteger(n) || n < 0 || n > field.degree) return `degree ${words[0]} is not within 0 to ${field.degree}`
  if (!Number.isInteger(m) || m < 0 || m > n) return `order ${words[1]} is not within 0 to ${n}`
  if (!Number.isFinite(c) || !Number.isFinite(s)) return 'a coefficient is not a number'
  const k = index(n, m)
  if (!Number.isNaN(field.c[k])) return `degree ${n} order ${m} stands twice`
  field.c[k] = c
  field.s[k] = s
  return undefined
}

function complete(field: GravityField): Result<GravityField, GravityFileError> {
  for (let n = 0; n <= field.degree; n++) {
    for (let m = 0; m <= n; m++) {
      const k = index(n, m)
      if (!Number.isNaN(field.c[k])) continue
      if (n > 1) return err({ kind: 'missing-coefficient', degree: n, order: m })
      field.c[k] = n === 0 ? 1 : 0
      field.s[k] = 0
    }
  }
  return ok(field)
}

function index(n: number, m: number): number {
  return (n * (n + 1)) / 2 + m
}

/** The sentence for a gravity file that could not be read. */
export function describeGravityFileError(error: GravityFileError): string {
  switch (error.kind) {
    case 'bad-gravity-line':
      return `line ${error.line}: ${error.why}`
    case 'bad-gravity-header':
      return `the header's ${error.field} is missing or cannot be used`
    case 'missing-coefficient':
      return `degree ${error.degree} order ${error.order} is missing`
  }
}

/** Numbers of one term in the packed series: recursion, then C and S of x, y and z. */
const STRIDE = 7

/** A field cut at a degree and made ready to evaluate. Holds scratch: one evaluation at a time. */
export class FieldAcceleration {
  readonly gm_km3_s2: number
  readonly radius_km: number
  readonly degree: number
  private readonly series: Float64Array

  /** `gm_km3_s2` is the GM in use (the ephemeris' own for a consistent model), not necessarily the file's. */
  constructor(field: GravityField, degree: number, gm_km3_s2: number) {
    if (!(Number.isInteger(degree) && degree >= 0 && degree <= field.degree))
      throw new Error(`degree ${degree} of a field that has ${field.degree}`)
    this.gm_km3_s2 = gm_km3_s2
    this.radius_km = field.radius_km
    this.degree = degree
    this.series = pack(field, degree)
  }

  /**
   * Acceleration, km/s2, at `position` (km, on the body's axes, outside the body), written to `out`, on the same axes;
   * `out` may be `position`. The point mass is part of it.
   */
  at(position: Float64Array, out: Float64Array): void {
    const x = position[0]!
    const y = position[1]!
    const z = position[2]!
    const r = Math.sqrt(x * x + y * y + z * z)
    const rho = this.radius_km / r
    const u = (rho * z) / r
    const s = (rho * x) / r
    const t = (rho * y) / r
    const q = rho * rho
    const { series, degree } = this
    const top = degree + 1
    let re = 1 // (rho cos(latitude))^m times cosine and sine of m longitudes
    let im = 0
    let ax = 0
    let ay = 0
    let az = 0
    let k = 0
    for (let m = 0; m <= top; m++) {
      let b = 0
      let a = 1 // Pines' function of order m, scaled, degree n
      let cx = 0
      let sx = 0
      let cy = 0
      let sy = 0
      let cz = 0
      let sz = 0
      for (let n = m; n <= top; n++) {
        cx += a * series[k + 1]!
        sx += a * series[k + 2]!
        cy += a * series[k + 3]!
        sy += a * series[k + 4]!
        cz += a * series[k + 5]!
        sz += a * series[k + 6]!
        const next = series[k]! * u * a - q * b
        b = a
        a = next
        k += STRIDE
      }
      ax += cx * re + sx * im
      ay += cy * re + sy * im
      az += cz * re + sz * im
      const turned = re * s - im * t
      im = re * t + im * s
      re = turned
    }
    const scale = (this.gm_km3_s2 * rho) / (this.radius_km * this.radius_km)
    out[0] = scale * ax
    out[1] = scale * ay
    out[2] = scale * az
  }
}

/** The three component series, order by order, degree rising; see the head of the file. */
function pack(field: GravityField, degree: number): Float64Array {
  const top = degree + 1
  const width = top + 1
  const parts = Array.from({ length: 6 }, () => new Float64Array(width * width)) // [n * width + m]
  for (let n = 0; n <= degree; n++) for (let m = 0; m <= n; m++) addGradient(field, n, m, width, parts)
  const series = new Float64Array(((top + 1) * (top + 2) * STRIDE) / 2)
  let k = 0
  let sectoral = 1 // A(m, m) of Pines, normalised
  for (let m = 0; m <= top; m++) {
    if (m > 0) sectoral *= sectoralStep(m)
    packOrder(m, top, sectoral, parts, series.subarray(k))
    k += STRIDE * (top - m + 1)
  }
  return series
}

/** Normalised A(m, m) over A(m - 1, m - 1). */
function sectoralStep(m: number): number {
  return Math.sqrt((2 * m + 1) / (2 * m)) * (m === 1 ? Math.SQRT2 : 1)
}

/** The terms of one order; `g` takes the scaled function of degree n back to the normalised one. */
function packOrder(m: number, top: number, sectoral: number, parts: Float64Array[], series: Float64Array): void {
  let g = sectoral
  let gLast = 1
  let k = 0
  for (let n = m; n <= top; n++) {
    const next = n + 1
    const a = Math.sqrt(((2 * next + 1) * (2 * next - 1)) / ((next - m) * (next + m)))
    const gNext = n === m ? sectoral : gLast * ratio(next, m)
    series[k] = (a * g) / gNext
    for (let p = 0; p < 6; p++) series[k + 1 + p] = g * parts[p]![n * (top + 1) + m]!
    gLast = g
    g = gNext
    k += STRIDE
  }
}

/** b of the recursion A(n) = a u A(n-1) - b A(n-2) of the normalised functions. */
function ratio(n: number, m: number): number {
  return Math.sqrt(((2 * n + 1) * (n - m - 1) * (n + m - 1)) / ((2 * n - 3) * (n - m) * (n + m)))
}

/** What the term (n, m) of the potential gives to the component series of degree n + 1. */
function addGradient(field: GravityField, n: number, m: number, width: number, parts: Float64Array[]): void {
  const c = field.c[index(n, m)]!
  const s = field.s[index(n, m)]!
  const [cx, sx, cy, sy, cz, sz] = parts as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  const degrees = (2 * n + 1) / (2 * n + 3)
  const at = (order: number) => (n + 1) * width + order
  const same = Math.sqrt(degrees * (n - m + 1) * (n + m + 1))
  cz[at(m)]! -= same * c
  sz[at(m)]! -= same * s
  if (m === 0) {
    const up = Math.sqrt((degrees * (n + 2) * (n + 1)) / 2)
    cx[at(1)]! -= up * c
    sy[at(1)]! -= up * c
    return
  }
  const up = Math.sqrt(degrees * (n + m + 2) * (n + m + 1)) / 2
  cx[at(m + 1)]! -= up * c
  sx[at(m + 1)]! -= up * s
  cy[at(m + 1)]! += up * s
  sy[at(m + 1)]! -= up * c
  const down = (Math.sqrt(degrees * (n - m + 2) * (n - m + 1)) / 2) * (m === 1 ? Math.SQRT2 : 1)
  cx[at(m - 1)]! += down * c
  sx[at(m - 1)]! += down * s
  cy[at(m - 1)]! += down * s
  sy[at(m - 1)]! -= down * c
}

/**
 * Potential, km2/s2, at a position (km, body axes), by plain normalised Legendre functions: for checks and maps, not for
 * integration. Singular nowhere, slow.
 */
export function potentialOf(field: GravityField, degree: number, gm_km3_s2: number, position: Float64Array): number {
  const [x, y, z] = position as unknown as [number, number, number]
  const r = Math.hypot(x, y, z)
  const sinLat = z / r
  const cosLat = Math.hypot(x, y) / r
  const longitude = Math.atan2(y, x)
  let sum = 0
  let sectoral = 1
  for (let m = 0; m <= degree; m++) {
    if (m > 0) sectoral *= cosLat * sectoralStep(m)
    let p = sectoral
    let last = 0
    for (let n = m; n <= degree; n++) {
      const k = index(n, m)
      const wave = field.c[k]! * Math.cos(m * longitude) + field.s[k]! * Math.sin(m * longitude)
      sum += (field.radius_km / r) ** n * p * wave
      const next = n + 1
      const a = Math.sqrt(((2 * next + 1) * (2 * next - 1)) / ((next - m) * (next + m)))
      const following = a * sinLat * p - (n === m ? 0 : ratio(next, m) * last)
      last = p
      p = following
    }
  }
  return (gm_km3_s2 / r) * sum
}
