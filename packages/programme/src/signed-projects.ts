/**
 * Projects as their agreements have them. A decision says what was selected; what the parties signed afterwards (elements,
 * figures, ports) is what flies, and goes before it.
 */
import { ok, type Result } from '@magpie/core/result'
import type { Agreement } from '@magpie/mission/agreement'
import type { ProjectDraft } from '@magpie/mission/project'
import { type AgreementError, formAgreements, type Ownership } from './agreements.ts'
import type { AgreementsFile, AgreementTerms } from './agreements-file.ts'

/** The projects of a mission, and the agreements with their grants bound to them. */
export type SignedProjects = {
  readonly projects: readonly ProjectDraft[]
  readonly agreements: readonly Agreement[]
}

/** The projects of the decision as signed, then those that an agreement alone forms, in the order of the file. */
export function signedProjects(
  drafts: readonly ProjectDraft[],
  file: AgreementsFile,
  { host, hostOwner }: Pick<Ownership, 'host' | 'hostOwner'>,
): Result<SignedProjects, AgreementError> {
  const bringing = file.agreements.filter((a) => a.brings !== undefined && a.project !== undefined)
  const decided = drafts.map((draft) => {
    const terms = bringing.find((a) => a.project === draft.id)
    return terms === undefined ? draft : asSigned(draft, terms)
  })
  const added = bringing.filter((a) => drafts.every((d) => d.id !== a.project)).map(formedBy)
  const projects = [...decided, ...added]
  const agreements = formAgreements(file, { projects, host, hostOwner })
  return agreements.ok ? ok({ projects, agreements: agreements.value }) : agreements
}

function asSigned(draft: ProjectDraft, { brings, signedOn }: AgreementTerms): ProjectDraft {
  const { elements } = brings!
  const ids = new Set(elements.map((e) => e.id))
  return {
    ...draft,
    parties: unique([...draft.parties, ...elements.flatMap((e) => e.owner ?? [])]),
    elements,
    jointOperations: draft.jointOperations.filter((o) => ids.has(o.element)),
    ...(signedOn === undefined ? {} : { signedOn }),
  }
}

/** The project that an agreement alone forms of what it brings. */
export function formedBy({ title, project, parties, brings, signedOn, provenance }: AgreementTerms): ProjectDraft {
  const { level, lead, proposals, elements } = brings!
  return {
    ...{ id: project!, name: title, level, lead, proposals, elements, jointOperations: [], provenance },
    parties: unique([lead, ...parties]),
    ...(signedOn === undefined ? {} : { signedOn }),
  }
}

function unique<T>(list: readonly T[]): T[] {
  return [...new Set(list)]
}
