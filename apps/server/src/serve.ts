/** Starts a centre: lock, database, console, HTTP on 127.0.0.1, and the rehearsal live; stops in order on a signal. */
import { randomUUID } from 'node:crypto'
import { join, resolve } from 'node:path'
import { printBase64 } from '@magpie/adapters/agreement-pdf'
import { cedarEngine } from '@magpie/adapters/cedar'
import { codeVersion, PROJECT } from '@magpie/adapters/digests'
import { readShippedRoadmap } from '@magpie/adapters/eligibility-data'
import { threadedExactSolver } from '@magpie/adapters/exact-thread'
import { describeNoLock, type FolderInUse, type FolderUnwritable, lockFolder } from '@magpie/adapters/folder-lock'
import { kernelStore } from '@magpie/adapters/kernel-store'
import { readLinks } from '@magpie/adapters/links/links-file'
import { threadedSolver } from '@magpie/adapters/milp-thread'
import { loadMission } from '@magpie/adapters/mission-folder'
import { transportOf } from '@magpie/adapters/outbox-transports'
import { masterKey, partySigners } from '@magpie/adapters/party-keys'
import { type Cluster, describePostgresFailure, startCluster } from '@magpie/adapters/postgres-cluster'
import { type PostgresStores, postgresStores } from '@magpie/adapters/postgres-store'
import { releaseFiles } from '@magpie/adapters/release-files'
import { WhatIfThread } from '@magpie/adapters/what-if-thread'
import type { Caller } from '@magpie/api/access'
import { agreedSubscriber } from '@magpie/centre/agreed-subscriber'
import { agreementHandlers } from '@magpie/centre/agreement-handlers'
import { alarmHandlers } from '@magpie/centre/alarm-handlers'
import { archiveHandlers } from '@magpie/centre/archive-handlers'
import { centreHandlers, readableOutput } from '@magpie/centre/centre-handlers'
import { commandHandlers } from '@magpie/centre/command-handlers'
import { eventsByAgreement } from '@magpie/centre/data-events'
import { dataHandlers } from '@magpie/centre/data-handlers'
import { agreedData, type DataReading, readingByAgreement } from '@magpie/centre/data-reading'
import { deploymentHandlers } from '@magpie/centre/deployment-handlers'
import { deskPeopleHandlers } from '@magpie/centre/desk-people'
import { eligibilityHandlers } from '@magpie/centre/eligibility-handlers'
import { exchangeHandlers } from '@magpie/centre/exchange-handlers'
import { linkHandlers } from '@magpie/centre/link-handlers'
import { modelHandlers } from '@magpie/centre/model-handlers'
import { Outbox } from '@magpie/centre/outbox'
import { openProgrammeDesk } from '@magpie/centre/programme-desk'
import { type ProgrammeHandlerPorts, programmeHandlers } from '@magpie/centre/programme-handlers'
import { rehearsalHandlers } from '@magpie/centre/rehearsal-handlers'
import type { ReleaseStore } from '@magpie/centre/release-store'
import { reviewHandlers } from '@magpie/centre/review-handlers'
import { selectionHandlers } from '@magpie/centre/selection-handlers'
import { signedNow } from '@magpie/centre/signed-now'
import { spacecraftHandlers } from '@magpie/centre/spacecraft-handlers'
import { telemetryHandlers } from '@magpie/centre/telemetry-handlers'
import { whatIfHandlers } from '@magpie/centre/what-if-handlers'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { err, ok, type Result, unwrap } from '@magpie/core/result'
import { verifyChain } from '@magpie/ledger/chain'
import { decodeEntry } from '@magpie/ledger/entry'
import { rememberSignatures, type Signer, verifyEd25519 } from '@magpie/ledger/keys'
import type { LinksFile } from '@magpie/operations/link/link-file'
import type { Ground } from '@magpie/programme/desk/act'
import { exportRulingOf } from '@magpie/programme/eligibility/export-ruling'
import type { MissionFolder } from '@magpie/rehearsal/mission-folder'
import { surroundingsOf } from '@magpie/rehearsal/operations-run'
import pino, { type Logger } from 'pino'
import { Accounts } from './accounts.ts'
import { centreApp } from './app.ts'
import { CentreHolder } from './centre-holder.ts'
import { buildConsole } from './console-build.ts'
import { listenOn } from './listening.ts'
import { openPartnerStreams } from './partner-streams.ts'
import { People } from './people.ts'
import { openPracticeCall } from './practice-call.ts'
import { ReadableReports } from './readable-report.ts'

export type ServeOptions = {
  readonly folder?: string | undefined
  readonly port: number
  readonly data: string
  readonly seed: string
  readonly database?: string | undefined
  /** A file of links: what is at their other end is operated, and nothing is simulated here. */
  readonly links?: string | undefined
  /** The file by which partners' streams are reached (`lead.json` of `magpie streams configure`). */
  readonly streams?: string | undefined
  /** For tests: what is told to people goes here instead of standard output. */
  readonly say?: (text: string) => void
}

export type Served = { readonly url: string; stop(): Promise<void> }
export type ServeFailure = { readonly kind: 'not-started'; readonly message: string }

const VERSION = '0.1.0'

/** Starts a centre and resolves when its first page can be asked for. */
export async function serve(options: ServeOptions): Promise<Result<Served, ServeFailure>> {
  const say = options.say ?? ((text: string) => console.log(text))
  const folder = resolve(options.folder ?? join(PROJECT, 'missions/change-8'))
  const loaded = await loadMission(folder)
  if (!loaded.ok) return failed(loaded.error.message)
  const links = await linksOf(options)
  if (!links.ok) return links
  const data = resolve(options.data)
  const lock = await lockFolder(data)
  if (!lock.ok) return failed(whyNotLocked(lock.error))
  const log = pino({ base: null }, pino.destination({ dest: join(data, 'magpie.log'), mkdir: true, sync: false }))
  const opened = await openDatabase(options.database, data)
  if (!opened.ok) {
    await lock.value.release()
    return opened
  }
  const { stores, cluster } = opened.value
  const consoleBuilt = buildConsole(say)
  const version = await codeVersion()
  const { mission } = loaded.value
  const desk = await openDesk(stores, data, mission)
  const centre = new CentreHolder({
    ...{ data, version, log, shown: VERSION, store: stores.rehearsals, commands: stores.commands },
    base: { name: mission.mission.id, folder, mission },
    desk: () => (desk.ok ? desk.value.desk.desk : undefined),
    database: cluster?.folder ?? 'MAGPIE_DATABASE_URL',
    links: links.value,
  })
  await centre.begin(options.seed)
  const built = await consoleBuilt
  if (built.folder === undefined) log.error({ output: built.why }, 'the console could not be built')
  const started = desk.ok ? await openDoors(options, centre, desk.value, built.folder, log) : desk
  const stopOutbox = desk.ok ? startOutbox(desk.value, data, log) : async () => undefined
  const stop = inOrder([
    async () => started.ok && (await started.value.close()),
    stopOutbox,
    () => centre.stop(),
    async () => desk.ok && closeThreads(desk.value),
    () => stores.close(),
    async () => cluster?.stop(),
    () => lock.value.release(),
  ])
  if (!started.ok) {
    await stop()
    return started
  }
  const { url } = started.value
  const doing = `${mission.mission.name} is being ${doingWith(links.value)}`
  say(`Magpie ${VERSION}: ${doing} at ${url}`)
  say(
    `state: ${data}${cluster === undefined ? ' (database: MAGPIE_DATABASE_URL)' : ` (PostgreSQL: ${cluster.folder})`}; stop with Ctrl-C`,
  )
  if (desk.ok) tellSetUp(desk.value, url, say)
  tellConsole(built, say)
  return ok({ url, stop: stoppedBySignals(stop, say, (cause) => centre.fault(cause)) })
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/** Lets signals stop the centre and end the process; gives how a caller stops it, after which they do so no more. */
function stoppedBySignals(
  stop: () => Promise<void>,
  say: (text: string) => void,
  fault: (cause: unknown) => string,
): () => Promise<void> {
  const onSignal = () => {
    say('stopping')
    stop().then(
      () => process.exit(0),
      (cause: unknown) => {
        say(`stopped, but not in order: magpie.log has the cause under ${fault(cause)}`)
        process.exit(1)
      },
    )
  }
  for (const signal of SIGNALS) process.once(signal, onSignal)
  return () => {
    for (const signal of SIGNALS) process.off(signal, onSignal)
    return stop()
  }
}

/** Does all of it, once however often it is asked for: what fails holds up nothing behind it, and is told at the end. */
function inOrder(ends: readonly (() => Promise<unknown>)[]): () => Promise<void> {
  const all = async () => {
    const causes: unknown[] = []
    for (const end of ends) await end().catch((cause: unknown) => causes.push(cause))
    if (causes.length > 0) throw causes.length === 1 ? causes[0] : new AggregateError(causes)
  }
  let ending: Promise<void> | undefined
  return () => {
    ending ??= all()
    return ending
  }
}

async function closeThreads({ solver, exact, whatIf }: OpenDesk): Promise<void> {
  await Promise.all([solver.close(), exact.close(), whatIf.close()])
}

function whyNotLocked(failure: FolderInUse | FolderUnwritable): string {
  if (failure.kind === 'folder-unwritable')
    return `The folder of state, ${describeNoLock(failure)} It is named by --data.`
  const { folder, pid } = failure
  return `Magpie runs already on ${folder} (process ${pid}): stop it, or start with --data on another folder.`
}

function doingWith(links: LinksFile | undefined): string {
  return links === undefined ? 'rehearsed' : 'operated over links'
}

function tellConsole({ folder, why }: Awaited<ReturnType<typeof buildConsole>>, say: (text: string) => void): void {
  if (folder === undefined) say(`the console could not be built, the API is served: ${why.trim().split('\n').at(-1)}`)
}

function tellSetUp({ people }: OpenDesk, url: string, say: (text: string) => void): void {
  if (people.standing().peopleSetUp) return
  say(`nobody can sign in yet: the first officer of the lead is made at ${url}/set-up?code=${people.setUpCode}`)
}

async function linksOf({ links }: ServeOptions): Promise<Result<LinksFile | undefined, ServeFailure>> {
  if (links === undefined) return ok(undefined)
  const read = await readLinks(links)
  return read.ok ? read : failed(read.error.message)
}

type Doors = { readonly url: string; close(): Promise<void> }

/** HTTP, and the feeds to partners' centres where a file of streams was given. */
async function openDoors(
  { port, streams }: ServeOptions,
  centre: CentreHolder,
  desk: OpenDesk,
  console: string | undefined,
  log: Logger,
): Promise<Result<Doors, ServeFailure>> {
  const http = await open(port, centre, desk, console, log)
  if (!http.ok || streams === undefined) return http
  const { url, reading } = http.value
  const live = () => centre.live!
  const feeds = await openPartnerStreams(
    streams,
    {
      ...{ reading, signer: desk.signer, telemetry: () => live().telemetry, desk: () => live().commandCentre },
      run: () => `rehearsal-${live().state.rehearsal}`,
      now: () => live().state.live?.clockMessage().utc ?? new Date().toISOString(),
    },
    (cause) => void centre.fault(cause),
  )
  if (feeds.ok) return ok({ url, close: () => feeds.value.stop().then(http.value.close) })
  await http.value.close()
  return failed(feeds.error.message)
}

type OpenDesk = ProgrammeHandlerPorts & {
  /** The lead's. */
  readonly signer: Signer
  readonly people: People
  readonly accounts: Accounts
  readonly solver: ReturnType<typeof threadedSolver>
  readonly exact: ReturnType<typeof threadedExactSolver>
  readonly whatIf: WhatIfThread
  readonly releases: ReleaseStore
  /** The folder of state. */
  readonly data: string
}

/** How often the outbox is looked through. */
const SWEEP_MS = 5_000

/** Sends notices while the centre runs; returns how to stop. */
function startOutbox({ store, accounts }: OpenDesk, data: string, log: Logger): () => Promise<unknown> {
  const outbox = new Outbox({
    store,
    transport: transportOf(process.env, join(data, 'outbox.jsonl')),
    // A reviewer is invited by address, before there is an account.
    addressesOf: async (to) => (to.includes('@') ? [to] : (await accounts.members(to)).map(({ email }) => email)),
    now: Date.now,
    onFailure: ({ id, to }, why) => log.warn({ id, to, why }, 'a notice did not go'),
  })
  const sweep = () => outbox.sweep().catch((cause: unknown) => log.error({ cause: String(cause) }, 'outbox'))
  const timer = setInterval(sweep, SWEEP_MS)
  return () => {
    clearInterval(timer)
    return sweep()
  }
}

/** The programme's desk over its store, with the parties' keys, and the people who act at it. */
async function openDesk(
  { programme, keys, pool }: PostgresStores,
  data: string,
  mission: MissionFolder,
): Promise<Result<OpenDesk, ServeFailure>> {
  const { lead } = mission.mission
  const { parties } = mission.parties
  const key = await masterKey(data)
  const ground: Ground = {
    leap: NAIF0012,
    known: () => mission,
    exportRuling: (...asked) => exportRulingOf(mission, ...asked),
  }
  const signers = partySigners(keys, key)
  const opened = await openProgrammeDesk({ store: programme, signers, ground, lead, parties })
  if (!opened.ok) {
    const { index, kind } = opened.error
    return failed(`The programme's ledger does not verify: entry ${index}, ${kind}. It was altered, or is not whole.`)
  }
  const desk = opened.value
  const accounts = await Accounts.open({ pool, masterKey: key })
  const people = await People.open({
    accounts,
    lead,
    named: new Set(parties.map((p) => p.id)),
    nameOf: (id) => parties.find((p) => p.id === id)?.name ?? id,
    register: (party, caller) => desk.perform('party-registered', { party }, caller),
    leads: () => desk.desk.leadership?.lead ?? lead,
  })
  if (desk.desk.calls.size === 0) await openPracticeCall(desk, mission.call)
  const threads = { solver: threadedSolver(), exact: threadedExactSolver(), whatIf: new WhatIfThread() }
  const releases = releaseFiles(join(data, 'releases'))
  const signer = await signers.signerOf(lead)
  return ok({ desk, store: programme, ground, people, accounts, releases, data, signer, ...threads })
}

async function open(
  port: number,
  centre: CentreHolder,
  programme: OpenDesk,
  console: string | undefined,
  log: Logger,
): Promise<Result<Doors & { readonly reading: DataReading }, ServeFailure>> {
  const live = () => centre.live!
  const { people, accounts } = programme
  const onceEach = rememberSignatures(verifyEd25519)
  const running = () => live().state.known.mission
  const now = signedNow({ base: centre.base, running, desk: () => programme.desk.desk })
  const data = {
    ...agreedData({ model: () => now()?.model, operations: () => running().operations }),
    now_ms: () => Date.parse(live().state.live?.clockMessage().utc ?? '') || 0,
  }
  const reading = readingByAgreement(data)
  const events = eventsByAgreement({ ...data, operations: () => running().operations })
  const rehearsing = centreHandlers({
    reading,
    events,
    state: () => live().state,
    store: centre.store,
    stageOutput: async (stage) => live().stageOutput(stage),
    restart: (seed) => centre.restart(seed),
    standing: () => ({ ...now(), leadership: programme.desk.desk.leadership!, left: programme.desk.desk.left }),
    async verifyLedger() {
      const verified = verifyChain(await live().ledgerEntries(), { verify: onceEach })
      if (verified.ok) return { total: verified.value.entries, verified: true, head: verified.value.head }
      return { total: 0, verified: false, head: '' }
    },
    readEntry(text) {
      const decoded = decodeEntry(text)
      if (!decoded.ok || !('body' in decoded.value)) throw new Error('an entry in the database cannot be read')
      const { sequence, at, party, kind, subject, hash, body } = decoded.value
      return { sequence, at, party, kind, subject, hash, body }
    },
  })
  const flying = {
    ...{ centre: () => live().commandCentre, operations: () => running().operations },
    ...{ telemetry: () => live().telemetry, simulated: () => live().simulated },
    takesFiles: () => live().takesFiles,
  }
  const reports = new ReadableReports(programme.data)
  const code = codeVersion()
  const archive = {
    ...{ ...data, reading, desk: programme.desk, store: programme.store, releases: programme.releases },
    ...{ telemetry: () => live().telemetry, commands: () => live().commandCentre, version: VERSION },
    elements: () => now()?.model.elements ?? [],
    agreements: () => now()?.model.agreements ?? [],
    mission: () => running().mission,
    operations: () => running().operations,
    rehearsal: () => live().ledgerEntries(),
    published: (id: string) => running().agreements.agreements.some((a) => a.id === id),
    report: async (caller: Caller) =>
      reports.page(live(), await code, (o) => readableOutput(o, caller, { reading, events })),
  }
  const eligibility = eligibilityHandlers({
    files: async () => ok(running()),
    roadmap: readShippedRoadmap,
    desk: () => programme.desk.desk,
  })
  const app = centreApp(
    {
      handlers: {
        ...rehearsing,
        ...telemetryHandlers({
          telemetry: () => live().telemetry,
          reading,
          sleep: (ms) => new Promise((done) => setTimeout(done, ms)),
          now_ms: () => performance.now(),
        }),
        ...alarmHandlers({
          ...{ telemetry: () => live().telemetry, reading, elements: () => now()?.model.elements ?? [] },
          lead: () => programme.desk.desk.leadership?.lead ?? centre.base.mission.lead,
        }),
        ...linkHandlers({
          links: (passes) => live().links(passes),
          custody: () => live().custody(),
          centre: () => live().commandCentre,
          silenceable: () => live().silenceable(),
        }),
        ...dataHandlers(archive),
        ...archiveHandlers(archive),
        ...modelHandlers({ now, running, policies: cedarEngine, clock: () => live().state.live?.clockMessage().utc }),
        ...whatIfHandlers({
          ...{ model: () => now()?.model, running, desk: () => programme.desk.desk, flight: () => live().flight },
          ask: (tried) => programme.whatIf.ask({ ...live().order, tried }),
        }),
        ...programmeHandlers(programme),
        ...deskPeopleHandlers({
          centre: () => live().commandCentre,
          namesOf: (persons) => accounts.namesOf(persons),
        }),
        ...commandHandlers({ centre: () => live().commandCentre, nonce: randomUUID }),
        ...exchangeHandlers({
          ...{ centre: () => live().commandCentre, operations: () => running().operations },
          boards: () => [...(live().state.live?.exchanges.values() ?? [])],
        }),
        ...rehearsalHandlers({
          ...{ ...flying, reading, events, happenings: () => live().state.live?.happenings ?? [] },
        }),
        ...spacecraftHandlers({
          ...{ ...flying, reading, elements: () => now()?.model.elements ?? [] },
          latest: () => live().state.live?.latest ?? new Map(),
        }),
        ...deploymentHandlers({
          ...{ centre: () => live().commandCentre, operations: () => running().operations, events },
          boards: () => live().state.live?.deployments ?? new Map(),
          happenings: () => live().state.live?.happenings ?? [],
          surroundings: () =>
            surroundingsOf(running().operations, now()?.model.elements ?? [], live().state.known.surface),
        }),
        ...agreementHandlers({
          ...{ desk: programme.desk, ground: programme.ground, print: printBase64 },
          namesOf: (persons) => accounts.namesOf(persons),
          descent: () => live().descent(),
        }),
        ...selectionHandlers({
          ...{ desk: programme.desk, solver: programme.exact },
          mission: running,
        }),
        ...reviewHandlers({ desk: programme.desk, solver: programme.solver }),
        ...eligibility,
        ...people.handlers(),
      },
      people,
      accounts,
      watch: (s, caller) => centre.watch(agreedSubscriber(s, caller, reading, events)),
      console,
      version: VERSION,
      kernels: async () => unwrap(await kernelStore()),
      onFault: (cause) => centre.fault(cause),
    },
    ['127.0.0.1', 'localhost'],
  )
  const listening = await listenOn(app, port)
  if (!listening.ok) {
    return failed(`The centre cannot listen on 127.0.0.1: ${whyNoPort(listening.error, port)}.`)
  }
  const { port: taken, close } = listening.value
  log.info({ port: taken }, 'listening')
  return ok({ url: `http://127.0.0.1:${taken}`, reading, close })
}

function whyNoPort({ code, message }: NodeJS.ErrnoException, port: number): string {
  if (code === 'EADDRINUSE') return `port ${port} is in use: start with --port`
  return code === 'EACCES' ? `port ${port} is for the system's own: start with a --port from 1024` : message
}

async function openDatabase(
  url: string | undefined,
  data: string,
): Promise<Result<{ stores: PostgresStores; cluster: Cluster | undefined }, ServeFailure>> {
  if (url !== undefined) {
    try {
      return ok({ stores: await postgresStores(url), cluster: undefined })
    } catch (cause) {
      return failed(`The database of MAGPIE_DATABASE_URL does not answer: ${(cause as Error).message}.`)
    }
  }
  const cluster = await startCluster(data)
  if (!cluster.ok) return failed(describePostgresFailure(cluster.error))
  return ok({ stores: await postgresStores(cluster.value.url), cluster: cluster.value })
}

function failed(message: string): Result<never, ServeFailure> {
  return err({ kind: 'not-started', message })
}
