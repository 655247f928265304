/** How two versions of a letter, a proposal, a call or a draft differ, field by field, as text that people read. */

export type Difference = {
  /** From the top field down, lists by what names their entries: `elements`, `rover`, `parameters`, `mass`, `value`. */
  readonly path: readonly string[]
  /** The path as one text. */
  readonly field: string
  readonly mine: string
  readonly theirs: string
}

/** The fields in which two contents differ; empty where they say the same. */
export function differences(mine: object, theirs: object): Difference[] {
  return compare(mine, theirs, [])
}

function compare(mine: unknown, theirs: unknown, path: readonly string[]): Difference[] {
  const [a, b] = [entriesOf(mine), entriesOf(theirs)]
  if (a !== undefined && b !== undefined)
    return [...new Set([...a.keys(), ...b.keys()])].flatMap((key) => compare(a.get(key), b.get(key), [...path, key]))
  const [before, after] = [textOf(mine), textOf(theirs)]
  return before === after ? [] : [{ path, field: path.join(' / '), mine: before, theirs: after }]
}

/** What a value holds by name: the fields of an object, the entries of a list that each name themselves. */
function entriesOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (!Array.isArray(value)) return new Map(Object.entries(value))
  const named = value.map((entry: unknown) => [nameOf(entry), entry] as const)
  const names = new Set(named.map(([name]) => name))
  if (names.size < named.length || names.has(undefined)) return undefined
  return new Map(named as (readonly [string, unknown])[])
}

const NAMES = ['id', 'name', 'level', 'party', 'resource', 'sha256']

function nameOf(entry: unknown): string | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined
  const found = NAMES.map((name) => (entry as Record<string, unknown>)[name]).find(
    (n) => typeof n === 'string' && n !== '',
  )
  return found as string | undefined
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (Array.isArray(value)) return value.map(textOf).join('; ')
  if (typeof value === 'object')
    return Object.values(value)
      .map(textOf)
      .filter((t) => t !== '')
      .join(', ')
  return String(value)
}
