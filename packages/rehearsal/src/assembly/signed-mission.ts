/**
 * A mission with what was signed at its centre since: the model as it stands now, and the folder with which the next
 * rehearsal takes it through all stages.
 */
import { err, ok, type Result } from '@magpie/core/result'
import type { Agreement } from '@magpie/mission/agreement'
import { describeMissionError } from '@magpie/mission/describe'
import type { MissionModel } from '@magpie/mission/mission-model'
import type { Party } from '@magpie/mission/party'
import type { AgreementTerms } from '@magpie/programme/agreements-file'
import type { Desk } from '@magpie/programme/desk/record'
import { agreedTerms, withAgreed } from '@magpie/programme/interface/mission-parts'
import { describeProgrammeError } from '@magpie/programme/programme-error'
import { formedOf } from '@magpie/programme/programme-stage'
import type { MissionFolder } from '../mission-folder.ts'
import { envelopeOf, modelOf } from '../stages/model.ts'
import { type Assembled, missionWith } from './mission-with.ts'

/** The model with what was signed, the agreements that it took, and those that it could not take, with the reason. */
export type SignedModel = {
  readonly model: MissionModel
  readonly taken: readonly AgreementTerms[]
  readonly leftOut: readonly { readonly agreement: string; readonly why: string }[]
}

/** The part of a desk that a mission model follows. */
type Signing = Pick<Desk, 'agreements' | 'interfaces' | 'parties' | 'leadership'> & Partial<Pick<Desk, 'left'>>

/** The model of a mission and all that was signed at its desk; the error is a sentence about the mission's own folder. */
export function signedModel(base: MissionFolder, desk: Signing): Result<SignedModel, string> {
  const mission = led(base, desk)
  const formed = formedOf(mission)
  if (!formed.ok) return err(describeProgrammeError(formed.error))
  const { agreements: terms } = agreedTerms(desk)
  const own = notReplaced(formed.value, terms)
  const limits = mission.call.envelope.map(({ resource, limit }) => ({ resource, limit: limit.value }))
  const parties = { parties: partiesOf(mission, desk) }
  const model = modelOf({ ...mission, parties }, own, envelopeOf(limits, mission.call.moduleMass.limit.value))
  if (!model.ok) return err(describeMissionError(model.error))
  const { model: agreed, left } = withAgreed(model.value, desk)
  const out = new Set(left.map((l) => l.agreement))
  return ok({
    model: { ...agreed, agreements: agreed.agreements.map((a) => withoutGone(a, desk.left)) },
    taken: terms.filter((t) => !out.has(t.id)),
    leftOut: left.map(({ agreement, error }) => ({ agreement, why: describeMissionError(error) })),
  })
}

type Right = Pick<Agreement['grants'][number], 'grantee' | 'grantor' | 'revocable'>

/** Rights end with a party: those it held, and those it gave but for what was agreed not to be taken back. */
function withoutGone<G extends Right, A extends { grants: G[] }>(agreement: A, left: Desk['left'] | undefined): A {
  if (left === undefined || left.size === 0) return agreement
  const stands = ({ grantee, grantor, revocable }: G) => !left.has(grantee) && !(revocable && left.has(grantor))
  return { ...agreement, grants: agreement.grants.filter(stands) }
}

/** The folder that takes all of it through every stage; undefined where nothing was signed and nobody else leads. */
export function signedMission(base: MissionFolder, desk: Signing): Result<Assembled | undefined, string> {
  const signed = signedModel(base, desk)
  if (!signed.ok) return signed
  const mission = led(base, desk)
  const { taken } = signed.value
  const left: Desk['left'] = desk.left ?? new Map()
  if (taken.length === 0 && mission === base && left.size === 0) return ok(undefined)
  const replaced = new Set(taken.map((t) => t.id))
  const kept = base.agreements.agreements.filter((a) => !replaced.has(a.id))
  return missionWith(base, {
    mission: mission.mission,
    parties: { parties: partiesOf(base, desk) },
    agreements: { agreements: [...kept, ...taken].map((a) => withoutGone(a, left)) },
  })
}

/** Without projects and agreements that stand at the desk: those are taken from there, in the version that is in force. */
function notReplaced(
  formed: ReturnType<typeof formedOf> extends Result<infer F, unknown> ? F : never,
  terms: readonly AgreementTerms[],
) {
  const ids = new Set(terms.map((t) => t.id))
  const projects = new Set(terms.flatMap((t) => t.project ?? []))
  return {
    projects: formed.projects.filter((p) => !projects.has(p.id)),
    agreements: formed.agreements.filter(
      (a) => !ids.has(a.id) && !(a.project !== undefined && projects.has(a.project)),
    ),
  }
}

/** The mission's own parties, and those that made themselves known at the desk. */
function partiesOf(base: MissionFolder, desk: Signing): Party[] {
  const own = base.parties.parties
  return [...own, ...[...desk.parties.values()].filter((p) => own.every((o) => o.id !== p.id))]
}

/** The mission under whoever leads it now. */
function led(base: MissionFolder, { leadership }: Signing): MissionFolder {
  const lead = leadership?.lead ?? base.mission.lead
  return lead === base.mission.lead ? base : { ...base, mission: { ...base.mission, lead } }
}
