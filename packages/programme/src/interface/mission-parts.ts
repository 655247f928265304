/**
 * From what was signed at the desk to what the mission model is made of: projects with their elements, the agreements with
 * their grants. Nothing is retyped: figures of baselined lines are the elements' newest estimates, and the lines'
 * disciplines their ports, which adoption joins to the host.
 */

import { ok, type Result } from '@magpie/core/result'
import type { Agreement } from '@magpie/mission/agreement'
import type { Element } from '@magpie/mission/element'
import { type AdoptionError, adoptProject, type MissionModel, missionModel } from '@magpie/mission/mission-model'
import type { ElementDraft } from '@magpie/mission/project'
import type { AgreementsFile, AgreementTerms } from '../agreements-file.ts'
import type { AgreedElement, AgreementContent, IntegrationContent } from '../desk/agreement-content.ts'
import type { AgreementDesk, AgreementRecord, InterfaceRecord } from '../desk/agreement-record.ts'
import { formedBy } from '../signed-projects.ts'
import { withFigures } from './impact.ts'
import { DISCIPLINES } from './line.ts'

/**
 * What all parties of an agreement have signed, and nothing else, as `agreements.json` has it: grants, data policy, and
 * the elements with their figures. `counts` leaves agreements out.
 */
export function agreedTerms(
  desk: AgreementDesk,
  counts: (content: AgreementContent) => boolean = () => true,
): AgreementsFile {
  const agreements = [...desk.agreements.values()].flatMap((record): AgreementTerms[] => {
    const { inForce } = record
    if (inForce === undefined) return []
    const { content } = record.versions[inForce.version - 1]!
    return counts(content) ? [termsOf(desk, record, content, inForce)] : []
  })
  return { agreements }
}

/** An agreement that the model cannot take, and why. */
export type NotTaken = { readonly agreement: string; readonly error: AdoptionError }

/** The mission model with all that was agreed: elements, joined ports, budget lines, grants; and what it could not take. */
export function withAgreed(
  model: MissionModel,
  desk: AgreementDesk,
): { readonly model: MissionModel; readonly left: readonly NotTaken[] } {
  let out = model
  const left: NotTaken[] = []
  for (const terms of agreedTerms(desk).agreements) {
    const taken = taking(out, terms)
    if (taken.ok) out = taken.value
    else left.push({ agreement: terms.id, error: taken.error })
  }
  return { model: out, left }
}

function taking(model: MissionModel, terms: AgreementTerms): Result<MissionModel, AdoptionError> {
  const { brings: _, ...signed } = terms
  const agreement: Agreement = { ...signed, grants: terms.grants.map((g) => ({ ...g, agreement: terms.id })) }
  if (terms.brings !== undefined) return adoptProject(model, formedBy(terms), agreement)
  return ok(missionModel({ ...model, agreements: [...model.agreements, agreement] }))
}

/** The elements of one agreement with the figures that its interface documents baselined. */
export function elementsAgreed(desk: AgreementDesk, record: AgreementRecord, content: IntegrationContent): Element[] {
  const day = record.versions.at(-1)!.at.slice(0, 10)
  const project = content.project ?? record.id
  return content.elements.map((e) => ({ ...draftOf(desk, record.id, e, day), owner: e.owner, project }))
}

function termsOf(
  desk: AgreementDesk,
  record: AgreementRecord,
  content: AgreementContent,
  { version, at }: { readonly version: number; readonly at: string },
): AgreementTerms {
  const { id } = record
  const { title, kind, parties, dataPolicy, until } = content
  const signedOn = at.slice(0, 10)
  const from = `agreement ${id}, version ${version}, signed by ${parties.join(', ')}`
  const common = {
    ...{ id, title, kind, parties, signedOn, provenance: { kind: 'derived', from } as const },
    ...(dataPolicy === undefined ? {} : { dataPolicy }),
    ...(until === undefined ? {} : { until }),
  }
  if (content.kind === 'memorandum') return { ...common, elements: [], grants: [] }
  const elements = [...new Set([...content.elements.map((e) => e.id), ...content.grants.map((g) => g.element)])]
  if (content.elements.length === 0) return { ...common, elements, grants: content.grants }
  return {
    ...common,
    ...{ project: content.project ?? id, elements, grants: content.grants },
    brings: {
      level: content.level,
      lead: content.elements[0]!.owner,
      proposals: content.proposal === undefined ? [] : [content.proposal],
      elements: content.elements.map((e) => draftOf(desk, id, e, signedOn)),
    },
  }
}

function draftOf(desk: AgreementDesk, agreement: string, element: AgreedElement, asOf: string): ElementDraft & Element {
  const from = `agreement ${agreement}`
  const documents = [...desk.interfaces.values()].filter(
    (i) => i.agreement === agreement && i.guest.element === element.id,
  )
  const start: Element = {
    ...element,
    parameters: element.parameters.map((p) => ({ ...p, provenance: { kind: 'derived' as const, from } })),
    ports: element.ports.length > 0 ? element.ports : portsOf(documents),
    provenance: { kind: 'derived', from },
  }
  return documents.reduce((e, document) => withBaselined(e, document, asOf), start)
}

function withBaselined(element: Element, document: InterfaceRecord, asOf: string): Element {
  return document.lines
    .filter((l) => l.status === 'baselined')
    .reduce((e, l) => {
      const day =
        l.signatures
          .map((s) => s.at.slice(0, 10))
          .sort()
          .at(-1) ?? asOf
      return withFigures(e, l.line, `interface ${document.id}, line ${l.line.id}, revision ${l.revision}`, day)
    }, element)
}

/** One port a discipline that the documents speak of; adoption joins it to the host. */
function portsOf(documents: readonly InterfaceRecord[]): Element['ports'] {
  const kinds = new Set(documents.flatMap((d) => d.lines.map((l) => DISCIPLINES[l.line.kind])))
  return [...kinds].sort().map((kind) => ({ id: kind, kind }))
}
