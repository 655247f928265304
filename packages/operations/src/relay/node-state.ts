/** What a bundle node remembers, as plain data, so that an adapter can keep it and the node goes on from it. */
import type { Bundle } from '../bundle/bundle.ts'
import type { StatusReport } from '../bundle/status-report.ts'
import type { NodeName } from '../contact-graph/contact-plan.ts'

/** Bulk, normal, expedited: a local rule, since RFC 9171 has no priorities. */
export type Priority = 0 | 1 | 2

/** A bundle in the node's care. */
export type StoredBundle = {
  readonly key: string
  readonly bundle: Bundle
  readonly octets: number
  readonly priority: Priority
  readonly received_s: number
  readonly expires_s: number
  /** The hop it came over; undefined for the node's own. */
  readonly from: NodeName | undefined
  /** It was sent to `to`, whose acceptance is awaited until then. */
  readonly awaits: { readonly to: NodeName; readonly until_s: number } | undefined
}

/** What happened to a bundle at this node: the chain of custody, hop by hop. */
export type HopRecord = {
  readonly at_s: number
  readonly key: string
  readonly event:
    | 'made'
    | 'received'
    | 'twice'
    | 'sent'
    | 'accepted'
    | 'overdue'
    | 'cut'
    | 'delivered'
    | 'dropped'
    | 'refused'
  /** The other node of the hop. */
  readonly peer?: NodeName
  /** Of `REPORT_REASONS`, where it was dropped or refused. */
  readonly reason?: number
}

export type NodeState = {
  stored: readonly StoredBundle[]
  /** Fragments that wait for the rest, at the destination. */
  fragments: readonly { readonly bundle: Bundle; readonly expires_s: number }[]
  /** Bundles that came by, until they expire, and over which hop. */
  seen: readonly {
    readonly key: string
    readonly from: NodeName | undefined
    readonly expires_s: number
    readonly delivered: boolean
  }[]
  /** The latest creation timestamp given. */
  created: { readonly time_ms: number; readonly sequence: number }
  /** Until when the transmitter to a neighbour is busy. */
  busy: readonly { readonly to: NodeName; readonly until_s: number }[]
  /** Grows; an adapter that has written them down may empty it. */
  records: HopRecord[]
  /** Delivered and not yet taken by their services. */
  inbox: readonly Bundle[]
  reports: readonly StatusReport[]
}

/** A node that knows nothing yet. */
export function newNodeState(): NodeState {
  return {
    stored: [],
    fragments: [],
    seen: [],
    created: { time_ms: 0, sequence: 0 },
    busy: [],
    records: [],
    inbox: [],
    reports: [],
  }
}

/**
 * What must go so that `octets` of this priority fit into the storage: only bundles of lower priority, the lowest first and
 * of these what expires soonest. Undefined where even that is not enough: then the newcomer is refused, and the hop
 * before keeps it.
 */
export function roomFor(
  stored: readonly StoredBundle[],
  storage_octets: number,
  octets: number,
  priority: Priority,
): readonly StoredBundle[] | undefined {
  let free = storage_octets - stored.reduce((sum, one) => sum + one.octets, 0)
  const going: StoredBundle[] = []
  const lower = stored.filter((one) => one.priority < priority)
  for (const one of lower.sort((a, b) => a.priority - b.priority || a.expires_s - b.expires_s)) {
    if (free >= octets) break
    going.push(one)
    free += one.octets
  }
  return free >= octets ? going : undefined
}
