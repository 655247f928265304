/** The relay put together with its gateway and its own link to the stations, and what the ground makes of its reports. */
import type { Identifier } from '@magpie/core/identifier'
import type { Random } from '@magpie/core/random'
import { requestReport } from '@magpie/operations/command/on-board-failure'
import { compileCommandDecoder } from '@magpie/operations/command-decoder'
import type { Dictionary } from '@magpie/operations/dictionary'
import type { OperationsFile } from '@magpie/operations/operations-file'
import { readPacketHeader } from '@magpie/operations/space-packet'
import type { CommandDesk } from './command-desk.ts'
import { type Contact, type Pass, passesOf, withoutOutage } from './contact-plan.ts'
import type { Faulty } from './fault-desk.ts'
import { gateway } from './gateway.ts'
import type { Heard } from './ground-receiver.ts'
import { putFault } from './health.ts'
import type { OperationsInput } from './operations-input.ts'
import {
  healOrbiter,
  keepOrbiter,
  type Orbiter,
  orbiterAtWork,
  orbiterCommands,
  receiveRequest,
  strikeOrbiter,
  updateOrbiter,
} from './orbiter.ts'
import { relays } from './orbiter-physics.ts'
import { drainOrbiter } from './orbiter-voice.ts'
import { type RadioLink, radioLink } from './radio-link.ts'
import type { World } from './world.ts'

export type OrbiterSide = {
  readonly orbiter: Orbiter
  /** Its own way to the ground; telecommands that go up by it are remembered, for the reports that come back. */
  readonly link: RadioLink
  readonly faulty: Faulty
  /** A packet of it that was decoded: reports of service 1 reach the command they are about. */
  hear(packet: Heard, desk: Pick<CommandDesk, 'report'>): void
  /** The lander's link, as long as the relay relays. */
  gated(link: RadioLink): RadioLink
}

export type OrbiterSideParts = {
  readonly input: OperationsInput
  readonly dictionary: Dictionary
  readonly world: World
  readonly random: Random
  /** Grants that are revoked, as the lander's gateway has them: the lander hands its list on. */
  readonly revoked: Map<Identifier, string>
  /** A packet arrived at a station. */
  readonly ground: (packet: Uint8Array<ArrayBuffer>, pass: Pass) => void
}

/** The octet of a telecommand at which its command number stands, behind both headers. */
const NUMBER_AT = 11

/** The relay where the mission operates it; undefined where it does not, or it takes no part. */
export function orbiterSide(parts: OrbiterSideParts): OrbiterSide | undefined {
  const { input, dictionary, world } = parts
  const { file } = input
  const entry = file.elements.find((e) => e.id === file.relay)
  const owner = input.elements.find((e) => e.id === file.relay)?.owner
  if (file.orbiter === undefined || entry?.apid === undefined || owner === undefined) return undefined
  const requests = compileCommandDecoder(dictionary, `/${entry.id}/request`)
  const functions = compileCommandDecoder(dictionary, `/${entry.id}/function`)
  if (!requests.ok || !functions.ok) return undefined
  const orbiter = orbiterAtWork({
    ...{ id: entry.id, apid: entry.apid, model: file.orbiter, world, revoked: parts.revoked },
    position: input.relayAt,
    gateway: gateway({
      file,
      decoder: orbiterCommands(requests.value, functions.value),
      authorise: input.authorise(() => parts.revoked),
      verify: input.verify,
      owner,
    }),
  })
  const radio = radioLink(orbiterPasses(input), world.time, parts.random, {
    ground: parts.ground,
    lander: (packet) => receiveRequest(orbiter, packet),
    opened: () => drainOrbiter(orbiter),
    closed: () => undefined,
  })
  orbiter.link = radio
  const numbers = new Map<number, number>()
  world.time.at(world.touchdown_s + 2, () => keepOrbiter(orbiter))
  return {
    orbiter,
    link: remembering(radio, numbers),
    faulty: faultyOrbiter(orbiter),
    hear(packet, desk) {
      const report = requestReport(packet)
      const number = report === undefined ? undefined : numbers.get(Number(packet.value('request_count')))
      if (report !== undefined && number !== undefined) desk.report(number, report)
    },
    gated: (link) => gatedBy(orbiter, link),
  }
}

/** Passes of the relay with the stations: the study's legs, or where there are none the lander's contacts through it. */
function orbiterPasses(input: OperationsInput): Pass[] {
  const { file, legs = [], touchdown, span_days } = input
  const own = legs.flatMap(({ from, to, start, end, range_km }): Contact[] =>
    from === file.relay ? [{ kind: 'relay', station: to, start, end, range_km }] : [],
  )
  let open = own.length > 0 ? own : input.contacts.filter((c) => c.kind === 'relay')
  for (const event of file.script)
    if (event.kind === 'outage') {
      const from = touchdown + event.at_s
      open = withoutOutage(open, event.station, from, from + event.duration_s, file.relay)
    }
  return passesOf(open, [linkModel(file)])
    .filter((p) => p.end > touchdown && p.start < touchdown + span_days * 86400)
    .map((p) => ({ ...p, start: Math.max(p.start, touchdown) }))
}

function linkModel({ orbiter }: OperationsFile) {
  const { downlink_bit_s, uplink_bit_s, loss, provenance } = orbiter!
  return { kind: 'relay' as const, downlink_bit_s, uplink_bit_s, loss, processing_s: 0, provenance }
}

/** The link, with what goes up by it noted by sequence count. */
function remembering(link: RadioLink, numbers: Map<number, number>): RadioLink {
  const up = (packet: Uint8Array): number | undefined => {
    const out_s = link.up(packet)
    const header = readPacketHeader(packet)
    if (out_s !== undefined && header.ok && packet.length >= NUMBER_AT + 4)
      numbers.set(header.value.sequenceCount, new DataView(packet.buffer, packet.byteOffset).getUint32(NUMBER_AT))
    return out_s
  }
  return Object.create(link, { up: { value: up } }) as RadioLink
}

/** The lander's link as it is while a spacecraft stands between: nothing goes through a relay that looks elsewhere. */
function gatedBy(o: Orbiter, link: RadioLink): RadioLink {
  const shut = () => link.pass?.kind === 'relay' && !relays(o)
  return Object.create(link, {
    pass: { get: () => (shut() ? undefined : link.pass) },
    down: { value: (packet: Uint8Array) => !shut() && link.down(packet) },
    up: { value: (packet: Uint8Array) => (shut() ? undefined : link.up(packet)) },
    spare_Mbit: { value: (seconds: number) => (shut() ? 0 : link.spare_Mbit(seconds)) },
  }) as RadioLink
}

function faultyOrbiter(o: Orbiter): Faulty {
  const { health, world } = o
  return {
    kind: 'relay',
    health,
    inject(id, amount) {
      updateOrbiter(o)
      putFault(health, id, amount, world.time.now)
      strikeOrbiter(o, id, amount)
      drainOrbiter(o)
    },
    clear(id) {
      updateOrbiter(o)
      health.faults.delete(id)
      healOrbiter(o, id)
      drainOrbiter(o)
    },
  }
}
