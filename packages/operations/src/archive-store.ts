/**
 * Where raw packets are kept, as a port: the archive comes before everything that is computed from it. An adapter
 * implements it on files or in a database; `append` resolves only once the packets would survive a crash.
 */

/** One packet as it came in: when and where it was received, what it says it is from, and its octets. */
export type ArchivedPacket = {
  /** UTC, ISO 8601. */
  readonly receivedAt: string
  /** The station that received it. */
  readonly station: string
  /** The element that sent it. */
  readonly source: string
  readonly bytes: Uint8Array
}

/** Which packets are wanted: one APID, and receive times in the half-open interval [from, to), UTC ISO 8601. */
export type PacketFilter = { readonly apid?: number; readonly from?: string; readonly to?: string }

export type ArchiveStore = {
  /** Appends in order; resolved means durable. */
  append(packets: readonly ArchivedPacket[]): Promise<void>
  /** Packets in the order they were appended. */
  packets(filter?: PacketFilter): AsyncIterable<ArchivedPacket>
  close(): Promise<void>
}
