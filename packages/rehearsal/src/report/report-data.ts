/**
 * What the report of a rehearsal shows, as data: the JSON summary beside the HTML is made of the same. Times are TDB
 * seconds past J2000, units end the names. Nothing here depends on the machine or the hour, so that one seed gives one
 * report.
 */
import { plan } from '@magpie/plan/plan'
import * as z from 'zod'
import { deployment, happening } from '../happening.ts'

/** A figure of the headline or of a list; `assumed` puts the mark beside it. */
export const figure = z.strictObject({
  label: z.string(),
  value: z.string(),
  note: z.string().optional(),
  assumed: z.boolean().default(false),
})
export type Figure = z.infer<typeof figure>

/** One limit of the mission and what is used of it, without and with margins. */
export const limit = z.strictObject({
  name: z.string(),
  unit: z.string(),
  allowed: z.number(),
  used: z.number(),
  usedWithMargin: z.number(),
  verdict: z.enum(['within', 'margin-over', 'over']),
  assumed: z.boolean(),
})

/** Positions along a path, flat x, y, z, km, from the centre named, on J2000 axes. */
export const path = z.strictObject({
  name: z.string(),
  centre: z.enum(['earth', 'moon']),
  times_s: z.array(z.number()),
  positions_km: z.array(z.number()),
})
export type Path = z.infer<typeof path>

const span = z.strictObject({ start: z.number(), end: z.number() })

const proposalRow = z.strictObject({
  id: z.string(),
  title: z.string(),
  lead: z.string(),
  score: z.number(),
  mass_kg: z.number(),
  inOptimum: z.boolean(),
  inRecorded: z.boolean(),
})

const portfolio = z.strictObject({ score: z.number(), proposals: z.number(), mass_kg: z.number() })

export const rehearsalReport = z.strictObject({
  mission: z.strictObject({ id: z.string(), name: z.string(), summary: z.string(), lead: z.string() }),
  verdict: z.strictObject({
    state: z.enum(['complete', 'complete-with-losses', 'failed']),
    sentence: z.string(),
  }),
  headline: z.array(figure),
  phases: z.array(z.strictObject({ id: z.string(), name: z.string(), start_tdb_s: z.number(), end_tdb_s: z.number() })),
  parties: z.array(z.strictObject({ id: z.string(), name: z.string() })),
  elements: z.array(z.strictObject({ id: z.string(), name: z.string(), owner: z.string() })),
  programme: z.strictObject({
    call: z.string(),
    deadlineLocal: z.string(),
    deadlineAssumed: z.boolean(),
    /** `announced` where the numbers were published. */
    funnel: z.array(
      z.strictObject({ name: z.string(), count: z.number(), announced: z.number().optional(), note: z.string() }),
    ),
    letters: z.array(
      z.strictObject({
        id: z.string(),
        party: z.string(),
        title: z.string(),
        received: z.string(),
        verdict: z.string(),
        reason: z.string(),
        assumed: z.boolean(),
        /** Made up for the rehearsal, counted nowhere. */
        rehearsal: z.boolean(),
      }),
    ),
    selection: z.strictObject({
      note: z.string(),
      optimum: portfolio,
      recorded: portfolio,
      proposals: z.array(proposalRow),
    }),
    projects: z.array(
      z.strictObject({
        name: z.string(),
        level: z.string(),
        lead: z.string(),
        parties: z.array(z.string()),
        elements: z.array(z.string()),
        proposals: z.number(),
      }),
    ),
    grants: z.number(),
  }),
  budgets: z.strictObject({
    limits: z.array(limit),
    masses: z.array(
      z.strictObject({
        element: z.string(),
        owner: z.string(),
        value_kg: z.number(),
        withMargin_kg: z.number(),
        assumed: z.boolean(),
      }),
    ),
  }),
  flight: z.strictObject({
    figures: z.array(figure),
    manoeuvres: z.array(
      z.strictObject({
        name: z.string(),
        vehicle: z.string(),
        model: z.string(),
        tdb_s: z.number(),
        duration_s: z.number(),
        deltaV_m_s: z.number(),
        propellant_kg: z.number(),
      }),
    ),
    paths: z.array(path),
    /** The Moon from the Earth over the same time. */
    moon: path,
    descent: z.strictObject({
      ignitionTdb_s: z.number(),
      samples: z.array(
        z.strictObject({
          t_s: z.number(),
          phase: z.string(),
          height_m: z.number(),
          speed_m_s: z.number(),
          throttle: z.number(),
          range_m: z.number(),
        }),
      ),
    }),
    vehicles: z.array(
      z.strictObject({
        name: z.string(),
        dry_kg: z.number(),
        loaded_kg: z.number(),
        used_kg: z.number(),
        deltaV_m_s: z.number(),
        margin_m_s: z.number(),
      }),
    ),
    limits: z.array(z.string()),
  }),
  surface: z.strictObject({
    site: z.strictObject({
      name: z.string(),
      latitude_deg: z.number(),
      longitude_deg: z.number(),
      ground_m: z.number(),
      assumed: z.boolean(),
    }),
    figures: z.array(figure),
    /** Skyline clockwise from north, evenly spaced. */
    horizon_deg: z.array(z.number()),
    sun: z.strictObject({ azimuth_deg: z.array(z.number()), elevation_deg: z.array(z.number()) }),
    earth: z.strictObject({ azimuth_deg: z.array(z.number()), elevation_deg: z.array(z.number()) }),
    span,
    lit: z.array(span),
    earthVisible: z.array(span),
    contacts: z.array(
      z.strictObject({ kind: z.enum(['station', 'relay']), to: z.string(), start: z.number(), end: z.number() }),
    ),
    lunarDays: z.array(
      z.strictObject({
        start: z.number(),
        end: z.number(),
        lit_h: z.number(),
        earth_h: z.number(),
        both_h: z.number(),
      }),
    ),
    patch: z.strictObject({ side: z.number().int(), spacing_m: z.number(), shade: z.array(z.number()) }),
    terrain: z.strictObject({ resolution_m: z.number(), source: z.string() }),
    unknowns: z.array(z.string()),
  }),
  plan,
  operations: z.strictObject({
    figures: z.array(figure),
    touchdownTdb_s: z.number(),
    endTdb_s: z.number(),
    deployments: z.array(deployment),
    telemetry: z.array(
      z.strictObject({
        element: z.string(),
        name: z.string(),
        unit: z.string(),
        times_s: z.array(z.number()),
        values: z.array(z.number()),
      }),
    ),
    refusals: z.array(
      z.strictObject({
        tdb_s: z.number(),
        party: z.string(),
        element: z.string(),
        action: z.string(),
        where: z.string(),
        rule: z.string(),
        fact: z.string(),
        source: z.string(),
        remedy: z.string(),
      }),
    ),
    relay: z
      .strictObject({
        files: z.array(
          z.strictObject({
            file: z.string(),
            element: z.string(),
            madeTdb_s: z.number(),
            /** Until it was whole at its end; left out where it was not. */
            after_s: z.number().optional(),
            hops: z.array(z.strictObject({ node: z.string(), after_s: z.number() })),
          }),
        ),
        hops: z.array(
          z.strictObject({
            from: z.string(),
            to: z.string(),
            bundles: z.int().min(0),
            lost: z.int().min(0),
            octets: z.int().min(0),
          }),
        ),
        outages: z.array(
          z.strictObject({
            node: z.string(),
            start_tdb_s: z.number(),
            end_tdb_s: z.number(),
            files: z.number(),
            delivered: z.number(),
            longest_s: z.number(),
          }),
        ),
      })
      .optional(),
    /** What is worth telling: deployments, services between partners, faults, revocations; in order. */
    story: z.array(happening),
  }),
  ledger: z.strictObject({
    entries: z.number(),
    parties: z.number(),
    head: z.string(),
    verified: z.boolean(),
    sentence: z.string(),
    kinds: z.array(z.strictObject({ kind: z.string(), entries: z.number() })),
  }),
  assumed: z.array(z.strictObject({ where: z.string(), what: z.string(), reason: z.string() })),
  reproducibility: z.strictObject({
    seed: z.string(),
    codeVersion: z.string(),
    /** How to make the same again. */
    command: z.string(),
    stages: z.array(
      z.strictObject({ name: z.string(), title: z.string(), headline: z.string(), artefact: z.string() }),
    ),
    data: z.array(z.strictObject({ name: z.string(), digest: z.string() })),
  }),
})

/** The report as it is drawn. */
export type RehearsalReport = z.output<typeof rehearsalReport>
