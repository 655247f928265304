/** What the console and other readers see of a mission in rehearsal. */
import * as z from 'zod'

/** Whether a figure is published, assumed (and why), or computed. */
export const mark = z.strictObject({ assumed: z.boolean(), note: z.string() })

const partyView = z.strictObject({
  id: z.string(),
  name: z.string(),
  kind: z.string(),
  state: z.string().optional(),
  left: z.string().optional().describe('when it left the mission, UTC'),
})

export const elementView = z.strictObject({
  id: z.string(),
  name: z.string(),
  kind: z.string(),
  owner: z.string(),
  left: z.string().optional().describe('when its owner left the mission, UTC'),
  host: z.string().optional(),
  project: z.string().optional(),
  mass_kg: z.number().optional(),
  massWithMargin_kg: z.number().optional(),
  mark,
})

const phaseView = z.strictObject({
  id: z.string(),
  name: z.string(),
  /** UTC; absent until a stage has decided it. */
  begins: z.string().optional(),
  ends: z.string().optional(),
})

/** What was signed at the centre's desk, and whether the rehearsal that runs has taken it through its stages. */
export const signedView = z.strictObject({
  agreement: z.string(),
  title: z.string(),
  signedOn: z.string(),
  elements: z.array(z.string()).describe('that it brings'),
  grants: z.number().int(),
  rehearsed: z.boolean().describe('false: known, and not flown until the rehearsal begins again'),
})

/** Who leads the mission; an offer waits for the other party to accept it. */
export const leadershipView = z.strictObject({
  lead: z.string(),
  onOfferTo: z.string().optional(),
  leads: z.array(z.strictObject({ party: z.string(), at: z.string().optional(), reason: z.string().optional() })),
})

export const missionView = z.strictObject({
  id: z.string(),
  name: z.string(),
  summary: z.string(),
  lead: z.string(),
  leadership: leadershipView.optional(),
  /** Absent where the centre has no desk. */
  signed: z.array(signedView).optional(),
  parties: z.array(partyView),
  elements: z.array(elementView),
  phases: z.array(phaseView),
  site: z.strictObject({
    name: z.string(),
    lat_deg: z.number(),
    lon_deg: z.number(),
    height_m: z.number(),
    mark,
  }),
  /** Everything assumed, with its reason, as the report prints it. */
  assumed: z.array(z.strictObject({ what: z.string(), reason: z.string() })),
})
export type MissionView = z.infer<typeof missionView>

/** A window or moment ahead: rise, set, eclipse, pass, burn, deployment. */
export const upcoming = z.strictObject({
  id: z.string(),
  kind: z.enum([
    'manoeuvre',
    'pass',
    'sunrise',
    'sunset',
    'earth-rise',
    'earth-set',
    'activity',
    'deployment',
    'phase',
  ]),
  title: z.string(),
  start: z.string(),
  end: z.string().optional(),
  start_tdb_s: z.number(),
  end_tdb_s: z.number().optional(),
  party: z.string().optional(),
  element: z.string().optional(),
})
export type Upcoming = z.infer<typeof upcoming>

/**
 * Positions for the Earth-Moon scene: kilometres, Earth-centred, J2000 axes, at the times given (TDB seconds past
 * J2000), flat x, y, z. The craft's track is dense near burns; interpolate by cubic Hermite with the velocities.
 */
export const track = z.strictObject({
  element: z.string(),
  name: z.string(),
  /** NAIF id of the centre the states are given from, 301 or 399. */
  centre: z.number().int(),
  times_s: z.array(z.number()),
  positions_km: z.array(z.number()),
  velocities_km_s: z.array(z.number()),
})

export const sceneView = z.strictObject({
  start_tdb_s: z.number(),
  end_tdb_s: z.number(),
  /** The Moon from the Earth, and the Sun's direction, over the same span. */
  moon: track,
  sun: track,
  tracks: z.array(track),
  /** Rotation from J2000 to the body's axes (MOON_ME, ITRF93) as quaternions x, y, z, w at the times given. */
  moonAttitude: z.strictObject({ times_s: z.array(z.number()), quaternions: z.array(z.number()) }),
  earthAttitude: z.strictObject({ times_s: z.array(z.number()), quaternions: z.array(z.number()) }),
  manoeuvres: z.array(
    z.strictObject({
      name: z.string(),
      tdb_s: z.number(),
      utc: z.string(),
      deltaV_m_s: z.number(),
      duration_s: z.number(),
    }),
  ),
  site: z.strictObject({ lat_deg: z.number(), lon_deg: z.number(), height_m: z.number() }),
  stations: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      lat_deg: z.number(),
      lon_deg: z.number(),
      height_m: z.number(),
    }),
  ),
})
export type SceneView = z.infer<typeof sceneView>

/** Why what came in last is not given yet, where what was agreed on data holds it back. */
export const held = z.strictObject({ rule: z.string(), fact: z.string(), source: z.string(), remedy: z.string() })
export type Held = z.infer<typeof held>

export const telemetryHistory = z.strictObject({
  element: z.string(),
  name: z.string(),
  unit: z.string(),
  /** Generation times, TDB seconds past J2000, ascending. */
  times_s: z.array(z.number()),
  values: z.array(z.number()),
  held: held.optional(),
})
