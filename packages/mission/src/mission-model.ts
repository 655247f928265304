/**
 * The mission model: what the stages hand on. A selected project becomes part of it: its elements get owner, host, ports
 * and parameters, its agreement stands beside the others, and the grants of both decide who may command what.
 */
import type { Identifier } from '@magpie/core/identifier'
import { err, ok, type Result } from '@magpie/core/result'
import type { Agreement, Grant } from './agreement.ts'
import { type Budgets, type Envelope, type latest, rollUp } from './budgets.ts'
import type { Element } from './element.ts'
import type { MissionFile } from './mission-file.ts'
import type { Party } from './party.ts'
import type { ElementDraft, JointOperation, ProjectDraft } from './project.ts'

export type MissionModel = {
  readonly mission: MissionFile
  readonly parties: readonly Party[]
  readonly elements: readonly Element[]
  readonly agreements: readonly Agreement[]
  /** The grants of all agreements. */
  readonly grants: readonly Grant[]
  readonly envelope: Envelope | undefined
  readonly budgets: Budgets
}

/** What a mission model is made from; the rest follows. */
export type MissionParts = Pick<MissionModel, 'mission' | 'parties' | 'elements' | 'agreements' | 'envelope'>

export type AdoptionError =
  | { readonly kind: 'unknown-party'; readonly project: Identifier; readonly party: Identifier }
  | { readonly kind: 'lead-not-in-project'; readonly project: Identifier; readonly lead: Identifier }
  | { readonly kind: 'element-exists'; readonly project: Identifier; readonly element: Identifier }
  | { readonly kind: 'apid-taken'; readonly project: Identifier; readonly element: Identifier; readonly by: Identifier }
  | { readonly kind: 'host-circle'; readonly project: Identifier; readonly element: Identifier }
  | { readonly kind: 'no-host'; readonly project: Identifier; readonly element: Identifier; readonly host?: Identifier }
  | {
      readonly kind: 'unknown-element'
      readonly project: Identifier
      readonly operation: Identifier
      readonly element: Identifier
    }
  | { readonly kind: 'agreement-exists'; readonly project: Identifier; readonly agreement: Identifier }
  | { readonly kind: 'agreement-of-other-project'; readonly project: Identifier; readonly agreement: Identifier }

/** A model with grants and budgets computed from its parts. */
export function missionModel({ mission, parties, elements, agreements, envelope }: MissionParts): MissionModel {
  const grants = agreements.flatMap((agreement) => agreement.grants)
  return { mission, parties, elements, agreements, grants, envelope, budgets: rollUp(elements, envelope) }
}

/**
 * Takes a project into the model. `terms` is its agreement where one was drawn up; without it an integration agreement is
 * made whose grants are the consents that the project's joint operations need, and nothing more.
 */
export function adoptProject(
  model: MissionModel,
  project: ProjectDraft,
  terms?: Agreement,
): Result<MissionModel, AdoptionError> {
  const refused = partyError(model, project) ?? agreementError(model, project, terms)
  if (refused !== undefined) return err(refused)
  const hosted = elementsOf(model, project)
  if (!hosted.ok) return hosted
  const elements = joinPorts([...model.elements, ...hosted.value], hosted.value)
  const own = terms === undefined ? integrationAgreement(model, elements, project) : ok(terms)
  if (!own.ok) return own
  return ok(missionModel({ ...model, elements, agreements: [...model.agreements, own.value] }))
}

/**
 * The model once an element has left its host (set down on the surface): their joints are parted, the host's rights over
 * it end, and what it carries stays with it.
 */
export function leaveHost(model: MissionModel, element: Identifier): MissionModel {
  const host = model.elements.find((e) => e.id === element)?.host
  if (host === undefined) return model
  const elements = model.elements.map((e) => {
    if (e.id !== element && e.id !== host) return e
    const other = e.id === element ? host : element
    const ports = e.ports.map(({ joinedTo, ...port }) => {
      return joinedTo === undefined || joinedTo.element === other ? port : { ...port, joinedTo }
    })
    if (e.id === host) return { ...e, ports }
    const { host: _, ...alone } = e
    return { ...alone, ports }
  })
  return missionModel({ ...model, elements })
}

function partyError(model: MissionModel, project: ProjectDraft): AdoptionError | undefined {
  const known = new Set(model.parties.map((p) => p.id))
  const named = [...project.parties, ...project.elements.flatMap((e) => e.owner ?? [])]
  const party = named.find((id) => !known.has(id))
  if (party !== undefined) return { kind: 'unknown-party', project: project.id, party }
  if (project.parties.includes(project.lead)) return undefined
  return { kind: 'lead-not-in-project', project: project.id, lead: project.lead }
}

function agreementError(model: MissionModel, project: ProjectDraft, terms?: Agreement): AdoptionError | undefined {
  const agreement = terms?.id ?? agreementId(project)
  if (model.agreements.some((a) => a.id === agreement))
    return { kind: 'agreement-exists', project: project.id, agreement }
  if (terms === undefined || terms.project === project.id) return undefined
  return { kind: 'agreement-of-other-project', project: project.id, agreement }
}

/** The project's elements with owner and host. */
function elementsOf(model: MissionModel, project: ProjectDraft): Result<Element[], AdoptionError> {
  const out: Element[] = []
  // Of several landers the lead's own carries partners; who leads need not own one.
  const landers = model.elements.filter((e) => e.kind === 'lander' && e.project === undefined)
  const lander = (
    landers.find((e) => e.owner === model.mission.lead) ?? (landers.length === 1 ? landers[0] : undefined)
  )?.id
  for (const draft of project.elements) {
    const before = [...model.elements, ...out]
    const taken = nameError(draft, before, project)
    if (taken !== undefined) return err(taken)
    const host = draft.host ?? (project.level === 'mission' ? undefined : lander)
    if (project.level !== 'mission' && host === undefined)
      return err({ kind: 'no-host', project: project.id, element: draft.id })
    if (host !== undefined && !isHost(host, draft, before, project))
      return err({ kind: 'no-host', project: project.id, element: draft.id, host })
    out.push(ownedElement(draft, project, host))
  }
  const circle = out.find((e) => carriesItself(e, out))
  return circle === undefined ? ok(out) : err({ kind: 'host-circle', project: project.id, element: circle.id })
}

function nameError(draft: ElementDraft, before: readonly Element[], project: ProjectDraft): AdoptionError | undefined {
  const at = { project: project.id, element: draft.id }
  if (before.some((e) => e.id === draft.id)) return { kind: 'element-exists', ...at }
  const same = draft.apid === undefined ? undefined : before.find((e) => e.apid === draft.apid)
  return same === undefined ? undefined : { kind: 'apid-taken', ...at, by: same.id }
}

function ownedElement(draft: ElementDraft, project: ProjectDraft, host: Identifier | undefined): Element {
  return {
    ...draft,
    owner: draft.owner ?? project.lead,
    ...(host === undefined ? {} : { host }),
    project: project.id,
    ports: draft.ports.length > 0 || host === undefined ? draft.ports : portsNeeded(draft),
  }
}

function isHost(host: Identifier, draft: ElementDraft, before: readonly Element[], project: ProjectDraft): boolean {
  return host !== draft.id && (before.some((e) => e.id === host) || project.elements.some((e) => e.id === host))
}

/** Whether the hosts of an element, up the tree, come back to it. */
export function carriesItself(element: Element, elements: readonly Element[]): boolean {
  let host = element.host
  for (let steps = 0; host !== undefined && steps <= elements.length; steps++) {
    if (host === element.id) return true
    host = elements.find((e) => e.id === host)?.host
  }
  return false
}

/** Ports left out follow from what the element takes: fixed always, powered and read where it states so. */
function portsNeeded(draft: ElementDraft): Element['ports'] {
  const takes = (...names: Parameters<typeof latest>[1][]) =>
    draft.parameters.some((p) => names.includes(p.name) && p.value > 0)
  const kinds: Element['ports'][number]['kind'][] = ['mechanical']
  if (takes('power-average', 'power-peak', 'power-survival')) kinds.push('power')
  if (draft.apid !== undefined || takes('data-rate', 'data-volume-day')) kinds.push('data')
  return kinds.map((kind) => ({ id: kind, kind }))
}

/** Joins the free ports of newly hosted elements to new ports of their hosts. */
function joinPorts(elements: readonly Element[], added: readonly Element[]): Element[] {
  const out = new Map(elements.map((e) => [e.id, { ...e, ports: [...e.ports] }]))
  for (const { id, host } of added) {
    const element = out.get(id)!
    if (host === undefined) continue
    const carrier = out.get(host)!
    element.ports = element.ports.map((port) => {
      if (port.joinedTo !== undefined) return port
      const theirs = newPortId(carrier, port.kind)
      carrier.ports.push({ id: theirs, kind: port.kind, joinedTo: { element: id, port: port.id } })
      return { ...port, joinedTo: { element: host, port: theirs } }
    })
  }
  return elements.map((e) => out.get(e.id)!)
}

function newPortId(host: Element, kind: string): Identifier {
  let n = 1
  while (host.ports.some((port) => port.id === `${kind}-${n}`)) n++
  return `${kind}-${n}`
}

function agreementId(project: ProjectDraft): Identifier {
  return `${project.id}-agreement`
}

function integrationAgreement(
  model: MissionModel,
  elements: readonly Element[],
  project: ProjectDraft,
): Result<Agreement, AdoptionError> {
  const id = agreementId(project)
  const byId = new Map(elements.map((e) => [e.id, e]))
  const grants: Grant[] = []
  for (const operation of project.jointOperations) {
    const missing = [operation.element, ...operation.touches].find((e) => !byId.has(e))
    if (missing !== undefined)
      return err({ kind: 'unknown-element', project: project.id, operation: operation.id, element: missing })
    grants.push(...consents(operation, id, byId))
  }
  const own = project.elements.map((e) => e.id)
  return ok({
    id,
    title: `Integration agreement: ${project.name}`,
    kind: 'integration-agreement',
    parties: unique([
      model.mission.lead,
      ...project.parties,
      ...own.map((e) => byId.get(e)!.owner),
      ...grants.flatMap((g) => [g.grantor, g.grantee]),
    ]),
    project: project.id,
    elements: unique([...own, ...grants.map((g) => g.element)]),
    ...(project.signedOn === undefined ? {} : { signedOn: project.signedOn }),
    grants,
    provenance: { kind: 'derived', from: `project ${project.id}` },
  })
}

/** The consents that a joint operation needs: one of each element touched that the acting party does not own. */
function consents(operation: JointOperation, agreement: Identifier, byId: ReadonlyMap<Identifier, Element>): Grant[] {
  const grantee = byId.get(operation.element)!.owner
  return unique(operation.touches)
    .map((touched) => byId.get(touched)!)
    .filter((touched) => touched.owner !== grantee)
    .map((touched) => ({
      id: `${operation.id}-${touched.id}`,
      agreement,
      grantor: touched.owner,
      grantee,
      element: touched.id,
      actions: operation.actions,
      arguments: operation.arguments,
      phases: operation.phases,
      approvals: operation.approvals,
      revocable: true,
      onward: false,
      covers: 'consent',
    }))
}

function unique<T>(list: readonly T[]): T[] {
  return [...new Set(list)]
}
