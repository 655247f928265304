/**
 * Operations over links: packets that come go into the archive and from there to values, alarms, boards and the log; commands
 * of the desk go up signed, and what becomes of them is read from the reports in telemetry. Nothing here knows what is at the
 * other end.
 */
import type { LinkView } from '@magpie/api/link-views'
import { type CommandCentre, type CommandLink, openCommandCentre } from '@magpie/centre/command-centre'
import type { TelemetryService } from '@magpie/centre/telemetry-service'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { unwrap } from '@magpie/core/result'
import { epoch, epochFromTdb, formatEpoch, tdbSeconds } from '@magpie/core/time'
import { verifyEd25519 } from '@magpie/ledger/keys'
import { secondsOf, utcText } from '@magpie/operations/command/instant'
import { compileDecoder } from '@magpie/operations/decoder'
import { findCommand } from '@magpie/operations/dictionary'
import { epochOfMicros } from '@magpie/operations/ingest/micros'
import type { LinksFile } from '@magpie/operations/link/link-file'
import type { ProximityService } from '@magpie/operations/operations-file'
import { readXtce } from '@magpie/operations/xtce-reader'
import { dictionaryFiles } from '@magpie/rehearsal/mission-folder'
import { contactsOf, surroundingsOf } from '@magpie/rehearsal/operations-run'
import { exchangeNow, OperationsTimeline } from '@magpie/rehearsal/operations-timeline'
import { type Pass, passesOf } from '@magpie/simulator/contact-plan'
import { groundReceiver, type Heard } from '@magpie/simulator/ground-receiver'
import type { OperationsEvent } from '@magpie/simulator/operations-event'
import { type ProximityMessage, proximityListener } from '@magpie/simulator/proximity-radio'
import type { CustodyNow } from '@magpie/simulator/relay-custody'
import { EARLIEST_S, type LiveDesk, type LiveDeskParts, sourceOf } from '../live-desk.ts'
import { AuthorityUplink, type GatewayOrder } from './authority.ts'
import { linkedClock } from './clock.ts'
import { LinkedDeployments } from './deployments.ts'
import { LinkedExchanges } from './exchanges.ts'
import { LinkedFiles, takesBundles } from './files.ts'
import { gapKeeper } from './gaps.ts'
import { linkIntake } from './intake.ts'
import { openLines } from './lines.ts'
import { commandReports } from './reports.ts'
import { telecommandOf } from './telecommand.ts'

export type LinkedParts = Omit<LiveDeskParts, 'door'> & {
  readonly telemetry: TelemetryService
  readonly links: LinksFile
  /** Where files that come down are kept, and what the centre's bundle node remembers. */
  readonly files: string
  /** Packets are in the archive: who shows values looks again. */
  came(): void
  onFault(cause: unknown): void
}

/** A command of the centre's own to who hosts. */
type OwnOrder = Omit<GatewayOrder, 'values'> & {
  readonly values: Readonly<Record<string, string | number>>
  /** The gateway's vehicle without it. */
  readonly element?: string
}

export type LinkedOperations = LiveDesk & {
  readonly passes: readonly Pass[]
  /** What each link does and did. */
  links(): LinkView[]
  /** Who holds which bundle, as far as it was heard; undefined where no link carries files. */
  custody(at_s: number): CustodyNow | undefined
  close(): Promise<void>
}

/** A pass that is nearly over takes no command any more; one that has just begun has no lock yet, s. */
const LEAST_CONTACT_S = 30
const LOCK_S = 10

/** Opens the desk over its ledger, then the links. */
export async function openLinkedOperations(parts: LinkedParts): Promise<LinkedOperations> {
  const { mission, model, live, telemetry } = parts
  const { operations } = mission
  const clock = linkedClock(parts.links.clock)
  const taking = new Set(model.elements.map((e) => e.id))
  const apids = new Map(
    operations.elements.flatMap((e) => (e.apid === undefined || !taking.has(e.id) ? [] : [[e.apid, e.id] as const])),
  )
  const timeline = new OperationsTimeline(operations, model)
  live.board([...timeline.boards.values()])
  const emit = (event: OperationsEvent) => {
    // Values, alarms and packets are told by who archives them; what they mean for operations is told here.
    if (event.kind !== 'telemetry' && event.kind !== 'packet-received') live.hear(timeline.items(event))
  }
  const note = (text: string, element = '') => emit({ at: clock.tdb_s(), kind: 'note', element, party: '', text })
  const reports = commandReports(note)
  const { dictionary } = unwrap(readXtce(dictionaryFiles(mission.dictionaries)))
  const decoder = unwrap(compileDecoder(dictionary, '/common/telemetry'))
  const heard = (packet: Heard) => {
    reports.hear(packet)
    exchanges.hear(packet)
  }
  const receiver = groundReceiver(decoder, apids, NAIF0012, emit, heard, { lateIsOld: true })
  const passes = passesOf(contactsOf(parts.surface), operations.links)
  const passAt = (at_s: number): Pass | undefined => passes.find((p) => at_s >= p.start && at_s < p.end)

  const intake = linkIntake({
    ...{ telemetry, clock, came: parts.came, onFault: parts.onFault },
    sourceOf: (apid) => apids.get(apid) ?? `apid-${apid}`,
    hear: ({ bytes, wall_ms }, station) => receiver.hear(bytes, station, clock.tdb_s(wall_ms)),
  })

  const isOpen = (at_s: number) => {
    const pass = passAt(at_s)
    return pass !== undefined && pass.end - at_s > LEAST_CONTACT_S && at_s - pass.start > LOCK_S
  }
  const isEarly = (execute: string | undefined) =>
    execute !== undefined && secondsOf(execute) - secondsOf(clock.utc()) >= EARLIEST_S
  const link: CommandLink = {
    takes: (c) => !isEarly(c.content.execute) && lines.canSend && isOpen(clock.tdb_s()) && authority.knows(c),
    waits({ execute }, c) {
      if (isEarly(execute)) return { waits: 'time', until: utcText(secondsOf(execute!) - EARLIEST_S) }
      if (c !== undefined && !authority.knows(c)) return { waits: 'gateway' }
      const at_s = clock.tdb_s()
      const next = passes.find((p) => p.start > at_s)?.start
      if (!isOpen(at_s)) return { waits: 'pass', ...(next === undefined ? {} : { until: utcOf(next) }) }
      return lines.canSend ? undefined : { waits: 'link' }
    },
    send(c) {
      const octets = telecommandOf(c, operations, parts.signer)
      if (octets === undefined) note(`${c.id} cannot be signed: the gateway knows too few people of a party of it`)
      else if (!lines.send(octets)) note(`${c.id} was released and could not be sent`)
    },
  }
  const read = await openCommandCentre({
    ...{ store: parts.store, source: sourceOf(parts), link, now: () => clock.utc() },
    signers: { signerOf: async (party) => parts.signer(party) },
    onEntries: () => parts.onEntries?.(centre.entries.length),
  })
  if (!read.ok)
    throw new Error(`the command desk's ledger does not verify: entry ${read.error.index}, ${read.error.kind}`)
  const centre: CommandCentre = read.value

  const operatorOf = (party: string) => operations.persons.findLast((p) => p.party === party)?.id ?? `${party}-operator`
  /** What the centre itself sends in the name of who hosts; the same nonce is taken once. */
  const host = model.elements.find((e) => e.id === operations.gateway)?.owner ?? model.mission.lead
  const submitOwn = async ({ nonce, element = operations.gateway, command, values, purpose, priority }: OwnOrder) => {
    const party = model.elements.find((e) => e.id === element)?.owner ?? host
    const person = operatorOf(party)
    const done = await centre.perform((desk, at) => {
      const who = { party, person }
      const what = { element, command, arguments: { ...values }, priority, purpose }
      const content = { format: 'magpie-command-1', mission: mission.mission.id, ...who, ...what } as const
      const expires = utcText(secondsOf(at) + 86400)
      return desk.submit({ ...content, nonce: nonce.slice(0, 64), expires }, undefined, { at, ...who })
    })
    if (!done.ok) note(`${command} could not be submitted: ${done.error.kind}`, element)
  }
  const authority = new AuthorityUplink(centre, {
    verify: (party, bytes, signature) =>
      verifyEd25519(signature, bytes, Buffer.from(parts.signer(party).publicKey, 'hex')),
    lead: model.mission.lead,
    agreements: model.agreements,
    inForce: () => parts.inForce?.().agreements ?? model.agreements,
    ownKeys: (party) => centre.desk.book.ownKeysOf(party),
    mission: mission.mission.id,
    has: (command) => findCommand(dictionary, operations.gateway, command) !== undefined,
    ...{ submit: submitOwn, sender: host, note: (text) => note(text, operations.gateway) },
  })
  const services = operations.proximity.filter((s) => taking.has(s.from) && taking.has(s.to))
  const now_s = () => clock.tdb_s()
  const exchanges = new LinkedExchanges(centre, { services, mission: mission.mission.id, now_s, emit, note })
  const before = exchanges.restore(await proximityBefore(telemetry, services, proximityListener(decoder, operations)))
  live.recall(before.map(({ service, status }) => exchangeNow(service, status)))

  const gaps = gapKeeper(telemetry)
  const askForGaps = async (at_s: number) => {
    const reachable = lines.canSend && passAt(at_s) !== undefined
    for (const { element, first, count, round } of await gaps(at_s, clock.micros(), reachable)) {
      // What the relay said of itself did not pass the lander's recorder: it has one of its own.
      const own = element === operations.relay
      await submitOwn({
        ...{ nonce: `gap-${first}-${count}-${round}-${element}`, command: 'retransmit', priority: 2 },
        ...{ values: own ? { first, count } : { source: element, first, count }, purpose: 'gap in telemetry' },
        ...(own ? { element } : {}),
      })
    }
  }

  const deployments = new LinkedDeployments(centre, {
    deployments: operations.deployments.filter((d) => taking.has(d.module)),
    surroundings: surroundingsOf(operations, model.elements, parts.surface),
    touchdown_s: parts.touchdown_s,
    value(element, name) {
      const found = live.latest.get(`${element}/${name}`)
      return found && { value: found.value, at_s: tdbSeconds(epoch(secondsOf(found.generatedAt)), NAIF0012) }
    },
    contact(now_s) {
      const pass = passAt(now_s)
      return pass === undefined
        ? { remaining_s: 0, source: 'the contact plan: no pass' }
        : { remaining_s: pass.end - now_s, source: `the contact plan: a pass over ${pass.station}` }
    },
    operatorOf,
    mission: mission.mission.id,
    emit,
  })

  let told_s = clock.tdb_s()
  const tellPasses = (at_s: number) => {
    for (const { station, kind, start, end, light_s } of passes) {
      const pass = { kind: 'pass', station, link: kind, light_s } as const
      if (start > told_s && start <= at_s) emit({ ...pass, at: start, state: 'start' })
      if (end > told_s && end <= at_s) emit({ ...pass, at: end, state: 'end' })
    }
    told_s = at_s
  }

  const files = await LinkedFiles.open({
    ...{ folder: parts.files, operations, surface: parts.surface, centre, signer: parts.signer, emit, note },
    ...{ ownerOf: (element) => model.elements.find((e) => e.id === element)?.owner ?? '', begun_s: clock.tdb_s() },
    up: () => lines.canCarry,
    out: (bundle) => lines.carry(bundle),
    onFault: parts.onFault,
  })
  const bundle = (octets: Uint8Array) => files?.take(octets)
  const lines = await openLines(parts.links, clock, { take: intake.take, bundle, changed: note })
  return {
    centre,
    passes,
    given: () => [],
    async tick() {
      const at_s = clock.tdb_s()
      tellPasses(at_s)
      await reports.settle(centre, at_s)
      await deployments.tick(at_s)
      await exchanges.tick()
      await authority.tick()
      await askForGaps(at_s)
      await files?.tick(at_s)
      await centre.tick()
    },
    custody: (at_s) => (takesBundles(parts.links, operations) ? files?.custody(at_s) : undefined),
    links: () => lines.views(passAt(clock.tdb_s()) !== undefined),
    close() {
      intake.close()
      return lines.close()
    },
  }
}

/** What elements told of exchanges before, as it was archived, in the order in which it came. */
async function proximityBefore(
  telemetry: TelemetryService,
  services: readonly ProximityService[],
  listen: (packet: Uint8Array) => ProximityMessage | undefined,
): Promise<{ readonly message: ProximityMessage; readonly at_s: number }[]> {
  const found: { readonly message: ProximityMessage; readonly at_s: number }[] = []
  for (const source of new Set(services.flatMap((s) => [s.from, s.to])))
    for await (const { bytes, standing, received_us } of telemetry.archive.packets({ source })) {
      const message = bytes === undefined || standing !== 'sample' ? undefined : listen(bytes)
      if (message !== undefined) found.push({ message, at_s: tdbSeconds(epochOfMicros(received_us), NAIF0012) })
    }
  return found.sort((a, b) => a.at_s - b.at_s)
}

function utcOf(tdb_s: number): string {
  return formatEpoch(epochFromTdb(tdb_s, NAIF0012), NAIF0012)
}
