/** The report's data from the outputs of the stages. */
import type { Ephemerides } from '@magpie/astro/ephemerides'
import { stateOf } from '@magpie/astro/states'
import type { TdbSeconds } from '@magpie/core/time'
import { assumptionsOf } from '@magpie/programme/assumptions'
import type { FinishedStage } from './engine.ts'
import type { Happening } from './happening.ts'
import type { MissionFolder } from './mission-folder.ts'
import type { Figure, Path, RehearsalReport } from './report/report-data.ts'
import type { StageOutputs } from './stage-outputs.ts'
import { phaseTimes, utc } from './timeline.ts'

type Inputs = Omit<StageOutputs, 'archive'>
type LedgerFacts = {
  readonly entries: number
  readonly head: string
  readonly parties: readonly { readonly party: string; readonly entries: number }[]
  readonly kinds: readonly { readonly kind: string; readonly entries: number }[]
}

/** How a rehearsal was made, so that anyone can make it again. */
export type Making = {
  readonly seed: string
  readonly codeVersion: string
  readonly stages: readonly FinishedStage[]
  readonly titles: Readonly<Record<string, string>>
  readonly data: readonly { readonly name: string; readonly digest: string }[]
}

const DAY_S = 86400
const MOON = 301
const EARTH = 399
/** So many samples draw a path; more only make the file larger. */
const PATH_POINTS = 400
const STORY = ['deployment', 'refusal', 'proximity', 'fault', 'flight', 'manoeuvre'] as const

/** The data of the report. */
export function reportOf(
  mission: MissionFolder,
  inputs: Inputs,
  ledger: LedgerFacts,
  making: Making,
  eph: Ephemerides,
): RehearsalReport {
  const { programme, model, flight, plan } = inputs
  const { id, name, summary, lead } = mission.mission
  const { dictionaries: _, ...files } = mission
  const end_s = inputs.surface.span.end_tdb_s
  const phases = phaseTimes(mission, programme, flight)
  return {
    mission: { id, name, summary, lead },
    verdict: verdictOf(inputs),
    headline: headlineOf(inputs, ledger),
    phases: phases.map((p, i) => ({
      id: p.id,
      name: p.name,
      start_tdb_s: p.begins_s,
      end_tdb_s: phases[i + 1]?.begins_s ?? end_s,
    })),
    parties: mission.parties.parties.map((p) => ({ id: p.id, name: p.name })),
    elements: model.elements.map((e) => ({ id: e.id, name: e.name, owner: e.owner })),
    programme: programmeOf(inputs),
    budgets: budgetsOf(mission, inputs),
    flight: flightOf(inputs, eph),
    surface: surfaceOf(inputs),
    plan,
    operations: operationsOf(inputs),
    ledger: {
      entries: ledger.entries,
      parties: ledger.parties.length,
      head: ledger.head,
      verified: true,
      sentence: `Every hash, link and signature of the ${ledger.entries} entries was verified when this was written; "magpie ledger verify" does it again.`,
      kinds: [...ledger.kinds],
    },
    assumed: assumptionsOf(files).map(({ what, reason, places }) => ({
      where: `${places} ${places === 1 ? 'place' : 'places'}`,
      what,
      reason,
    })),
    reproducibility: {
      seed: making.seed,
      codeVersion: making.codeVersion,
      command: `magpie rehearse missions/${id} --seed ${making.seed}`,
      stages: making.stages.map((s) => ({
        name: s.stage,
        title: making.titles[s.stage] ?? s.stage,
        headline: s.headline,
        artefact: s.artefact,
      })),
      data: [...making.data],
    },
  }
}

function verdictOf({ operations, flight }: Inputs): RehearsalReport['verdict'] {
  const lost = operations.deployments.filter((d) => d.state !== 'deployed')
  const { unexpected } = operations.summary
  const count = operations.deployments.length
  const down = `Landed ${flight.touchdown.miss_m < 1 ? 'within a metre of' : `${flight.touchdown.miss_m.toFixed(1)} m from`} the site`
  if (unexpected.length > 0) {
    return {
      state: 'failed',
      sentence: `${down}, but ${unexpected.join(', ')} did not go as the rehearsal's script says`,
    }
  }
  if (lost.length === 0)
    return { state: 'complete', sentence: `${down}; all ${count} modules of the partners deployed` }
  const names = lost.map((d) => `${d.name} (${d.state})`).join(', ')
  return {
    state: 'complete-with-losses',
    sentence: `${down}; ${count - lost.length} of ${count} modules deployed, without ${names}`,
  }
}

function headlineOf({ programme, flight, surface, plan, operations }: Inputs, ledger: LedgerFacts): Figure[] {
  const { funnel, selection } = programme
  const { summary } = operations
  const deployed = operations.deployments.filter((d) => d.state === 'deployed').length
  const list: Omit<Figure, 'assumed'>[] = [
    {
      label: 'Letters, proposals, projects',
      value: `${funnel.letters} \u2192 ${funnel.proposalsSelected} \u2192 ${funnel.projects}`,
    },
    {
      label: 'Score of the recorded selection',
      value: `${selection.recorded.score.toFixed(1)} of ${selection.optimum.score.toFixed(1)}`,
      note: 'beside the optimum, under assumed scores',
    },
    {
      label: 'Launch',
      value: utc(flight.figures.launchTdb_s).slice(0, 16).replace('T', ' '),
      note: 'UTC; the date is assumed',
    },
    { label: 'Touchdown', value: utc(flight.touchdown.epochTdb_s).slice(0, 16).replace('T', ' '), note: 'UTC' },
    { label: 'Delta-v of the spacecraft', value: `${flight.budget.deltaV_m_s.toFixed(0)} m/s` },
    { label: 'Propellant', value: `${flight.budget.propellant_kg.toFixed(0)} kg` },
    { label: 'Light at the site', value: `${surface.statistics.litAny_pct.toFixed(1)} %`, note: 'of three lunar days' },
    { label: 'Activities placed', value: `${plan.placed.length} of ${plan.placed.length + plan.unplaced.length}` },
    { label: 'Modules deployed', value: `${deployed} of ${operations.deployments.length}` },
    { label: 'Packets received', value: String(summary.packets.received) },
    { label: 'Commands executed, refused', value: `${summary.commands.executed}, ${summary.refusals.length}` },
    { label: 'Ledger entries', value: String(ledger.entries), note: `${ledger.parties.length} parties` },
  ]
  const assumed = new Set(['Score of the recorded selection', 'Launch'])
  return list.map((f) => ({ ...f, assumed: assumed.has(f.label) }))
}

function programmeOf({ programme, model }: Inputs): RehearsalReport['programme'] {
  const { funnel, call, selection } = programme
  const { announced } = funnel
  const portfolio = (p: { score: number; proposals: readonly string[] }, list: readonly string[]) => ({
    score: p.score,
    proposals: list.length,
    mass_kg: massOf(selection, list),
  })
  return {
    call: call.title,
    deadlineLocal: call.deadlineLocal,
    deadlineAssumed: call.deadlineAssumed,
    funnel: [
      {
        name: 'Letters of intent',
        count: funnel.letters,
        announced: announced.letters,
        note: `${funnel.lettersInTime} in time`,
      },
      { name: 'Eligible', count: funnel.lettersEligible, note: 'by the rules in the data; no legal advice' },
      { name: 'Proposals', count: funnel.proposals, note: 'reviewed; scores assumed' },
      {
        name: 'Selected proposals',
        count: funnel.proposalsSelected,
        announced: announced.proposals,
        note: 'as recorded',
      },
      { name: 'Projects', count: funnel.projects, announced: announced.projects, note: 'after merging' },
    ],
    letters: programme.letters.map((l) => ({
      id: l.id,
      party: l.party,
      title: l.title,
      received: l.receivedLocal,
      verdict: eligibilityOf(programme, l.id) ?? l.verdict,
      reason: programme.eligibility.find((e) => e.letter === l.id && e.verdict !== 'eligible')?.reason ?? l.reason,
      assumed: l.assumed,
      rehearsal: l.rehearsal,
    })),
    selection: {
      note: selection.note,
      optimum: portfolio(selection.optimum, selection.optimum.proposals),
      recorded: portfolio(selection.recorded, selection.recorded.proposals),
      proposals: selection.proposals.map((p) => ({
        id: p.id,
        title: p.title,
        lead: p.lead,
        score: p.score,
        mass_kg: p.demands.mass,
        inOptimum: selection.optimum.proposals.includes(p.id),
        inRecorded: selection.recorded.proposals.includes(p.id),
      })),
    },
    projects: programme.projects.map((p) => ({
      name: p.name,
      level: p.level,
      lead: p.lead,
      parties: p.parties,
      elements: p.elements.map((e) => e.id),
      proposals: p.proposals.length,
    })),
    grants: model.grants.length,
  }
}

function eligibilityOf(programme: Inputs['programme'], letter: string): string | undefined {
  return programme.eligibility.find((e) => e.letter === letter)?.verdict
}

function massOf(selection: Inputs['programme']['selection'], ids: readonly string[]): number {
  const inside = new Set(ids)
  return selection.proposals.reduce((sum, p) => sum + (inside.has(p.id) ? p.demands.mass : 0), 0)
}

function budgetsOf(mission: MissionFolder, { programme, model }: Inputs): RehearsalReport['budgets'] {
  const { budgets, checks } = model.budgets
  const names: Record<string, [string, string]> = {
    total_kg: ['Mass of all partners', 'kg'],
    module_kg: ['Mass of one module', 'kg'],
    power_W: ['Power of all partners', 'W'],
    dataVolume_Mbit_day: ['Data of all partners', 'Mbit/day'],
    'power-supply': ['Power supply', 'W'],
  }
  const assumedLimit = (limit: string) =>
    limit === 'power-supply' || programme.call.envelope.some((e) => e.assumed && limit.startsWith(e.resource))
  return {
    limits: checks.map((c) => ({
      name: `${names[c.limit]?.[0] ?? c.limit}${c.element === undefined ? '' : `: ${model.elements.find((e) => e.id === c.element)?.name ?? c.element}`}`,
      unit: names[c.limit]?.[1] ?? '',
      allowed: c.allowed,
      used: c.used.value,
      usedWithMargin: c.used.withMargin,
      verdict: c.verdict,
      assumed: assumedLimit(c.limit),
    })),
    masses: budgets.mass.lines
      .filter((l) => l.project !== undefined || l.host === mission.operations.gateway)
      .map((l) => ({
        element: l.element,
        owner: l.owner,
        value_kg: l.value,
        withMargin_kg: l.withMargin,
        assumed: l.assumed,
      })),
  }
}

function flightOf({ flight }: Inputs, eph: Ephemerides): RehearsalReport['flight'] {
  const { figures: f, budget } = flight
  const from = f.launchTdb_s
  const to = flight.touchdown.epochTdb_s
  return {
    figures: [
      figure('Launch azimuth', `${f.launchAzimuth_deg.toFixed(1)} deg`),
      figure('Transfer', `${f.transfer_h.toFixed(1)} h`),
      figure('Translunar injection', `${f.injectionDeltaV_m_s.toFixed(0)} m/s`, 'given by the launcher'),
      figure('Perilune at arrival', `${f.periluneAltitude_km.toFixed(0)} km`),
      figure(
        'Low lunar orbit',
        `${f.lowOrbit_km[0].toFixed(0)} x ${f.lowOrbit_km[1].toFixed(0)} km`,
        `inclination ${f.lowOrbitInclination_deg.toFixed(1)} deg`,
      ),
      figure('Descent orbit', `${f.descentOrbit_km[0].toFixed(1)} x ${f.descentOrbit_km[1].toFixed(0)} km`),
      figure(
        'Braking from',
        `${f.brakingRange_km.toFixed(0)} km`,
        `the site lies ${Math.abs(f.offPlane_m).toFixed(0)} m off the plane`,
      ),
      figure(
        'Touchdown',
        `${flight.touchdown.verticalSpeed_m_s.toFixed(2)} m/s down`,
        `${flight.touchdown.miss_m.toFixed(2)} m from the site, with perfect navigation`,
      ),
    ],
    manoeuvres: flight.manoeuvres.map(
      ({ name, vehicle, model, epochTdb_s, duration_s, deltaV_m_s, propellant_kg }) => ({
        name,
        vehicle,
        model,
        tdb_s: epochTdb_s,
        duration_s,
        deltaV_m_s,
        propellant_kg,
      }),
    ),
    paths: flight.phases.map((p): Path => {
      const step = Math.max(1, Math.ceil(p.times_s.length / PATH_POINTS))
      const kept = p.times_s.flatMap((_, i) => (i % step === 0 || i === p.times_s.length - 1 ? [i] : []))
      return {
        name: p.name,
        centre: p.centre === MOON ? 'moon' : 'earth',
        times_s: kept.map((i) => p.times_s[i]!),
        positions_km: kept.flatMap((i) => p.states.slice(6 * i, 6 * i + 3)),
      }
    }),
    moon: moonPath(eph, from, to),
    descent: {
      ignitionTdb_s: flight.descent.ignitionTdb_s,
      samples: flight.descent.samples.map((s) => ({
        t_s: s.t_s,
        phase: s.phase,
        height_m: s.height_m,
        speed_m_s: Math.hypot(s.climb_m_s, s.horizontal_m_s),
        throttle: s.throttle,
        range_m: s.range_m,
      })),
    },
    vehicles: [
      { name: 'Carrier', ...vehicle(budget.carrier) },
      { name: 'Lander', ...vehicle(budget.lander) },
    ],
    limits: [...flight.limits],
  }
}

function vehicle({ dry_kg, loaded_kg, used_kg, deltaV_m_s, margin_m_s }: Inputs['flight']['budget']['carrier']) {
  return { dry_kg, loaded_kg, used_kg, deltaV_m_s, margin_m_s }
}

function moonPath(eph: Ephemerides, from_s: number, to_s: number): Path {
  const times_s: number[] = []
  const positions_km: number[] = []
  const out = new Float64Array(6)
  for (let t = from_s; t < to_s + DAY_S / 8; t += DAY_S / 8) {
    const found = stateOf(eph, MOON, EARTH, t as TdbSeconds, out)
    if (!found.ok) break
    times_s.push(t)
    positions_km.push(out[0]!, out[1]!, out[2]!)
  }
  return { name: 'Moon', centre: 'earth', times_s, positions_km }
}

function surfaceOf({ surface }: Inputs): RehearsalReport['surface'] {
  const { site, statistics: s, sun, earthTrack, terrain, patch, slope } = surface
  const span = (w: { start_tdb_s: number; end_tdb_s: number }) => ({ start: w.start_tdb_s, end: w.end_tdb_s })
  return {
    site: {
      name: site.name,
      latitude_deg: site.latitude_deg,
      longitude_deg: site.longitude_deg,
      ground_m: site.ground_m,
      assumed: site.assumed,
    },
    figures: [
      figure('Lit', `${s.litAny_pct.toFixed(1)} %`, 'any of the disc over the skyline'),
      figure('Earth in view', `${s.earth_pct.toFixed(1)} %`),
      figure('Both', `${s.litAndEarth_pct.toFixed(1)} %`),
      figure('Longest night', `${s.longestDark_h.toFixed(0)} h`),
      figure('Longest without Earth', `${s.longestEarthOut_h.toFixed(0)} h`),
      figure(
        'Slope',
        `${slope.slope_deg.toFixed(1)} deg`,
        `over ${slope.baseline_m.toFixed(0)} m; unknown at the lander's scale`,
      ),
    ],
    horizon_deg: [...surface.horizons.power.horizon_deg],
    sun: { azimuth_deg: [...sun.azimuth_deg], elevation_deg: [...sun.elevation_deg] },
    earth: { azimuth_deg: [...earthTrack.azimuth_deg], elevation_deg: [...earthTrack.elevation_deg] },
    span: span(surface.span),
    lit: surface.lit.map(span),
    earthVisible: surface.earth.map(span),
    contacts: surface.contacts.flatMap((c) =>
      c.kind === 'direct' || c.kind === 'through-relay'
        ? [{ kind: c.kind === 'direct' ? ('station' as const) : ('relay' as const), to: c.to, ...span(c) }]
        : [],
    ),
    lunarDays: s.lunarDays.map((d) => ({
      start: d.start_tdb_s,
      end: d.end_tdb_s,
      lit_h: d.lit_h,
      earth_h: d.earth_h,
      both_h: d.litAndEarth_h,
    })),
    patch: { side: patch.side, spacing_m: patch.spacing_m, shade: [...patch.shade] },
    terrain: { resolution_m: terrain.nativeResolution_m, source: terrain.source },
    unknowns: [...surface.unknowns],
  }
}

function operationsOf({ operations }: Inputs): RehearsalReport['operations'] {
  const { summary: s } = operations
  const charged = Object.values(s.charging_Wh).reduce((sum, x) => sum + x, 0)
  const story = operations.happenings.filter((h) => (STORY as readonly string[]).includes(h.kind))
  return {
    figures: [
      figure('Packets', `${s.packets.received} received`, `${s.packets.lost} lost on the way`),
      figure(
        'Data delivered',
        `${s.data.delivered_Mbit.toFixed(0)} Mbit`,
        `of ${s.data.produced_Mbit.toFixed(0)} produced`,
      ),
      figure(
        'Commands',
        `${s.commands.executed} executed`,
        `${s.refusals.length} refused, ${s.commands.failed} failed, ${s.commands.expired} expired`,
      ),
      figure('Alarms', `${s.alarms.raised}`, `${s.alarms.critical} critical, ${s.alarms.standing} standing`),
      figure('Charged by the robot', `${charged.toFixed(0)} Wh`),
      figure(
        'Lander battery, lowest',
        `${s.power.lowest_percent.toFixed(0)} %`,
        `${s.power.hibernated_h.toFixed(0)} h of hibernation`,
      ),
    ],
    touchdownTdb_s: s.touchdown_s,
    endTdb_s: s.end_s,
    deployments: [...operations.deployments],
    telemetry: operations.series.map(({ element, name, unit, times_s, values }) => ({
      element,
      name,
      unit,
      times_s: [...times_s],
      values: [...values],
    })),
    refusals: s.refusals.map(({ at, party, element, action, where, rule, fact, source, remedy }) => ({
      tdb_s: at,
      party,
      element,
      action,
      where,
      rule,
      fact,
      source,
      remedy,
    })),
    story: story.map((h, sequence): Happening => ({ ...h, sequence })),
  }
}

function figure(label: string, value: string, note?: string): Figure {
  return { label, value, assumed: false, ...(note === undefined ? {} : { note }) }
}
