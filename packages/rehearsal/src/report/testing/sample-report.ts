/** A small report with something in every part, for tests. All of it is made up. */
import { type RehearsalReport, rehearsalReport } from '../report-data.ts'

const T0 = 911_915_922
const DAY_S = 86_400

/** The sample; `name` stands wherever people's words may stand. */
export function sampleReport(name = 'Sample'): RehearsalReport {
  const times_s = Array.from({ length: 40 }, (_, k) => T0 + (k * DAY_S) / 2)
  const circle = (radius_km: number, turns: number) =>
    times_s.flatMap((_, k) => {
      const angle = (2 * Math.PI * turns * k) / times_s.length
      return [radius_km * Math.cos(angle), radius_km * Math.sin(angle), 0]
    })
  const span = { start: T0, end: T0 + 20 * DAY_S }
  return rehearsalReport.parse({
    mission: { id: 'sample', name, summary: name, lead: 'lead' },
    verdict: { state: 'complete-with-losses', sentence: name },
    headline: [{ label: name, value: name, note: name, assumed: true }],
    phases: [{ id: 'one', name, start_tdb_s: T0 - DAY_S, end_tdb_s: T0 }],
    parties: [
      { id: 'lead', name },
      { id: 'partner', name: 'Partner' },
    ],
    elements: [
      { id: 'lander', name, owner: 'lead' },
      { id: 'rover', name: 'Rover', owner: 'partner' },
    ],
    programme: {
      call: name,
      deadlineLocal: '2023-12-31T23:59:59+08:00[Asia/Shanghai]',
      deadlineAssumed: true,
      funnel: [
        { name, count: 41, announced: 41, note: name },
        { name: 'Projects', count: 10, announced: 11, note: '' },
      ],
      letters: [
        {
          id: 'one',
          party: 'partner',
          title: name,
          received: '2023-12-20T22:05:11+08:00[Asia/Shanghai]',
          verdict: 'ineligible',
          reason: `barred, received 2023-12-20T14:05:11Z: ${name}`,
          assumed: true,
          rehearsal: true,
        },
        {
          id: 'two',
          party: 'nobody',
          title: 'Fine',
          received: 'soon',
          verdict: 'eligible',
          reason: '',
          assumed: false,
          rehearsal: false,
        },
      ],
      selection: {
        note: name,
        optimum: { score: 12, proposals: 2, mass_kg: 20 },
        recorded: { score: 10, proposals: 1, mass_kg: 10 },
        proposals: [
          { id: 'p', title: name, lead: 'partner', score: 10, mass_kg: 10, inOptimum: true, inRecorded: true },
          { id: 'q', title: 'Q', lead: 'nobody', score: 2, mass_kg: 10, inOptimum: true, inRecorded: false },
          { id: 'r', title: 'R', lead: 'nobody', score: 1, mass_kg: 90, inOptimum: false, inRecorded: false },
        ],
      },
      projects: [{ name, level: 'unit', lead: 'partner', parties: ['partner'], elements: [name], proposals: 1 }],
      grants: 3,
    },
    budgets: {
      limits: [
        { name, unit: 'kg', allowed: 200, used: 150, usedWithMargin: 190, verdict: 'within', assumed: false },
        {
          name: 'Power',
          unit: 'W',
          allowed: 100,
          used: 90,
          usedWithMargin: 110,
          verdict: 'margin-over',
          assumed: true,
        },
        { name: 'Data', unit: 'Mbit', allowed: 100, used: 120, usedWithMargin: 140, verdict: 'over', assumed: true },
      ],
      masses: [{ element: 'rover', owner: 'partner', value_kg: 30, withMargin_kg: 36, assumed: true }],
    },
    flight: {
      figures: [{ label: name, value: name }],
      manoeuvres: [
        {
          name,
          vehicle: 'carrier',
          model: 'finite',
          tdb_s: T0 - DAY_S,
          duration_s: 900,
          deltaV_m_s: 383,
          propellant_kg: 957,
        },
      ],
      paths: [
        { name: 'way', centre: 'earth', times_s, positions_km: circle(300_000, 0.1) },
        { name, centre: 'moon', times_s, positions_km: circle(1937, 8) },
      ],
      moon: { name: 'Moon', centre: 'earth', times_s, positions_km: circle(384_400, 0.7) },
      descent: {
        ignitionTdb_s: T0 - 800,
        samples: [
          { t_s: 0, phase: name, height_m: 15_000, speed_m_s: 1690, throttle: 0.95, range_m: 600_000 },
          { t_s: 800, phase: 'final', height_m: 2, speed_m_s: 2, throttle: 0.4, range_m: 0 },
        ],
      },
      vehicles: [{ name, dry_kg: 1000, loaded_kg: 2000, used_kg: 1900, deltaV_m_s: 2100, margin_m_s: 60 }],
      limits: [name],
    },
    surface: {
      site: { name, latitude_deg: -85.2, longitude_deg: 31, ground_m: 5790, assumed: true },
      figures: [{ label: name, value: name }],
      horizon_deg: Array.from({ length: 36 }, (_, k) => 3 + 3 * Math.sin(k / 5)),
      sun: { azimuth_deg: [0, 120, 240, 359], elevation_deg: [5, 3, 1, 5] },
      earth: { azimuth_deg: [320, 340], elevation_deg: [1, 8] },
      span,
      lit: [{ start: T0, end: T0 + 8 * DAY_S }],
      earthVisible: [span],
      contacts: [
        { kind: 'station', to: name, start: T0, end: T0 + DAY_S },
        { kind: 'relay', to: 'relay', start: T0, end: T0 + 5 * DAY_S },
      ],
      lunarDays: [{ start: T0, end: span.end, lit_h: 192, earth_h: 480, both_h: 192 }],
      patch: { side: 4, spacing_m: 400, shade: Array.from({ length: 16 }, (_, k) => 16 * k) },
      terrain: { resolution_m: 474, source: name },
      unknowns: [name],
    },
    plan: {
      span,
      placed: [
        {
          id: 'deploy',
          request: 'deploy',
          repeat: 1,
          title: name,
          element: 'rover',
          party: 'partner',
          command: 'deploy',
          sequence: true,
          arguments: {},
          touches: ['lander'],
          startTdb_s: T0 + 3600,
          endTdb_s: T0 + 7200,
          power_W: 40,
          data_Mbit: 10,
          priority: 9,
          window: { kind: 'relay-contact', id: name, start: T0, end: T0 + DAY_S },
        },
      ],
      unplaced: [
        {
          id: 'late',
          request: 'late',
          title: name,
          element: 'rover',
          party: 'partner',
          priority: 2,
          owed: true,
          reasons: [{ kind: 'no-window', needs: ['lit'], needed_s: 9, longest_s: 3 }],
          sentence: name,
        },
      ],
      profiles: {
        supplies: [
          {
            id: 'lander',
            capacity_Wh: 5200,
            floor_Wh: 1040,
            times_s: [T0, span.end],
            level_Wh: [4680, 1040],
            supply_W: [600, 0],
            load_W: [150, 18],
            activities_W: [40, 0],
          },
        ],
        recorder: { capacity_Mbit: 1000, times_s: [T0, span.end], level_Mbit: [0, 10] },
      },
      hibernations: [{ start: T0 + 9 * DAY_S, end: span.end }],
      dormant: [],
      parties: [
        {
          party: 'partner',
          askedValue: 85,
          grantedValue: 81,
          placements: 1,
          asked: 2,
          energy_Wh: 40,
          data_Mbit: 10,
          time_s: 3600,
        },
      ],
      fairness: 1,
      value: 81,
      askedValue: 85,
      objective: 82,
      bound: 85,
      rounds: 10,
      violations: [],
    },
    operations: {
      figures: [{ label: name, value: name }],
      touchdownTdb_s: T0,
      endTdb_s: span.end,
      deployments: [
        {
          element: 'rover',
          name,
          party: 'partner',
          state: 'failed',
          gates: [{ id: 'landed', name, state: 'blocked', detail: name }],
          steps: [{ name, state: 'retried' }],
        },
      ],
      telemetry: ['lander', 'rover'].map((element) => ({
        element,
        name: 'battery_charge',
        unit: '%',
        times_s,
        values: times_s.map((_, k) => 100 - k),
      })),
      relay: {
        files: [
          {
            file: 'rover-1/00001.dat',
            element: 'rover-1',
            madeTdb_s: 900_000_000,
            after_s: 100_910,
            hops: [
              { node: 'relay', after_s: 100_000 },
              { node: 'centre', after_s: 100_910 },
            ],
          },
          { file: 'rover-1/00004.dat', element: 'rover-1', madeTdb_s: 900_100_000, hops: [] },
        ],
        hops: [{ from: 'lander', to: 'relay', bundles: 40, lost: 1, octets: 52_000 }],
        outages: [
          {
            node: 'relay',
            start_tdb_s: 899_990_000,
            end_tdb_s: 900_098_000,
            files: 1,
            delivered: 1,
            longest_s: 100_910,
          },
          { node: 'station', start_tdb_s: 910_000_000, end_tdb_s: 910_021_600, files: 0, delivered: 0, longest_s: 0 },
        ],
      },
      refusals: [
        {
          tdb_s: T0,
          party: 'partner',
          element: 'lander',
          action: name,
          where: 'gateway',
          rule: name,
          fact: name,
          source: name,
          remedy: name,
        },
      ],
      story: Array.from({ length: 70 }, (_, sequence) => ({
        sequence,
        at: '2028-11-25T14:00:00.000Z',
        tdb_s: T0 + sequence,
        kind: 'note' as const,
        party: 'partner',
        element: 'rover',
        text: name,
      })),
    },
    ledger: {
      entries: 5,
      parties: 2,
      head: 'ab12',
      verified: true,
      sentence: name,
      kinds: [{ kind: name, entries: 5 }],
    },
    assumed: [{ where: name, what: name, reason: name }],
    reproducibility: {
      seed: name,
      codeVersion: '1',
      command: name,
      stages: [{ name: 'one', title: name, headline: name, artefact: name }],
      data: [{ name, digest: 'ab' }],
    },
  })
}
