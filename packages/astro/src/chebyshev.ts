/**
 * Chebyshev records: SPK types 2 and 3 and binary PCK type 2 (NAIF, "SPK Required Reading", "PCK Required Reading").
 * The kernels here cannot fail and allocate nothing; the caller has checked the coverage.
 */
import type { Segment } from './segments.ts'

/** Adds `sign` times the three components at `t` to `out`: km for SPK, rad for PCK. */
export function addSeries(seg: Segment, t: number, sign: number, out: Float64Array): void {
  const { words, terms } = seg
  const record = recordAt(seg, t)
  const s = (t - words[record]!) / words[record + 1]!
  const s2 = s + s
  const c = record + 2
  let t0 = 1
  let t1 = s
  // The first coefficient, often the largest by far, is added last: a lunar libration angle is thousands of radians.
  let x = 0
  let y = 0
  let z = 0
  for (let k = 1; k < terms; k++) {
    x += words[c + k]! * t1
    y += words[c + terms + k]! * t1
    z += words[c + 2 * terms + k]! * t1
    const next = s2 * t1 - t0
    t0 = t1
    t1 = next
  }
  out[0]! += sign * (x + words[c]!)
  out[1]! += sign * (y + words[c + terms]!)
  out[2]! += sign * (z + words[c + 2 * terms]!)
}

/**
 * Adds `sign` times the three components and their rates at `t` to `out`. Type 2 rates are derivatives of the series,
 * dT_k/ds by its own recurrence; type 3 has series of its own for them.
 */
export function addSeriesAndRates(seg: Segment, t: number, sign: number, out: Float64Array): void {
  if (seg.type === 3) {
    addSeries(seg, t, sign, out)
    addVelocitySeries(seg, t, sign, out)
    return
  }
  const { words, terms } = seg
  const record = recordAt(seg, t)
  const radius_s = words[record + 1]!
  const s = (t - words[record]!) / radius_s
  const s2 = s + s
  const c = record + 2
  const cy = c + terms
  const cz = cy + terms
  let t0 = 1
  let t1 = s
  let d0 = 0
  let d1 = 1
  let x = 0
  let y = 0
  let z = 0
  let dx = 0
  let dy = 0
  let dz = 0
  for (let k = 1; k < terms; k++) {
    const a = words[c + k]!
    const b = words[cy + k]!
    const g = words[cz + k]!
    x += a * t1
    dx += a * d1
    y += b * t1
    dy += b * d1
    z += g * t1
    dz += g * d1
    const d = 2 * t1 + s2 * d1 - d0
    d0 = d1
    d1 = d
    const next = s2 * t1 - t0
    t0 = t1
    t1 = next
  }
  const rate = sign / radius_s
  out[0]! += sign * (x + words[c]!)
  out[1]! += sign * (y + words[cy]!)
  out[2]! += sign * (z + words[cz]!)
  out[3]! += rate * dx
  out[4]! += rate * dy
  out[5]! += rate * dz
}

function addVelocitySeries(seg: Segment, t: number, sign: number, out: Float64Array): void {
  const { words, terms } = seg
  const record = recordAt(seg, t)
  const s = (t - words[record]!) / words[record + 1]!
  const c = record + 2 + 3 * terms
  for (let axis = 0; axis < 3; axis++) {
    let t0 = 1
    let t1 = s
    let v = 0
    for (let k = 1; k < terms; k++) {
      v += words[c + axis * terms + k]! * t1
      const next = 2 * s * t1 - t0
      t0 = t1
      t1 = next
    }
    out[3 + axis]! += sign * (v + words[c + axis * terms]!)
  }
}

/** Word of the record that holds `t`; the last one also at its end. */
function recordAt(seg: Segment, t: number): number {
  let i = Math.floor((t - seg.origin) / seg.step_s)
  if (i >= seg.count) i = seg.count - 1
  else if (i < 0) i = 0
  return seg.first + i * seg.size
}
