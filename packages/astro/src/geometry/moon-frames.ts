/**
 * The Moon's two sets of axes. Maps, sites and the Earth's place in the sky stand on the mean Earth/polar axes (ME);
 * gravity fields and dynamics on the principal axes (PA). They differ by a constant turn of about a minute of arc: a site
 * read on the wrong ones lies some 875 m off. R. S. Park et al., "The JPL Planetary and Lunar Ephemerides DE440 and DE441",
 * Astronomical Journal 161, 2021, 105, 5.2; the frame kernel's comments.
 */
import { MOON_RADIUS_KM, type Place, type Site, siteFromSphere } from '../sites.ts'

/** Axes of maps and sites. */
export const MOON_MAP_FRAME = 'MOON_ME'
/** Axes of gravity fields. */
export const MOON_GRAVITY_FRAME = 'MOON_PA'
/** NAIF id of the Moon. */
export const MOON = 301

/** A site on the Moon at a height over the sphere of 1737.4 km, on ME axes. */
export function moonSite(name: string, at: Place): Site {
  return siteFromSphere({ name, body: MOON, frame: MOON_MAP_FRAME }, MOON_RADIUS_KM, at)
}
