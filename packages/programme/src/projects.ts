/**
 * From proposals to projects: proposals that the decision merged become one draft. Elements of the same name are one element
 * whose figures add up; a figure that the decision's sources print replaces the sum, and both are kept in the record.
 */
import { describeProvenance, type Provenance } from '@magpie/core/provenance'
import { err, ok, type Result } from '@magpie/core/result'
import type { Parameter } from '@magpie/mission/element'
import type { ElementDraft, ProjectDraft } from '@magpie/mission/project'
import type { DecidedProject } from './decision-file.ts'
import type { Proposal } from './proposals-file.ts'

/** One figure carried over: what each proposal brought, their sum, and what the decision states instead. */
export type CarriedFigure = {
  readonly element: string
  readonly parameter: Parameter['name']
  readonly unit: string
  readonly from: readonly { readonly proposal: string; readonly value: number }[]
  readonly sum: number
  readonly stated?: number
  /** Stated less the sum: growth, or a figure that the proposals did not have. */
  readonly difference: number
}

/** The record of a merge: which proposals became which project, what was carried over, and how far that is known. */
export type MergeStep = {
  readonly project: string
  readonly proposals: readonly string[]
  readonly merged: boolean
  readonly carried: readonly CarriedFigure[]
  readonly source: string
  readonly assumed: boolean
}

export type ProjectError =
  | { readonly kind: 'proposal-unknown'; readonly project: string; readonly proposal: string }
  | { readonly kind: 'proposal-twice'; readonly proposal: string; readonly projects: readonly [string, string] }
  | { readonly kind: 'stated-element-unknown'; readonly project: string; readonly element: string }
  | {
      readonly kind: 'units-differ'
      readonly project: string
      readonly element: string
      readonly parameter: string
      readonly units: readonly string[]
    }

/** All projects of a decision, in its order. A proposal may become part of one project only. */
export function formProjects(
  decided: readonly DecidedProject[],
  proposals: readonly Proposal[],
): Result<{ readonly drafts: readonly ProjectDraft[]; readonly merges: readonly MergeStep[] }, ProjectError> {
  const byId = new Map(proposals.map((p) => [p.id, p]))
  const taken = new Map<string, string>()
  const drafts: ProjectDraft[] = []
  const merges: MergeStep[] = []
  for (const project of decided) {
    for (const id of project.proposals) {
      const twice = takenOf(project, byId.get(id), id, taken)
      if (twice !== undefined) return err({ kind: 'proposal-twice', proposal: id, projects: [twice, project.id] })
    }
    const formed = formProject(project, byId)
    if (!formed.ok) return formed
    drafts.push(formed.value.draft)
    merges.push(formed.value.merge)
  }
  return ok({ drafts, merges })
}

/** The project that has the proposal already, or one of the elements that this one takes of it; else they are taken. */
function takenOf(project: DecidedProject, proposal: Proposal | undefined, id: string, taken: Map<string, string>) {
  const parts = elementsOf(project, proposal).map((e) => `${id}/${e.id}`)
  const other = [id, ...parts].map((what) => taken.get(what)).find((o) => o !== undefined)
  // A project that takes some elements of a proposal leaves the others for another.
  for (const what of project.elements === undefined ? [id, ...parts] : parts) taken.set(what, project.id)
  return other
}

/** What a project takes of a proposal. */
function elementsOf(project: DecidedProject, proposal: Proposal | undefined): readonly ElementDraft[] {
  const all = proposal?.elements ?? []
  return project.elements === undefined ? all : all.filter((e) => project.elements!.includes(e.id))
}

function formProject(
  project: DecidedProject,
  byId: ReadonlyMap<string, Proposal>,
): Result<{ draft: ProjectDraft; merge: MergeStep }, ProjectError> {
  const missing = project.proposals.find((id) => !byId.has(id))
  if (missing !== undefined) return err({ kind: 'proposal-unknown', project: project.id, proposal: missing })
  const from = project.proposals.map((id) => byId.get(id)!)
  const brought = Map.groupBy(
    from.flatMap((p) => elementsOf(project, p).map((element) => ({ proposal: p.id, owner: p.lead, element }))),
    (b) => b.element.id,
  )
  const named = [...project.stated.map((s) => s.element), ...(project.elements ?? [])]
  const stray = named.find((id) => !brought.has(id))
  if (stray !== undefined) return err({ kind: 'stated-element-unknown', project: project.id, element: stray })
  const elements: ElementDraft[] = []
  const carried: CarriedFigure[] = []
  for (const parts of brought.values()) {
    const merged = mergeElement(project, parts)
    if (!merged.ok) return merged
    elements.push(merged.value.element)
    carried.push(...merged.value.carried)
  }
  const { id, name, level, parties, lead, provenance, mergeProvenance } = project
  const draft: ProjectDraft = {
    id,
    name,
    level,
    parties,
    lead,
    proposals: project.proposals,
    elements,
    jointOperations: from.flatMap((p) => p.jointOperations).filter((o) => brought.has(o.element)),
    ...(project.signedOn === undefined ? {} : { signedOn: project.signedOn }),
    provenance,
  }
  const merge = {
    project: id,
    proposals: project.proposals,
    merged: project.proposals.length > 1,
    carried,
    source: describeProvenance(mergeProvenance),
    assumed: mergeProvenance.kind === 'assumed',
  }
  return ok({ draft, merge })
}

type Part = { readonly proposal: string; readonly owner: string; readonly element: ElementDraft }

function mergeElement(
  project: DecidedProject,
  parts: readonly Part[],
): Result<{ element: ElementDraft; carried: CarriedFigure[] }, ProjectError> {
  const first = parts[0]!.element
  const carried: CarriedFigure[] = []
  const parameters: Parameter[] = []
  const figures = Map.groupBy(
    parts.flatMap((part) => part.element.parameters.map((parameter) => ({ proposal: part.proposal, parameter }))),
    (f) => f.parameter.name,
  )
  for (const [name, list] of figures) {
    const units = [...new Set(list.map((f) => f.parameter.unit))]
    if (units.length > 1)
      return err({ kind: 'units-differ', project: project.id, element: first.id, parameter: name, units })
    const stated = project.stated.find((s) => s.element === first.id && s.parameter === name)
    const sum = add(list.map((f) => f.parameter.value))
    parameters.push(carriedParameter(list, sum, stated))
    if (list.length > 1 || stated !== undefined)
      carried.push({
        element: first.id,
        parameter: name,
        unit: units[0]!,
        from: list.map((f) => ({ proposal: f.proposal, value: f.parameter.value })),
        sum,
        ...(stated === undefined ? {} : { stated: stated.value.value }),
        difference: stated === undefined ? 0 : add([stated.value.value, -sum]),
      })
  }
  // What one lead proposed and another's project took over stays its proposer's, unless it names its owner.
  const owner = first.owner ?? parts[0]!.owner
  const ports = [...new Map(parts.flatMap((p) => p.element.ports.map((port) => [port.id, port]))).values()]
  return ok({ element: { ...first, owner, parameters, ports }, carried })
}

type Figure = { readonly proposal: string; readonly parameter: Parameter }
type Stated = DecidedProject['stated'][number]

function carriedParameter(list: readonly Figure[], value: number, stated: Stated | undefined): Parameter {
  const first = list[0]!.parameter
  if (stated !== undefined) {
    const margin = stated.margin === undefined ? {} : { margin: stated.margin }
    return { ...first, ...margin, value: stated.value.value, asOf: stated.asOf, provenance: stated.value.provenance }
  }
  if (list.length === 1) return first
  return { ...first, maturity: leastMature(list), value, provenance: sumProvenance(list) }
}

const MATURITIES: readonly Parameter['maturity'][] = ['new', 'modified', 'off-the-shelf', 'measured']

/** The whole is as immature as its least mature part. */
function leastMature(list: readonly Figure[]): Parameter['maturity'] {
  return MATURITIES.find((m) => list.some((f) => f.parameter.maturity === m)) ?? 'new'
}

/** A sum of assumed figures is assumed: adding does not make them known. */
function sumProvenance(list: readonly Figure[]): Provenance {
  const sum = list.map((f) => `${f.parameter.value} ${f.parameter.unit} of ${f.proposal}`).join(' and ')
  const assumed = list.find((f) => f.parameter.provenance.kind === 'assumed')?.parameter.provenance
  if (assumed?.kind === 'assumed') return { kind: 'assumed', reason: `${sum}; ${assumed.reason}` }
  return { kind: 'derived', from: sum }
}

/** Sum in millionths: decimals add up as people add them. */
function add(values: readonly number[]): number {
  return values.reduce((total, v) => total + Math.round(v * 1e6), 0) / 1e6
}
