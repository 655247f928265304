/** A letter as it is being typed: text in every field, whatever it will be, so that nothing typed is ever refused or lost. */
import type { Attachment, LetterContent } from './programme.ts'

export type TeamRow = { readonly party: string; readonly part: string }
export type PartRow = { readonly name: string; readonly origin: string; readonly classification: string }

export type PaperRow = { readonly kind: string; readonly on: string; readonly state: string; readonly title: string }
/** `funders` with commas. */
export type RecipientRow = {
  readonly name: string
  readonly under: string
  readonly funders: string
  readonly mode: string
}
export const NO_PAPER: PaperRow = { kind: '', on: '', state: '', title: '' }
export const NO_RECIPIENT: RecipientRow = { name: '', under: '', funders: '', mode: '' }

export type TypedLetter = {
  readonly title: string
  readonly level: string
  readonly summary: string
  readonly mass_kg: string
  readonly power_w: string
  readonly data_mbit_day: string
  readonly funding: readonly string[]
  readonly mode: string
  readonly declaresForeignParty: boolean
  readonly team: readonly TeamRow[]
  readonly parts: readonly PartRow[]
  readonly papers: readonly PaperRow[]
  readonly recipients: readonly RecipientRow[]
  readonly answers: Readonly<Record<string, string | boolean>>
  readonly attachments: readonly Attachment[]
}

export const NO_LETTER: TypedLetter = {
  ...{ title: '', level: '', summary: '', mass_kg: '', power_w: '', data_mbit_day: '', mode: '' },
  ...{ funding: [''], declaresForeignParty: false, team: [], parts: [], answers: {} },
  ...{ papers: [], recipients: [], attachments: [] },
}

/** Reads what a draft holds, of this version of the form or another: a field that is missing is empty. */
export function readTypedLetter(content: unknown): TypedLetter {
  const given = typeof content === 'object' && content !== null ? (content as Partial<TypedLetter>) : {}
  const text = (name: 'title' | 'level' | 'summary' | 'mass_kg' | 'power_w' | 'data_mbit_day' | 'mode') =>
    typeof given[name] === 'string' ? given[name] : ''
  const rows = <T extends object>(list: unknown, empty: T): T[] =>
    Array.isArray(list) ? list.map((row) => ({ ...empty, ...(row as T) })) : []
  return {
    title: text('title'),
    level: text('level'),
    summary: text('summary'),
    mass_kg: text('mass_kg'),
    power_w: text('power_w'),
    data_mbit_day: text('data_mbit_day'),
    mode: text('mode'),
    funding: Array.isArray(given.funding) ? given.funding.map(String) : [''],
    declaresForeignParty: given.declaresForeignParty === true,
    team: rows(given.team, { party: '', part: '' }),
    parts: rows(given.parts, { name: '', origin: '', classification: '' }),
    papers: rows(given.papers, NO_PAPER),
    recipients: rows(given.recipients, NO_RECIPIENT),
    answers: typeof given.answers === 'object' && given.answers !== null ? given.answers : {},
    attachments: Array.isArray(given.attachments) ? given.attachments : [],
  }
}

/** A submitted letter as it would have been typed, to go on from. */
export function typedOf(content: LetterContent): TypedLetter {
  const text = (value: number | undefined) => (value === undefined ? '' : String(value))
  return {
    title: content.title,
    level: content.level,
    summary: content.summary,
    mass_kg: text(content.mass_kg),
    power_w: text(content.power_w),
    data_mbit_day: text(content.data_mbit_day),
    mode: content.mode,
    funding: content.funding,
    declaresForeignParty: content.declaresForeignParty,
    team: content.team,
    attachments: content.attachments,
    parts: content.parts.map((p) => ({ ...p, classification: p.classification ?? '' })),
    // Letters of before these were asked have none.
    papers: (content.papers ?? []).map(({ kind, on, state = '', title = '' }) => ({ kind, on, state, title })),
    recipients: (content.subRecipients ?? []).map(({ name, under = '', funders, mode = '' }) => ({
      ...{ name, under, mode, funders: funders.join(', ') },
    })),
    answers: Object.fromEntries(
      Object.entries(content.answers).map(([id, a]) => [id, typeof a === 'number' ? String(a) : a]),
    ),
  }
}

/** The numbers of a form by the kinds of the call's questions: those that take a number. */
export type NumericAnswers = ReadonlySet<string>

/** The letter as the contract has it. A number that cannot be read stays text, so that the centre says so at its field. */
export function contentOf(typed: TypedLetter, lead: string, numeric: NumericAnswers): Record<string, unknown> {
  const { mass_kg, power_w, data_mbit_day, team, parts, papers, recipients, funding, answers, ...named } = typed
  const { level, mode, ...rest } = named
  const numbers = Object.entries({ mass_kg, power_w, data_mbit_day }).filter(([, value]) => value.trim() !== '')
  const answered = Object.entries(answers).filter(([, a]) => a !== '')
  return {
    ...rest,
    lead,
    ...(level === '' ? {} : { level }),
    ...(mode === '' ? {} : { mode }),
    ...Object.fromEntries(numbers.map(([name, value]) => [name, numberOf(value)])),
    funding: funding.filter((f) => f.trim() !== ''),
    team: team.filter((row) => !isEmpty(row)),
    parts: parts.filter((row) => !isEmpty(row)).map(withoutEmptyClass),
    papers: papers
      .filter((row) => !isEmpty(row))
      .map((row) => given({ ...row, state: row.state.trim().toUpperCase() })),
    subRecipients: recipients
      .filter((row) => !isEmpty(row))
      .map(({ funders, ...row }) => ({ ...given(row), funders: words(funders) })),
    answers: Object.fromEntries(answered.map(([id, a]) => [id, numeric.has(id) ? numberOf(String(a)) : a])),
  }
}

/** The field of a row in the request: rows that are wholly empty are not sent, and those after them move up. */
export function sentIndex(rows: readonly object[], index: number): number {
  return rows.slice(0, index).filter((row) => !isEmpty(row)).length
}

/** The number that a text is, or the text as it stands. */
export function numberOf(text: string): number | string {
  const value = Number(text.trim())
  return Number.isFinite(value) ? value : text
}

/** Without what was left empty. */
function given(row: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(row).filter(([, text]) => text.trim() !== ''))
}

function words(text: string): string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
}

function isEmpty(row: object): boolean {
  return Object.values(row).every((value) => String(value).trim() === '')
}

function withoutEmptyClass({ classification, ...row }: PartRow): Record<string, string> {
  const origin = row.origin.trim().toUpperCase()
  return { ...row, origin, ...(classification.trim() === '' ? {} : { classification }) }
}
