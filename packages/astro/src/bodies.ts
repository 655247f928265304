/** Names of bodies and their NAIF ids: NAIF, "NAIF Integer ID codes"; kernels add their own (NAIF_BODY_NAME). */
import { numbersOf, type Pool, stringsOf } from './pool.ts'

const BODIES: readonly (readonly [number, ...string[]])[] = [
  [0, 'SOLAR SYSTEM BARYCENTER', 'SOLAR_SYSTEM_BARYCENTER', 'SSB'],
  [1, 'MERCURY BARYCENTER', 'MERCURY_BARYCENTER'],
  [2, 'VENUS BARYCENTER', 'VENUS_BARYCENTER'],
  [3, 'EARTH BARYCENTER', 'EARTH_BARYCENTER', 'EARTH MOON BARYCENTER', 'EARTH-MOON BARYCENTER', 'EMB'],
  [4, 'MARS BARYCENTER', 'MARS_BARYCENTER'],
  [5, 'JUPITER BARYCENTER', 'JUPITER_BARYCENTER'],
  [6, 'SATURN BARYCENTER', 'SATURN_BARYCENTER'],
  [7, 'URANUS BARYCENTER', 'URANUS_BARYCENTER'],
  [8, 'NEPTUNE BARYCENTER', 'NEPTUNE_BARYCENTER'],
  [9, 'PLUTO BARYCENTER', 'PLUTO_BARYCENTER'],
  [10, 'SUN'],
  [199, 'MERCURY'],
  [299, 'VENUS'],
  [301, 'MOON'],
  [399, 'EARTH'],
  [401, 'PHOBOS'],
  [402, 'DEIMOS'],
  [499, 'MARS'],
  [501, 'IO'],
  [502, 'EUROPA'],
  [503, 'GANYMEDE'],
  [504, 'CALLISTO'],
  [599, 'JUPITER'],
  [601, 'MIMAS'],
  [602, 'ENCELADUS'],
  [603, 'TETHYS'],
  [604, 'DIONE'],
  [605, 'RHEA'],
  [606, 'TITAN'],
  [607, 'HYPERION'],
  [608, 'IAPETUS'],
  [609, 'PHOEBE'],
  [699, 'SATURN'],
  [701, 'ARIEL'],
  [702, 'UMBRIEL'],
  [703, 'TITANIA'],
  [704, 'OBERON'],
  [705, 'MIRANDA'],
  [799, 'URANUS'],
  [801, 'TRITON'],
  [802, 'NEREID'],
  [899, 'NEPTUNE'],
  [901, 'CHARON'],
  [999, 'PLUTO'],
]

const IDS = new Map(BODIES.flatMap(([id, ...names]) => names.map((name) => [name, id] as const)))
const NAMES = new Map(BODIES.map(([id, name]) => [id, name!]))

/** The id of a body by name in any case, by a name that a loaded kernel defines (those win), or by its digits. */
export function bodyId(pool: Pool, name: string): number | undefined {
  const wanted = canonical(name)
  if (/^-?\d{1,9}$/.test(wanted)) return Number(wanted)
  const names = stringsOf(pool, 'NAIF_BODY_NAME') ?? []
  const codes = numbersOf(pool, 'NAIF_BODY_CODE') ?? []
  for (let i = Math.min(names.length, codes.length) - 1; i >= 0; i--)
    if (canonical(names[i]!) === wanted) return codes[i]
  return IDS.get(wanted)
}

/** The name of a body: of a loaded kernel, NAIF's, or its digits. */
export function bodyName(pool: Pool, id: number): string {
  const names = stringsOf(pool, 'NAIF_BODY_NAME') ?? []
  const codes = numbersOf(pool, 'NAIF_BODY_CODE') ?? []
  return names[codes.lastIndexOf(id)] ?? NAMES.get(id) ?? String(id)
}

function canonical(name: string): string {
  return name.trim().replace(/\s+/g, ' ').toUpperCase()
}
