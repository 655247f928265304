/** The ecliptic of J2000 on J2000 axes. */
import type { Vec } from './camera-rig.ts'

/** Obliquity of the ecliptic at J2000, 84381.406" (IAU 2006), rad. */
export const OBLIQUITY_RAD = (84_381.406 / 3600) * (Math.PI / 180)

/** North pole of the ecliptic of J2000 on J2000 axes. */
export const ECLIPTIC_NORTH: Vec = [0, -Math.sin(OBLIQUITY_RAD), Math.cos(OBLIQUITY_RAD)]
