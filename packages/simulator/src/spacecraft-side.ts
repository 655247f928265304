/**
 * The spacecraft by themselves: lander, modules, relay, the radio paths and what happens to them, without any ground. Packets
 * that reach a station are given out; telecommand packets that a station is given go up, those for the relay by its own
 * path. Whoever paces it operates a mission that knows nothing but packets, as a real one does.
 */
import { ok, type Result } from '@magpie/core/result'
import { loadBytes, loadSignature } from '@magpie/operations/procedure/load-signature'
import { readPacketHeader } from '@magpie/operations/space-packet'
import { environment } from './environment.ts'
import { type FaultDesk, faultDesk, faultyElements, playFault } from './fault-desk.ts'
import { drain, keepLander, keepSubsystems, tell, tellFault } from './lander.ts'
import { receiveTelecommand, takeLoad } from './lander-commands.ts'
import type { OperationsInput } from './operations-input.ts'
import { orbiterSide } from './orbiter-side.ts'
import { type RadioLink, radioLink } from './radio-link.ts'
import type { CameFile } from './relay-files.ts'
import { type RelaySplit, relayNetwork } from './relay-network.ts'
import { CENTRE } from './relay-plan.ts'
import { scheduler } from './scheduler.ts'
import { buildLander, passesIn } from './simulation.ts'
import { type OperationsInputError, partsOf } from './surface-operations.ts'
import type { World } from './world.ts'

/** What the ground side of the radio path is given. Times TDB s. */
export type SpacecraftEnds = {
  /** A packet came to a station in a frame that is right. */
  readonly heard: (packet: Uint8Array<ArrayBuffer>, station: string, at_s: number) => void
  readonly pass?: (station: string, state: 'start' | 'end', at_s: number) => void
  /** Where the stations reach the centre's node; without it no file is made, and none goes up. */
  readonly bundles?: Pick<RelaySplit, 'up' | 'out'>
}

export type SpacecraftSide = {
  /** How far it has gone, TDB s. */
  readonly now_s: number
  readonly end_s: number
  /** The station that is in contact now. */
  readonly station: string | undefined
  readonly counts: {
    readonly framesSent: number
    readonly framesLost: number
    readonly accepted: number
    readonly refused: number
  }
  /** Packets that wait on board. */
  readonly waiting: number
  /** Puts faults in and takes them away, now. */
  readonly faults: Pick<FaultDesk, 'inject' | 'clear' | 'clearAll'>
  /** Does all that is due up to a time. */
  advance(until_s: number): void
  /** A station is given a telecommand packet; false where nobody is in contact: it is not kept. */
  up(packet: Uint8Array): boolean
  /** A station is given a bundle by the centre's node. */
  bundle(octets: Uint8Array): void
  /** The centre's node can be reached again. */
  resume(): void
}

/** What lies in the element's bay must have been signed by who owns it. */
const LOAD_REFUSED = 24

/** The spacecraft at touchdown. */
export function spacecraftSide(
  input: OperationsInput,
  ends: SpacecraftEnds,
): Result<SpacecraftSide, OperationsInputError> {
  const parts = partsOf(input)
  if (!parts.ok) return parts
  const { file } = input
  const world: World = {
    file,
    time: scheduler(input.touchdown),
    sky: environment(input.lit, input.sun),
    leap: input.leapSeconds,
    random: parts.value.random.fork('models'),
    chance: parts.value.random.fork('faults'),
    touchdown_s: input.touchdown,
    end_s: input.touchdown + input.span_days * 86400,
  }
  const { time } = world
  const taking = new Set(input.elements.map((e) => e.id))
  const ownerOf = (element: string) => input.elements.find((e) => e.id === element)?.owner ?? ''
  const loaded = (element: string, { name, content, options }: CameFile) => {
    const signature = loadSignature(options)
    const owner = ownerOf(element)
    if (signature !== undefined && input.verify(owner, loadBytes(name, content), signature))
      return takeLoad(lander, element, content)
    const why = signature === undefined ? 'nobody signed it' : `the signature is not that of ${owner}`
    return tell(lander, 'WARNING', LOAD_REFUSED, `the file ${name} was thrown away: ${why}`)
  }
  const network =
    file.files === undefined || ends.bundles === undefined
      ? undefined
      : relayNetwork({
          ...{ world, service: file.files, legs: input.legs ?? [], random: parts.value.random.fork('relay') },
          ...{ emit: () => undefined, ownerOf, loaded },
          split: { ...ends.bundles, here: (node) => node !== CENTRE },
        })
  const lander = buildLander(parts.value, world, taking, network)
  const orbiter = orbiterSide({
    ...{ input, dictionary: parts.value.dictionary, world, revoked: lander.revoked },
    random: parts.value.random.fork('orbiter'),
    ground: (packet, { station }) => ends.heard(packet, station, time.now),
  })
  const radio: RadioLink = radioLink(passesIn(input), time, parts.value.random.fork('link'), {
    ground: (packet, { station }) => ends.heard(packet, station, time.now),
    lander: (packet) => receiveTelecommand(lander, packet),
    opened({ station }) {
      ends.pass?.(station, 'start', time.now)
      drain(lander)
    },
    closed: ({ station }) => ends.pass?.(station, 'end', time.now),
  })
  const link = orbiter?.gated(radio) ?? radio
  lander.link = link
  lander.told = input.told
  const faulty = faultyElements(lander, tellFault)
  if (orbiter !== undefined) faulty.set(orbiter.orbiter.id, orbiter.faulty)
  const faults = faultDesk(
    faulty,
    () => time.now,
    () => undefined,
  )
  for (const event of file.script)
    if (event.kind === 'fault') time.at(world.touchdown_s + event.at_s, () => playFault(faults, event))
  time.at(world.touchdown_s + 1, () => keepLander(lander))
  time.at(world.touchdown_s + 5, () => keepSubsystems(lander))
  return ok({
    get now_s() {
      return time.now
    },
    end_s: world.end_s,
    faults,
    get station() {
      return link.pass?.station
    },
    get counts() {
      const { sent = 0, lost = 0 } = orbiter?.link ?? {}
      const { accepted = 0, refused = 0 } = orbiter?.orbiter ?? {}
      return {
        ...{ framesSent: link.sent + sent, framesLost: link.lost + lost },
        ...{ accepted: lander.accepted + accepted, refused: lander.refused + refused },
      }
    },
    get waiting() {
      return lander.recorder.waiting + (orbiter?.orbiter.recorder.waiting ?? 0)
    },
    advance(until_s) {
      while (time.step(until_s));
      // What comes in next enters at the time that was asked for, not at that of the last thing that happened.
      time.at(until_s, () => undefined)
      time.step(until_s)
    },
    up(packet) {
      const header = readPacketHeader(packet)
      const own = header.ok && header.value.apid === orbiter?.orbiter.apid ? orbiter.link : link
      return own.up(packet) !== undefined
    },
    bundle: (octets) => network?.take(octets),
    resume: () => network?.resume(),
  })
}
