/** An agreement as it is being typed: text in every field, so that nothing typed is refused or lost. */
import { numberOf } from '../programme/typed-letter.ts'
import type { AgreedElement, AgreedGrant, AgreementContent } from './agreements.ts'

export const REGULATORY_ITEMS = [
  'frequency-itu',
  'frequency-sfcg',
  'planetary-protection',
  'registration',
  'liability',
  'export-licences',
] as const
export const COVERS = ['commands', 'consent', 'both'] as const
export const SHARED = ['science', 'housekeeping', 'everything'] as const

/** The figures of an element with the unit that each is given in. */
export const ELEMENT_FIGURES = [
  ['mass', 'kg'],
  ['power-average', 'W'],
  ['power-peak', 'W'],
  ['power-survival', 'W'],
  ['data-rate', 'bit/s'],
  ['data-volume-day', 'Mbit'],
] as const
type ElementFigure = (typeof ELEMENT_FIGURES)[number][0]

export type TypedElement = {
  readonly id: string
  readonly name: string
  readonly kind: string
  readonly owner: string
  readonly host: string
  readonly maturity: string
  readonly figures: Readonly<Partial<Record<ElementFigure, string>>>
  /** What it was begun on: what is not typed anew stays as it is. */
  readonly was?: AgreedElement
}
export type TypedRange = { readonly name: string; readonly min: string; readonly max: string }
export type TypedGrant = {
  readonly id: string
  readonly grantor: string
  readonly grantee: string
  readonly element: string
  readonly actions: string
  readonly covers: string
  readonly ranges: readonly TypedRange[]
  readonly from: string
  readonly until: string
  readonly phases: string
  readonly approvals: string
  readonly revocable: boolean
  readonly onward: boolean
}
type TypedSharing = { readonly party: string; readonly what: string }

export type TypedAgreement = {
  /** The version it was begun on; 0 of a new agreement. */
  readonly base: number
  readonly id: string
  readonly kind: 'memorandum' | 'integration-agreement'
  readonly title: string
  readonly parties: readonly string[]
  readonly text: string
  readonly until: string
  readonly policy: boolean
  readonly embargo: string
  readonly licence: string
  readonly sharing: readonly TypedSharing[]
  readonly memorandum: string
  readonly call: string
  readonly project: string
  readonly proposal: string
  readonly level: string
  readonly elements: readonly TypedElement[]
  readonly grants: readonly TypedGrant[]
  readonly interfacesFirst: boolean
  readonly regulatoryBlocks: readonly string[]
}

export const NEW_ELEMENT: TypedElement = {
  ...{ id: '', name: '', kind: 'rover', owner: '', host: '', maturity: 'new', figures: {} },
}
export const NEW_GRANT: TypedGrant = {
  ...{ id: '', grantor: '', grantee: '', element: '', actions: '', covers: 'commands', ranges: [] },
  ...{ from: '', until: '', phases: '', approvals: '0', revocable: true, onward: false },
}

/** The title of a draft that has none yet; one that was put before its parties has an empty one. */
export const UNTITLED = '…'

/** The title under which a draft is kept. */
export function draftTitle({ base, title }: TypedAgreement): string {
  if (base > 0) return ''
  return title.trim() === '' ? UNTITLED : title
}

/** An agreement that nobody has typed anything of. */
export function noAgreement(kind: TypedAgreement['kind'], party: string): TypedAgreement {
  return {
    ...{ base: 0, id: '', kind, title: '', parties: [party, ''], text: '', until: '' },
    ...{ policy: false, embargo: '', licence: 'CC-BY-4.0', sharing: [] },
    ...{ memorandum: '', call: '', project: '', proposal: '', level: 'system', elements: [], grants: [] },
    ...{ interfacesFirst: false, regulatoryBlocks: [] },
  }
}

/** A version as it would have been typed, to go on from. */
export function typedAgreementOf(content: AgreementContent, id: string, base: number): TypedAgreement {
  const { kind, title, parties, text, until = '', dataPolicy } = content
  const common = {
    ...noAgreement(kind, ''),
    ...{ base, id, title, parties, text, until, policy: dataPolicy !== undefined },
    embargo: dataPolicy === undefined ? '' : String(dataPolicy.embargo_days),
    licence: dataPolicy?.licence ?? 'CC-BY-4.0',
    sharing: dataPolicy?.sharing ?? [],
  }
  if (content.kind === 'memorandum') return common
  const { memorandum = '', call = '', project = '', proposal = '', level, interfacesFirst, regulatoryBlocks } = content
  return {
    ...common,
    ...{ memorandum, call, project, proposal, level, interfacesFirst, regulatoryBlocks },
    elements: content.elements.map(typedElementOf),
    grants: content.grants.map(typedGrantOf),
  }
}

/** An element as it would have been typed. */
function typedElementOf(element: AgreedElement): TypedElement {
  const { id, name, kind, owner, host = '', parameters } = element
  const figures = Object.fromEntries(parameters.map((p) => [p.name, String(p.value)]))
  return { ...{ id, name, kind, owner, host, figures }, maturity: parameters[0]?.maturity ?? 'new', was: element }
}

function typedGrantOf(grant: AgreedGrant): TypedGrant {
  const { id, grantor, grantee, element, from = '', until = '', revocable, onward } = grant
  return {
    ...{ id, grantor, grantee, element, from, until, revocable, onward },
    covers: grant.covers ?? 'commands',
    actions: grant.actions.join(', '),
    phases: grant.phases.join(', '),
    approvals: String(grant.approvals),
    ranges: Object.entries(grant.arguments).map(([name, r]) => ({ name, min: String(r.min), max: String(r.max) })),
  }
}

/** Reads what a draft holds, of this version of the form or another: a field that is missing is as at the beginning. */
export function readTypedAgreement(content: unknown, initial: TypedAgreement): TypedAgreement {
  const given = typeof content === 'object' && content !== null ? (content as Partial<TypedAgreement>) : {}
  return { ...initial, ...given, kind: initial.kind }
}

/** The content as the contract has it; `today` dates the figures that were typed anew. */
export function agreementContentOf(typed: TypedAgreement, today: string): Record<string, unknown> {
  const common = {
    kind: typed.kind,
    title: typed.title,
    parties: typed.parties.filter((p) => p !== ''),
    text: typed.text,
    ...filled({ until: typed.until }),
    ...(typed.policy ? { dataPolicy: policyOf(typed) } : {}),
  }
  if (typed.kind === 'memorandum') return common
  const { memorandum, call, project, proposal, level, elements, grants, interfacesFirst, regulatoryBlocks } = typed
  return {
    ...common,
    ...filled({ memorandum, call, project, proposal }),
    ...{ level, interfacesFirst, regulatoryBlocks },
    elements: elements.map((e) => elementOf(e, today)),
    grants: grants.map(grantOf),
  }
}

function policyOf({ embargo, licence, sharing }: TypedAgreement) {
  return { embargo_days: embargo.trim() === '' ? '' : numberOf(embargo), licence, sharing }
}

function elementOf({ id, name, kind, owner, host, maturity, figures, was }: TypedElement, today: string) {
  const parameters = ELEMENT_FIGURES.filter(([figure]) => (figures[figure] ?? '').trim() !== '').map(
    ([figure, unit]) => {
      const value = numberOf(figures[figure]!)
      const before = was?.parameters.filter((p) => p.name === figure).at(-1)
      if (before !== undefined && before.value === value && before.maturity === maturity) return before
      return { name: figure, value, unit, maturity, asOf: today }
    },
  )
  return { ...was, ...{ id, name, kind, owner }, ...(host === '' ? {} : { host }), parameters }
}

/** A grant as the contract has it. */
export function grantOf(grant: TypedGrant) {
  const { id, grantor, grantee, element, actions, covers, ranges, from, until, phases, approvals } = grant
  return {
    ...{ id, grantor, grantee, element, revocable: grant.revocable, onward: grant.onward },
    ...(covers === 'commands' ? {} : { covers }),
    actions: words(actions),
    phases: words(phases),
    approvals: approvals.trim() === '' ? 0 : numberOf(approvals),
    arguments: Object.fromEntries(
      ranges
        .filter((r) => r.name.trim() !== '')
        .map((r) => [r.name.trim(), { min: limitOf(r.min), max: limitOf(r.max) }]),
    ),
    ...filled({ from: instantOf(from), until: instantOf(until) }),
  }
}

/** An empty limit is no zero. */
function limitOf(text: string): number | string {
  return text.trim() === '' ? '' : numberOf(text)
}

/** A day, or a day and a time of UTC, as an instant; what is neither stays as it was typed, and is told at its field. */
function instantOf(text: string): string {
  const typed = text.trim()
  if (/^\d{4}-\d{2}-\d{2}$/.test(typed)) return `${typed}T00:00:00Z`
  const [, day, time] = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})$/.exec(typed) ?? []
  return day === undefined ? typed : `${day}T${time}:00Z`
}

function words(text: string): string[] {
  return text.split(',').flatMap((word) => (word.trim() === '' ? [] : [word.trim()]))
}

function filled(texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text.trim() !== ''))
}

/** Whether a grant says enough to be read as a sentence. */
export function isReadable({ grantor, grantee, element, actions }: TypedGrant): boolean {
  return [grantor, grantee, element, actions].every((text) => text.trim() !== '')
}

/** The elements of a proposal as a form takes them: its lead owns what names no owner. */
export function elementsOfProposal(
  content: { readonly lead: string; readonly elements: readonly ProposedElement[] },
  host: string | undefined,
): TypedElement[] {
  return content.elements.map((e) => ({
    ...{ id: e.id, name: e.name, kind: e.kind, owner: e.owner ?? content.lead, host: e.host ?? host ?? '' },
    maturity: e.parameters[0]?.maturity ?? 'new',
    figures: Object.fromEntries(e.parameters.map((p) => [p.name, String(p.value)])),
  }))
}

type ProposedElement = {
  readonly id: string
  readonly name: string
  readonly kind: string
  readonly owner?: string | undefined
  readonly host?: string | undefined
  readonly parameters: readonly { readonly name: string; readonly value: number; readonly maturity: string }[]
}
