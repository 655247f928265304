/** Puts a rehearsal of operations together: world, elements, link, ground, people, plan and script. */
import { fromBase64 } from '@magpie/core/base64'
import type { Identifier } from '@magpie/core/identifier'
import type { Random } from '@magpie/core/random'
import { ownReport } from '@magpie/operations/command/on-board-failure'
import type { CommandDecoder } from '@magpie/operations/command-decoder'
import type { Decoder } from '@magpie/operations/decoder'
import type { Dictionary } from '@magpie/operations/dictionary'
import { type CommandDesk, commandDesk } from './command-desk.ts'
import { type Pass, passesOf, withoutOutage } from './contact-plan.ts'
import { deploymentDesk } from './deployment-desk.ts'
import { environment } from './environment.ts'
import { exchangeDesk } from './exchange-desk.ts'
import { type FaultDesk, faultDesk, faultyElements } from './fault-desk.ts'
import { voiceOf } from './flight-voice.ts'
import { gateway } from './gateway.ts'
import { type GroundReceiver, groundReceiver } from './ground-receiver.ts'
import { askForGaps, hearEvent, keepReleasing } from './ground-routine.ts'
import { sound } from './health.ts'
import { drain, keepLander, keepSubsystems, type Lander, tellFault, transmit } from './lander.ts'
import { receiveTelecommand, takeLoad } from './lander-commands.ts'
import { NODE } from './lander-state.ts'
import { type LiveAct, submitLive } from './live-commands.ts'
import { loadBay } from './load-bay.ts'
import { type Carrier, type Module, moduleAtTouchdown, update } from './module.ts'
import type { OperationsEvent, OperationsSummary } from './operations-event.ts'
import type { OperationsInput } from './operations-input.ts'
import { orbiterSide } from './orbiter-side.ts'
import { people as peopleOf } from './people.ts'
import { joinedText, peopleThatJoin } from './people-that-join.ts'
import { planDesk } from './plan-desk.ts'
import { askWhenSilent, hearNeighbour } from './proximity-node.ts'
import { proximityListener, proximityRadio, ShortLinks } from './proximity-radio.ts'
import { type RadioLink, radioLink } from './radio-link.ts'
import { recorder } from './recorder.ts'
import { type RelayNetwork, relayNetwork } from './relay-network.ts'
import { scheduler } from './scheduler.ts'
import { runScript } from './script.ts'
import { summarise } from './summary.ts'
import type { World } from './world.ts'

export type Parts = {
  readonly input: OperationsInput
  readonly dictionary: Dictionary
  readonly decoder: Decoder
  readonly commands: CommandDecoder
  readonly random: Random
}

export type Simulation = {
  readonly world: World
  /** Events of the step just done; whoever reads them empties it. */
  readonly events: OperationsEvent[]
  /** Takes in what a running centre has released up to now. */
  takeLive(): void
  summary(): OperationsSummary
}

/** A simulation at touchdown. */
export function assemble(given: Parts): Simulation {
  const newcomers = peopleThatJoin(given.input)
  const { file } = newcomers
  const parts: Parts = { ...given, input: { ...given.input, file } }
  const { input, dictionary } = parts
  const events: OperationsEvent[] = []
  /** When each element made the housekeeping that was heard last. */
  const heard_s = new Map<string, number>()
  const emit = (event: OperationsEvent) => {
    if (event.kind === 'telemetry' && event.container === 'housekeeping') heard_s.set(event.element, event.generated_s)
    events.push(event)
  }
  const world: World = {
    file,
    time: scheduler(input.touchdown),
    sky: environment(input.lit, input.sun),
    leap: input.leapSeconds,
    random: parts.random.fork('models'),
    chance: parts.random.fork('faults'),
    touchdown_s: input.touchdown,
    end_s: input.touchdown + input.span_days * 86400,
  }
  const taking = new Set(input.elements.map((e) => e.id))
  const owners = new Map<Identifier, Identifier>(input.elements.map((e) => [e.id, e.owner]))
  const network =
    file.files === undefined
      ? undefined
      : relayNetwork({
          world,
          service: file.files,
          legs: input.legs ?? [],
          random: parts.random.fork('relay'),
          emit,
          ownerOf: (element) => owners.get(element) ?? '',
          loaded: (element, { content }) => takeLoad(lander, element, content),
        })
  const lander = buildLander(parts, world, taking, network)
  let passes = passesIn(input)
  const outages: OutageSpan[] = []
  let desk: CommandDesk | undefined
  let receiver: GroundReceiver | undefined
  const orbiter = orbiterSide({
    ...{ input, dictionary, world, random: parts.random.fork('orbiter'), revoked: lander.revoked },
    ground: (packet, pass) => receiver?.hear(packet, pass.station, world.time.now),
  })
  const radio: RadioLink = radioLink(passes, world.time, parts.random.fork('link'), {
    ground: (packet, pass) => receiver?.hear(packet, pass.station, world.time.now),
    lander: (packet) => receiveTelecommand(lander, packet),
    opened: (pass) => {
      emit(passEvent(pass, 'start', world.time.now))
      drain(lander)
      world.time.at(world.time.now + 2 * pass.light_s + 30, () => desk?.release())
    },
    closed: (pass) => emit(passEvent(pass, 'end', world.time.now)),
  })
  const link = orbiter?.gated(radio) ?? radio
  lander.link = link
  const people = peopleOf(file, dictionary, owners, input.lead)
  const revocations = new Map<Identifier, string>()
  desk = commandDesk({
    world,
    file,
    dictionary,
    authorise: input.authorise(() =>
      input.live === undefined ? revocations : new Map([...revocations, ...input.live.revoked]),
    ),
    revocations,
    sign: input.sign,
    link,
    linkOf: (element) => (element === orbiter?.orbiter.id ? orbiter.link : undefined),
    emit,
    nextPass_s: (after_s) => passes.find((p) => p.start > after_s)?.start ?? Number.POSITIVE_INFINITY,
  })
  const random = parts.random.fork('exchanges')
  const exchanges = exchangeDesk({ world, desk, dictionary, people, emit, random })
  const apids = new Map(
    file.elements.flatMap((e) => (e.apid === undefined || !taking.has(e.id) ? [] : [[e.apid, e.id] as const])),
  )
  receiver = groundReceiver(parts.decoder, apids, input.leapSeconds, emit, (packet) => {
    if (packet.element === orbiter?.orbiter.id) orbiter.hear(packet, desk)
    const report = ownReport(packet)
    if (report !== undefined) desk.report(Number(packet.value('report_command')), report)
    else if (packet.container === 'proximity') exchanges.hear(packet)
    else if (packet.container === 'event') hearEvent(packet, desk, world, emit)
  })
  const ready = (element: Identifier): boolean => file.elements.some((e) => e.id === element) && taking.has(element)
  const plan = planDesk({
    world,
    desk,
    people,
    emit,
    proximity: exchanges,
    activities: input.plan.filter((a) => ready(a.element)),
  })
  const deployments = deploymentDesk(
    file.deployments.filter((d) => ready(d.module)),
    {
      world,
      desk,
      value(element, parameter) {
        const value = receiver?.value(element, parameter)
        return value === undefined ? undefined : { value, at_s: heard_s.get(element) ?? world.touchdown_s }
      },
      link,
      people,
      emit,
      random: parts.random.fork('people'),
      surroundings: {
        ownerOf: (element) => owners.get(element),
        vehicles: [...lander.modules.values()].filter((m) => m.model.kind !== 'instrument').map((m) => m.id),
        zones: input.zones ?? [],
      },
      lead: input.lead,
      start_s: (deployment) => plan.deploymentStart_s(deployment) ?? world.touchdown_s + deployment.earliest_s,
      ended: plan.deploymentEnded,
    },
  )
  const faulty = faultyElements(lander, tellFault)
  if (orbiter !== undefined) faulty.set(orbiter.orbiter.id, orbiter.faulty)
  const faults = faultDesk(faulty, () => world.time.now, emit)
  const script = runScript({
    world,
    desk,
    people,
    emit,
    faults,
    silence: (element, silent) => silence(lander, element, silent),
    taking,
    lead: input.lead,
    agreements: input.agreements,
  })
  askForGaps({ world, desk, people, receiver, link, lead: input.lead })
  keepReleasing(world, desk)
  world.time.at(world.touchdown_s + 1, () => keepLander(lander))
  world.time.at(world.touchdown_s + 5, () => keepSubsystems(lander))
  /** A node does not answer from now on: passes over it are gone, and bundles wait. */
  const fallSilent = ({ node, duration_s, why }: { node: string; duration_s: number; why: string }) => {
    const from = world.time.now
    outages.push({ station: node, start: from, end: from + duration_s })
    passes = passesIn(input, outages)
    link.replan(passes)
    network?.outage(node, duration_s, why)
    emit({ at: from, kind: 'fault', element: node, fault: 'outage', why })
  }
  if (input.live !== undefined)
    input.live.links = { passes: () => passes, counts: link, custody: (at_s) => network?.custody(at_s) }
  const takeAct = (act: LiveAct) => {
    if (act.kind === 'deployment') deployments.act(act)
    else if (act.kind === 'outage') fallSilent(act)
    else if (act.kind === 'exchange') exchanges.act(act)
    else rehearse(faults, network, act)
  }
  return {
    world,
    events,
    takeLive() {
      const { live } = input
      for (const command of live?.take(world.time.now) ?? []) {
        for (const party of newcomers.admit([command.party, ...command.approvals]))
          emit({ at: world.time.now, kind: 'note', element: '', party, text: joinedText(party) })
        submitLive(live!, { desk: desk!, people, persons: file.persons, time: world.time }, command)
      }
      for (const act of live?.takeActs(world.time.now) ?? []) takeAct(act)
    },
    summary: () =>
      summarise({
        world,
        lander,
        link,
        receiver: receiver!,
        desk: desk!,
        deployments,
        exchanges,
        plan,
        script,
        network,
      }),
  }
}

/** An element's link with the lander falls silent or comes back; silent it looks for a neighbour every half hour. */
function silence({ near, modules, world }: Lander, element: Identifier, silent: boolean): undefined {
  if (!silent) return near.links.restore(element)
  near.links.silence(element)
  const ask = () => {
    const m = modules.get(element)
    if (m === undefined || !near.links.isSilent(element)) return
    if (m.powered) askWhenSilent(m, near)
    world.time.at(world.time.now + 1800, ask)
  }
  world.time.at(world.time.now + 1800, ask)
}

/** An act of whoever rehearses: a fault, or a file for the network. */
function rehearse(
  faults: FaultDesk,
  network: RelayNetwork | undefined,
  { act, why, party, at_s }: LiveAct & { readonly kind: 'rehearsal' },
): void {
  const { element } = act
  if (act.do === 'inject') faults.inject(element, act.fault, act.amount, why)
  else if (act.do === 'load') {
    const content = fromBase64(act.content)
    if (content !== undefined) network?.load(element, `${element}/${act.name}@${Math.round(at_s)}`, party, content)
  } else if (act.fault === undefined) faults.clearAll(element, why)
  else faults.clear(element, act.fault, why)
}

function passEvent(pass: Pass, state: 'start' | 'end', at: number): OperationsEvent {
  return { at, kind: 'pass', station: pass.station, link: pass.kind, state, light_s: pass.light_s }
}

/** A station, or the relay, that does not answer, TDB s. */
type OutageSpan = { readonly station: string; readonly start: number; readonly end: number }

/** The passes of the span, without what the script's outages, and others, take away. */
export function passesIn(
  { file, contacts, touchdown, span_days }: OperationsInput,
  others: readonly OutageSpan[] = [],
): Pass[] {
  const scripted = file.script.flatMap((event): OutageSpan[] => {
    if (event.kind !== 'outage') return []
    const start = touchdown + event.at_s
    return [{ station: event.station, start, end: start + event.duration_s }]
  })
  let open = contacts
  for (const { station, start, end } of [...scripted, ...others])
    open = withoutOutage(open, station, start, end, file.relay)
  return passesOf(open, file.links)
    .filter((p) => p.end > touchdown && p.start < touchdown + span_days * 86400)
    .map((p) => ({ ...p, start: Math.max(p.start, touchdown) }))
}

/** The lander with its modules and what they carry on board, at touchdown; `link` is put in by who has one. */
export function buildLander(
  { input, dictionary, decoder, commands, random }: Parts,
  world: World,
  taking: ReadonlySet<Identifier>,
  network: RelayNetwork | undefined,
): Lander {
  const { file } = input
  const { gateway: id, lander: model } = file
  const modules = new Map<string, Module>()
  const revoked = new Map<string, string>()
  const lander: Lander = {
    id,
    voice: voiceOf(dictionary, id, file.elements.find((e) => e.id === id)?.apid ?? 0, world.leap),
    world,
    recorder: recorder(model.recorder_Mbit),
    gateway: gateway({
      file,
      decoder: commands,
      authorise: input.authorise(() => revoked),
      verify: input.verify,
      owner: input.elements.find((e) => e.id === id)?.owner ?? input.lead,
    }),
    modules,
    near: {
      held: new Map(),
      custody: new Map(file.proximity.flatMap((p) => (p.item === undefined ? [] : [[p.item.number, p.from] as const]))),
      module: (name) => modules.get(name),
      radio: proximityRadio(world.time, random.fork('proximity')),
      links: new ShortLinks({
        packet: (packet) => transmit(lander, packet),
        product(packet, element, volume) {
          lander.recorder.keepProduct(packet, volume, element)
          network?.product(element)
        },
      }),
      deliver: (to, packet) => hearOnBoard(to, packet),
    },
    link: undefined,
    revoked,
    health: sound(world.time.now),
    bay: loadBay(id),
    on: true,
    hibernating: false,
    safe: false,
    battery: { energy_Wh: model.battery_Wh * 0.9, voltage_V: 28.5, current_A: 0, rest_W: 0 },
    array_W: 0,
    load_W: model.load_W,
    // At touchdown: warm from the descent, the radiator still cool.
    t_degC: Float64Array.of(18, 22, 0, 20),
    batteryHeater: false,
    tripped: false,
    cover: 'CLOSED',
    updatedAt_s: world.time.now,
    bootedAt_s: world.time.now,
    accepted: 0,
    refused: 0,
    asleep: [],
    shed: [],
    lowest_percent: 100,
    hibernated_s: 0,
    lastLight_s: world.time.now,
    extra_W: 0,
  }
  const carrier: Carrier = {
    send: (packet, element) => lander.near.links.packet(packet, element),
    keep: (packet, element, volume) => lander.near.links.product(packet, element, volume),
    get temperature_degC() {
      return lander.t_degC[NODE.electronics]!
    },
    get bus_V() {
      return lander.battery.voltage_V
    },
    get listening() {
      return lander.on
    },
  }
  const listen = proximityListener(decoder, file)
  const hearOnBoard = (peer: Module, packet: Uint8Array) => {
    update(peer)
    const message = listen(packet)
    if (message !== undefined) hearNeighbour(peer, message, lander.near)
  }
  for (const element of file.elements) {
    if (element.model === undefined || element.apid === undefined || !taking.has(element.id)) continue
    const voice = voiceOf(dictionary, element.id, element.apid, world.leap)
    modules.set(element.id, moduleAtTouchdown(element, element.model, voice, world, carrier))
  }
  return lander
}
