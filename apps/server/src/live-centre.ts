/**
 * A centre that rehearses live: the stages are computed on a thread of their own, the mission clock starts as soon as the
 * flight is designed, and operations follow when their plan stands. What was recorded before a stop is taken up again.
 */
import { join } from 'node:path'
import { fileArtefacts } from '@magpie/adapters/file-artefacts'
import { openMissionTelemetry } from '@magpie/adapters/mission-telemetry'
import { rehearsalPorts } from '@magpie/adapters/rehearsal-ports'
import { startRehearsal, type WorkerMessage } from '@magpie/adapters/rehearsal-thread'
import type { linkReads } from '@magpie/api/link-operations'
import type { SceneView, Upcoming } from '@magpie/api/mission-views'
import type { OutputOf } from '@magpie/api/operation'
import type { CentreState } from '@magpie/centre/centre-handlers'
import type { CommandCentre } from '@magpie/centre/command-centre'
import type { CommandStore } from '@magpie/centre/command-store'
import { descentSensitivityOf } from '@magpie/centre/descent-sensitivity'
import { LiveFeed } from '@magpie/centre/live-feed'
import {
  type LivePacket,
  type LivePlan,
  type LivePorts,
  LiveRehearsal,
  type Resumption,
} from '@magpie/centre/live-rehearsal'
import type { TourStretch } from '@magpie/centre/mission-clock'
import type { Known } from '@magpie/centre/mission-view'
import { upcomingOf } from '@magpie/centre/mission-view'
import type { RehearsalStore, StoredRehearsal } from '@magpie/centre/rehearsal-store'
import { sceneOf } from '@magpie/centre/scene'
import { inForceNow } from '@magpie/centre/signed-now'
import type { Subscriber } from '@magpie/centre/subscriber'
import type { TelemetryService } from '@magpie/centre/telemetry-service'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { unwrap } from '@magpie/core/result'
import { parseEpoch } from '@magpie/core/time'
import { decodeEntry, type Entry, encodeEntry } from '@magpie/ledger/entry'
import type { DiskStanding } from '@magpie/operations/ingest/archive-port'
import { microsOf } from '@magpie/operations/ingest/micros'
import { paceOf } from '@magpie/operations/link/link-clock'
import type { LinksFile } from '@magpie/operations/link/link-file'
import type { Desk } from '@magpie/programme/desk/record'
import type { DescentSensitivity } from '@magpie/programme/interface/impact'
import type { TimelineItem } from '@magpie/rehearsal/happening'
import { LedgerBook } from '@magpie/rehearsal/ledger-book'
import type { MissionFolder } from '@magpie/rehearsal/mission-folder'
import { beginOperations } from '@magpie/rehearsal/operations-run'
import { OperationsTimeline } from '@magpie/rehearsal/operations-timeline'
import { STAGE_NAMES, STAGE_TITLES } from '@magpie/rehearsal/spine'
import type { StageOutputs } from '@magpie/rehearsal/stage-outputs'
import { flightTimeline, phaseTimes, programmeTimeline } from '@magpie/rehearsal/timeline'
import { LiveDoor } from '@magpie/simulator/live-commands'
import { lightTimes } from './light-times.ts'
import { custodyStanding, linkStanding, outagesAt } from './link-standing.ts'
import { linkedClock } from './linked/clock.ts'
import { takesBundles } from './linked/files.ts'
import { type LinkedOperations, openLinkedOperations } from './linked/linked-operations.ts'
import { type LiveDesk, openLiveDesk } from './live-desk.ts'

export type LiveCentreOptions = {
  readonly folder: string
  readonly mission: MissionFolder
  readonly data: string
  readonly store: RehearsalStore
  /** Where the ledger of a rehearsal's command desk is kept. */
  readonly commands: (rehearsal: number) => CommandStore
  readonly rehearsal: StoredRehearsal
  /** What is signed at the programme's desk; undefined where there is none. */
  readonly signing?: (() => Desk | undefined) | undefined
  readonly version: string
  readonly database: string
  /** Where the spacecraft are at the other end of links: nothing is simulated here. */
  readonly links?: LinksFile | undefined
  onFault(cause: unknown): void
  /** The disk of the archive is full, or has space again. */
  onDisk?(standing: DiskStanding): void
}

/** Values before the archive is open. */
const NONE: LiveFeed['latest'] = new Map()

type StageMessage = CentreState['stages'][number]
const TICK_MS = 100
/** Seconds of wall time that the tour takes from one event of the mission to the next. */
const TOUR = { transfer: 10, orbit: 5, descent: 10, deployment: 30, surface: 240 } as const

export class LiveCentre {
  state: CentreState
  /** What was received; undefined until its archive is open. */
  telemetry: TelemetryService | undefined
  private readonly options: LiveCentreOptions
  private readonly outputs: { -readonly [K in keyof StageOutputs]?: StageOutputs[K] } = {}
  private readonly artefacts: Record<string, string> = {}
  /** Values and alarms to those who watch; undefined until the archive is open. */
  private feed: LiveFeed | undefined
  /** Who watches, and how each leaves what it watches. */
  private readonly subscribers = new Map<Subscriber, (() => void)[]>()
  private readonly stopWorker: () => Promise<void>
  private readonly timer: ReturnType<typeof setInterval>
  private readonly book: LedgerBook
  private readonly opening: Promise<TelemetryService>
  private work: Promise<void> = Promise.resolve()
  private desk: LiveDesk | undefined
  private linked: LinkedOperations | undefined
  private door: LiveDoor | undefined
  private ticking: Promise<void> | undefined

  constructor(options: LiveCentreOptions) {
    this.options = options
    const { mission, rehearsal, data } = options
    const known: Known = { mission, phases: [] }
    const stages = STAGE_NAMES.map(
      (stage): StageMessage => ({ type: 'stage', stage, state: 'waiting', fraction: 0, headline: STAGE_TITLES[stage] }),
    )
    this.state = {
      version: options.version,
      startedAt: rehearsal.startedAt,
      database: options.database,
      seed: rehearsal.seed,
      rehearsal: rehearsal.id,
      stages,
      known,
      scene: undefined,
      upcoming: [],
      live: undefined,
    }
    const signers = rehearsalPorts(rehearsal.seed, data)
    this.book = new LedgerBook(mission.mission.lead, signers.signer)
    const archive = join(data, 'archive', `rehearsal-${rehearsal.id}`)
    this.opening = openMissionTelemetry(archive, mission, {
      alarm: (alarm) => this.feed?.tell(alarm),
      onFault: options.onFault,
      disk: (standing) => options.onDisk?.(standing),
    })
    this.opening.then((telemetry) => this.tellFrom(telemetry), options.onFault)
    this.stopWorker = startRehearsal(
      { folder: options.folder, seed: rehearsal.seed, artefacts: join(data, 'artefacts') },
      (message) => {
        this.work = this.work.then(() => this.hear(message)).catch(options.onFault)
      },
    )
    this.timer = setInterval(() => void this.tick(), TICK_MS)
  }

  /** Adds a watcher: at once the stages and where the mission stands, then all that comes. */
  watch(subscriber: Subscriber): () => void {
    for (const stage of this.state.stages) subscriber.tell(stage)
    if (this.desk !== undefined) subscriber.tell({ type: 'desk', entries: this.desk.centre.entries.length })
    subscriber.flush()
    const watched = [this.state.live, this.feed].filter((one) => one !== undefined)
    this.subscribers.set(
      subscriber,
      watched.map((one) => one.watch(subscriber)),
    )
    return () => {
      for (const leave of this.subscribers.get(subscriber) ?? []) leave()
      this.subscribers.delete(subscriber)
    }
  }

  /** The archive is open: what its pipelines decode is told. */
  private tellFrom(telemetry: TelemetryService): void {
    this.telemetry = telemetry
    const later = (ms: number, work: () => void) => void (ms < 1 ? setImmediate(work) : setTimeout(work, ms))
    const feed = new LiveFeed(telemetry, { now_ms: () => performance.now(), later })
    this.feed = feed
    for (const [s, leaves] of this.subscribers) leaves.push(feed.watch(s))
  }

  /** The command desk; undefined until operations begin. */
  get commandCentre(): CommandCentre | undefined {
    return this.desk?.centre
  }

  /** How the spacecraft are reached; undefined until operations begin. */
  links(ahead: number): ReturnType<typeof linkStanding> | undefined {
    const { live } = this.state
    const { linked, desk, telemetry } = this
    if (live === undefined || desk === undefined) return undefined
    const { gateway } = this.options.mission.operations
    const common = { live, telemetry, gateway, queued: desk.centre.desk.book.queue.length }
    if (linked === undefined) {
      const inside = this.door?.links
      const now_s = live.clockMessage().tdb_s
      const custody = inside?.custody(now_s)
      const outages = custody === undefined ? [] : outagesAt(custody, now_s)
      const { lost = 0, octets = 0 } = inside?.counts ?? {}
      const simulated = { passes: inside?.passes() ?? [], links: undefined, outages, lost, in_octets: octets }
      return linkStanding({ ...common, ...simulated }, ahead)
    }
    const links = linked.links()
    const lost = links.reduce((sum, v) => sum + v.damaged + v.dropped, 0)
    const in_octets = links.reduce((sum, v) => sum + v.in_octets, 0)
    return linkStanding({ ...common, passes: linked.passes, links, outages: [], lost, in_octets }, ahead)
  }

  /** Who holds which bundle; over links as far as its nodes said it here. */
  custody(): OutputOf<typeof linkReads.relayCustody> | undefined {
    const at_s = this.state.live?.clockMessage().tdb_s
    const now = at_s === undefined ? undefined : (this.linked?.custody(at_s) ?? this.door?.links?.custody(at_s))
    return now === undefined ? undefined : custodyStanding(now)
  }

  /** Whether the spacecraft are simulated here, and not at the other end of links. */
  get simulated(): boolean {
    return this.options.links === undefined
  }

  /** Whether files go up: into the simulation, or over a link that takes bundles. */
  get takesFiles(): boolean {
    const { links, mission } = this.options
    return links === undefined || takesBundles(links, mission.operations)
  }

  /** The relay and the stations of a rehearsal, which can be without a word; none over links. */
  silenceable(): string[] {
    const { gateway } = this.options.mission.operations
    const nodes = this.door?.links?.custody(0)?.nodes ?? []
    return nodes.map(({ node }) => node).filter((node) => node !== gateway && node !== 'centre')
  }

  /** The flight of this rehearsal; undefined before it was designed. */
  get flight(): StageOutputs['flight'] | undefined {
    return this.outputs.flight
  }

  /** Where what this rehearsal came to is found, for who compares with it. */
  get order() {
    const { folder, data, rehearsal } = this.options
    const { flight, surface, plan } = this.artefacts
    const artefacts = Object.fromEntries(
      Object.entries({ flight, surface, plan }).filter(([, name]) => name !== undefined),
    )
    return { folder, seed: rehearsal.seed, artefactFolder: join(data, 'artefacts'), artefacts }
  }

  /** The output of a finished stage. */
  stageOutput(stage: string): { artefact: string; output: unknown } | undefined {
    const artefact = this.artefacts[stage]
    return artefact === undefined ? undefined : { artefact, output: this.outputs[stage as keyof StageOutputs] }
  }

  /** What one kilogram more to land takes of the descent, once the rehearsal has flown it. */
  descent(): DescentSensitivity | undefined {
    const { flight } = this.outputs
    return flight && descentSensitivityOf(flight, `rehearsal ${this.state.rehearsal}, seed ${this.state.seed}`)
  }

  async stop(): Promise<void> {
    clearInterval(this.timer)
    // What is under way must not wait for space on a full disk: it would hold up the stop for as long.
    this.telemetry?.waitNoMore()
    await this.stopWorker()
    await this.work
    await this.ticking
    await this.linked?.close()
    await this.state.live?.settled()
    await (await this.opening).close()
  }

  private async tick(): Promise<void> {
    if (this.ticking !== undefined) return
    this.ticking = this.step()
    await this.ticking
    this.ticking = undefined
  }

  private async step(): Promise<void> {
    const { live } = this.state
    try {
      if (live === undefined) for (const s of this.subscribers.keys()) s.flush()
      else if (this.desk === undefined) await live.tick(Date.now())
      else {
        // The simulation stands still while the desk decides, so that what enters it does so at a moment on record.
        await this.desk.centre.exclusively(() => live.tick(Date.now()))
        await this.desk.tick()
      }
    } catch (cause) {
      clearInterval(this.timer)
      this.options.onFault(cause)
    }
  }

  private async hear(message: WorkerMessage): Promise<void> {
    if (message.kind === 'failed') {
      this.tellStage(message.stage, { state: 'failed', headline: message.cause })
      return
    }
    if (message.kind === 'finished') return
    const { event } = message
    if (event.kind === 'started') this.tellStage(event.stage, { state: 'running' })
    else if (event.kind === 'progress') this.tellStage(event.stage, { fraction: event.fraction, headline: event.text })
    else {
      await this.take(event.stage as keyof StageOutputs, event.artefact)
      this.tellStage(event.stage, { state: event.state, fraction: 1, headline: event.headline, cpu_s: event.cpu_s })
    }
  }

  private tellStage(stage: string, change: Partial<StageMessage>): void {
    const stages = this.state.stages.map((s) => (s.stage === stage ? { ...s, ...change } : s))
    this.state = { ...this.state, stages }
    const told = stages.find((s) => s.stage === stage)
    if (told !== undefined) for (const s of this.subscribers.keys()) s.tell(told)
  }

  /** A stage finished: its output becomes part of what the centre knows. */
  private async take(stage: keyof StageOutputs, artefact: string): Promise<void> {
    const bytes = await fileArtefacts(join(this.options.data, 'artefacts')).get(artefact)
    if (bytes === undefined) throw new Error(`the artefact ${artefact} is gone`)
    const { output } = JSON.parse(new TextDecoder().decode(bytes)) as { output: never }
    this.outputs[stage] = output
    this.artefacts[stage] = artefact
    const { known } = this.state
    if (stage === 'model') this.state = { ...this.state, known: { ...known, model: output } }
    if (stage === 'surface') this.state = { ...this.state, known: { ...known, surface: output } }
    if (stage === 'flight') await this.launch()
    if (stage === 'surface' || stage === 'plan') this.state = { ...this.state, upcoming: this.ahead() }
    const { links } = this.options
    if (stage === 'plan') await (links === undefined ? this.operate() : this.operateLinked(links))
  }

  private ahead(): Upcoming[] {
    const { flight, surface, plan } = this.outputs
    return flight === undefined ? [] : upcomingOf(flight, surface, plan)
  }

  /** The flight is designed: the scene can be drawn, and the clock starts. */
  private async launch(): Promise<void> {
    const { mission, store, rehearsal } = this.options
    const { programme, model, flight } = this.outputs
    if (programme === undefined || model === undefined || flight === undefined) return
    const eph = await rehearsalPorts(rehearsal.seed, this.options.data, this.options.folder).ephemerides()
    const { latitude_deg, longitude_deg } = mission.surface.site
    const site = { lat_deg: latitude_deg.value, lon_deg: longitude_deg.value, height_m: 0 }
    const scene: SceneView = sceneOf(mission, flight, site, eph, flight.touchdown.epochTdb_s + 90 * 86400)
    const phases = phaseTimes(mission, programme, flight)
    const plan = {
      start_s: flight.figures.launchTdb_s - 600,
      launch_s: flight.figures.launchTdb_s,
      tour: tourOf(flight, scene.end_tdb_s),
      phaseAt: (t: number) => phases.filter((p) => p.begins_s <= t).at(-1)?.id ?? phases[0]?.id ?? '',
      lightTimeAt: lightTimes(flight, eph),
      ...this.followed(),
    }
    const resumption = await this.resumption()
    // Over links what was told before cannot be told again, and is not: it is on record.
    const items =
      resumption?.told === undefined ? [...programmeTimeline(programme), ...flightTimeline(model, flight)] : []
    const telemetry = await this.opening
    const ports: LivePorts = {
      leap: NAIF0012,
      chain: (draft) =>
        this.book
          .record(draft)
          .map((entry) => ({ sequence: entry.sequence, hash: entry.hash, text: encodeEntry(entry) })),
      archive: async (packets) => {
        await archived(telemetry, packets)
        this.feed?.look()
      },
      latest: () => this.feed?.latest ?? NONE,
      record: (recording) => store.record(rehearsal.id, recording),
    }
    const live = new LiveRehearsal(
      ports,
      plan,
      rehearsal.pace,
      Date.now(),
      items.values(),
      flight.touchdown.epochTdb_s,
      resumption,
    )
    this.state = { ...this.state, scene, upcoming: this.ahead(), live, known: { ...this.state.known, phases } }
    for (const [s, leaves] of this.subscribers) leaves.push(live.watch(s))
  }

  private async resumption(): Promise<Resumption | undefined> {
    const { store, rehearsal } = this.options
    if (rehearsal.clock_s === undefined) return undefined
    const told = await store.happenings(rehearsal.id, -1, 1_000_000)
    const recorded = await this.ledgerEntries()
    const packets = (await this.opening).archive.packetCount
    const before = { clock_s: rehearsal.clock_s, happenings: told.length, entries: recorded.length, packets }
    if (this.options.links === undefined) return before
    this.book.resume(recorded)
    return { ...before, told }
  }

  /** The clock of the links, where there are any. */
  private followed(): Pick<LivePlan, 'follows'> {
    const { links } = this.options
    if (links === undefined) return {}
    const clock = linkedClock(links.clock)
    return { follows: { at: (wall_ms) => clock.tdb_s(wall_ms), pace: paceOf(links.clock) } }
  }

  /** Operations over links begin: the desk, then the links themselves. */
  private async operateLinked(links: LinksFile): Promise<void> {
    const { mission, rehearsal, data, onFault } = this.options
    const { model, flight, surface } = this.outputs
    const { live } = this.state
    if (model === undefined || flight === undefined || surface === undefined || live === undefined) return
    const linked = await openLinkedOperations({
      inForce: inForceNow(model, this.options.signing ?? (() => undefined)),
      ...{ mission, model, surface, live, links, onFault, signer: rehearsalPorts(rehearsal.seed, data).signer },
      touchdown_s: flight.touchdown.epochTdb_s,
      store: this.options.commands(rehearsal.id),
      files: join(data, 'files', `rehearsal-${rehearsal.id}`),
      telemetry: await this.opening,
      came: () => this.feed?.poke(),
      onEntries: (entries) => this.tellDesk(entries),
    })
    this.linked = linked
    this.desk = linked
    this.tellDesk(linked.centre.entries.length)
  }

  /** The plan stands: operations go on where the flight ends. */
  private async operate(): Promise<void> {
    const { mission, rehearsal, data } = this.options
    const { model, flight, surface, plan } = this.outputs
    const { live } = this.state
    if (model === undefined || flight === undefined || surface === undefined || plan === undefined) return
    if (live === undefined) return
    const ports = rehearsalPorts(rehearsal.seed, data)
    const door = new LiveDoor()
    this.door = door
    const desk = await openLiveDesk({
      ...{ mission, model, surface, live, door, signer: ports.signer },
      inForce: inForceNow(model, this.options.signing ?? (() => undefined)),
      touchdown_s: flight.touchdown.epochTdb_s,
      store: this.options.commands(rehearsal.id),
      onEntries: (entries) => this.tellDesk(entries),
    })
    const begun = beginOperations(mission, { model, flight, surface, plan }, rehearsal.seed, ports, {
      door,
      given: desk.given,
    })
    if (!begun.ok) {
      this.tellStage('operations', { state: 'failed', headline: begun.error })
      return
    }
    const timeline = new OperationsTimeline(mission.operations, model)
    live.board([...timeline.boards.values()])
    live.extend(itemsOf(begun.value, timeline), surface.span.end_tdb_s)
    this.desk = desk
    this.tellDesk(desk.centre.entries.length)
  }

  /** What was read of the desk may be old: at the next tick who watches reads it again. */
  private tellDesk(entries: number): void {
    for (const s of this.subscribers.keys()) s.tell({ type: 'desk', entries })
  }

  /** Whether the ledger in the database holds, and how long it is. */
  async ledgerEntries(): Promise<Entry[]> {
    const stored = await this.options.store.entries(this.options.rehearsal.id, -1, 1_000_000)
    return stored.flatMap((e) => {
      const decoded = decodeEntry(e.text)
      return decoded.ok ? [decoded.value as Entry] : []
    })
  }
}

/** Takes packets into the archive; resolves when they would survive a crash. */
async function archived(telemetry: TelemetryService, packets: readonly LivePacket[]): Promise<void> {
  for (const { source, station, bytes, receivedAt } of packets)
    telemetry.take(source, station, bytes, 0, bytes.length, microsOf(unwrap(parseEpoch(receivedAt, NAIF0012))))
  await telemetry.durably()
  const last = packets.at(-1)
  if (last !== undefined) await telemetry.lookForGaps(microsOf(unwrap(parseEpoch(last.receivedAt, NAIF0012))))
}

function* itemsOf(
  events: Generator<Parameters<OperationsTimeline['items']>[0], unknown, void>,
  timeline: OperationsTimeline,
): Generator<TimelineItem> {
  for (const event of events) yield* timeline.items(event)
}

function tourOf(flight: StageOutputs['flight'], end_s: number): TourStretch[] {
  const at = (id: string) => flight.events.find((e) => e.id === id)?.epochTdb_s ?? flight.touchdown.epochTdb_s
  const down = flight.touchdown.epochTdb_s
  return [
    { until_s: at('loi-1') - 300, wall_s: TOUR.transfer },
    { until_s: at('pdi') - 120, wall_s: TOUR.orbit },
    { until_s: down + 120, wall_s: TOUR.descent },
    { until_s: down + 36 * 3600, wall_s: TOUR.deployment },
    { until_s: end_s, wall_s: TOUR.surface },
  ]
}
