/** A proposal as it is being typed: text in every field, so that nothing typed is refused or lost. */
import { elementKind, maturity, parameterUnits } from '@magpie/mission/element'
import type { Attachment, LetterContent, ProposalContent } from './programme.ts'
import { numberOf, type TeamRow } from './typed-letter.ts'

export const ELEMENT_KINDS = elementKind.options
export const MATURITIES = maturity.options
export const PORT_KINDS = ['mechanical', 'power', 'data', 'thermal'] as const

/** The figures asked of every element, in the units of `parameterUnits`. */
export const FIGURES = [
  ...(['mass', 'power-average', 'power-peak', 'power-survival'] as const),
  ...(['data-volume-day', 'data-rate', 'volume', 'deck-area'] as const),
] as const
export type Figure = (typeof FIGURES)[number]

/** An estimate; an empty margin is the one of the maturity. */
export type TypedFigure = { readonly value: string; readonly maturity: string; readonly margin: string }
export type TypedPort = {
  readonly id: string
  readonly kind: string
  /** The element and its port that it would be joined to, where that is known. */
  readonly element: string
  readonly port: string
}
export type TypedElement = {
  readonly id: string
  readonly name: string
  readonly kind: string
  /** Empty: the lead. */
  readonly owner: string
  /** Empty: the host of the call, or none at mission level. */
  readonly host: string
  readonly figures: Readonly<Partial<Record<Figure, TypedFigure>>>
  readonly ports: readonly TypedPort[]
}
export type TypedJoint = {
  readonly name: string
  readonly element: string
  readonly touches: string
  readonly actions: string
  readonly phases: string
  readonly approvals: string
}
export type TypedPerson = { readonly name: string; readonly email: string; readonly party: string }
export type TypedProposal = {
  readonly title: string
  readonly level: string
  readonly summary: string
  readonly cost: string
  readonly topics: readonly string[]
  readonly team: readonly TeamRow[]
  readonly people: readonly TypedPerson[]
  readonly elements: readonly TypedElement[]
  readonly joint: readonly TypedJoint[]
  readonly attachments: readonly Attachment[]
}

export const NO_FIGURE: TypedFigure = { value: '', maturity: 'new', margin: '' }
export const NO_PORT: TypedPort = { id: '', kind: 'mechanical', element: '', port: '' }
export const NO_ELEMENT: TypedElement = {
  ...{ id: '', name: '', kind: 'module', owner: '', host: '', figures: {}, ports: [] },
}
export const NO_JOINT: TypedJoint = { name: '', element: '', touches: '', actions: '', phases: '', approvals: '1' }
export const NO_PERSON: TypedPerson = { name: '', email: '', party: '' }

/** The proposal to begin with: what the letter said is not typed again. */
export function proposalFrom(letter: LetterContent, id: string): TypedProposal {
  const figure = (value: number | undefined) => (value === undefined ? {} : { ...NO_FIGURE, value: String(value) })
  const known = {
    mass: figure(letter.mass_kg),
    'power-peak': figure(letter.power_w),
    'data-volume-day': figure(letter.data_mbit_day),
  }
  const figures = Object.fromEntries(Object.entries(known).filter(([, f]) => 'value' in f))
  const { title, level, summary, team, attachments } = letter
  const elements = [{ ...NO_ELEMENT, id: `${id.slice(0, 50)}-unit`, name: title.slice(0, 120), figures }]
  return { ...{ title, level, summary, team, attachments, elements }, cost: '0', topics: [], people: [], joint: [] }
}

/** Reads what a draft holds, of this version of the form or another: a field that is missing is empty. */
export function readTypedProposal(content: unknown): TypedProposal {
  const given = typeof content === 'object' && content !== null ? (content as Partial<TypedProposal>) : {}
  const text = (name: 'title' | 'level' | 'summary' | 'cost') => (typeof given[name] === 'string' ? given[name] : '')
  const rows = <T extends object>(list: unknown, empty: T): T[] =>
    Array.isArray(list) ? list.map((row) => ({ ...empty, ...(row as T) })) : []
  return {
    ...{ title: text('title'), level: text('level'), summary: text('summary'), cost: text('cost') },
    topics: Array.isArray(given.topics) ? given.topics.map(String) : [],
    team: rows(given.team, { party: '', part: '' }),
    people: rows(given.people, NO_PERSON),
    elements: rows(given.elements, NO_ELEMENT).map(readElement),
    joint: rows(given.joint, NO_JOINT),
    attachments: Array.isArray(given.attachments) ? given.attachments : [],
  }
}

/** Figures of earlier drafts were text alone, with one maturity for the element. */
function readElement(element: TypedElement & { readonly maturity?: string }): TypedElement {
  const { maturity: one = 'new', ...rest } = element
  const figures = Object.entries(element.figures as Record<string, unknown>).map(([name, figure]) => [
    name,
    typeof figure === 'string'
      ? { ...NO_FIGURE, value: figure, maturity: one }
      : { ...NO_FIGURE, ...(figure as object) },
  ])
  return { ...rest, figures: Object.fromEntries(figures) }
}

/** A submitted proposal as it would have been typed, to go on from. */
export function typedProposalOf(content: ProposalContent): TypedProposal {
  const { title, level, summary, team, topics, attachments } = content
  return {
    ...{ title, level, summary, team, topics, attachments, cost: String(content.cost) },
    people: content.people.map((p) => ({ name: p.name, email: p.email ?? '', party: p.party ?? '' })),
    elements: content.elements.map((e) => ({
      ...{ id: e.id, name: e.name, kind: e.kind, owner: e.owner ?? '', host: e.host ?? '' },
      figures: Object.fromEntries(
        e.parameters.map((p) => [
          p.name,
          { value: String(p.value), maturity: p.maturity, margin: p.margin === undefined ? '' : percentText(p.margin) },
        ]),
      ),
      ports: e.ports.map((p) => ({
        ...{ id: p.id, kind: p.kind, element: p.joinedTo?.element ?? '', port: p.joinedTo?.port ?? '' },
      })),
    })),
    joint: content.jointOperations.map((j) => ({
      ...{ name: j.name, element: j.element, touches: j.touches.join(', '), actions: j.actions.join(', ') },
      ...{ phases: j.phases.join(', '), approvals: String(j.approvals) },
    })),
  }
}

function percentText(fraction: number): string {
  return String(Math.round(fraction * 1e6) / 1e4)
}

/** The figures of an element that were typed, in the order in which they are sent. */
export function sentFigures(element: TypedElement): Figure[] {
  return FIGURES.filter((figure) => (element.figures[figure]?.value ?? '').trim() !== '')
}

/** The proposal as the contract has it; `today` dates its figures. */
export function proposalContentOf(typed: TypedProposal, lead: string, today: string): Record<string, unknown> {
  const { title, level, summary, cost, topics, attachments } = typed
  return {
    ...{ title, lead, summary, topics, attachments, ...(level === '' ? {} : { level }) },
    cost: cost.trim() === '' ? '' : numberOf(cost),
    team: typed.team.filter((row) => row.party.trim() !== '' || row.part.trim() !== ''),
    people: typed.people.filter((p) => p.name.trim() !== '').map(given),
    elements: typed.elements.map((element) => ({
      ...given({ owner: element.owner.trim(), host: element.host.trim() }),
      ...{ id: element.id, name: element.name, kind: element.kind },
      parameters: sentFigures(element).map((figure) => parameterOf(figure, element.figures[figure]!, today)),
      ports: element.ports
        .filter((p) => Object.values({ ...p, kind: '' }).some((text) => text.trim() !== ''))
        .map(({ id, kind, element: on, port }) => ({
          ...{ id: id.trim(), kind },
          ...(on.trim() === '' && port.trim() === '' ? {} : { joinedTo: { element: on.trim(), port: port.trim() } }),
        })),
    })),
    jointOperations: typed.joint.map(({ name, element, touches, actions, phases, approvals }, i) => ({
      ...{ id: `joint-${i + 1}`, name, element, touches: words(touches), actions: words(actions) },
      ...{ phases: words(phases), approvals: approvals.trim() === '' ? 1 : numberOf(approvals) },
    })),
  }
}

function parameterOf(figure: Figure, { value, maturity: is, margin }: TypedFigure, today: string): object {
  const percent = numberOf(margin)
  return {
    ...{ name: figure, unit: parameterUnits[figure], maturity: is, asOf: today, value: numberOf(value) },
    ...(margin.trim() === '' ? {} : { margin: typeof percent === 'number' ? percent / 100 : percent }),
  }
}

/** Without what was left empty. */
function given<T extends Readonly<Record<string, string>>>(row: T): Partial<T> {
  return Object.fromEntries(Object.entries(row).filter(([, text]) => text.trim() !== '')) as Partial<T>
}

function words(text: string): string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
}
