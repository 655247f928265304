/**
 * The nodes of a mission's relay network and the contacts between them, as lander, stations and centre each reckon them from
 * the same mission and the same study. All times TDB s where they do not say otherwise.
 */
import { type Eid, formatEid } from '@magpie/operations/bundle/eid'
import { type BundleNode, bundleNode } from '@magpie/operations/bundle-node'
import type { Contact as PlannedContact } from '@magpie/operations/contact-graph/contact-plan'
import type { FileService, OperationsFile } from '@magpie/operations/operations-file'
import type { NodeState } from '@magpie/operations/relay/node-state'
import type { Leg } from './contact-plan.ts'

/** The node in which files from the lander end, and those to it begin. */
export const CENTRE = 'centre'
const LIGHT_KM_S = 299792.458
/** Stations and centre are on the Earth's networks: half a megabyte a second and 50 ms. */
export const TERRESTRIAL = { rate_octet_s: 500_000, light_s: 0.05 }
/** How much later than the plan allows the next node may say that it has a bundle: many may come at once, and answers are slow. */
const PATIENCE_S = 5400
/** TDB past J2000 to UTC past 2000-01-01T00:00 of a time with 37 leap seconds: the clock of bundles. */
export const DTN_S = 43_200 - 37 - 32.184

/** What a network is planned from. */
export type RelayPlanParts = {
  readonly file: OperationsFile
  readonly service: FileService
  readonly legs: readonly Leg[]
  /** The centre is told by each node which bundles it has: those of others are not looked into. */
  readonly reports?: boolean
}

export type RelayNode = {
  readonly name: string
  readonly eid: Eid
  readonly node: BundleNode
  looking: boolean
  most_octets: number
}

/** On the clock of bundles. */
export function dtn(tdb_s: number): number {
  return tdb_s + DTN_S
}

/** Lander, relay, centre, and a node for each station, in the order of their names; `kept` is what some were when they stopped. */
export function nodesOf(
  { file, legs, service, reports = false }: RelayPlanParts,
  kept: ReadonlyMap<string, NodeState> = new Map(),
): Map<string, RelayNode> {
  const { gateway, relay } = file
  const stations = [...new Set(legs.flatMap((leg) => [leg.from, leg.to]))]
    .filter((name) => name !== gateway && name !== relay)
    .sort()
  const all = [gateway, relay, CENTRE, ...stations]
  return new Map(
    all.map((name, i) => {
      const eid = eidOf(i)
      const config = { eid, plan: [], storage_octets: service.storage_octets, priorityOf: () => 1 as const }
      const told = {
        reportTo: reports ? eidOf(all.indexOf(CENTRE)) : undefined,
        hearsReports: reports && name === CENTRE,
      }
      const node = bundleNode({ ...config, ...told, patience_s: PATIENCE_S }, kept.get(name))
      return [name, { name, eid, node, looking: false, most_octets: 0 }] as const
    }),
  )
}

function eidOf(place: number): Eid {
  return { scheme: 'ipn', node: place + 1, service: 0 }
}

/** The legs of some days as contacts of both directions, and the Earth's networks, which always stand. */
export function planOf(
  { file, service, legs }: RelayPlanParts,
  nodes: ReadonlyMap<string, RelayNode>,
  from_s: number,
  to_s: number,
): PlannedContact[] {
  const uri = (name: string) => formatEid(nodes.get(name)!.eid)
  const between = (a: string, b: string, rest: Omit<PlannedContact, 'from' | 'to'>): PlannedContact => ({
    from: uri(a),
    to: uri(b),
    ...rest,
  })
  const out = legs.flatMap(({ from, to, start, end, range_km }) => {
    if (end <= from_s || start >= to_s) return []
    const kind = from === file.gateway && to !== file.relay ? 'station' : 'relay'
    const model = file.links.find((l) => l.kind === kind)
    if (model === undefined) return []
    const window = {
      start_s: dtn(Math.max(start, from_s)),
      end_s: dtn(end),
      light_s: range_km / LIGHT_KM_S + model.processing_s,
      confidence: 1,
    }
    const rate = (bit_s: number, share: number) => ({ ...window, rate_octet_s: (bit_s * share) / 8 })
    return [
      between(from, to, rate(model.downlink_bit_s, service.share)),
      between(to, from, rate(model.uplink_bit_s, service.uplinkShare)),
    ]
  })
  for (const name of nodes.keys()) {
    if (name === file.gateway || name === file.relay || name === CENTRE) continue
    const always = { start_s: dtn(from_s), end_s: dtn(to_s), confidence: 1, ...TERRESTRIAL }
    out.push(between(name, CENTRE, always), between(CENTRE, name, always))
  }
  return out
}
