/** React keys for lists whose entries may bear the same name. */

/** Each entry with a key of its name, numbered from the second of a name on. */
export function keyed<T>(list: readonly T[], nameOf: (entry: T) => string): readonly (readonly [string, T])[] {
  const seen = new Map<string, number>()
  return list.map((entry) => {
    const name = nameOf(entry)
    const count = (seen.get(name) ?? 0) + 1
    seen.set(name, count)
    return [count === 1 ? name : `${name} ${count}`, entry] as const
  })
}
