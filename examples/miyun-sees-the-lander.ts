/**
 * When can Miyun see the lander next week? The lander's terrain as a horizon mask, the station's least elevation, and a
 * link whose numbers are assumed: docs/tutorials/when-can-miyun-see-the-lander.md. Run with a first day, or from today.
 */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { loadShippedKernels } from '@magpie/adapters/kernels'
import { loadSiteTerrain } from '@magpie/adapters/terrain'
import { type Condition, overMask } from '@magpie/astro/events/conditions'
import { evenMask, raised } from '@magpie/astro/events/horizon-mask'
import { elevation } from '@magpie/astro/events/sights'
import { extentOf } from '@magpie/astro/events/turning-points'
import { linkWindows } from '@magpie/astro/links/link-windows'
import { assumptionsOf, dBW, type Given, type Link } from '@magpie/astro/links/terminal'
import { unwrap } from '@magpie/core/result'
import { epochFromTdb, formatEpoch, parseEpoch, tdbSeconds } from '@magpie/core/time'
import { horizonAt } from '@magpie/surface/horizon'
import { earthStation, lunarSite } from '@magpie/surface/sightings'
import { parseStationsFile, stationsOf } from '@magpie/surface/stations-file'
import { parseSurfaceFile } from '@magpie/surface/surface-file'

const root = new URL('../', import.meta.url)
const DEG = Math.PI / 180
const WEEK_S = 7 * 86400

/** The week's windows from a day on, as lines of text. */
export async function weekOfContacts(firstDay: string): Promise<string[]> {
  const eph = unwrap(await loadShippedKernels())
  const surface = unwrap(parseSurfaceFile(await mission('surface.json')))
  const stations = unwrap(parseStationsFile(await mission('stations.json')))

  // The two ends: the station on the Earth's ellipsoid, the lander's antenna over the ground of the map.
  const miyun = stationsOf(stations).find(({ id }) => id === 'miyun')!
  const station = earthStation(miyun)
  const [lat, lon] = [surface.site.latitude_deg.value * DEG, surface.site.longitude_deg.value * DEG]
  const terrain = unwrap(await loadSiteTerrain(surface, fileURLToPath(new URL('data', root))))
  const horizon = unwrap(horizonAt(terrain, lat, lon, surface.observers.communications.height_m.value))
  const lander = lunarSite('lander', lat, lon, horizon.ground_m + horizon.height_m)

  // In sight: the lander high enough over Miyun, and Miyun over the lander's skyline. CN: light takes 1.3 s.
  const height = elevation(eph, station, lander, 'CN')
  const skyline = raised(evenMask(horizon.elevation_rad), surface.masks.earth_deg.value * DEG)
  const inSight: Condition = {
    kind: 'all',
    of: [
      { kind: 'above', scalar: height, threshold: miyun.mask_deg * DEG },
      overMask(eph, lander, station, skyline, 'CN'),
    ],
  }

  const from = tdbSeconds(unwrap(parseEpoch(firstDay, eph.leapSeconds)), eph.leapSeconds)
  const dish_m = Math.min(...stations.stations.find(({ id }) => id === 'miyun')!.antennas_m)
  const link = downlink(lander, station, dish_m)
  const windows = unwrap(linkWindows(eph, link, inSight, { start: from, end: from + WEEK_S }))
  const utc = (t: number) => formatEpoch(epochFromTdb(t, eph.leapSeconds), eph.leapSeconds, { digits: 0 })
  const lines = windows.map((w) => {
    const highest = unwrap(extentOf(height, w)).greatest
    const hours = ((w.end - w.start) / 3600).toFixed(2)
    const margin = `${w.leastMargin_dB.value.toFixed(1)} to ${w.greatestMargin_dB.value.toFixed(1)} dB`
    const up = `${(highest.value / DEG).toFixed(0)} deg`
    return `${utc(w.start)} ${utc(w.end)}  ${hours} h  up to ${up}  ${margin}  ${(w.volume_bit / 8e9).toFixed(2)} GB`
  })
  return [...lines, ...assumptionsOf(link).map(({ where, reason }) => `assumed: ${where}: ${reason}`)]
}

/** The lander's X-band downlink to a dish; all else is assumed. */
function downlink(
  lander: ReturnType<typeof lunarSite>,
  station: ReturnType<typeof earthStation>,
  dish_m: number,
): Link {
  const assumed = (value: number, reason: string): Given => ({ value, provenance: { kind: 'assumed', reason } })
  return {
    transmitter: {
      point: lander,
      power_dBW: assumed(dBW(5), 'a small transmitter of a lander'),
      antenna: { kind: 'gain', gain_dBi: assumed(5, 'a wide antenna that need not be pointed') },
      pointing: { kind: 'fixed loss', loss_dB: assumed(3, 'at the edge of its coverage') },
      loss_dB: assumed(1, 'cables and switches'),
    },
    receiver: {
      point: station,
      noise: {
        kind: 'temperature',
        system_K: assumed(80, 'a cooled receiver at X band, the Moon in the beam not counted'),
        antenna: {
          kind: 'aperture',
          diameter_m: {
            value: dish_m,
            provenance: { kind: 'derived', from: 'stations.json: the smaller dish of Miyun' },
          },
          efficiency: assumed(0.55, 'usual for a large dish'),
        },
        loss_dB: assumed(0.5, 'feed'),
      },
      pointing: { kind: 'tracking', error_rad: assumed(0.005 * DEG, 'a twelfth of its beam') },
    },
    signal: {
      frequency_Hz: assumed(8.47e9, 'in the band for space research near the Earth, 8450 to 8500 MHz'),
      rate_bit_s: assumed(280_000, 'as Queqiao-1 published for its lander'),
      requiredEbN0_dB: assumed(2.5, 'concatenated code, CCSDS 131.0-B'),
      implementationLoss_dB: assumed(1, 'usual'),
      pathLoss_dB: assumed(0.5, 'air at ten degrees'),
      requiredMargin_dB: assumed(3, 'usual'),
    },
  }
}

async function mission(file: string): Promise<unknown> {
  return JSON.parse(await readFile(new URL(`missions/change-8/${file}`, root), 'utf8'))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const firstDay = process.argv[2] ?? new Date().toISOString().slice(0, 10)
  for (const line of await weekOfContacts(firstDay)) console.log(line)
}
