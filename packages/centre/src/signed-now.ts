/** The mission as it stands at a centre: its folder and all that was signed at the desk, computed once for each state of both. */
import type { MissionView } from '@magpie/api/mission-views'
import { canonicalJson } from '@magpie/ledger/canonical-json'
import type { MissionModel } from '@magpie/mission/mission-model'
import type { Desk } from '@magpie/programme/desk/record'
import { agreedTerms } from '@magpie/programme/interface/mission-parts'
import { type SignedModel, signedModel } from '@magpie/rehearsal/assembly/signed-mission'
import type { MissionFolder } from '@magpie/rehearsal/mission-folder'

/** What is asked of the mission as it stands. `base` is the folder that was served, `running` the one that is rehearsed. */
export type SignedPorts = {
  readonly base: MissionFolder
  running(): MissionFolder
  desk(): Desk
}

export type SignedNow = SignedModel & { readonly signed: NonNullable<MissionView['signed']> }

/** The mission as it stands, whenever it is asked; undefined where its own folder forms none. */
export function signedNow({ base, running, desk }: SignedPorts): () => SignedNow | undefined {
  let of: readonly unknown[] = []
  let known: SignedNow | undefined
  return () => {
    const { agreements, interfaces, parties, leadership, left } = desk()
    const now = [agreements, interfaces, parties, leadership, left, running()]
    if (now.every((part, i) => part === of[i])) return known
    of = now
    const made = signedModel(base, desk())
    known = made.ok ? { ...made.value, signed: viewOf(made.value, running()) } : undefined
    return known
  }
}

/** What a running mission's command desk goes by beside its model. */
export type InForce = Pick<MissionModel, 'agreements' | 'parties'>

/**
 * Agreements and parties of a running mission as they stand now: with what was signed at the programme's desk since it
 * began, in the version that is in force, and without what has ended there. The same lists as long as nothing changes.
 */
export function inForceNow(model: MissionModel, desk: () => Desk | undefined): () => InForce {
  let of: readonly unknown[] = []
  let known: InForce = model
  return () => {
    const now = desk()
    if (now === undefined) return model
    const parts = [now.agreements, now.interfaces, now.parties]
    if (parts.every((part, i) => part === of[i])) return known
    of = parts
    const signed = agreedTerms(now).agreements.map(({ brings: _, ...terms }) => ({
      ...terms,
      grants: terms.grants.map((g) => ({ ...g, agreement: terms.id })),
    }))
    const more = [...now.parties.values()].filter((p) => model.parties.every((m) => m.id !== p.id))
    known = {
      agreements: [...model.agreements.filter((a) => !now.agreements.has(a.id)), ...signed],
      parties: [...model.parties, ...more],
    }
    return known
  }
}

function viewOf({ taken }: SignedModel, running: MissionFolder): SignedNow['signed'] {
  return taken.map((terms) => {
    const flown = running.agreements.agreements.find((a) => a.id === terms.id)
    return {
      ...{ agreement: terms.id, title: terms.title, signedOn: terms.signedOn ?? '', grants: terms.grants.length },
      elements: terms.brings?.elements.map((e) => e.id) ?? [],
      rehearsed: flown !== undefined && same(flown, terms),
    }
  })
}

function same(a: unknown, b: unknown): boolean {
  const text = (value: unknown) => {
    const written = canonicalJson(JSON.parse(JSON.stringify(value)))
    return written.ok ? written.value : undefined
  }
  return text(a) === text(b)
}
