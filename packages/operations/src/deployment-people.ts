/**
 * What people say about a deployment, and who may say it: the owner goes, holds, tries again and aborts; the host objects;
 * owner, host and whoever leads hold for safety, and a hold is lifted by the party that set it. Judged by facts alone, and
 * kept as acts, so that the same record gives the same course.
 */
import { type Identifier, identifier } from '@magpie/core/identifier'
import { source } from '@magpie/core/provenance'
import type { Refusal } from '@magpie/mission/authority-request'
import * as z from 'zod'
import type { DeploymentState, StepState } from './deployment-state.ts'
import type { Deployment } from './operations-file.ts'
import { sayOperations as sentence } from './sentences.ts'

export const deploymentAction = z.enum([
  'take-seat',
  'leave-seat',
  'go',
  'no-go',
  'hold',
  'resume',
  'retry',
  'skip',
  'abort',
  'object',
  'withdraw',
  'no-objection',
])
export type DeploymentAction = z.infer<typeof deploymentAction>

/** One act; `why` is the reason, which some acts need. */
export const deploymentAct = z.strictObject({ action: deploymentAction, why: z.string().max(1000).default('') })
export type DeploymentAct = z.infer<typeof deploymentAct>

/** Why an act was not done, as a record keeps it. */
export const refusalNote = z.strictObject({ rule: z.string(), fact: z.string(), source, remedy: z.string() })

/** An act as the command desk records it; `lead` is who led joint operations then. What was refused is on record too. */
export const deploymentEvent = z.strictObject({
  kind: z.literal('deployment'),
  module: identifier,
  act: deploymentAct,
  lead: identifier,
  refusal: refusalNote.optional(),
})

/** Who acts, and when, s on one scale. `madeUp`: somebody of a rehearsal, for a seat that nobody took. */
export type Actor = {
  readonly party: Identifier
  readonly person: string
  readonly at_s: number
  readonly madeUp?: boolean
  /** Who led joint operations then, where it is not who led at first. */
  readonly lead?: Identifier
}

export type Said = Actor & { readonly why: string }

/** What was said so far about one module. */
export type DeploymentPeople = {
  /** Seats that people took: from then on nobody made up speaks for the party. */
  readonly seats: { readonly owner?: Actor; readonly host?: Actor }
  readonly go?: Said
  readonly noGo?: Said
  readonly noObjection?: Said
  readonly objection?: Said
  /** One a party at most. */
  readonly holds: readonly Said[]
  /** How many acts of people (not made up) were taken in, done or refused. */
  readonly acts: number
}

/** Nobody has said anything. */
export const NOBODY_SPOKE: DeploymentPeople = { seats: {}, holds: [], acts: 0 }

/** Where a deployment stands, as far as acts ask. */
export type Standing = {
  readonly state: DeploymentState
  readonly steps: readonly { readonly state: StepState }[]
}

/** The parties that have a say: the module's owner, the owner of what carries it, and who leads joint operations. */
export type Say = { readonly owner: Identifier; readonly host: Identifier; readonly lead: Identifier }

const OWNERS: ReadonlySet<DeploymentAction> = new Set(['go', 'no-go', 'retry', 'skip', 'abort'])
const HOSTS: ReadonlySet<DeploymentAction> = new Set(['object', 'withdraw', 'no-objection'])
const NEEDS_WHY: ReadonlySet<DeploymentAction> = new Set(['no-go', 'hold', 'abort', 'object'])

/** Why an act is not done; undefined where it is. */
export function judgeDeployment(
  deployment: Deployment,
  people: DeploymentPeople,
  standing: Standing,
  { action, why }: DeploymentAct,
  party: Identifier,
  say: Say,
): Refusal | undefined {
  const refused = (rule: string, fact: string, source: string, remedy: string): Refusal => ({
    permitted: false,
    rule,
    fact,
    source: { title: source },
    remedy,
  })
  const { module } = deployment
  const stranger = notTheirs(module, action, party, say)
  if (stranger !== undefined) return refused(...stranger)
  if (action === 'skip')
    return refused(
      'deployment-every-step',
      sentence('every-step', { module }),
      sentence('source-steps', { module }),
      sentence('every-step-remedy', {}),
    )
  if (NEEDS_WHY.has(action) && why.trim() === '')
    return refused(
      'deployment-reason',
      sentence('no-reason', { action }),
      sentence('source-desk', {}),
      sentence('no-reason-remedy', {}),
    )
  const cannot = cannotNow(people, standing, action, party, say)
  return cannot === undefined
    ? undefined
    : refused(
        'deployment-state',
        sentence('of-module', { module, fact: cannot[0] }),
        sentence('source-board', {}),
        cannot[1],
      )
}

function notTheirs(
  module: string,
  action: DeploymentAction,
  party: Identifier,
  { owner, host, lead }: Say,
): [rule: string, fact: string, source: string, remedy: string] | undefined {
  const written = sentence('source-owners', { module })
  if (OWNERS.has(action) && party !== owner)
    return [
      'deployment-owner',
      sentence('owned-by', { element: module, owner }),
      written,
      sentence('owned-by-remedy', { owner, action }),
    ]
  if (HOSTS.has(action) && party !== host)
    return [
      'deployment-host',
      sentence('carried-by', { module, host }),
      written,
      sentence('carried-by-remedy', { host }),
    ]
  const seated = action === 'take-seat' || action === 'leave-seat'
  if (seated && party !== owner && party !== host)
    return [
      'deployment-seat',
      sentence('seats-of', { module, owner, host }),
      written,
      sentence('seats-of-remedy', { owner, host }),
    ]
  if ((action === 'hold' || action === 'resume') && ![owner, host, lead].includes(party))
    return [
      'deployment-hold',
      sentence('holders-of', { module, owner, host, lead }),
      written,
      sentence('holders-of-remedy', { action }),
    ]
  return undefined
}

const OVER: ReadonlySet<DeploymentState> = new Set(['deployed', 'failed', 'safe'])

/** Whether a sequence has come to an end, which only `retry` takes back. */
export function isOver(state: DeploymentState): boolean {
  return OVER.has(state)
}

type Cannot = [fact: string, remedy: string] | undefined

function cannotNow(
  people: DeploymentPeople,
  standing: Standing,
  action: DeploymentAction,
  party: Identifier,
  say: Say,
): Cannot {
  const { state } = standing
  const seats = seatsOf(people, party, say)
  switch (action) {
    case 'retry':
      return mayRetry(standing)
        ? undefined
        : [sentence('nothing-failed', { state }), sentence('nothing-failed-remedy', {})]
    case 'resume':
      return cannotResume(people, party)
    case 'take-seat':
      return seats.includes(undefined) ? undefined : [sentence('seat-taken', {}), sentence('seat-taken-remedy', {})]
    case 'leave-seat':
      return seats.some((seat) => seat !== undefined)
        ? undefined
        : [sentence('no-seat', {}), sentence('no-seat-remedy', {})]
    case 'withdraw':
      return people.objection === undefined
        ? [sentence('no-objection-stands', {}), sentence('no-objection-stands-remedy', {})]
        : undefined
    default:
      if (isOver(state))
        return [
          sentence('it-is', { state }),
          state === 'deployed' ? sentence('nothing-left', {}) : sentence('retry-first', {}),
        ]
      return alreadySaid(people, action, party)
  }
}

function mayRetry({ state, steps }: Standing): boolean {
  return state === 'failed' || state === 'safe' || (state === 'held' && steps.some((s) => s.state === 'retried'))
}

function cannotResume({ holds }: DeploymentPeople, party: Identifier): Cannot {
  if (holds.some((h) => h.party === party)) return undefined
  const others = holds.map((h) => h.party).join(', ')
  return [
    others === '' ? sentence('holds-not', { party }) : sentence('others-hold', { party, others }),
    sentence('holds-not-remedy', {}),
  ]
}

function alreadySaid(
  { go, objection, noObjection, holds }: DeploymentPeople,
  action: DeploymentAction,
  party: Identifier,
): Cannot {
  if (action === 'go' && go !== undefined) return [sentence('go-said', {}), sentence('go-said-remedy', {})]
  if (action === 'object' && objection !== undefined)
    return [sentence('objects-already', {}), sentence('objects-already-remedy', {})]
  if (action === 'no-objection' && objection !== undefined)
    return [sentence('objection-stands', {}), sentence('objection-stands-remedy', {})]
  if (action === 'no-objection' && noObjection !== undefined)
    return [sentence('said-already', {}), sentence('said-already-remedy', {})]
  if (action === 'hold' && holds.some((h) => h.party === party))
    return [sentence('holds-already', { party }), sentence('holds-already-remedy', {})]
  return undefined
}

function seatsOf({ seats }: DeploymentPeople, party: Identifier, { owner, host }: Say): (Actor | undefined)[] {
  return [...(party === owner ? [seats.owner] : []), ...(party === host ? [seats.host] : [])]
}

/** What stands after an act that was permitted. Whoever acts for a party takes its seat. */
export function afterAct(
  people: DeploymentPeople,
  { action, why }: DeploymentAct,
  actor: Actor,
  { owner, host }: Pick<Say, 'owner' | 'host'>,
): DeploymentPeople {
  const said: Said = { ...actor, why }
  const { go, noGo, noObjection, objection, seats, holds } = people
  const seated = actor.madeUp === true ? seats : seatedBy(seats, action, actor, owner, host)
  const keep = { seats: seated, holds, acts: people.acts + (actor.madeUp === true ? 0 : 1) }
  const owners = { ...(go === undefined ? {} : { go }), ...(noGo === undefined ? {} : { noGo }) }
  const hosts = {
    ...(noObjection === undefined ? {} : { noObjection }),
    ...(objection === undefined ? {} : { objection }),
  }
  switch (action) {
    case 'go':
      return { ...keep, ...hosts, go: said }
    case 'no-go':
      return { ...keep, ...hosts, noGo: said }
    case 'object':
      return { ...keep, ...owners, objection: said }
    case 'withdraw':
    case 'no-objection':
      return { ...keep, ...owners, noObjection: said }
    case 'hold':
      return { ...keep, ...owners, ...hosts, holds: [...holds, said] }
    case 'resume':
      return { ...keep, ...owners, ...hosts, holds: holds.filter((h) => h.party !== actor.party) }
    case 'abort':
      // A go was for the sequence that ends here: the next needs its own.
      return { ...keep, ...hosts }
    default:
      return { ...keep, ...owners, ...hosts }
  }
}

function seatedBy(
  seats: DeploymentPeople['seats'],
  action: DeploymentAction,
  actor: Actor,
  owner: Identifier,
  host: Identifier,
): DeploymentPeople['seats'] {
  const asOwner = actor.party === owner && !HOSTS.has(action)
  const asHost = actor.party === host && !OWNERS.has(action)
  if (action === 'leave-seat') {
    const { owner: o, host: h } = seats
    return { ...(o === undefined || asOwner ? {} : { owner: o }), ...(h === undefined || asHost ? {} : { host: h }) }
  }
  return { ...seats, ...(asOwner ? { owner: actor } : {}), ...(asHost ? { host: actor } : {}) }
}
