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
import { epoch, tdbSeconds } from '@magpie/core/time'
import { secondsOf, utcText } from '@magpie/operations/command/instant'
import { compileDecoder } from '@magpie/operations/decoder'
import type { LinksFile } from '@magpie/operations/link/link-file'
import { readXtce } from '@magpie/operations/xtce-reader'
import { dictionaryFiles } from '@magpie/rehearsal/mission-folder'
import { contactsOf, surroundingsOf } from '@magpie/rehearsal/operations-run'
import { OperationsTimeline } from '@magpie/rehearsal/operations-timeline'
import { type Pass, passesOf } from '@magpie/simulator/contact-plan'
import { groundReceiver } from '@magpie/simulator/ground-receiver'
import type { OperationsEvent } from '@magpie/simulator/operations-event'
import { EARLIEST_S, type LiveDesk, type LiveDeskParts, sourceOf } from '../live-desk.ts'
import { linkedClock } from './clock.ts'
import { LinkedDeployments } from './deployments.ts'
import { gapKeeper } from './gaps.ts'
import { type Came, openLines } from './lines.ts'
import { commandReports } from './reports.ts'
import { telecommandOf } from './telecommand.ts'

export type LinkedParts = Omit<LiveDeskParts, 'door'> & {
  readonly telemetry: TelemetryService
  readonly links: LinksFile
  /** Packets are in the archive: who shows values looks again. */
  came(): void
  onFault(cause: unknown): void
}

export type LinkedOperations = LiveDesk & {
  readonly passes: readonly Pass[]
  /** What each link does and did. */
  links(): LinkView[]
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
  const receiver = groundReceiver(decoder, apids, NAIF0012, emit, reports.hear, { lateIsOld: true })
  const passes = passesOf(contactsOf(parts.surface), operations.links)
  const passAt = (at_s: number): Pass | undefined => passes.find((p) => at_s >= p.start && at_s < p.end)

  const take = async (packets: readonly Came[], station: string): Promise<number> => {
    const fresh = packets.filter(({ bytes, wall_ms }) => {
      const apid = ((bytes[0]! & 7) << 8) | bytes[1]!
      const from = apids.get(apid) ?? `apid-${apid}`
      return telemetry.take(from, station, bytes, 0, bytes.length, clock.micros(wall_ms)) !== 'duplicate'
    })
    await telemetry.durably()
    parts.came()
    // What one packet does to its reader must not end the link: it is archived, and said.
    for (const { bytes, wall_ms } of fresh)
      try {
        receiver.hear(bytes, station, clock.tdb_s(wall_ms))
      } catch (cause) {
        parts.onFault(cause)
      }
    return packets.length - fresh.length
  }

  const link: CommandLink = {
    takes({ content: { execute } }) {
      const at_s = clock.tdb_s()
      const pass = passAt(at_s)
      const due = execute === undefined || secondsOf(execute) - secondsOf(clock.utc()) < EARLIEST_S
      return (
        due && lines.canSend && pass !== undefined && pass.end - at_s > LEAST_CONTACT_S && at_s - pass.start > LOCK_S
      )
    },
    send(c) {
      const octets = telecommandOf(c, operations, parts.signer)
      if (octets === undefined) note(`${c.id} cannot be signed: the gateway knows too few people of a party of it`)
      else if (!lines.send(octets)) note(`${c.id} was released and could not be sent`)
    },
    revoked: (grant) => void revokeOnBoard(grant).catch(parts.onFault),
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
  const submitOwn = async (
    nonce: string,
    command: string,
    values: Record<string, string | number>,
    purpose: string,
  ) => {
    const person = operatorOf(host)
    const done = await centre.perform((desk, at) => {
      const who = { party: host, person }
      const what = { element: operations.gateway, command, arguments: values, priority: 2, purpose }
      const content = { format: 'magpie-command-1', mission: mission.mission.id, ...who, ...what } as const
      const expires = utcText(secondsOf(at) + 86400)
      return desk.submit({ ...content, nonce: nonce.slice(0, 64), expires }, undefined, { at, ...who })
    })
    if (!done.ok) note(`${command} could not be submitted: ${done.error.kind}`, operations.gateway)
  }
  const revokeOnBoard = (grant: string) =>
    submitOwn(`revoke-${grant}`, 'gateway_revoke', { grant }, `revocation of ${grant}`)

  const gaps = gapKeeper(telemetry)
  const askForGaps = async (at_s: number) => {
    const reachable = lines.canSend && passAt(at_s) !== undefined
    for (const { element, first, count, round } of await gaps(at_s, clock.micros(), reachable))
      await submitOwn(
        `gap-${first}-${count}-${round}-${element}`,
        'retransmit',
        { source: element, first, count },
        'gap in telemetry',
      )
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

  const lines = await openLines(parts.links, clock, { take, changed: note })
  for (const grant of centre.desk.book.revoked.keys()) await revokeOnBoard(grant)
  return {
    centre,
    passes,
    given: () => [],
    async tick() {
      const at_s = clock.tdb_s()
      tellPasses(at_s)
      await reports.settle(centre, at_s)
      await deployments.tick(at_s)
      await askForGaps(at_s)
      await centre.tick()
    },
    links: () => lines.views(passAt(clock.tdb_s()) !== undefined),
    close: () => lines.close(),
  }
}
