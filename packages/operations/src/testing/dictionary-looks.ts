/** A dictionary as plain values by name, so that two can be compared whatever order and lines their files have. */
import type { Container, Dictionary, Entry } from '../dictionary.ts'

/** All that a dictionary says, without lines, indices and the order of its files. */
export function looks({ parameters, containers, commands, algorithms, blocks = [] }: Dictionary): unknown {
  return {
    parameters: byName(parameters, ({ index, line, ...rest }) => plain({ ...rest })),
    containers: byName(containers, containerLooks),
    commands: byName(commands, ({ line, ...rest }) => plain({ ...rest })),
    blocks: byName(blocks, ({ line, ...rest }) => plain({ ...rest })),
    algorithms: byName(
      algorithms.map((a) => ({ ...a, qualifiedName: `${a.system}/${a.name}` })),
      ({ line, qualifiedName, ...rest }) => plain(rest),
    ),
  }
}

function byName<T extends { readonly qualifiedName: string }>(all: readonly T[], of: (one: T) => unknown) {
  return Object.fromEntries(all.map((one) => [one.qualifiedName, of(one)]))
}

function containerLooks({ abstract, entries, base, name, system }: Container): unknown {
  const criteria = plain(base?.criteria)
  return { name, system, abstract, entries: entries.map(entryLooks), base: base?.container.qualifiedName, criteria }
}

function entryLooks(entry: Entry): unknown {
  return plain(entry)
}

/** What other things are named by; maps as pairs; getters as values. */
function plain(value: unknown, depth = 0): unknown {
  if (value instanceof Map) return [...value].map((pair) => plain(pair, depth + 1))
  if (value instanceof Uint8Array) return [...value]
  if (Array.isArray(value)) return value.map((one) => plain(one, depth + 1))
  if (typeof value !== 'object' || value === null) return value
  const named = value as { readonly qualifiedName?: string; readonly line?: number }
  if (depth > 0 && named.qualifiedName !== undefined) return named.qualifiedName
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one, depth + 1)]))
}
