/**
 * A centre without a rehearsal, for tests of what people do at it: the real accounts, desk, routes and database, with the
 * practice call open. Only the programme stage is computed, when it is asked for. The product never starts it.
 */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { printBase64 } from '@magpie/adapters/agreement-pdf'
import { cedarEngine } from '@magpie/adapters/cedar'
import { PROJECT } from '@magpie/adapters/digests'
import { readShippedRoadmap } from '@magpie/adapters/eligibility-data'
import { threadedExactSolver } from '@magpie/adapters/exact-thread'
import { highsSolver } from '@magpie/adapters/highs'
import { threadedSolver } from '@magpie/adapters/milp-thread'
import { loadMission } from '@magpie/adapters/mission-folder'
import { masterKey, partySigners } from '@magpie/adapters/party-keys'
import { startCluster } from '@magpie/adapters/postgres-cluster'
import { postgresStores } from '@magpie/adapters/postgres-store'
import { releaseFiles } from '@magpie/adapters/release-files'
import { agreedSubscriber } from '@magpie/centre/agreed-subscriber'
import { agreementHandlers } from '@magpie/centre/agreement-handlers'
import { alarmHandlers } from '@magpie/centre/alarm-handlers'
import { archiveHandlers } from '@magpie/centre/archive-handlers'
import { type CentreState, centreHandlers } from '@magpie/centre/centre-handlers'
import { eventsByAgreement, OPEN_EVENTS } from '@magpie/centre/data-events'
import { dataHandlers } from '@magpie/centre/data-handlers'
import { agreedData, OPEN_READING, readingByAgreement } from '@magpie/centre/data-reading'
import { deskPeopleHandlers } from '@magpie/centre/desk-people'
import { eligibilityHandlers } from '@magpie/centre/eligibility-handlers'
import { modelHandlers } from '@magpie/centre/model-handlers'
import { openProgrammeDesk } from '@magpie/centre/programme-desk'
import { programmeHandlers } from '@magpie/centre/programme-handlers'
import { reviewHandlers } from '@magpie/centre/review-handlers'
import { selectionHandlers } from '@magpie/centre/selection-handlers'
import { type SignedNow, signedNow } from '@magpie/centre/signed-now'
import type { Subscriber } from '@magpie/centre/subscriber'
import { telemetryHandlers } from '@magpie/centre/telemetry-handlers'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { ok, unwrap } from '@magpie/core/result'
import type { Ground } from '@magpie/programme/desk/act'
import { exportRulingOf } from '@magpie/programme/eligibility/export-ruling'
import { programmeStage } from '@magpie/programme/programme-stage'
import type { MissionFolder } from '@magpie/rehearsal/mission-folder'
import { Accounts } from '../accounts.ts'
import { centreApp } from '../app.ts'
import { listenOn } from '../listening.ts'
import { People } from '../people.ts'
import { openPracticeCall } from '../practice-call.ts'
import { removed } from './removed.ts'
import { openTrialArchive, type TrialArchive } from './trial-archive.ts'
import { openTrialDesk, type TrialDesk } from './trial-desk.ts'
import { trialLinks } from './trial-links.ts'

export type LightCentre = {
  /** By name, not by address: passkeys need one. */
  readonly url: string
  readonly setUpCode: string
  /** The command desk, where one was asked for. */
  readonly trial: TrialDesk | undefined
  /** The archive, where one was asked for. */
  readonly archive: TrialArchive | undefined
  /** What the centre itself failed at so far, which a page may show a moment later or not at all. */
  readonly failures: readonly string[]
  close(): Promise<void>
}

/** Starts one on a free port, or the one given, with the console in `dist`, a command desk where `commanding`, an archive where `archived`. */
export async function startLightCentre(
  dist: string,
  port = 0,
  commanding = false,
  archived = false,
): Promise<LightCentre> {
  const folder = await mkdtemp(join(tmpdir(), 'magpie-light-'))
  const { mission } = unwrap(await loadMission(join(PROJECT, 'missions/change-8')))
  const cluster = unwrap(await startCluster(folder))
  const stores = await postgresStores(cluster.url)
  const key = await masterKey(folder)
  const ground: Ground = {
    leap: NAIF0012,
    known: () => mission,
    exportRuling: (...asked) => exportRulingOf(mission, ...asked),
  }
  const { lead } = mission.mission
  const { parties } = mission.parties
  const signers = partySigners(stores.keys, key)
  const desk = unwrap(await openProgrammeDesk({ store: stores.programme, signers, ground, lead, parties }))
  const accounts = await Accounts.open({ pool: stores.pool, masterKey: key })
  const people = await People.open({
    ...{ accounts, lead, named: new Set(parties.map((p) => p.id)) },
    nameOf: (id) => parties.find((p) => p.id === id)?.name ?? id,
    register: (party, caller) => desk.perform('party-registered', { party }, caller),
  })
  await openPracticeCall(desk, mission.call)
  const solver = threadedSolver()
  const exact = threadedExactSolver()
  let programme: Promise<unknown> | undefined
  const now = signedNow({ base: mission, running: () => mission, desk: () => desk.desk })
  const trial = commanding ? await openTrialDesk({ mission, now, signers }) : undefined
  const archive = archived ? await openTrialArchive(join(folder, 'telemetry'), mission) : undefined
  const telemetry = () => archive?.service
  const agreed = {
    ...agreedData({ model: () => (archived ? now()?.model : undefined), operations: () => mission.operations }),
    now_ms: archive?.now_ms ?? Date.now,
  }
  const reading = archived ? readingByAgreement(agreed) : OPEN_READING
  const events = archived ? eventsByAgreement({ ...agreed, operations: () => mission.operations }) : OPEN_EVENTS
  const kept = {
    ...{
      ...agreed,
      reading,
      telemetry,
      desk,
      store: stores.programme,
      releases: releaseFiles(join(folder, 'releases')),
    },
    ...{
      elements: () => (archived ? (now()?.model.elements ?? []) : []),
      agreements: () => now()?.model.agreements ?? [],
    },
    ...{ mission: () => mission.mission, operations: () => mission.operations, commands: () => trial?.centre },
    ...{ rehearsal: async () => [], report: async () => undefined, published: () => true, version: 'test' },
  }
  const standing: CentreState = {
    ...{ version: 'test', startedAt: new Date().toISOString(), database: '', seed: 'test', rehearsal: 0, stages: [] },
    ...{
      known: knownOf(mission, trial || archive ? now() : undefined),
      scene: undefined,
      upcoming: [],
      live: undefined,
    },
  }
  const failures: string[] = []
  const handlers = {
    ...trial?.handlers,
    ...trialLinks(() => trial?.centre),
    ...deskPeopleHandlers({ centre: () => trial?.centre, namesOf: (persons) => accounts.namesOf(persons) }),
    ...dataHandlers(kept),
    ...archiveHandlers(kept),
    ...alarmHandlers({
      ...{ telemetry, reading, lead: () => lead },
      elements: () => (archived ? (now()?.model.elements ?? []) : mission.elements.elements),
    }),
    ...telemetryHandlers({
      telemetry,
      reading,
      sleep: async () => undefined,
      now_ms: () => 0,
    }),
    ...centreHandlers({
      reading,
      events,
      state: () => standing,
      store: stores.rehearsals,
      async stageOutput(stage) {
        if (stage !== 'programme') return undefined
        programme ??= highsSolver().then(async (milp) =>
          unwrap(await programmeStage({ ...mission, leap: NAIF0012 }, { milp })),
        )
        return { artefact: 'test', output: JSON.parse(JSON.stringify(await programme)) }
      },
      restart: () => Promise.reject(new Error('there is no rehearsal here')),
      verifyLedger: async () => ({ total: 0, verified: false, head: '' }),
      readEntry: () => {
        throw new Error('there is no rehearsal here')
      },
    }),
    ...programmeHandlers({ desk, store: stores.programme, ground }),
    ...reviewHandlers({ desk, solver }),
    ...selectionHandlers({ desk, solver: exact, mission: () => mission }),
    ...modelHandlers({
      now,
      ...{ running: () => mission, policies: cedarEngine, clock: () => undefined },
    }),
    ...agreementHandlers({ desk, ground, print: printBase64, namesOf: (persons) => accounts.namesOf(persons) }),
    ...eligibilityHandlers({
      files: async () => ok(mission),
      roadmap: readShippedRoadmap,
      desk: () => desk.desk,
    }),
    ...people.handlers(),
  }
  const app = centreApp(
    {
      ...{ people, accounts, version: 'test', console: dist },
      watch: (s, caller) => watchAll(agreedSubscriber(s, caller, reading, events), [trial, archive]),
      // What the contract gains while a test is written answers as a fault, not as a type error here.
      handlers: handlers as never,
      kernels: () => Promise.reject(new Error('no kernels here')),
      onFault: (cause) => {
        console.error(cause)
        failures.push(String(cause))
        return 'test'
      },
    },
    ['127.0.0.1', 'localhost'],
  )
  const listening = unwrap(await listenOn(app, port))
  return {
    url: `http://localhost:${listening.port}`,
    setUpCode: people.setUpCode,
    trial,
    archive,
    failures,
    async close() {
      await listening.close()
      await trial?.stop()
      await archive?.stop()
      await solver.close()
      await exact.close()
      await stores.close()
      await cluster.stop()
      await removed(cluster.folder, folder)
    },
  }
}

/** Watches what there is; returns how to leave it all. */
function watchAll(s: Subscriber, parts: readonly (Pick<TrialDesk, 'watch'> | undefined)[]): () => void {
  const leaves = parts.flatMap((part) => part?.watch(s) ?? [])
  return () => {
    for (const leave of leaves) leave()
  }
}

/** With a command desk the elements are those of the model, as at a centre that has come so far. */
function knownOf(mission: MissionFolder, signed: SignedNow | undefined): CentreState['known'] {
  return { mission, phases: [], ...(signed === undefined ? {} : { model: signed.model }) }
}
