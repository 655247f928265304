/** Operations begun from what the earlier stages decided: the same run headless, and live where a clock paces it. */
import type { Interval } from '@magpie/core/interval'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { err, ok, type Result } from '@magpie/core/result'
import type { TdbSeconds } from '@magpie/core/time'
import { sampleTrajectory } from '@magpie/flight/trajectory'
import { verifyEd25519 } from '@magpie/ledger/keys'
import type { Agreement } from '@magpie/mission/agreement'
import { authoriseWith } from '@magpie/mission/authority'
import { type AuthorityModel, compileAuthority } from '@magpie/mission/authority-compile'
import type { Element } from '@magpie/mission/element'
import type { MissionModel } from '@magpie/mission/mission-model'
import { ToldAuthority } from '@magpie/operations/command/told-authority'
import type { Surroundings, Zone } from '@magpie/operations/gate-sight'
import type { OperationsFile } from '@magpie/operations/operations-file'
import type { Verify } from '@magpie/operations/telecommand'
import type { Contact, Leg } from '@magpie/simulator/contact-plan'
import type { LiveDoor } from '@magpie/simulator/live-commands'
import type { OperationsEvent, OperationsSummary } from '@magpie/simulator/operations-event'
import type { OperationsInput } from '@magpie/simulator/operations-input'
import type { RelayPosition } from '@magpie/simulator/orbiter-state'
import { type SpacecraftEnds, type SpacecraftSide, spacecraftSide } from '@magpie/simulator/spacecraft-side'
import { describeOperationsInputError, simulateOperations } from '@magpie/simulator/surface-operations'
import type { SiteStudy } from '@magpie/surface/site-study'
import { dictionaryFiles, type MissionFolder } from './mission-folder.ts'
import type { RehearsalPorts } from './ports.ts'
import type { OperationsInputs } from './stage-outputs.ts'

const DAY_S = 86400
/** Mean radius (IAU WGCCRE 2015). */
const MOON_RADIUS_M = 1_737_400

/** What a running centre adds: the door for its commands, and the agreements that its desk made of grants, which only grow. */
export type LiveOperations = { readonly door: LiveDoor; readonly given: () => readonly Agreement[] }

/** The generator of operations events; the error is a sentence. */
export function beginOperations(
  mission: MissionFolder,
  { model, flight, surface, plan }: OperationsInputs,
  seed: string,
  ports: Pick<RehearsalPorts, 'policies' | 'signer'>,
  live?: LiveOperations,
): Result<Generator<OperationsEvent, OperationsSummary, void>, string> {
  const signing = {
    policies: ports.policies,
    sign: (party: string, bytes: Uint8Array) => ports.signer(party).sign(bytes),
    verify: verifyWith((party) => ports.signer(party).publicKey),
  }
  const begun = simulateOperations(operationsInput(mission, { model, flight, surface, plan }, seed, signing, live))
  return begun.ok ? ok(begun.value) : err(describeOperationsInputError(begun.error))
}

/** What the spacecraft alone need of the world: the parties' public keys, and no private one. */
export type OnBoardPorts = Pick<RehearsalPorts, 'policies'> & {
  /** A party's public key, 64 hexadecimal digits; undefined where none is on board. */
  readonly publicKey: (party: string) => string | undefined
  /** Public keys of keys that a party keeps itself: its grants count under one of them alone. */
  readonly ownKeys?: (party: string) => readonly string[]
}

/** The spacecraft alone, from touchdown: what the ground hears of them goes to `ends`. The error is a sentence. */
export function beginSpacecraft(
  mission: MissionFolder,
  outputs: OperationsInputs,
  seed: string,
  ports: OnBoardPorts,
  ends: SpacecraftEnds,
): Result<SpacecraftSide, string> {
  const verify = verifyWith(ports.publicKey)
  const { agreements } = outputs.model
  const { lead, id } = outputs.model.mission
  const own = ports.ownKeys === undefined ? {} : { ownKeys: ports.ownKeys }
  const told = new ToldAuthority({ verify, ...own, mission: id, lead, agreements })
  const silent = { ...ports, sign: signsNothing, verify }
  const input = operationsInput(mission, outputs, seed, silent, { given: () => told.agreements })
  const begun = spacecraftSide({ ...input, told }, ends)
  return begun.ok ? begun : err(describeOperationsInputError(begun.error))
}

function signsNothing(): never {
  throw new Error('a spacecraft has no private keys')
}

function verifyWith(publicKey: OnBoardPorts['publicKey']): Verify {
  return (party, bytes, signature) => {
    const key = publicKey(party)
    return key !== undefined && verifyEd25519(signature, bytes, octets(key))
  }
}

type Standing = Pick<LiveOperations, 'given'> & Partial<LiveOperations>

function operationsInput(
  mission: MissionFolder,
  { model, flight, surface, plan }: OperationsInputs,
  seed: string,
  ports: Pick<RehearsalPorts, 'policies'> & Pick<OperationsInput, 'sign' | 'verify'>,
  live?: Standing,
): OperationsInput {
  const engine = ports.policies()
  const authority = growing(model, live)
  return {
    file: mission.operations,
    dictionary: dictionaryFiles(mission.dictionaries),
    elements: model.elements.filter((e) => mission.operations.elements.some((o) => o.id === e.id)),
    parties: model.parties,
    agreements: model.agreements,
    lead: hostOf(mission, model),
    contacts: contactsOf(surface),
    legs: legsOf(surface, mission.operations.gateway),
    relayAt: relayOf(flight),
    lit: surface.lit.map((w): Interval<TdbSeconds> => ({ start: w.start_tdb_s, end: w.end_tdb_s })),
    sun: surface.sun,
    zones: zonesOf(surface),
    plan: plan.placed,
    touchdown: flight.touchdown.epochTdb_s,
    leapSeconds: NAIF0012,
    authorise: (revocations) => (request) => authoriseWith(authority(), engine, revocations)(request),
    sign: ports.sign,
    verify: ports.verify,
    seed,
    span_days: (surface.span.end_tdb_s - surface.span.start_tdb_s) / DAY_S,
    joined: live === undefined ? undefined : () => partiesOf(model, live.given()),
    live: live?.door,
  }
}

/** The parties of the mission and of what was signed or granted since. */
function partiesOf({ parties }: MissionModel, given: readonly Agreement[]): ReadonlySet<string> {
  return new Set([...parties.map((p) => p.id), ...given.flatMap((a) => a.parties)])
}

/** Where the relay is that the flight stage flew. */
function relayOf({ relay }: OperationsInputs['flight']): RelayPosition {
  const state = new Float64Array(6)
  return (tdb_s, out) => {
    if (!sampleTrajectory(relay, tdb_s as TdbSeconds, state)) return false
    out.set(state.subarray(0, 3))
    return true
  }
}

/** Who hosts on the surface: the owner of the gateway's vehicle, whoever leads the mission. */
function hostOf(mission: MissionFolder, model: MissionModel): string {
  return model.elements.find((e) => e.id === mission.operations.gateway)?.owner ?? model.mission.lead
}

/** The rules of the model's agreements, and of what was given at the desk since: compiled again when that grows. */
function growing(model: OperationsInputs['model'], live: Standing | undefined): () => AuthorityModel {
  let given: readonly Agreement[] = []
  let compiled = compileAuthority(model)
  return () => {
    const now = live?.given() ?? given
    if (now.length !== given.length || now.some((agreement, i) => agreement !== given[i])) {
      given = now
      compiled = compileAuthority({ ...model, agreements: [...model.agreements, ...given] })
    }
    return compiled
  }
}

/** Whose elements there are around a module that is deployed, and which zones. */
export function surroundingsOf(
  operations: OperationsFile,
  elements: readonly Element[],
  surface: SiteStudy | undefined,
): Surroundings {
  const owners = new Map(elements.map((e) => [e.id, e.owner]))
  return {
    ownerOf: (element) => owners.get(element),
    vehicles: operations.elements
      .filter((e) => e.model?.kind === 'rover' || e.model?.kind === 'robot')
      .map((e) => e.id),
    zones: surface === undefined ? [] : zonesOf(surface),
  }
}

/** Keep-out circles as metres from the lander, which stands at the site; a plane is right to centimetres within a kilometre. */
export function zonesOf({ keepOuts, site }: SiteStudy): Zone[] {
  const degree_m = (Math.PI / 180) * MOON_RADIUS_M
  return keepOuts.map(({ id, name, owner, latitude_deg, longitude_deg, radius_m }) => {
    const turn_deg = ((((longitude_deg - site.longitude_deg) % 360) + 540) % 360) - 180
    return {
      ...{ id, name, owner, radius_m },
      east_m: turn_deg * degree_m * Math.cos((site.latitude_deg * Math.PI) / 180),
      north_m: (latitude_deg - site.latitude_deg) * degree_m,
    }
  })
}

/** The study's contacts of lander and stations, by themselves and through the relay. */
export function contactsOf(surface: SiteStudy): Contact[] {
  return surface.contacts.flatMap((c): Contact[] => {
    if (c.kind !== 'direct' && c.kind !== 'through-relay') return []
    const kind = c.kind === 'direct' ? 'station' : 'relay'
    // A direct contact goes to the station, one through the relay ends there too.
    return [{ kind, station: c.to, start: c.start_tdb_s, end: c.end_tdb_s, range_km: c.meanRange_km }]
  })
}

/** Lander with relay and stations, relay with stations. The site of the study is where the lander stands. */
export function legsOf(surface: SiteStudy, gateway: string): Leg[] {
  return surface.contacts.flatMap((c): Leg[] => {
    if (c.kind === 'through-relay') return []
    const from = c.kind === 'relay-station' ? c.from : gateway
    return [{ from, to: c.to, start: c.start_tdb_s, end: c.end_tdb_s, range_km: c.meanRange_km }]
  })
}

function octets(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}
