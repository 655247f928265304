/**
 * From the terms that the parties sign to agreements with grants. A grant must lie within its agreement, and come from the
 * owner of what it grants; what does not is refused here, before anyone relies on it.
 */
import { err, ok, type Result } from '@magpie/core/result'
import type { Agreement } from '@magpie/mission/agreement'
import type { ProjectDraft } from '@magpie/mission/project'
import type { AgreementsFile, AgreementTerms } from './agreements-file.ts'

export type AgreementError =
  | { readonly kind: 'project-unknown'; readonly agreement: string; readonly project: string }
  | { readonly kind: 'not-a-signatory'; readonly agreement: string; readonly grant: string; readonly party: string }
  | {
      readonly kind: 'element-not-in-agreement'
      readonly agreement: string
      readonly grant: string
      readonly element: string
    }
  | {
      readonly kind: 'grantor-not-owner'
      readonly agreement: string
      readonly grant: string
      readonly grantor: string
      readonly owner: string
    }
  | { readonly kind: 'grant-twice'; readonly grant: string }

/** Which party owns what the projects bring; elements that stand before any selection are the host's. */
export type Ownership = {
  readonly projects: readonly ProjectDraft[]
  readonly host: string
  readonly hostOwner: string
}

/** All agreements, in the order of the file, each grant bound to its agreement. */
export function formAgreements(
  file: AgreementsFile,
  ownership: Ownership,
): Result<readonly Agreement[], AgreementError> {
  const owners = new Map(ownership.projects.flatMap((p) => p.elements.map((e) => [e.id, e.owner ?? p.lead])))
  owners.set(ownership.host, ownership.hostOwner)
  const projects = new Set(ownership.projects.map((p) => p.id))
  const seen = new Set<string>()
  const out: Agreement[] = []
  for (const terms of file.agreements) {
    if (terms.project !== undefined && !projects.has(terms.project))
      return err({ kind: 'project-unknown', agreement: terms.id, project: terms.project })
    for (const grant of terms.grants) {
      if (seen.has(grant.id)) return err({ kind: 'grant-twice', grant: grant.id })
      seen.add(grant.id)
      const refused = grantError(terms, grant, owners)
      if (refused !== undefined) return err(refused)
    }
    const { brings: _, ...signed } = terms
    out.push({ ...signed, grants: terms.grants.map((grant) => ({ ...grant, agreement: terms.id })) })
  }
  return ok(out)
}

function grantError(
  terms: AgreementTerms,
  grant: AgreementTerms['grants'][number],
  owners: ReadonlyMap<string, string>,
): AgreementError | undefined {
  const at = { agreement: terms.id, grant: grant.id }
  const stranger = [grant.grantor, grant.grantee].find((party) => !terms.parties.includes(party))
  if (stranger !== undefined) return { kind: 'not-a-signatory', ...at, party: stranger }
  const owner = owners.get(grant.element)
  if (owner === undefined || !terms.elements.includes(grant.element))
    return { kind: 'element-not-in-agreement', ...at, element: grant.element }
  // A grant passed on comes from a grantee; the mission's authority traces it to the owner.
  const onward = terms.grants.some((g) => g.onward && g.element === grant.element && g.grantee === grant.grantor)
  return owner === grant.grantor || onward
    ? undefined
    : { kind: 'grantor-not-owner', ...at, grantor: grant.grantor, owner }
}
