/**
 * From what was signed at the desk to what the mission model is made of: projects with their elements, the agreements with
 * their grants. Nothing is retyped: figures of baselined lines are the elements' newest estimates, and the lines'
 * disciplines their ports, which adoption joins to the host.
 */

import { ok, type Result } from '@magpie/core/result'
import type { Agreement } from '@magpie/mission/agreement'
import type { Element } from '@magpie/mission/element'
import { type AdoptionError, adoptProject, type MissionModel, missionModel } from '@magpie/mission/mission-model'
import type { ElementDraft, ProjectDraft } from '@magpie/mission/project'
import type { AgreementsFile, AgreementTerms } from '../agreements-file.ts'
import type { AgreedElement, AgreementContent, IntegrationContent } from '../desk/agreement-content.ts'
import type { AgreementDesk, AgreementRecord, InterfaceRecord } from '../desk/agreement-record.ts'
import { withFigures } from './impact.ts'
import { DISCIPLINES } from './line.ts'

/** What the agreements in force add to a mission: `agreements.json` of them, and the projects that bring the elements. */
export type AgreedParts = { readonly agreements: AgreementsFile; readonly projects: readonly ProjectDraft[] }

/** What all parties of an agreement have signed, and nothing else. */
export function agreedParts(desk: AgreementDesk): AgreedParts {
  const inForce = [...desk.agreements.values()].flatMap((record) => {
    const { inForce } = record
    return inForce === undefined ? [] : [{ record, inForce, content: record.versions[inForce.version - 1]!.content }]
  })
  const agreements = inForce.map(({ record, inForce: { version, at }, content }) =>
    termsOf(record.id, content, version, at.slice(0, 10)),
  )
  const projects = inForce.flatMap(({ record, inForce: { at }, content }) =>
    content.kind === 'integration-agreement' && content.elements.length > 0
      ? [projectOf(desk, record, content, at.slice(0, 10))]
      : [],
  )
  return { agreements: { agreements }, projects }
}

/** The mission model with all that was agreed: elements, joined ports, budget lines, grants. */
export function withAgreed(model: MissionModel, desk: AgreementDesk): Result<MissionModel, AdoptionError> {
  const { agreements, projects } = agreedParts(desk)
  const alone = agreements.agreements.filter((a) => a.project === undefined).map(boundTerms)
  let out = missionModel({ ...model, agreements: [...model.agreements, ...alone] })
  for (const project of projects) {
    const terms = agreements.agreements.find((a) => a.project === project.id)!
    const adopted = adoptProject(out, project, boundTerms(terms))
    if (!adopted.ok) return adopted
    out = adopted.value
  }
  return ok(out)
}

/** The elements of one agreement with the figures that its interface documents baselined. */
export function elementsAgreed(desk: AgreementDesk, record: AgreementRecord, content: IntegrationContent): Element[] {
  const day = record.versions.at(-1)!.at.slice(0, 10)
  const project = content.project ?? record.id
  return content.elements.map((e) => ({ ...draftOf(desk, record.id, e, day), owner: e.owner, project }))
}

function boundTerms(terms: AgreementTerms): Agreement {
  return { ...terms, grants: terms.grants.map((g) => ({ ...g, agreement: terms.id })) }
}

function termsOf(id: string, content: AgreementContent, version: number, signedOn: string): AgreementTerms {
  const { title, kind, parties } = content
  const provenance = {
    kind: 'derived',
    from: `agreement ${id}, version ${version}, signed by ${parties.join(', ')}`,
  } as const
  const common = { id, title, kind, parties, signedOn, provenance }
  if (content.kind === 'memorandum') return { ...common, elements: [], grants: [] }
  const elements = new Set([...content.elements.map((e) => e.id), ...content.grants.map((g) => g.element)])
  const project = content.elements.length === 0 ? {} : { project: content.project ?? id }
  return { ...common, ...project, elements: [...elements], grants: content.grants }
}

function projectOf(
  desk: AgreementDesk,
  record: AgreementRecord,
  content: IntegrationContent,
  signedOn: string,
): ProjectDraft {
  return {
    id: content.project ?? record.id,
    name: content.title,
    level: content.level,
    parties: content.parties,
    lead: content.elements[0]!.owner,
    proposals: content.proposal === undefined ? [] : [content.proposal],
    elements: content.elements.map((e) => draftOf(desk, record.id, e, signedOn)),
    jointOperations: [],
    signedOn,
    provenance: { kind: 'derived', from: `agreement ${record.id}` },
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
