/** Names in XTCE: SpaceSystems nest, and a reference is a path from the root or seen from where it stands, upwards. */
import type { Argument, CommandEntry, Container, DataType, Parameter, Significance, Verifier } from './dictionary.ts'
import type { XmlNode } from './xml-tree.ts'
import { type Reading, report } from './xtce-context.ts'

/** A command as its element says it, before inheritance. */
export type CommandPart = {
  readonly scope: Scope
  readonly node: XmlNode
  readonly base: string | undefined
  readonly assigned: ReadonlyMap<string, string>
  readonly arguments: readonly Argument[]
  readonly entries: readonly CommandEntry[]
  readonly significance: { readonly level: Significance; readonly reason: string } | undefined
  readonly verifiers: readonly Verifier[]
  readonly ancillary: ReadonlyMap<string, string>
}

/** Everything defined in any file, by qualified name. */
export type Names = {
  readonly parameterTypes: Map<string, Named<DataType>>
  readonly argumentTypes: Map<string, Named<DataType>>
  readonly parameters: Map<string, Named<Parameter>>
  readonly containers: Map<string, Named<Container>>
  readonly commands: Map<string, Named<CommandPart>>
}
export type Named<T> = { readonly value: T; readonly line: number }

/** A SpaceSystem while it is read: `path` is `/root/child`. */
export type Scope = { readonly path: string; readonly node: XmlNode; readonly reading: Reading }

/** Defines a name once. */
export function define<T>(
  scope: Scope,
  map: Map<string, Named<T>>,
  what: string,
  name: string,
  line: number,
  value: T,
) {
  const key = `${scope.path}/${name}`
  const first = map.get(key)
  if (first === undefined) map.set(key, { value, line })
  else report(scope.reading, { kind: 'xtce-duplicate-name', line, what, name, firstLine: first.line })
}

/** What a reference means as seen from a system: an absolute path, or a path below the system or one that holds it. */
export function lookUp<T>(path: string, map: ReadonlyMap<string, Named<T>>, name: string): T | undefined {
  if (name.startsWith('/')) return map.get(name)?.value
  let from = path
  let rest = name.replace(/^\.\//, '')
  while (rest.startsWith('../')) {
    from = from.slice(0, from.lastIndexOf('/'))
    rest = rest.slice(3)
  }
  for (;;) {
    const found = map.get(`${from}/${rest}`)
    if (found !== undefined) return found.value
    if (from === '') return undefined
    from = from.slice(0, from.lastIndexOf('/'))
  }
}

/** The same, with an error where there is none. */
export function resolve<T>(
  scope: Scope,
  map: ReadonlyMap<string, Named<T>>,
  what: string,
  name: string,
  line: number,
): T | undefined {
  if (name === '') return undefined // reported where the attribute was missing
  const found = lookUp(scope.path, map, name)
  if (found === undefined) report(scope.reading, { kind: 'xtce-unknown-reference', line, what, name, from: scope.path })
  return found
}
