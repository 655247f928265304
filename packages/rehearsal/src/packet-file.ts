/**
 * Raw packets as files: the octets of every packet one after another, as any CCSDS tool reads them, and a line for each
 * with when, where and from whom it was received.
 */
import { utc } from './timeline.ts'

export class PacketFile {
  count = 0
  private bytes = new Uint8Array(1 << 20)
  private length = 0
  private readonly lines: string[] = ['received_utc,station,source,offset,length']

  /** Adds a packet received at `tdb_s` (TDB seconds past J2000). */
  add(tdb_s: number, packet: { readonly station: string; readonly source: string; readonly bytes: Uint8Array }): void {
    const { station, source, bytes } = packet
    if (this.length + bytes.length > this.bytes.length) {
      const larger = new Uint8Array(Math.max(2 * this.bytes.length, this.length + bytes.length))
      larger.set(this.bytes)
      this.bytes = larger
    }
    this.bytes.set(bytes, this.length)
    this.lines.push(`${utc(tdb_s)},${station},${source},${this.length},${bytes.length}`)
    this.length += bytes.length
    this.count++
  }

  /** The two files by their endings. */
  blobs(): { 'packets.bin': Uint8Array; 'packets.csv': Uint8Array } {
    return {
      'packets.bin': this.bytes.slice(0, this.length),
      'packets.csv': new TextEncoder().encode(`${this.lines.join('\n')}\n`),
    }
  }
}
