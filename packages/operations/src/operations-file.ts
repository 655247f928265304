/**
 * `operations.json` of a mission folder: who speaks under which APID, what may be commanded and planned, how each
 * module is deployed after touchdown, the links, the on-board models' parameters, and the rehearsal's script (faults,
 * attempts that must be refused, a revocation). Times are seconds after touchdown; power W, data Mbit, energy Wh.
 */
import { identifier } from '@magpie/core/identifier'
import { provenance } from '@magpie/core/provenance'
import * as z from 'zod'
import { EXCHANGE_STATES } from './exchange/protocol.ts'
import { FAULT_IDS } from './faults.ts'
import { landerModel, moduleModel, orbiterModel } from './on-board-models.ts'

const positive = z.number().positive()
const nonnegative = z.number().nonnegative()

/** Arguments of a command by name, in the dictionary's units; enumerations by label. */
export const commandArguments = z.record(z.string(), z.union([z.number(), z.string(), z.boolean()]))
export type CommandArguments = z.infer<typeof commandArguments>

/** What must hold while an activity runs. `relay` and `station` are contacts of one kind, `contact` of either. */
export const need = z.enum(['lit', 'dark', 'contact', 'relay', 'station', 'earth-visible'])
export type Need = z.infer<typeof need>

/**
 * An activity that a plan may place: the command that begins it, what it needs and takes. `sequence` says that it runs
 * the deployment sequence of its element, and `command` is then `deploy`. `touches` are further elements in use.
 */
export const activityTemplate = z.strictObject({
  id: identifier,
  title: z.string().min(1),
  element: identifier,
  party: identifier,
  command: z.string().min(1),
  sequence: z.boolean().default(false),
  arguments: commandArguments.default({}),
  touches: z.array(identifier).default([]),
  duration_s: positive,
  power_W: nonnegative,
  data_Mbit: nonnegative,
  needs: z.array(need).default([]),
  /** Templates that must be complete (their first placement) before this one begins. */
  after: z.array(identifier).default([]),
  optional: z.boolean().default(false),
  /** 1 (nice to have) to 10 (the mission fails without). */
  priority: z.number().int().min(1).max(10),
  /** How often it may be placed, and the least time between the starts of two placements. */
  repeats: z.number().int().min(1).default(1),
  apart_s: nonnegative.default(0),
})
export type ActivityTemplate = z.infer<typeof activityTemplate>

/** A gate of a deployment: what must be seen before the sequence may go on. */
export const gate = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('landed') }),
  /** Attitude: the host's tilt and its rate, within limits for `steady_s` together. */
  z.strictObject({
    kind: z.literal('stable'),
    tilt_deg: positive,
    rate_deg_s: positive,
    steady_s: nonnegative.default(0),
  }),
  z.strictObject({ kind: z.literal('power-margin'), atLeast_W: z.number(), batteryAbove_percent: nonnegative }),
  /** Thermal: the module's own temperature where it speaks, else that of its host, within limits for `steady_s`. */
  z.strictObject({
    kind: z.literal('temperature'),
    parameter: z.string(),
    min_degC: z.number(),
    max_degC: z.number(),
    steady_s: nonnegative.default(0),
  }),
  z.strictObject({ kind: z.literal('contact'), remaining_s: nonnegative }),
  /** Nobody else's element inside the ground that the module sweeps, and the module inside nobody else's zone. */
  z.strictObject({ kind: z.literal('keep-out-clear'), sweep_m: positive }),
  z.strictObject({ kind: z.literal('owner-go') }),
  z.strictObject({ kind: z.literal('host-no-objection') }),
])
export type Gate = z.infer<typeof gate>

/** One step: a command, what telemetry must show afterwards and within what time, and how often it may be tried. */
export const deploymentStep = z.strictObject({
  id: identifier,
  element: identifier,
  command: z.string().min(1),
  arguments: commandArguments.default({}),
  confirm: z.strictObject({ element: identifier, parameter: z.string(), equals: z.union([z.number(), z.string()]) }),
  timeout_s: positive,
  attempts: z.number().int().min(1).default(1),
  retryAfter_s: nonnegative.default(600),
})
export type DeploymentStep = z.infer<typeof deploymentStep>

export const deployment = z.strictObject({
  module: identifier,
  owner: identifier,
  host: identifier,
  /** Not before this, where the plan says nothing. */
  earliest_s: nonnegative,
  /** Values that were made longer ago open no gate. */
  fresh_s: positive.default(7200),
  gates: z.array(gate).min(1),
  steps: z.array(deploymentStep).min(1),
  /** Sent when a step has failed for good, to leave the module safe; `none` where nothing can be done. */
  abort: z
    .strictObject({ element: identifier, command: z.string(), arguments: commandArguments.default({}) })
    .optional(),
})
export type Deployment = z.infer<typeof deployment>

/** An element that takes part in operations. `number` is how the lander's enumerations and telecommands call it. */
export const operatedElement = z.strictObject({
  id: identifier,
  number: z.number().int().min(0).max(255),
  apid: z.number().int().min(1).max(2046).optional(),
  model: moduleModel.optional(),
  /** Parameters that are results of an instrument, which data policies may hold back; all others are housekeeping. */
  science: z.array(z.string().min(1)).default([]),
  provenance,
})
export type OperatedElement = z.infer<typeof operatedElement>

/** A made-up person who acts for a party in rehearsals; `number` stands for the person in telecommands. */
export const person = z.strictObject({ id: identifier, number: z.number().int().min(1).max(65535), party: identifier })
export type Person = z.infer<typeof person>

/** What closes a downlink, in the terms of `@magpie/astro/links`: dBi and dB, losses positive. */
const linkBudget = z.strictObject({
  frequency_Hz: positive,
  transmitPower_W: positive,
  transmitGain_dBi: z.number(),
  /** Between amplifier and antenna. */
  transmitLoss_dB: nonnegative,
  transmitPointingLoss_dB: nonnegative,
  receiveDiameter_m: positive,
  receiveEfficiency: z.number().positive().max(1),
  receiveLoss_dB: nonnegative,
  receivePointingLoss_dB: nonnegative,
  systemTemperature_K: positive,
  pathLoss_dB: nonnegative,
  implementationLoss_dB: nonnegative,
  requiredEbN0_dB: z.number(),
  requiredMargin_dB: nonnegative,
  provenance,
})
export type LinkBudget = z.infer<typeof linkBudget>

export const linkModel = z.strictObject({
  kind: z.enum(['station', 'relay']),
  downlink_bit_s: positive,
  uplink_bit_s: positive,
  /** Share of packets lost on the way down and up. */
  loss: z.number().min(0).max(0.5),
  /** Delay added by the relay's own processing, s. */
  processing_s: nonnegative,
  /** Of the downlink that the lander sends. */
  budget: linkBudget.optional(),
  provenance,
})
export type LinkModel = z.infer<typeof linkModel>

const scripted = {
  id: identifier,
  at_s: nonnegative,
  why: z.string().min(1),
}
/** What people and nature do in the rehearsal. */
export const scriptedEvent = z.discriminatedUnion('kind', [
  z.strictObject({
    ...scripted,
    kind: z.literal('command'),
    party: identifier,
    person: identifier,
    element: identifier,
    command: z.string(),
    arguments: commandArguments.default({}),
    approvals: z.array(identifier).default([]),
    /** Execution time, s after touchdown; at once without it. */
    execute_s: nonnegative.optional(),
    /** Signs with another party's key: what the gateway must notice. */
    forgedBy: identifier.optional(),
    expect: z.enum(['executed', 'refused-at-submission', 'refused-at-gateway', 'removed-from-queue']),
  }),
  z.strictObject({ ...scripted, kind: z.literal('revoke'), grant: identifier, by: identifier }),
  z.strictObject({
    ...scripted,
    kind: z.literal('fault'),
    element: identifier,
    /** One of the table in `faults.ts`; `recovered` takes all of them away. */
    fault: z.enum([...FAULT_IDS, 'recovered']),
    /** How much of it, as the table says: attempts for which a mechanism stays stuck, strings that are lost. */
    times: z.number().int().min(1).default(1),
  }),
  z.strictObject({ ...scripted, kind: z.literal('outage'), station: identifier, duration_s: positive }),
  /** The radio between an element and the lander is silent both ways. */
  z.strictObject({ ...scripted, kind: z.literal('silence'), element: identifier, duration_s: positive }),
])
export type ScriptedEvent = z.infer<typeof scriptedEvent>

/** Who sees an exchange beside the two owners, from which state on, and how long after it. */
const exchangeVisibility = z.strictObject({
  /** `lead`, `public`, or a party. */
  to: identifier,
  from: z.enum(EXCHANGE_STATES),
  delay_s: nonnegative.default(0),
})

/** The radio between neighbours. Every number of a mission is assumed unless it says otherwise. */
const proximityRadio = z.strictObject({
  reach_m: positive.default(400),
  rate_bit_s: positive.default(16_000),
  /** Share of packets that do not arrive. */
  loss: z.number().min(0).max(0.9).default(0.05),
  again_s: positive.default(20),
})

/**
 * A service of one element to another of a different party over a proximity link. What it is called is open; the kinds that
 * the product moves something for are in `exchange/services.ts`.
 */
export const proximityService = z.strictObject({
  id: identifier,
  service: identifier,
  /** The agreement of the two owners on which it rests. */
  agreement: identifier.optional(),
  from: identifier,
  to: identifier,
  /** Who speaks first: the provider offers, or the client asks. */
  opens: z.enum(['provider', 'client']).default('provider'),
  /** Commands of the dictionary by step, where they are not the general ones. */
  offer: z.string().default('exchange_offer'),
  accept: z.string().default('exchange_consent'),
  act: z.string().default('exchange_start'),
  stop: z.string().default('exchange_stop'),
  /** Steps that the client takes on board by a standing order of its owner, without a command: it may be out of reach. */
  standing: z.array(z.enum(['request', 'consent', 'confirm'])).default(['confirm']),
  /** What is offered, in the unit of the service; of charging what is missing. */
  amount: nonnegative.default(0),
  /** What is handed over: a container by its number on board, and its mass. */
  item: z
    .strictObject({ number: z.number().int().min(1).max(65_535), id: identifier, mass_kg: positive, provenance })
    .optional(),
  /** How long the act takes, where nothing else says when it is over. */
  duration_s: positive.default(3600),
  /** How long each side waits for the other's people. */
  patience_s: positive.default(6 * 3600),
  radio: proximityRadio.prefault({}),
  visibility: z.array(exchangeVisibility).default([
    { to: 'lead', from: 'consented', delay_s: 0 },
    { to: 'public', from: 'consented', delay_s: 0 },
  ]),
  /** Of charging. */
  power_W: nonnegative.default(0),
  efficiency: z.number().min(0.1).max(1).default(1),
  /** The client asks below this charge, where the plan has no placement of its own. */
  below_percent: nonnegative.default(0),
  until_percent: nonnegative.default(100),
  first_s: nonnegative,
  apart_s: positive,
  times: z.number().int().min(1),
  provenance,
})
export type ProximityService = z.infer<typeof proximityService>

/** Files by bundles over lander, relay and stations: what is sent, and how much of the links they may take. */
export const fileService = z.strictObject({
  provenance,
  /** Of each element's data products every so many-th has a file of its own, a quick look. */
  every: z.number().int().min(1),
  octets: z.number().int().min(1).max(1_000_000),
  /** Octets of a file in one bundle. */
  segment_octets: z.number().int().min(64).max(65_000),
  /** Share of each link's rate, down and up. */
  share: z.number().positive().max(1),
  uplinkShare: z.number().positive().max(1),
  storage_octets: z.number().int().min(100_000),
  lifetime_s: positive,
  /** Software that is loaded into an element. */
  loads: z.array(
    z.strictObject({
      id: identifier,
      element: identifier,
      party: identifier,
      at_s: nonnegative,
      octets: z.number().int().min(1).max(1_000_000),
      why: z.string().min(1),
    }),
  ),
})
export type FileService = z.infer<typeof fileService>

export const operationsFile = z.strictObject({
  mission: identifier,
  /** What is behind every number here that carries no provenance of its own. */
  provenance,
  gateway: identifier,
  relay: identifier,
  spacecraftId: z.number().int().min(0).max(65535),
  phases: z.strictObject({ deployment: identifier, science: identifier, scienceAfter_s: nonnegative }),
  housekeeping: z.strictObject({
    fast_s: positive,
    fastFor_s: positive,
    normal_s: positive,
    dormant_s: positive,
  }),
  lander: landerModel,
  /** The relay, where it is operated with the mission: an element of the name that `relay` has. */
  orbiter: orbiterModel.optional(),
  elements: z.array(operatedElement).min(1),
  parties: z.array(z.strictObject({ id: identifier, number: z.number().int().min(1).max(255) })).min(1),
  persons: z.array(person).min(1),
  links: z.array(linkModel).min(1),
  deployments: z.array(deployment),
  proximity: z.array(proximityService),
  files: fileService.optional(),
  activityTemplates: z.array(activityTemplate),
  script: z.array(scriptedEvent),
})
export type OperationsFile = z.infer<typeof operationsFile>
