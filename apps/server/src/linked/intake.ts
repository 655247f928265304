/**
 * Packets of links on their way into the archive: none counts before it would survive a crash. While the archive cannot take
 * more, as on a full disk, the taker does not come back, and with it the link is held up: what comes by a connection waits
 * at its sender, and datagrams that find no room are counted as dropped by the link.
 */
import type { TelemetryService } from '@magpie/centre/telemetry-service'
import type { LinkedClock } from './clock.ts'
import type { Came } from './lines.ts'

export type IntakeParts = {
  readonly telemetry: Pick<TelemetryService, 'take' | 'durably'> & {
    readonly archive: Pick<TelemetryService['archive'], 'refusal'>
  }
  readonly clock: Pick<LinkedClock, 'micros'>
  /** The source of an application process. */
  readonly sourceOf: (apid: number) => string
  /** Packets are in the archive. */
  readonly came: () => void
  /** A packet is in the archive that had not come before. */
  readonly hear: (packet: Came, station: string) => void
  readonly onFault: (cause: unknown) => void
}

export type LinkIntake = {
  /** Takes packets; how many of them had come before. */
  take(packets: readonly Came[], station: string): Promise<number>
  /** Holds nobody up any more: what is not archived by now was not acknowledged to anybody. */
  close(): void
}

/** An intake into an archive that is open. */
export function linkIntake({ telemetry, clock, sourceOf, came, hear, onFault }: IntakeParts): LinkIntake {
  let close = () => {}
  let closed = false
  const closing = new Promise<void>((done) => {
    close = done
  })
  /** Resolves when all that was taken is archived; an archive that failed holds up until the centre ends. */
  const durably = async () => {
    try {
      await Promise.race([telemetry.durably(), closing])
    } catch (cause) {
      if (closed) return
      onFault(cause)
      await closing
    }
  }
  /** A full disk refuses only once much waits for it: what waits is waited for, and then there is room. */
  const room = async () => {
    while (!closed && telemetry.archive.refusal !== undefined) await durably()
  }
  const isNew = ({ bytes, wall_ms }: Came, station: string): boolean => {
    const apid = ((bytes[0]! & 7) << 8) | bytes[1]!
    return telemetry.take(sourceOf(apid), station, bytes, 0, bytes.length, clock.micros(wall_ms)) !== 'duplicate'
  }
  /** What one packet does to its reader must not end the link: it is archived, and said. */
  const tell = (packet: Came, station: string) => {
    try {
      hear(packet, station)
    } catch (cause) {
      onFault(cause)
    }
  }
  return {
    async take(packets, station) {
      const fresh: Came[] = []
      for (const packet of packets) {
        if (telemetry.archive.refusal !== undefined) await room()
        if (closed) return 0
        if (isNew(packet, station)) fresh.push(packet)
      }
      await durably()
      if (closed) return 0
      came()
      for (const packet of fresh) tell(packet, station)
      return packets.length - fresh.length
    },
    close() {
      closed = true
      close()
    },
  }
}
