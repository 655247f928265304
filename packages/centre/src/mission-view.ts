/** The mission as readers see it: parties, elements by owner, phases with their times, the site, what is assumed. */
import type { MissionView, Upcoming } from '@magpie/api/mission-views'
import { describeProvenance, isAssumed } from '@magpie/core/provenance'
import type { FlightDesign } from '@magpie/flight/flight-design'
import { amountOf, latest } from '@magpie/mission/budgets'
import type { Element } from '@magpie/mission/element'
import type { MissionModel } from '@magpie/mission/mission-model'
import type { Plan } from '@magpie/plan/plan'
import { assumptionsOf } from '@magpie/programme/assumptions'
import type { Leadership } from '@magpie/programme/desk/record'
import type { MissionFolder } from '@magpie/rehearsal/mission-folder'
import { type PhaseTime, utc } from '@magpie/rehearsal/timeline'
import type { SiteStudy } from '@magpie/surface/site-study'

/** What is known of a mission so far; stages fill it in. */
export type Known = {
  readonly mission: MissionFolder
  readonly model?: MissionModel
  readonly phases: readonly PhaseTime[]
  readonly surface?: SiteStudy
  /** What was signed at the desk, and who leads by it. */
  readonly signed?: NonNullable<MissionView['signed']>
  readonly leadership?: Leadership
  /** Parties that left, and when. */
  readonly left?: ReadonlyMap<string, { readonly at: string }>
}

/** The view of what is known. */
export function missionViewOf({ mission, model, phases, surface, signed, leadership, left }: Known): MissionView {
  const { id, name, summary } = mission.mission
  const lead = leadership?.lead ?? mission.mission.lead
  const elements = model?.elements ?? mission.elements.elements
  const agreed = model?.agreements.flatMap((a) => a.parties) ?? []
  const involved = new Set([lead, ...elements.map((e) => e.owner), ...agreed])
  const { site } = mission.surface
  const { dictionaries: _, ...files } = mission
  return {
    id,
    name,
    summary,
    lead,
    ...(leadership === undefined ? {} : { leadership: leadershipView(leadership) }),
    ...(signed === undefined ? {} : { signed }),
    parties: (model?.parties ?? mission.parties.parties)
      .filter((p) => involved.has(p.id))
      .map(({ id, name, kind, state }) => ({
        id,
        name,
        kind,
        ...(state === undefined ? {} : { state }),
        ...gone(left, id),
      })),
    elements: elements.map((e) => ({ ...elementView(e), ...gone(left, e.owner) })),
    phases: mission.mission.phases.map((phase, i) => {
      const at = phases.find((p) => p.id === phase.id)
      const next = phases.find((p) => p.id === mission.mission.phases[i + 1]?.id)
      return {
        id: phase.id,
        name: phase.name,
        ...(at === undefined ? {} : { begins: utc(at.begins_s) }),
        ...(next === undefined ? {} : { ends: utc(next.begins_s) }),
      }
    }),
    site: {
      name: site.name,
      lat_deg: site.latitude_deg.value,
      lon_deg: site.longitude_deg.value,
      height_m: surface?.site.ground_m ?? 0,
      mark: {
        assumed: isAssumed(site.latitude_deg.provenance),
        note: describeProvenance(site.latitude_deg.provenance),
      },
    },
    assumed: assumptionsOf(files).map(({ what, reason }) => ({ what, reason })),
  }
}

function gone(left: Known['left'], party: string): { left?: string } {
  const found = left?.get(party)
  return found === undefined ? {} : { left: found.at }
}

function leadershipView({ lead, offer, leads }: Leadership): NonNullable<MissionView['leadership']> {
  return { lead, ...(offer === undefined ? {} : { onOfferTo: offer.to }), leads: leads.map((l) => ({ ...l })) }
}

function elementView(e: Element): MissionView['elements'][number] {
  const mass = latest(e, 'mass')
  const source = mass?.provenance ?? e.provenance
  return {
    id: e.id,
    name: e.name,
    kind: e.kind,
    owner: e.owner,
    ...(e.host === undefined ? {} : { host: e.host }),
    ...(e.project === undefined ? {} : { project: e.project }),
    ...(mass === undefined ? {} : { mass_kg: mass.value, massWithMargin_kg: amountOf(mass).withMargin }),
    mark: { assumed: isAssumed(source), note: describeProvenance(source) },
  }
}

/** Everything dated that lies ahead, by its start: burns, light, Earth, passes, activities. */
export function upcomingOf(flight: FlightDesign, surface?: SiteStudy, plan?: Plan): Upcoming[] {
  const burns = flight.manoeuvres
    .filter((m) => m.model !== 'allowance')
    .map((m) => moment(`burn-${m.id}`, 'manoeuvre', m.name, m.epochTdb_s, m.epochTdb_s + m.duration_s))
  const activities = (plan?.placed ?? []).map((a) => {
    const kind = a.sequence ? 'deployment' : 'activity'
    return { ...moment(`plan-${a.id}`, kind, a.title, a.startTdb_s, a.endTdb_s), party: a.party, element: a.element }
  })
  const sky = surface === undefined ? [] : [...skyMoments(surface), ...passes(surface)]
  return [...burns, ...sky, ...activities].sort((a, b) => a.start_tdb_s - b.start_tdb_s)
}

/** Rises and sets. A window cut by the span of the study neither begins nor ends there: the Sun was up at touchdown. */
function skyMoments({ span, lit, earth }: SiteStudy): Upcoming[] {
  const edges = (list: SiteStudy['lit'], rise: Edge, set: Edge) =>
    list.flatMap((w, i) => [
      ...(w.start_tdb_s === span.start_tdb_s ? [] : [edge(rise, i, w.start_tdb_s)]),
      ...(w.end_tdb_s === span.end_tdb_s ? [] : [edge(set, i, w.end_tdb_s)]),
    ])
  return [
    ...edges(lit, ['sunrise', 'Sunrise at the site'], ['sunset', 'Sunset at the site']),
    ...edges(earth, ['earth-rise', 'Earth rises'], ['earth-set', 'Earth sets']),
  ]
}

type Edge = readonly [kind: Upcoming['kind'], title: string]

function edge([kind, title]: Edge, i: number, tdb_s: number): Upcoming {
  return moment(`${kind}-${i}`, kind, title, tdb_s, tdb_s)
}

function passes({ contacts }: SiteStudy): Upcoming[] {
  return contacts.flatMap((c, i) => {
    if (c.kind !== 'direct' && c.kind !== 'through-relay') return []
    const title = c.kind === 'direct' ? `Direct pass: ${c.to}` : `Relay pass: ${c.to}`
    return [moment(`pass-${i}`, 'pass', title, c.start_tdb_s, c.end_tdb_s)]
  })
}

function moment(id: string, kind: Upcoming['kind'], title: string, start_s: number, end_s: number): Upcoming {
  const begins = { id, kind, title, start: utc(start_s), start_tdb_s: start_s }
  return end_s > start_s ? { ...begins, end: utc(end_s), end_tdb_s: end_s } : begins
}
