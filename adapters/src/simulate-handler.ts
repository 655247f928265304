/**
 * `magpie simulate`: a mission's spacecraft as a process of their own, behind a link. What stations hear goes out as packets
 * or frames, what comes in goes up as telecommands; time passes at a pace. While nobody is connected a station keeps nothing,
 * as real ones do: what is missing then is asked for from the recorder on board.
 */
import { readFile, writeFile } from 'node:fs/promises'
import type { Failure } from '@magpie/api/failure'
import type { InputOf, OutputOf } from '@magpie/api/operation'
import type { Operations } from '@magpie/api/operations'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { err, ok, type Result } from '@magpie/core/result'
import {
  compareEpochs,
  describeBadTime,
  type Epoch,
  epochFromTdb,
  formatEpoch,
  parseEpoch,
  type TdbSeconds,
  tdbSeconds,
} from '@magpie/core/time'
import { BUNDLE_APID, bundleOf, bundlePackets } from '@magpie/operations/link/bundle-packet'
import { describeKeysFile, readKeysFile } from '@magpie/operations/link/keys-file'
import { missionTimeAt } from '@magpie/operations/link/link-clock'
import {
  describeLink,
  describeLinkAddress,
  type Link,
  type LinkAddress,
  type LinkClock,
  linkAddress,
  linkFraming,
} from '@magpie/operations/link/link-file'
import type { OperationsFile } from '@magpie/operations/operations-file'
import { beginSpacecraft, type OnBoardPorts } from '@magpie/rehearsal/operations-run'
import type { RehearsalPorts } from '@magpie/rehearsal/ports'
import type { OperationsInputs, StageOutputs } from '@magpie/rehearsal/stage-outputs'
import { downlinkFrame } from '@magpie/simulator/link-frames'
import type { SpacecraftSide } from '@magpie/simulator/spacecraft-side'
import { type OpenLink, openLink } from './links/socket-link.ts'
import { control } from './local-control.ts'
import { loadMission } from './mission-folder.ts'
import { rehearsalPorts } from './rehearsal-ports.ts'
import { runUntil } from './rehearse-handler.ts'
import { withFaults } from './scripted-faults.ts'
import { ending } from './until-told.ts'

type Input = InputOf<Operations['simulate']>
type Output = OutputOf<Operations['simulate']>

/** What the caller wants to hear and to do while the spacecraft fly. */
export type AroundSimulation = {
  readonly tell?: (line: string) => void
  /** Told once: the address, and the clock. */
  readonly opened?: (address: LinkAddress, clock: LinkClock) => void
  /** Lines of whoever runs it: faults to put in and take away. */
  readonly control?: AsyncIterable<string>
  /** Ends it. */
  readonly stop?: AbortSignal
}

/** How often time is moved on, ms. */
const TICK_MS = 20
/** Packets that may wait for a connection that is slow: a recorder's dump comes at once. */
const OUTBOX = 20_000

/** Flies until told to end: by a time, a signal or the caller. */
export async function simulateSpacecraft(
  input: Input,
  around: AroundSimulation = {},
): Promise<Result<Output, Failure>> {
  const link = linkOf(input)
  if (!link.ok) return link
  const begun = await spacecraftOf(input, around)
  if (!begun.ok) return begun
  const { mission, operations, side, start, heard, files } = begun.value
  const counts = { heard: 0, sent: 0, dropped: 0, telecommands: 0, noContact: 0 }
  const end = ending(input.seconds, around.stop)
  const opened = await openLink(link.value, {
    outbox: OUTBOX,
    async take(arrivals) {
      for (const { bytes } of arrivals) {
        const bundle = bundleOf(bytes, BUNDLE_APID)
        if (bundle !== undefined) {
          side.bundle(bundle)
          continue
        }
        counts.telecommands++
        if (!side.up(bytes)) counts.noContact++
      }
    },
    changed(state, why) {
      around.tell?.(`link: ${state} (${why})`)
      if (state === 'open') side.resume()
    },
  })
  if (!opened.ok) return refused(`${describeLink(link.value.receive)} cannot be opened: ${opened.error}`)
  const line = opened.value
  let frames = 0
  const down = (packet: Uint8Array) => {
    const given = give(line, input.frames === 'uslp' ? downlinkFrame(packet, frames) : packet)
    if (given) frames++
    return given
  }
  heard.take = (packet) => {
    counts.heard++
    if (down(packet)) counts.sent++
    else counts.dropped++
  }
  const packets = bundlePackets(BUNDLE_APID, false)
  files.up = () => line.state === 'open'
  files.out = (octets) => void down(packets(octets))
  const clock: LinkClock = {
    kind: 'told',
    epoch: formatEpoch(start, NAIF0012),
    at: new Date().toISOString(),
    pace: input.pace,
  }
  if (input.links !== undefined)
    await writeFile(
      input.links,
      `${JSON.stringify(otherEnd(input, line, clock, operations.files !== undefined), null, 2)}\n`,
    )
  around.tell?.(`${mission}: at ${describeLink(line.address)}, ${clock.epoch} at a pace of ${clock.pace}`)
  around.opened?.(line.address, clock)
  const timer = setInterval(() => {
    side.advance(Math.min(tdbOf(missionTimeAt(clock, Date.now(), NAIF0012)), side.end_s))
  }, TICK_MS)
  void obey(around, operations, side)
  await end.reached
  clearInterval(timer)
  end.now()
  await line.close()
  const { framesSent, framesLost, accepted, refused: notTaken } = side.counts
  return ok({
    mission,
    address: describeLink(line.address),
    began: clock.epoch,
    ended: utcOf(side.now_s),
    frames_sent: framesSent,
    frames_lost: framesLost,
    packets_heard: counts.heard,
    packets_sent: counts.sent,
    packets_dropped: counts.dropped,
    telecommands: counts.telecommands,
    telecommands_without_contact: counts.noContact,
    accepted,
    refused: notTaken,
    waiting_on_board: side.waiting,
  })
}

/** Does what whoever runs it says, until nothing more is said. */
async function obey(
  { control: lines, tell }: AroundSimulation,
  operations: OperationsFile,
  { faults }: SpacecraftSide,
) {
  if (lines === undefined) return
  for await (const line of lines) {
    if (line.trim() === '') continue
    const done = control(line, operations, faults)
    tell?.(done.ok ? done.value : `not done: ${done.error}`)
  }
}

/** Sends where somebody is there to take it. */
function give(line: OpenLink, octets: Uint8Array): boolean {
  return line.state === 'open' && line.send(octets).ok
}

function linkOf({ listen, send, uplink }: Input): Result<Link, Failure> {
  const receive = linkAddress(listen)
  const to = send === undefined ? undefined : linkAddress(send)
  if (!receive.ok) return refused(describeLinkAddress(receive.error))
  if (to?.ok === false) return refused(describeLinkAddress(to.error))
  if (receive.value.transport === 'udp' && to === undefined)
    return refused('A UDP port answers nobody: say with --send where telemetry goes.')
  return ok({
    id: 'spacecraft',
    receive: receive.value,
    frames: linkFraming.parse({ kind: uplink }),
    send: to?.value ?? 'same',
    uplink: { kind: 'packets' },
  })
}

type Begun = {
  readonly mission: string
  readonly operations: OperationsFile
  readonly side: SpacecraftSide
  readonly start: Epoch
  /** Who takes what stations hear; before there is a link nobody does. */
  readonly heard: { take: (packet: Uint8Array) => void }
  /** The way between stations and centre; none before there is a link. */
  readonly files: { up: () => boolean; out: (octets: Uint8Array) => void }
}

async function spacecraftOf(
  { folder, seed, artefacts, start, fault, keys }: Input,
  { tell }: AroundSimulation,
): Promise<Result<Begun, Failure>> {
  const loaded = await loadMission(folder)
  if (!loaded.ok) return loaded
  // What was computed before holds with faults too: they change what happens, and nothing that was planned.
  const faulty = withFaults(loaded.value, fault === undefined || fault === '' ? [] : fault.split(','))
  if (!faulty.ok) return faulty
  const { mission } = faulty.value
  const { policies, signer } = rehearsalPorts(seed, artefacts, folder)
  const known = await publicKeysOf(keys, mission.mission.id, signer)
  if (!known.ok) return known
  const run = await runUntil('plan', loaded.value, { folder, seed, artefacts, fresh: false }, (event) => {
    if (event.kind === 'finished') tell?.(`${event.stage}: ${event.headline}`)
  })
  if (!run.ok) return run
  const outputs = run.value.outputs as Pick<StageOutputs, keyof OperationsInputs>
  const touchdown = epochFromTdb(outputs.flight.touchdown.epochTdb_s as TdbSeconds, NAIF0012)
  const from = start === undefined ? ok(touchdown) : parseEpoch(start, NAIF0012)
  if (!from.ok) return refused(describeBadTime(from.error))
  if (compareEpochs(from.value, touchdown) < 0)
    return refused(`${start} lies before touchdown at ${formatEpoch(touchdown, NAIF0012)}: begin then or later.`)
  const heard: Begun['heard'] = { take: () => undefined }
  const files: Begun['files'] = { up: () => false, out: () => undefined }
  const begun = beginSpacecraft(
    mission,
    outputs,
    seed,
    { policies, ...known.value },
    {
      heard: (packet) => heard.take(packet),
      bundles: { up: () => files.up(), out: (octets) => files.out(octets) },
      pass: (station, state, at_s) =>
        tell?.(`${utcOf(at_s)} pass over ${station} ${state === 'start' ? 'begins' : 'ends'}`),
    },
  )
  if (!begun.ok) return refused(begun.error)
  begun.value.advance(tdbOf(from.value))
  return ok({
    ...{ mission: mission.mission.name, operations: mission.operations },
    ...{ side: begun.value, start: from.value, heard, files },
  })
}

/** The public keys on board: of the file, with those that parties keep themselves, or else those that the seed makes. */
async function publicKeysOf(
  keys: string | undefined,
  mission: string,
  signer: RehearsalPorts['signer'],
): Promise<Result<Pick<OnBoardPorts, 'publicKey' | 'ownKeys'>, Failure>> {
  if (keys === undefined) return ok({ publicKey: (party) => signer(party).publicKey })
  const text = await readFile(keys, 'utf8').catch(() => undefined)
  if (text === undefined) return err({ kind: 'data-unreadable', message: `The file ${keys} is not there.`, file: keys })
  const read = readKeysFile(text, mission)
  if (read.ok)
    return ok({ publicKey: (party) => read.value.keys[party], ownKeys: (party) => read.value.own?.[party] ?? [] })
  return err({ kind: 'data-unreadable', message: `The file ${keys} ${describeKeysFile(read.error)}.`, file: keys })
}

/** The link as the centre has it. */
function otherEnd({ listen, send, frames, uplink }: Input, line: OpenLink, clock: LinkClock, files: boolean): unknown {
  const here = describeLink(line.address)
  const from = (address: string) => address.replace(/^tcp-listen:/, 'tcp:')
  const to = (address: string) => address.replace(/^tcp:/, 'tcp-listen:')
  const turned = listen.startsWith('tcp-listen:') ? from(here) : to(here)
  const cltu = uplink === 'cltu' ? { uplink: { kind: 'cltu', scid: 200 } } : {}
  const framing = frames === 'uslp' ? { frames: { kind: 'uslp' } } : {}
  const ways = send === undefined ? { receive: turned, send: 'same' } : { receive: to(send), send: from(here) }
  const bundles = files ? { bundles: { apid: BUNDLE_APID } } : {}
  return { links: [{ id: 'spacecraft', ...ways, ...framing, ...cltu, ...bundles }], clock }
}

function tdbOf(at: Epoch): number {
  return tdbSeconds(at, NAIF0012)
}

function utcOf(tdb_s: number): string {
  return formatEpoch(epochFromTdb(tdb_s as TdbSeconds, NAIF0012), NAIF0012)
}

function refused(message: string): Result<never, Failure> {
  return err({ kind: 'bad-request', message, problems: [] })
}
