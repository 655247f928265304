/** A proposal as it is being typed: text in every field, so that nothing typed is refused or lost. */
import type { LetterContent, ProposalContent } from './programme.ts'
import { numberOf, type TeamRow } from './typed-letter.ts'

export const ELEMENT_KINDS = [
  'module',
  'instrument',
  'rover',
  'robot',
  'spacecraft',
  'lander',
  'relay',
  'stack',
] as const
export const MATURITIES = ['new', 'modified', 'off-the-shelf', 'measured'] as const

/** The figures asked of every element, with the unit that each is given in. */
export const FIGURES = [
  ['mass', 'kg'],
  ['power-peak', 'W'],
  ['power-average', 'W'],
  ['data-volume-day', 'Mbit'],
] as const
export type Figure = (typeof FIGURES)[number][0]

export type TypedElement = {
  readonly id: string
  readonly name: string
  readonly kind: string
  readonly maturity: string
  readonly figures: Readonly<Partial<Record<Figure, string>>>
}
export type TypedJoint = {
  readonly name: string
  readonly element: string
  readonly touches: string
  readonly actions: string
}
export type TypedProposal = {
  readonly title: string
  readonly level: string
  readonly summary: string
  readonly cost: string
  readonly team: readonly TeamRow[]
  readonly elements: readonly TypedElement[]
  readonly joint: readonly TypedJoint[]
}

export const NO_ELEMENT: TypedElement = { id: '', name: '', kind: 'module', maturity: 'new', figures: {} }
export const NO_JOINT: TypedJoint = { name: '', element: '', touches: '', actions: '' }

/** The proposal to begin with: what the letter said is not typed again. */
export function proposalFrom(letter: LetterContent, id: string): TypedProposal {
  const text = (value: number | undefined) => (value === undefined ? '' : String(value))
  const figures = {
    mass: text(letter.mass_kg),
    'power-peak': text(letter.power_w),
    'data-volume-day': text(letter.data_mbit_day),
  }
  const { title, level, summary, team } = letter
  const elements = [{ ...NO_ELEMENT, id: `${id.slice(0, 50)}-unit`, name: title.slice(0, 120), figures }]
  return { title, level, summary, cost: '0', team, elements, joint: [] }
}

/** Reads what a draft holds; a field that is missing is empty. */
export function readTypedProposal(content: unknown): TypedProposal {
  const given = typeof content === 'object' && content !== null ? (content as Partial<TypedProposal>) : {}
  const text = (name: 'title' | 'level' | 'summary' | 'cost') => (typeof given[name] === 'string' ? given[name] : '')
  const rows = <T extends object>(list: unknown, empty: T): T[] =>
    Array.isArray(list) ? list.map((row) => ({ ...empty, ...(row as T) })) : []
  return {
    title: text('title'),
    level: text('level'),
    summary: text('summary'),
    cost: text('cost'),
    team: rows(given.team, { party: '', part: '' }),
    elements: rows(given.elements, NO_ELEMENT),
    joint: rows(given.joint, NO_JOINT),
  }
}

/** A submitted proposal as it would have been typed, to go on from. */
export function typedProposalOf(content: ProposalContent): TypedProposal {
  return {
    title: content.title,
    level: content.level,
    summary: content.summary,
    cost: String(content.cost),
    team: content.team,
    elements: content.elements.map((e) => ({
      id: e.id,
      name: e.name,
      kind: e.kind,
      maturity: e.parameters[0]?.maturity ?? 'new',
      figures: Object.fromEntries(e.parameters.map((p) => [p.name, String(p.value)])),
    })),
    joint: content.jointOperations.map((j) => ({
      name: j.name,
      element: j.element,
      touches: j.touches.join(', '),
      actions: j.actions.join(', '),
    })),
  }
}

/** The proposal as the contract has it; `today` dates its figures. */
export function proposalContentOf(typed: TypedProposal, lead: string, today: string): Record<string, unknown> {
  return {
    title: typed.title,
    lead,
    ...(typed.level === '' ? {} : { level: typed.level }),
    summary: typed.summary,
    cost: typed.cost.trim() === '' ? '' : numberOf(typed.cost),
    team: typed.team.filter((row) => row.party.trim() !== '' || row.part.trim() !== ''),
    elements: typed.elements.map(({ id, name, kind, maturity, figures }) => ({
      ...{ id, name, kind },
      parameters: FIGURES.filter(([figure]) => (figures[figure] ?? '').trim() !== '').map(([figure, unit]) => ({
        ...{ name: figure, unit, maturity, asOf: today },
        value: numberOf(figures[figure]!),
      })),
    })),
    jointOperations: typed.joint.map(({ name, element, touches, actions }, i) => ({
      ...{ id: `joint-${i + 1}`, name, element },
      touches: words(touches),
      actions: words(actions),
    })),
  }
}

function words(text: string): string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
}
