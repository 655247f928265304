/**
 * The command desk of a centre that rehearses live: its clock is the mission's, its telemetry what the ground decoded, its
 * link the door of the simulation. After a restart what was released goes in again at the same moment of the simulation.
 */
import { cedarEngine } from '@magpie/adapters/cedar'
import { type CommandCentre, type CommandLink, openCommandCentre } from '@magpie/centre/command-centre'
import type { CommandStore } from '@magpie/centre/command-store'
import type { LiveRehearsal } from '@magpie/centre/live-rehearsal'
import type { InForce } from '@magpie/centre/signed-now'
import { contains, type Interval, normalise } from '@magpie/core/interval'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { epoch, epochFromTdb, formatEpoch, tdbSeconds } from '@magpie/core/time'
import type { Signer } from '@magpie/ledger/keys'
import type { Agreement } from '@magpie/mission/agreement'
import type { MissionModel } from '@magpie/mission/mission-model'
import type { DeskCommand } from '@magpie/operations/command/book'
import type { DeskEvent, Stamp } from '@magpie/operations/command/desk-event'
import type { DeskSource } from '@magpie/operations/command/desk-ground'
import { secondsOf, utcText } from '@magpie/operations/command/instant'
import { describeXtceError } from '@magpie/operations/xtce-context'
import { readXtce } from '@magpie/operations/xtce-reader'
import { dictionaryFiles, type MissionFolder } from '@magpie/rehearsal/mission-folder'
import type { LiveCommand, LiveDoor } from '@magpie/simulator/live-commands'
import type { SiteStudy } from '@magpie/surface/site-study'

export type DeskSourceParts = {
  readonly mission: MissionFolder
  readonly model: MissionModel
  readonly surface: SiteStudy
  readonly live: LiveRehearsal
  readonly touchdown_s: number
  /** Whether the script of the mission is played, which takes grants back. */
  readonly scripted?: boolean
  /** Agreements and parties as they stand, where more may be signed while the mission runs. */
  readonly inForce?: (() => InForce) | undefined
}

export type LiveDeskParts = DeskSourceParts & {
  readonly door: LiveDoor
  readonly store: CommandStore
  readonly signer: (party: string) => Signer
  /** Told how many entries are on record when more became durable. */
  readonly onEntries?: (entries: number) => void
}

export type LiveDesk = {
  readonly centre: CommandCentre
  /** What the desk made of grants given at it, for the rules on board. */
  readonly given: () => readonly Agreement[]
  /** What became due is heard, and what may leave leaves. */
  tick(): Promise<void>
}

/** A command with a time of its own goes up in the last eighteen hours before it, as those of the plan do. */
export const EARLIEST_S = 18 * 3600

/** Opens the desk over its ledger, and gives the simulation what was released before. */
export async function openLiveDesk(parts: LiveDeskParts): Promise<LiveDesk> {
  const { live, door, store, signer } = parts
  const now_s = () => Math.max(live.clockMessage().tdb_s, door.now_s + 0.001)
  const now = () => utcOf(now_s())
  const source = sourceOf({ ...parts, scripted: true })
  const give = (c: DeskCommand) => door.put(liveCommand(c))
  const revoke = (grant: string, at: string) => {
    door.revoked.set(grant, at)
    door.put(gatewayRevocation(parts, grant, at))
  }
  const link: CommandLink = {
    takes: (c) => {
      const at_s = secondsOf(now())
      const { execute } = c.content
      return source.window_s('contact', at_s)! > 0 && (execute === undefined || secondsOf(execute) - at_s < EARLIEST_S)
    },
    waits: ({ execute }) => {
      const at_s = secondsOf(now())
      const early = execute !== undefined && secondsOf(execute) - at_s >= EARLIEST_S
      if (early) return { waits: 'time', until: utcText(secondsOf(execute) - EARLIEST_S) }
      if (source.window_s('contact', at_s)! > 0) return undefined
      const begins_s = nextContact_s(parts.surface, tdbOf(at_s))
      return { waits: 'pass', ...(begins_s === undefined ? {} : { until: utcOf(begins_s) }) }
    },
    send: give,
    revoked: (grant) => revoke(grant, opened.desk.book.revoked.get(grant) ?? now()),
  }
  const ports = {
    ...{ store, source, link, now, signers: { signerOf: async (party: string) => signer(party) } },
    wall: () => new Date().toISOString(),
    onEntries(entries: readonly RecordedEntry[]) {
      for (const entry of entries) hand(door, entry)
      parts.onEntries?.(opened.entries.length)
    },
  }
  const read = await openCommandCentre(ports)
  if (!read.ok)
    throw new Error(`the command desk's ledger does not verify: entry ${read.error.index}, ${read.error.kind}`)
  const opened = read.value
  for (const c of opened.desk.book.commands.values()) if (c.released_s !== undefined) give(c)
  for (const [grant, at] of opened.desk.book.revoked) revoke(grant, at)
  for (const said of opened.desk.book.said) hand(door, said)
  return {
    centre: opened,
    given: onBoard(parts, opened),
    async tick() {
      await hear(opened, door.heard(live.clockMessage().tdb_s))
      await opened.tick()
    },
  }
}

/** What the rules on board go by beside the mission's own agreements: grants of the desk, and what was signed since. */
function onBoard({ model, inForce = () => model }: LiveDeskParts, { desk }: CommandCentre): () => readonly Agreement[] {
  return () => {
    const since = inForce().agreements.filter((a) => !model.agreements.includes(a))
    return [...since, ...[...desk.book.grants.values()].map((g) => g.agreement)]
  }
}

type RecordedEntry = { readonly event: DeskEvent; readonly stamp: Stamp }

/** What was said at the desk and is done elsewhere enters the simulation at the moment on record. */
function hand(door: LiveDoor, { event, stamp }: RecordedEntry): void {
  const { party, person } = stamp
  const at_s = tdbOf(secondsOf(stamp.at))
  if (event.kind === 'deployment' && event.refusal === undefined) {
    const { kind, module, act, lead } = event
    door.say({ kind, at_s, module, act, lead, party, person })
  } else if (event.kind === 'exchange' && event.refusal === undefined) {
    const { why: _, refusal: __, amount, duration_s, ...said } = event
    const given = { ...(amount === undefined ? {} : { amount }), ...(duration_s === undefined ? {} : { duration_s }) }
    door.say({ ...said, ...given, at_s, party, person })
  } else if (event.kind === 'outage') door.say({ ...event, at_s })
  else if (event.kind === 'rehearsal') door.say({ kind: 'rehearsal', at_s, party, act: event.act, why: event.why })
}

async function hear(centre: CommandCentre, reports: ReturnType<LiveDoor['heard']>): Promise<void> {
  for (const { id, stage, refusal } of reports)
    await centre.perform((desk, at) => {
      const c = desk.book.commands.get(id)
      if (c !== undefined) desk.see(c, { kind: 'report', stage }, at, refusal)
      return { ok: true, value: undefined }
    })
}

/** What the desk stands on: the mission, its windows, and what was heard last. */
export function sourceOf({
  mission,
  model,
  surface,
  live,
  touchdown_s,
  scripted = false,
  inForce = () => model,
}: DeskSourceParts): DeskSource {
  const read = readXtce(dictionaryFiles(mission.dictionaries))
  if (!read.ok) throw new Error(`the dictionary cannot be read: ${read.error.map(describeXtceError)[0]}`)
  const { phases } = mission.operations
  const windows = windowsOf(surface)
  const science_s = touchdown_s + phases.scienceAfter_s
  return {
    mission: mission.mission.id,
    lead: model.mission.lead,
    dictionary: read.value.dictionary,
    elements: model.elements.filter((e) => mission.operations.elements.some((o) => o.id === e.id)),
    get parties() {
      return inForce().parties
    },
    get agreements() {
      return inForce().agreements
    },
    engine: cedarEngine(),
    phaseAt: (at_s) => (tdbOf(at_s) < science_s ? phases.deployment : phases.science),
    value(element, name) {
      const found = live.latest.get(`${element}/${name}`)
      return found === undefined ? undefined : { value: found.value, at_s: secondsOf(found.receivedAt) }
    },
    window_s(kind, at_s) {
      const list = windows.get(kind)
      if (list === undefined) return undefined
      const at = tdbOf(at_s)
      return contains(list, at) ? list.find((w) => at >= w.start && at < w.end)!.end - at : 0
    },
    signal_s: () => 2 * live.clockMessage().lightTime_s,
    struck: scripted ? struckBy(mission.operations.script, model, touchdown_s) : undefined,
    ownKeys: () => [],
  }
}

/** Grants that the script of a rehearsal takes back, and from when (UTC). */
function struckBy(
  script: MissionFolder['operations']['script'],
  { grants }: MissionModel,
  touchdown_s: number,
): DeskSource['struck'] {
  const revoked = script.flatMap((event) => {
    if (event.kind !== 'revoke') return []
    const stands = grants.some((g) => g.id === event.grant && g.grantor === event.by && g.revocable)
    return stands ? [[event.grant, utcOf(touchdown_s + event.at_s)] as const] : []
  })
  return new Map(revoked)
}

/** When the next contact of any kind begins, TDB s. */
export function nextContact_s({ contacts }: SiteStudy, after_s: number): number | undefined {
  const starts = contacts.flatMap((c) => (c.start_tdb_s > after_s ? [c.start_tdb_s] : []))
  return starts.length === 0 ? undefined : Math.min(...starts)
}

/** Windows by kind, TDB s: `contact` of any kind, `station`, `relay`, `lit`. */
function windowsOf(surface: SiteStudy): ReadonlyMap<string, readonly Interval[]> {
  const spans = (kinds: readonly string[]) =>
    normalise(
      surface.contacts.filter((c) => kinds.includes(c.kind)).map((c) => ({ start: c.start_tdb_s, end: c.end_tdb_s })),
    )
  return new Map([
    ['contact', spans(['direct', 'through-relay'])],
    ['station', spans(['direct'])],
    ['relay', spans(['through-relay'])],
    ['lit', normalise(surface.lit.map((w) => ({ start: w.start_tdb_s, end: w.end_tdb_s })))],
  ])
}

function liveCommand(c: DeskCommand): LiveCommand {
  const { content } = c
  return {
    ...{ id: c.id, party: content.party, element: content.element, command: c.command.name, values: c.values },
    approvals: c.approvals.map((a) => a.party),
    released_s: tdbOf(c.released_s!),
    execute_s: content.execute === undefined ? undefined : tdbOf(secondsOf(content.execute)),
    expires_s: tdbOf(secondsOf(content.expires)),
    purpose: content.purpose === '' ? `command ${c.id}` : content.purpose,
  }
}

/** The gateway on board keeps its own list: its owner sends it each revocation. */
function gatewayRevocation({ mission, model }: LiveDeskParts, grant: string, at: string): LiveCommand {
  const at_s = tdbOf(secondsOf(at))
  return {
    ...{
      id: `revoke-${grant}`,
      party: model.mission.lead,
      element: mission.operations.gateway,
      command: 'gateway_revoke',
    },
    ...{ values: { grant }, approvals: [], released_s: at_s, execute_s: undefined, expires_s: at_s + 10 * 86400 },
    purpose: `revocation of ${grant}`,
  }
}

function utcOf(tdb_s: number): string {
  return formatEpoch(epochFromTdb(tdb_s, NAIF0012), NAIF0012)
}

function tdbOf(tai_s: number): number {
  return tdbSeconds(epoch(tai_s), NAIF0012)
}
