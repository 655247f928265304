/**
 * The lander's data recorder: packets wait for a pass, data products until their volume has gone down, and what was sent
 * is kept for a while so that the ground can ask for it again.
 */
import { readPacketHeader } from '@magpie/operations/space-packet'

export type Recorder = {
  /** Packets that wait. */
  readonly waiting: number
  readonly used_Mbit: number
  readonly produced_Mbit: number
  /** Keeps a packet for the ground. */
  keep(packet: Uint8Array): void
  /** Keeps a data product; its packet is made, and so counted, when its volume has gone down. */
  keepProduct(packet: () => Uint8Array, volume_Mbit: number, source: string): void
  /** What a source's products take of it, Mbit. */
  of(source: string): number
  /** Products that were refused since it was full. */
  readonly refused: number
  /** Lets a file that nobody asked for take all that is free, and throws it away. */
  fill(): void
  free(): void
  /** Sends what waits, in order, while `send` takes it. */
  drain(send: (packet: Uint8Array) => boolean): void
  /** Sends up to `budget_Mbit` of products; the packets of those that are through go to the queue. */
  drainProducts(budget_Mbit: number): void
  /** Puts sent packets back in the queue by APID and sequence counts; how many were still kept. */
  again(apid: number, first: number, count: number): number
  readonly capacity_Mbit: number
}

/** Sent packets that are kept for retransmission. */
const KEPT = 40_000

/** An empty recorder. When it is full, new products are refused and packets go on: housekeeping is small. */
export function recorder(capacity_Mbit: number): Recorder {
  let queue: Uint8Array[] = []
  let head = 0
  let bits = 0
  const products: { packet: () => Uint8Array; left_Mbit: number; source: string }[] = []
  const bySource = new Map<string, number>()
  let bulk_Mbit = 0
  let junk_Mbit = 0
  let refused = 0
  let produced_Mbit = 0
  const sent = new Map<number, Uint8Array>()
  const key = (packet: Uint8Array) => {
    const header = readPacketHeader(packet)
    return header.ok ? header.value.apid * 16384 + header.value.sequenceCount : -1
  }
  const order = new Int32Array(KEPT).fill(-1)
  let oldest = 0
  const remember = (packet: Uint8Array) => {
    const k = key(packet)
    if (!sent.has(k)) {
      sent.delete(order[oldest]!)
      order[oldest] = k
      oldest = (oldest + 1) % KEPT
    }
    sent.set(k, packet)
  }
  return {
    capacity_Mbit,
    get waiting() {
      return queue.length - head
    },
    get used_Mbit() {
      return bits / 1e6 + bulk_Mbit + junk_Mbit
    },
    get produced_Mbit() {
      return produced_Mbit
    },
    keep(packet) {
      queue.push(packet)
      bits += 8 * packet.length
    },
    get refused() {
      return refused
    },
    of: (source) => bySource.get(source) ?? 0,
    fill() {
      junk_Mbit = Math.max(0, capacity_Mbit - bulk_Mbit)
    },
    free() {
      junk_Mbit = 0
    },
    keepProduct(packet, volume_Mbit, source) {
      if (bulk_Mbit + junk_Mbit + volume_Mbit > capacity_Mbit) {
        refused++
        return
      }
      products.push({ packet, left_Mbit: volume_Mbit, source })
      bySource.set(source, this.of(source) + volume_Mbit)
      bulk_Mbit += volume_Mbit
      produced_Mbit += volume_Mbit
    },
    drain(send) {
      while (head < queue.length && send(queue[head]!)) {
        bits -= 8 * queue[head]!.length
        remember(queue[head]!)
        head++
      }
      if (head === queue.length || head > 1024 + queue.length / 2) {
        queue = queue.slice(head)
        head = 0
      }
    },
    drainProducts(budget_Mbit) {
      let left = budget_Mbit
      while (left > 0 && products[0] !== undefined) {
        const product = products[0]
        const part = Math.min(left, product.left_Mbit)
        product.left_Mbit -= part
        bulk_Mbit = Math.max(0, bulk_Mbit - part)
        bySource.set(product.source, Math.max(0, this.of(product.source) - part))
        left -= part
        if (product.left_Mbit > 1e-9) break
        products.shift()
        this.keep(product.packet())
      }
    },
    again(apid, first, count) {
      let found = 0
      for (let i = 0; i < count; i++) {
        const packet = sent.get(apid * 16384 + ((first + i) % 16384))
        if (packet === undefined) continue
        this.keep(packet)
        found++
      }
      return found
    },
  }
}
