/**
 * Stellar aberration as SPICE corrects it (NAIF, "Aberration Corrections Required Reading", section "Computing the
 * stellar aberration correction"): the direction turns towards the observer's velocity v by the angle whose sine is the
 * part of v/c across the line of sight. With u the unit direction and w the part of v/c across it, the corrected
 * position is |p| (sqrt(1 - w^2) u + w).
 */

/** Speed of light, km/s (SI). */
export const LIGHT_KM_S = 299792.458

/**
 * Corrects the position in `p[0..2]`, km, in place, by the observer's barycentric velocity at `v[at..at+2]`, km/s.
 * `sign` is 1 for light received and -1 for light sent.
 */
export function aberrate(p: Float64Array, v: Float64Array, at: number, sign: number): void {
  const distance = Math.sqrt(p[0]! * p[0]! + p[1]! * p[1]! + p[2]! * p[2]!)
  if (distance === 0) return
  const ux = p[0]! / distance
  const uy = p[1]! / distance
  const uz = p[2]! / distance
  const bx = (sign * v[at]!) / LIGHT_KM_S
  const by = (sign * v[at + 1]!) / LIGHT_KM_S
  const bz = (sign * v[at + 2]!) / LIGHT_KM_S
  const along = bx * ux + by * uy + bz * uz
  const wx = bx - along * ux
  const wy = by - along * uy
  const wz = bz - along * uz
  const cosine = Math.sqrt(1 - (wx * wx + wy * wy + wz * wz))
  p[0] = distance * (cosine * ux + wx)
  p[1] = distance * (cosine * uy + wy)
  p[2] = distance * (cosine * uz + wz)
}

/**
 * Corrects a state, km and km/s, in place, with the derivative of the same formula; `a` is the observer's barycentric
 * acceleration, km/s2.
 */
export function aberrateState(s: Float64Array, v: Float64Array, at: number, a: Float64Array, sign: number): void {
  const distance = Math.sqrt(s[0]! * s[0]! + s[1]! * s[1]! + s[2]! * s[2]!)
  if (distance === 0) return
  let recession = 0
  for (let i = 0; i < 3; i++) recession += (s[i]! / distance) * s[3 + i]!
  let along = 0
  let alongRate = 0
  for (let i = 0; i < 3; i++) {
    const u = s[i]! / distance
    const du = (s[3 + i]! - recession * u) / distance
    const b = (sign * v[at + i]!) / LIGHT_KM_S
    const db = (sign * a[i]!) / LIGHT_KM_S
    along += b * u
    alongRate += db * u + b * du
  }
  let square = 0
  let halfSquareRate = 0
  for (let i = 0; i < 3; i++) {
    const u = s[i]! / distance
    const du = (s[3 + i]! - recession * u) / distance
    const w = (sign * v[at + i]!) / LIGHT_KM_S - along * u
    square += w * w
    halfSquareRate += w * ((sign * a[i]!) / LIGHT_KM_S - alongRate * u - along * du)
  }
  const cosine = Math.sqrt(1 - square)
  const cosineRate = -halfSquareRate / cosine
  for (let i = 0; i < 3; i++) {
    const u = s[i]! / distance
    const du = (s[3 + i]! - recession * u) / distance
    const w = (sign * v[at + i]!) / LIGHT_KM_S - along * u
    const dw = (sign * a[i]!) / LIGHT_KM_S - alongRate * u - along * du
    s[i] = distance * (cosine * u + w)
    s[3 + i] = recession * (cosine * u + w) + distance * (cosineRate * u + cosine * du + dw)
  }
}
