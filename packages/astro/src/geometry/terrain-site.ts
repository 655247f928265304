/**
 * Sites that stand on terrain: the height comes from a function the caller gives (a map, a grid, a plane), and what the
 * map can tell (its resolution) stays beside the site, since a height is worth no more than its map.
 */
import { err, ok, type Result } from '@magpie/core/result'
import { type Site, siteFromSphere } from '../sites.ts'
import type { NoTerrain } from './errors.ts'

/** Height of the ground over the sphere, and between what points it was measured. */
export type Ground = {
  readonly height_m: number
  readonly resolution_m: number
  /** Of what map. */
  readonly source: string
}

/** Terrain as a function of longitude and latitude, rad; undefined where it knows nothing. */
export type GroundSampler = (longitude_rad: number, latitude_rad: number) => Ground | undefined

/** A site with the ground under it. */
export type TerrainSite = Site & { readonly ground: Ground }

/** A site on the ground, or `above_m` over it, on a sphere of `radius_km` that the heights are counted from. */
export function siteOnTerrain(
  standing: { readonly name: string; readonly body: number; readonly frame: string },
  radius_km: number,
  at: { readonly longitude_rad: number; readonly latitude_rad: number; readonly above_m?: number },
  sampler: GroundSampler,
): Result<TerrainSite, NoTerrain> {
  const { longitude_rad, latitude_rad, above_m = 0 } = at
  const ground = sampler(longitude_rad, latitude_rad)
  if (ground === undefined || !Number.isFinite(ground.height_m))
    return err({ kind: 'no-height', longitude_rad, latitude_rad })
  const height_km = (ground.height_m + above_m) / 1000
  return ok({ ...siteFromSphere(standing, radius_km, { longitude_rad, latitude_rad, height_km }), ground })
}
