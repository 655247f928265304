/** How two versions of an agreement differ: field by field down to the value, and its text paragraph by paragraph. */

export type FieldDifference = {
  /** The names on the way to the field; rows of a list bear their own names where they have one. */
  readonly path: readonly string[]
  readonly before: string | undefined
  readonly after: string | undefined
}

/** The fields in which two contents differ, in the order of the newer. */
export function differencesOf(before: unknown, after: unknown, path: readonly string[] = []): FieldDifference[] {
  if (isPlain(before) && isPlain(after)) return ofRecords(before, after, path)
  if (Array.isArray(before) && Array.isArray(after) && [...before, ...after].every(isPlain))
    return ofRecords(named(before), named(after), path)
  const [was, is] = [textOf(before), textOf(after)]
  return was === is ? [] : [{ path, before: was, after: is }]
}

type Plain = Readonly<Record<string, unknown>>

function ofRecords(before: Plain, after: Plain, path: readonly string[]): FieldDifference[] {
  const names = [...new Set([...Object.keys(after), ...Object.keys(before)])]
  return names.flatMap((name) => differencesOf(before[name], after[name], [...path, name]))
}

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Rows by what tells them apart: their id, their party or their name, or else their place. */
function named(rows: readonly unknown[]): Plain {
  const entries = (rows as readonly Plain[]).map((row, i): [string, Plain] => [
    String(row['id'] ?? row['name'] ?? row['party'] ?? i + 1),
    row,
  ])
  return Object.fromEntries(entries)
}

/** A value as people read it; undefined where there is none. A whole row that comes or goes is told in one line. */
function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map((v) => textOf(v) ?? '').join(', ')
  if (!isPlain(value)) return String(value)
  const parts = Object.entries(value).flatMap(([name, v]) => {
    const text = textOf(v)
    return text === undefined ? [] : [`${name} ${text}`]
  })
  return parts.length === 0 ? undefined : parts.join('; ')
}

export type Paragraph = { readonly kind: 'same' | 'gone' | 'new'; readonly text: string }

const MOST_LINES = 600

/** Two texts line by line by their longest common subsequence; texts too long for it stand one after the other. */
export function paragraphsOf(before: string, after: string): Paragraph[] {
  const [a, b] = [before.split('\n'), after.split('\n')]
  if (a.length > MOST_LINES || b.length > MOST_LINES)
    return [
      ...a.map((text): Paragraph => ({ kind: 'gone', text })),
      ...b.map((text): Paragraph => ({ kind: 'new', text })),
    ]
  const common = commonLengths(a, b)
  const told: Paragraph[] = []
  let [i, k] = [0, 0]
  while (i < a.length || k < b.length) {
    if (i < a.length && k < b.length && a[i] === b[k]) {
      told.push({ kind: 'same', text: a[i]! })
      i++
      k++
    } else if (k >= b.length || (i < a.length && common[i + 1]![k]! >= common[i]![k + 1]!)) {
      told.push({ kind: 'gone', text: a[i++]! })
    } else told.push({ kind: 'new', text: b[k++]! })
  }
  return told
}

/** The length of the longest common subsequence of what follows each pair of places. */
function commonLengths(a: readonly string[], b: readonly string[]): number[][] {
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0))
  for (let i = a.length - 1; i >= 0; i--)
    for (let k = b.length - 1; k >= 0; k--)
      table[i]![k] = a[i] === b[k] ? table[i + 1]![k + 1]! + 1 : Math.max(table[i + 1]![k]!, table[i]![k + 1]!)
  return table
}
