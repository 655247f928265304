/** Terrain as what sites stand on: the heights of a set of layers as `astro` asks for them, each with its resolution. */
import type { GroundSampler } from '@magpie/astro/geometry/terrain-site'
import { heightAt, type Terrain } from './terrain.ts'

/** The ground of the finest layer that knows a place; nothing where none does. */
export function groundOf(terrain: Terrain): GroundSampler {
  return (longitude_rad, latitude_rad) => {
    const found = heightAt(terrain, latitude_rad, longitude_rad)
    if (!found.ok) return undefined
    const { height_m, layer } = found.value
    return { height_m, resolution_m: layer.nativeResolution_m, source: layer.source }
  }
}
