/** The report's data from the outputs of the stages. */
import type { Ephemerides } from '@magpie/astro/ephemerides'
import { assumptionsOf } from '@magpie/programme/assumptions'
import type { FinishedStage } from './engine.ts'
import type { Happening } from './happening.ts'
import type { MissionFolder } from './mission-folder.ts'
import type { Figure, RehearsalReport } from './report/report-data.ts'
import { figure } from './report-figure.ts'
import { flightOf, surfaceOf } from './report-flight.ts'
import { linkFigures } from './report-links.ts'
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
    operations: operationsOf(mission, inputs),
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
    { label: 'Commands carried out, refused', value: `${summary.commands.completed}, ${summary.refusals.length}` },
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

function operationsOf(mission: MissionFolder, { operations, surface }: Inputs): RehearsalReport['operations'] {
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
        `${s.commands.completed} carried out`,
        `${s.refusals.length} refused, ${s.commands.failed} failed, ${s.commands.expired + s.commands['timed-out']} expired or not heard of`,
      ),
      figure('Alarms', `${s.alarms.raised}`, `${s.alarms.critical} critical, ${s.alarms.standing} standing`),
      figure('Charged by the robot', `${charged.toFixed(0)} Wh`),
      figure(
        'Exchanges between parties’ elements',
        `${s.exchanges.filter((e) => e.state === 'confirmed').length} confirmed by both`,
        `${s.exchanges.length} begun: ${[...new Set(s.exchanges.map((e) => e.kind))].join(', ')}`,
      ),
      figure(
        'Lander battery, lowest',
        `${s.power.lowest_percent.toFixed(0)} %`,
        `${s.power.hibernated_h.toFixed(0)} h of hibernation`,
      ),
      ...relayFigures(s.relay),
      ...linkFigures(mission.operations.links, surface.contacts),
    ],
    ...relayOf(s.relay),
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

type RelaySummary = Inputs['operations']['summary']['relay']

function relayFigures(relay: RelaySummary): Figure[] {
  if (relay === undefined) return []
  const { files, bundles } = relay
  const there = files.filter((f) => f.delivered_s !== undefined).length
  return [
    figure(
      'Files by bundles',
      `${there} of ${files.length} whole`,
      `${bundles.sent} transmissions, ${bundles.lost} lost and sent again; ${relay.damaged} files damaged`,
    ),
  ]
}

function relayOf(relay: RelaySummary): Pick<RehearsalReport['operations'], 'relay'> {
  if (relay === undefined) return {}
  const files = relay.files.map(({ file, element, made_s, delivered_s, hops }) => ({
    file,
    element,
    madeTdb_s: made_s,
    ...(delivered_s === undefined ? {} : { after_s: delivered_s - made_s }),
    hops: hops.map(({ node, at_s }) => ({ node, after_s: at_s - made_s })),
  }))
  const outages = relay.outages.map(({ start_s, end_s, ...rest }) => ({
    ...rest,
    start_tdb_s: start_s,
    end_tdb_s: end_s,
  }))
  return { relay: { files, outages, hops: [...relay.hops] } }
}
