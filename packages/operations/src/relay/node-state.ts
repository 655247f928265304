/** What a bundle node remembers, as plain data, so that an adapter can keep it and another node goes on from it. */
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
    /** Another node says that it has it, since then. */
    | 'told'
  /** The other node of the hop. */
  readonly peer?: NodeName
  /** Of `REPORT_REASONS`, where it was dropped or refused. */
  readonly reason?: number
}

/** A bundle that came by: over which hop, and whether it was for this node. */
export type SeenBundle = {
  readonly key: string
  readonly from: NodeName | undefined
  readonly expires_s: number
  readonly delivered: boolean
}

export type NodeState = {
  /** In the order in which they were stored, or sent where acceptance is awaited. */
  stored: readonly StoredBundle[]
  /** Fragments that wait for the rest, at the destination. */
  fragments: readonly { readonly bundle: Bundle; readonly expires_s: number }[]
  /** Bundles that came by, until they expire. */
  seen: readonly SeenBundle[]
  /** The latest creation timestamp given. */
  created: { readonly time_ms: number; readonly sequence: number }
  /** Until when the transmitter to a neighbour is busy. */
  busy: readonly { readonly to: NodeName; readonly until_s: number }[]
  /** Not yet taken by who writes them down. */
  records: readonly HopRecord[]
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
