/** Fields of a JSON value by a pattern: a JSON pointer in which `*` stands for any key or index. */
import { pointerOf } from './json-reader.ts'

export type PlacedValue = { readonly pointer: string; readonly value: unknown }

/** All values that a pattern finds, in order, each with its own pointer. */
export function select(value: unknown, pattern: string): PlacedValue[] {
  let found: { path: string[]; value: unknown }[] = [{ path: [], value }]
  for (const part of pattern.split('/').slice(1)) {
    found = found.flatMap(({ path, value: inner }) => {
      if (typeof inner !== 'object' || inner === null) return []
      const keys = part === '*' ? Object.keys(inner) : Object.hasOwn(inner, part) ? [part] : []
      return keys.map((key) => ({ path: [...path, key], value: (inner as Record<string, unknown>)[key] }))
    })
  }
  return found.map(({ path, value: inner }) => ({ pointer: pointerOf(path), value: inner }))
}

/** Whether a value has named fields. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
