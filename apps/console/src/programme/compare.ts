/** How two versions of a letter, a proposal or a draft differ, field by field, as text that people read. */

export type Difference = { readonly field: string; readonly mine: string; readonly theirs: string }

/** The top fields in which two contents differ; empty where they say the same. */
export function differences(mine: object, theirs: object): Difference[] {
  const fields = new Set([...Object.keys(mine), ...Object.keys(theirs)])
  return [...fields].flatMap((field) => {
    const [a, b] = [mine, theirs].map((content) => textOf((content as Record<string, unknown>)[field]))
    return a === b ? [] : [{ field, mine: a!, theirs: b! }]
  })
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
