/**
 * Directions of Sun and Earth from the Moon and of the Moon's south pole, in J2000: the low-precision formulae of the
 * Astronomical Almanac (page C5: Sun to 0.01 deg; page D22: Moon to 0.3 deg) and the Moon's mean pole (Archinal et al.,
 * Celest. Mech. Dyn. Astr. 130, 2018, 22). What antennas and arrays of a simulated spacecraft see needs no more.
 */

const DEG = Math.PI / 180
const DAY_S = 86400

/** Unit vector to the Sun, as seen from the Earth-Moon system. */
export function sunDirection(tdb_s: number, out: Float64Array): void {
  const n = tdb_s / DAY_S
  const g = (357.528 + 0.9856003 * n) * DEG
  const longitude = (280.46 + 0.9856474 * n + 1.915 * Math.sin(g) + 0.02 * Math.sin(2 * g)) * DEG
  fromEcliptic(longitude, 0, n, out)
}

/** Unit vector from the Moon to the Earth. */
export function earthDirection(tdb_s: number, out: Float64Array): void {
  const n = tdb_s / DAY_S
  const t = n / 36525
  const sine = (from: number, rate: number) => Math.sin((from + rate * t) * DEG)
  const longitude =
    218.32 +
    481267.881 * t +
    6.29 * sine(135, 477198.87) -
    1.27 * sine(259.3, -413335.36) +
    0.66 * sine(235.7, 890534.22) +
    0.21 * sine(269.9, 954397.74) -
    0.19 * sine(357.5, 35999.05) -
    0.11 * sine(186.5, 966404.03)
  const latitude =
    5.13 * sine(93.3, 483202.02) +
    0.28 * sine(228.2, 960400.89) -
    0.28 * sine(318.3, 6003.15) -
    0.17 * sine(217.6, -407332.21)
  fromEcliptic(longitude * DEG, latitude * DEG, n, out)
  for (let i = 0; i < 3; i++) out[i] = -out[i]!
}

const POLE_RA = 269.9949 * DEG
const POLE_DEC = 66.5392 * DEG
/** Unit vector from the Moon's centre to its south pole, which stands for a site near it. */
export const SOUTH_POLE: readonly number[] = [
  -Math.cos(POLE_DEC) * Math.cos(POLE_RA),
  -Math.cos(POLE_DEC) * Math.sin(POLE_RA),
  -Math.sin(POLE_DEC),
]

function fromEcliptic(longitude: number, latitude: number, n: number, out: Float64Array): void {
  const tilt = (23.439 - 0.0000004 * n) * DEG
  const x = Math.cos(latitude) * Math.cos(longitude)
  const y = Math.cos(latitude) * Math.sin(longitude)
  const z = Math.sin(latitude)
  out[0] = x
  out[1] = Math.cos(tilt) * y - Math.sin(tilt) * z
  out[2] = Math.sin(tilt) * y + Math.cos(tilt) * z
}
