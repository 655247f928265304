/**
 * `magpie receive`: one or more links, a dictionary and nothing else. Packets are archived before they are shown; what comes
 * wrong is counted and told, and nothing that comes ends it.
 */
import { stat } from 'node:fs/promises'
import type { Failure } from '@magpie/api/failure'
import type { InputOf, OutputOf } from '@magpie/api/operation'
import type { Operations } from '@magpie/api/operations'
import type { TelemetryService } from '@magpie/centre/telemetry-service'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { err, ok, type Result } from '@magpie/core/result'
import { compileDecoder, type Decoder, describeCompileError, describeDecodeError } from '@magpie/operations/decoder'
import { derivation } from '@magpie/operations/derived'
import type { Dictionary } from '@magpie/operations/dictionary'
import { type DiskStanding, describeDisk } from '@magpie/operations/ingest/archive-port'
import { microsOfUnix } from '@magpie/operations/ingest/micros'
import { setValue } from '@magpie/operations/initial-sample'
import {
  describeLink,
  describeLinkAddress,
  type Link,
  linkAddress,
  linkFraming,
} from '@magpie/operations/link/link-file'
import { sequenceTracker } from '@magpie/operations/packet-stream'
import { packetValues, parametersOf, shortNames } from '@magpie/operations/packet-values'
import { type OpenArchive, openReceived } from './archive/received-archive.ts'
import { readDictionaryFiles } from './decode-dictionary.ts'
import { containerNamed, settingsOf } from './decode-handler.ts'
import { type PacketWriter, timeOf } from './decoded-packet.ts'
import { readLinks } from './links/links-file.ts'
import { type Arrival, type OpenLink, openLink } from './links/socket-link.ts'
import { liveTable } from './live-table.ts'
import { lineWriter } from './packet-lines.ts'
import { ending } from './until-told.ts'

type Input = InputOf<Operations['receive']>
type Output = OutputOf<Operations['receive']>

/** Reasons beyond so many are counted only. */
const TOLD = 10

/** What the caller wants to hear and to do while packets are received. */
export type Around = {
  /** What becomes of the links, for people. */
  readonly tell?: (line: string) => void
  readonly opened?: (links: readonly OpenLink[]) => void
  /** Ends it. */
  readonly stop?: AbortSignal
}

/** Receives until told to end: by a count, a time, a signal or the caller. */
export async function receiveLive(input: Input, around: Around = {}): Promise<Result<Output, Failure>> {
  const links = await linksOf(input)
  if (!links.ok) return links
  const read = await readDictionaryFiles(input.dictionary.split(',').map((path) => path.trim()))
  if (!read.ok) return read
  const { dictionary, not_read } = read.value
  const compiled = compileDecoder(dictionary, containerNamed(dictionary, input.container))
  if (!compiled.ok) return refused(describeCompileError(compiled.error))
  const settings = settingsOf(dictionary, input.set)
  if (!settings.ok) return settings
  const opened = await archiveOf(input, around)
  if (!opened.ok) return opened
  const archive = opened.value
  const writer = await writerOf(input, dictionary, compiled.value)
  const intake = receiver(input, dictionary, compiled.value, writer, archive?.service)
  for (const [parameter, text] of settings.value) setValue(intake.sample, parameter, text)
  const end = ending(input.seconds, around.stop)
  const open: OpenLink[] = []
  try {
    for (const link of links.value) {
      const station = link.station ?? link.id
      const made = await openLink(link, {
        take: async (arrivals) => {
          await intake.take(arrivals, { station, source: input.element ?? link.id })
          if (input.packets !== undefined && intake.counts.seen >= input.packets) end.now()
        },
        changed: (state, why) => around.tell?.(`${link.id}: ${state} (${why})`),
      })
      if (!made.ok) return refused(`${describeLink(link.receive)} cannot be opened: ${made.error}`)
      open.push(made.value)
      around.tell?.(`${link.id}: receiving at ${describeLink(made.value.address)}`)
    }
    around.opened?.(open)
    await end.reached
  } finally {
    for (const link of open) await link.close()
    await writer?.close()
    await archive?.close()
    end.now()
  }
  return ok({ links: open.map(accountOf), ...intake.account(), archive: input.archive ?? '', not_read: [...not_read] })
}

async function linksOf(input: Input): Promise<Result<Link[], Failure>> {
  if (input.link.endsWith('.json') || (await stat(input.link).catch(() => undefined))?.isFile()) {
    const read = await readLinks(input.link)
    return read.ok ? ok(read.value.links) : read
  }
  const address = linkAddress(input.link)
  if (!address.ok) return refused(describeLinkAddress(address.error))
  const { frames, frame_length, marker, randomised, reed_solomon, interleave, error_control } = input
  const framing = linkFraming.parse(
    frames === 'packets'
      ? { kind: frames }
      : {
          kind: frames,
          ...(frame_length === undefined ? {} : { frame_octets: frame_length }),
          marker,
          randomised,
          reed_solomon,
          interleave,
          error_control,
        },
  )
  return ok([{ id: 'link', receive: address.value, frames: framing, uplink: { kind: 'packets' } }])
}

/** The archive that packets go to, with the dictionary that decodes them. */
async function archiveOf(input: Input, { tell }: Around): Promise<Result<OpenArchive | undefined, Failure>> {
  const { archive, dictionary, container, set } = input
  if (archive === undefined) return ok(undefined)
  const paths = dictionary.split(',').map((path) => path.trim())
  // Whoever waits for the disk is told as well, and ends.
  const onFault = (cause: unknown) => tell?.(`${archive} cannot be written: ${(cause as Error).message}`)
  const disk = (standing: DiskStanding) => tell?.(`${archive}: ${describeDisk(standing)}`)
  return openReceived(archive, { paths, container, set }, { onFault, disk })
}

async function writerOf(input: Input, dictionary: Dictionary, decoder: Decoder): Promise<PacketWriter | undefined> {
  if (input.as === 'none') return undefined
  const names = shortNames(dictionary.parameters)
  const byIndex = new Map(dictionary.parameters.map((p, i) => [p.index, names[i]!]))
  if (input.as === 'table') return liveTable(byIndex, process.stdout)
  const derived = dictionary.algorithms.map((a) => a.output)
  return lineWriter('-', input.as, parametersOf(decoder, derived), byIndex)
}

function receiver(
  input: Input,
  dictionary: Dictionary,
  decoder: Decoder,
  writer: PacketWriter | undefined,
  archive: TelemetryService | undefined,
) {
  const sample = decoder.newSample()
  const derive = derivation(dictionary, decoder)
  const valuesOf = packetValues(decoder)
  const counts = { seen: 0, decoded: 0, values: 0, undecoded: 0, alarms: 0 }
  const why_undecoded: string[] = []
  const byContainer = new Int32Array(decoder.containers.length)
  const trackers = new Map<number, ReturnType<typeof sequenceTracker>>()

  const show = ({ bytes, at_ms }: Arrival) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    const apid = view.getUint16(0) & 0x7ff
    const sequence = view.getUint16(2) & 0x3fff
    const tracker = trackers.get(apid) ?? sequenceTracker()
    trackers.set(apid, tracker)
    tracker.see(sequence)
    const done = decoder.decode(bytes, sample)
    if (!done.ok) {
      counts.undecoded++
      if (why_undecoded.length < TOLD)
        why_undecoded.push(`APID ${apid}, count ${sequence}: ${describeDecodeError(done.error)}`)
      return
    }
    derive(sample)
    const values = valuesOf(sample)
    byContainer[sample.container]!++
    counts.decoded++
    counts.values += values.length
    for (const { level } of values) if (level !== 'nominal') counts.alarms++
    const container = decoder.containers[sample.container]!.qualifiedName
    const time = timeOf(values) ?? new Date(at_ms).toISOString()
    writer?.write({ offset: counts.seen - 1, time, apid, sequence, container, values })
  }

  return {
    counts,
    sample,
    /** Packets of one link: archived first, then shown. */
    async take(arrivals: readonly Arrival[], { source, station }: { source: string; station: string }) {
      const left = input.packets === undefined ? arrivals : arrivals.slice(0, input.packets - counts.seen)
      if (archive !== undefined) {
        for (const { bytes, at_ms } of left) {
          const received_us = microsOfUnix(Math.round(1000 * at_ms), NAIF0012)
          archive.take(source, station, bytes, 0, bytes.length, received_us)
        }
        await archive.durably()
        await archive.lookForGaps(microsOfUnix(1000 * Date.now(), NAIF0012))
      }
      for (const arrival of left) {
        counts.seen++
        show(arrival)
      }
      await writer?.drained()
    },
    account() {
      const { seen, ...rest } = counts
      const containers = decoder.containers.flatMap(({ qualifiedName }, i) =>
        byContainer[i]! > 0 ? [{ container: qualifiedName, packets: byContainer[i]! }] : [],
      )
      const missing = [...trackers.values()].reduce((n, tracker) => n + tracker.missing, 0)
      const archived = archive?.archive.progress.archived ?? 0
      return { ...rest, archived, missing, containers, why_undecoded }
    },
  }
}

function accountOf(link: OpenLink): Output['links'][number] {
  const { connections, failures, octets, packets, damaged_packets, lost_octets, frames } = link.statistics()
  const { bad_frames, missing_frames, dropped, last_error } = link.statistics()
  return {
    id: link.id,
    address: describeLink(link.address),
    connections,
    failures,
    octets,
    packets,
    damaged_packets,
    lost_octets,
    frames,
    bad_frames,
    missing_frames,
    dropped,
    last_error,
  }
}

function refused(message: string): Result<never, Failure> {
  return err({ kind: 'bad-request', message, problems: [] })
}
