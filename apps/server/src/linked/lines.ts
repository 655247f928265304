/** The links of a centre: opened together, their packets handed over in order with the time they came, and what each did. */
import { type OpenLink, openLink } from '@magpie/adapters/links/socket-link'
import type { LinkView } from '@magpie/api/link-views'
import { bundleOf, bundlePackets } from '@magpie/operations/link/bundle-packet'
import { describeLink, type LinksFile } from '@magpie/operations/link/link-file'
import type { LinkedClock } from './clock.ts'

/** A packet as it came. */
export type Came = { readonly bytes: Uint8Array<ArrayBuffer>; readonly wall_ms: number }

export type Lines = {
  /** Whether a telecommand can go now. */
  readonly canSend: boolean
  /** Sends by the first link that can; false where none could. */
  send(octets: Uint8Array): boolean
  /** Whether a bundle can go now. */
  readonly canCarry: boolean
  /** Sends a bundle by the first link that takes them; false where none could. */
  carry(bundle: Uint8Array): boolean
  /** How each stands; `inPass` says that something should be heard. */
  views(inPass: boolean): LinkView[]
  close(): Promise<void>
}

export type LineEnds = {
  /** Takes packets; how many of them had come before. They may be heard again until it resolves. */
  readonly take: (packets: readonly Came[], station: string) => Promise<number>
  /** Takes what came of bundles. */
  readonly bundle: (octets: Uint8Array) => void
  readonly changed: (text: string) => void
}

type Line = {
  readonly link: LinksFile['links'][number]
  readonly open: OpenLink
  readonly counts: Counts
  /** Makes the packets that bundles go up in. */
  readonly packed: ((octets: Uint8Array) => Uint8Array) | undefined
}
type Counts = {
  heard_s: number
  heard_at: string | undefined
  packets: number
  octets: number
  duplicates: number
  out_octets: number
  since: string
}

/** In a pass nothing was heard for so long: an outage, s of the mission. */
const SILENT_S = 900

/** Opens all; one that cannot be had at all is a fault of the file. */
export async function openLines({ links }: LinksFile, clock: LinkedClock, ends: LineEnds): Promise<Lines> {
  const lines: Line[] = []
  const close = async () => {
    for (const { open } of lines) await open.close()
  }
  for (const link of links) {
    const counts: Counts = {
      ...{ heard_s: clock.tdb_s(), heard_at: undefined, packets: 0, octets: 0, duplicates: 0, out_octets: 0 },
      since: clock.utc(),
    }
    const made = await openLink(link, {
      take: (arrivals) => take(counts, arrivals, link, clock, ends),
      changed(state, why) {
        counts.since = clock.utc()
        counts.heard_s = clock.tdb_s()
        ends.changed(`Link ${link.id}: ${state === 'open' ? 'connected' : state} (${why})`)
      },
    })
    if (!made.ok) {
      await close()
      throw new Error(`${describeLink(link.receive)} cannot be opened: ${made.error}`)
    }
    const packed = link.bundles === undefined ? undefined : bundlePackets(link.bundles.apid, true)
    lines.push({ link, open: made.value, counts, packed })
  }
  const sender = () => lines.find(({ link, open }) => link.send !== undefined && open.state === 'open')
  const carrier = () =>
    lines.find(({ link, open, packed }) => packed !== undefined && link.send !== undefined && open.state === 'open')
  const sendBy = (line: Line | undefined, octets: Uint8Array) => {
    if (line === undefined || !line.open.send(octets).ok) return false
    line.counts.out_octets += octets.length
    return true
  }
  return {
    get canSend() {
      return sender() !== undefined
    },
    send: (octets) => sendBy(sender(), octets),
    get canCarry() {
      return carrier() !== undefined
    },
    carry(bundle) {
      const line = carrier()
      return sendBy(line, line?.packed?.(bundle) ?? bundle)
    },
    views: (inPass) => lines.map((line) => viewOf(line, inPass && clock.tdb_s() - line.counts.heard_s > SILENT_S)),
    close,
  }
}

async function take(
  counts: Counts,
  arrivals: readonly { readonly bytes: Uint8Array<ArrayBuffer>; readonly at_ms: number }[],
  link: Line['link'],
  clock: LinkedClock,
  ends: LineEnds,
): Promise<void> {
  counts.packets += arrivals.length
  for (const { bytes } of arrivals) counts.octets += bytes.length
  const last = arrivals.at(-1)
  if (last !== undefined) {
    counts.heard_s = clock.tdb_s(last.at_ms)
    counts.heard_at = clock.utc(last.at_ms)
  }
  const came: Came[] = []
  for (const { bytes, at_ms } of arrivals) {
    const bundle = bundleOf(bytes, link.bundles?.apid)
    if (bundle === undefined) came.push({ bytes, wall_ms: at_ms })
    else ends.bundle(bundle)
  }
  if (came.length > 0) counts.duplicates += await ends.take(came, link.station ?? link.id)
}

function viewOf({ link, open, counts }: Line, silent: boolean): LinkView {
  const all = open.statistics()
  return {
    id: link.id,
    address: describeLink(open.address),
    state: all.state !== 'open' ? 'down' : silent ? 'silent' : 'up',
    since: counts.since,
    sends: link.send !== undefined,
    files: link.bundles !== undefined && link.send !== undefined,
    ...(counts.heard_at === undefined ? {} : { heard_at: counts.heard_at }),
    in_packets: counts.packets,
    in_octets: counts.octets,
    duplicates: counts.duplicates,
    damaged: all.damaged_packets + all.bad_frames,
    missing_frames: all.missing_frames,
    dropped: all.dropped,
    out_packets: all.sent,
    out_octets: counts.out_octets,
    last_error: all.last_error,
  }
}
