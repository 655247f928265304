/**
 * Packets of the archive as those who follow it read them: in stretches that are read once and kept for a while, so that
 * streams to several partners, each looking for packets and for hours of samples, cost one reading.
 */
import type { PacketPlace, StoredPacket } from '@magpie/operations/ingest/archive-port'

/** What is read from: packets behind a place that would survive a crash. */
export type PacketSource = (after: PacketPlace | undefined) => AsyncIterable<StoredPacket>

/** A stretch holds so many packets or octets at most, and so many stretches are kept. */
const MOST_PACKETS = 2000
const MOST_OCTETS = 1 << 20
const KEPT = 8

/** Packets one behind the other; `after` is the place before the first. */
type Stretch = { readonly after: PacketPlace | undefined; readonly packets: readonly StoredPacket[] }

export class PacketReading {
  private readonly source: PacketSource
  /** The newest last. */
  private kept: Stretch[] = []
  private readonly underWay = new Map<string, Promise<Stretch>>()

  constructor(source: PacketSource) {
    this.source = source
  }

  /** Packets behind a place, in the order of the archive, to its end. What they hold is shared: nobody writes into it. */
  async *behind(after: PacketPlace | undefined): AsyncGenerator<StoredPacket> {
    let place = after
    for (;;) {
      const { packets } = this.covering(place) ?? (await this.read(place))
      const from = firstBehind(packets, place)
      if (from === packets.length) return
      for (let i = from; i < packets.length; i++) yield packets[i]!
      place = packets.at(-1)!.place
    }
  }

  private covering(place: PacketPlace | undefined): Stretch | undefined {
    return this.kept.findLast(({ after, packets }) => !isBefore(place, after) && isBefore(place, packets.at(-1)!.place))
  }

  /** Reads a stretch; two who ask for it at once get the same. */
  private read(after: PacketPlace | undefined): Promise<Stretch> {
    const key = after === undefined ? '' : `${after.segment} ${after.row}`
    const found = this.underWay.get(key)
    if (found !== undefined) return found
    const reading = this.stretch(after).finally(() => this.underWay.delete(key))
    this.underWay.set(key, reading)
    return reading
  }

  private async stretch(after: PacketPlace | undefined): Promise<Stretch> {
    const packets: StoredPacket[] = []
    let octets = 0
    for await (const packet of this.source(after)) {
      packets.push(packet)
      octets += packet.bytes?.length ?? 0
      if (packets.length >= MOST_PACKETS || octets >= MOST_OCTETS) break
    }
    const read = { after, packets }
    if (packets.length > 0) this.kept = [...this.kept.slice(1 - KEPT), read]
    return read
  }
}

function firstBehind(packets: readonly StoredPacket[], place: PacketPlace | undefined): number {
  const at = packets.findIndex((packet) => isBefore(place, packet.place))
  return at < 0 ? packets.length : at
}

/** Whether a place stands before another; `undefined` is before the first packet. */
export function isBefore(a: PacketPlace | undefined, b: PacketPlace | undefined): boolean {
  if (a === undefined || b === undefined) return a === undefined && b !== undefined
  return a.segment < b.segment || (a.segment === b.segment && a.row < b.row)
}
