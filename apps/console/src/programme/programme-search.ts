/** The Programme place's state in its URL: the call, the view, and what is asked or open in it. */
export const PROGRAMME_VIEWS = [
  ...(['call', 'join', 'letter', 'letters', 'proposal', 'review', 'selection', 'agreements'] as const),
  ...(['notices', 'record', 'desk', 'reviews', 'amend', 'open-call'] as const),
] as const
export type ProgrammeView = (typeof PROGRAMME_VIEWS)[number]

/** A part asked about: what is left empty is not known, `none` says that no list has it. */
export type AskedPart = {
  readonly name: string
  readonly origin: string
  readonly usml: string
  readonly eccn: string
  readonly mtcr: string
}

export type ProgrammeSearch = {
  readonly view?: ProgrammeView
  readonly call?: string
  readonly letter?: string
  readonly proposal?: string
  /** "May we join?": who asks. */
  readonly party?: string
  readonly kind?: 'bilateral' | 'multilateral'
  readonly funding?: string
  readonly level?: 'mission' | 'system' | 'unit'
  readonly mass?: number
  readonly on?: string
  readonly parts?: readonly AskedPart[]
  /** Review: the proposal that is open, and the part of the desk. */
  readonly paper?: string
  readonly tab?: string
  /** Agreements: which one, which interface document and line of it; what is being written, and its draft. */
  readonly agreement?: string
  readonly interface?: string
  readonly line?: string
  readonly write?: string
  readonly draft?: string
  /** Selection: what must be in and out, with commas between, and what is shown of the study. */
  readonly in?: string
  readonly out?: string
  readonly pareto?: string
}

const TEXTS = [
  ...(['call', 'letter', 'proposal', 'party', 'funding'] as const),
  ...(['paper', 'tab', 'in', 'out', 'pareto'] as const),
  ...(['agreement', 'interface', 'line', 'write', 'draft'] as const),
]
const PART_FIELDS = ['name', 'origin', 'usml', 'eccn', 'mtcr'] as const

/** Reads the query of a URL; what it does not know it leaves out. */
export function readProgrammeSearch(query: Record<string, unknown>): ProgrammeSearch {
  const { view, kind, level, mass, on, parts } = query
  const texts = TEXTS.flatMap((name) => {
    const value = query[name]
    return typeof value === 'string' && value !== '' ? [[name, value] as const] : []
  })
  return {
    ...Object.fromEntries(texts),
    ...(PROGRAMME_VIEWS.includes(view as ProgrammeView) ? { view: view as ProgrammeView } : {}),
    ...(kind === 'bilateral' || kind === 'multilateral' ? { kind } : {}),
    ...(level === 'mission' || level === 'system' || level === 'unit' ? { level } : {}),
    ...(typeof mass === 'number' && mass >= 0 ? { mass } : {}),
    ...(typeof on === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(on) ? { on } : {}),
    ...(Array.isArray(parts) ? { parts: parts.slice(0, 100).map(readPart) } : {}),
  }
}

function readPart(value: unknown): AskedPart {
  const given = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  const text = (name: string) => (typeof given[name] === 'string' ? given[name] : '')
  const [name, origin, usml, eccn, mtcr] = PART_FIELDS.map(text)
  return { name: name!, origin: origin!, usml: usml!, eccn: eccn!, mtcr: mtcr! }
}
