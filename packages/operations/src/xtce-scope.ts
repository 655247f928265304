/** Names in XTCE: SpaceSystems nest, and a reference is a path from the root or seen from where it stands, upwards. */
import type {
  Argument,
  ArgumentCriterion,
  ArgumentInteger,
  Command,
  CommandEntry,
  Container,
  DataType,
  IntegerValue,
  Interlock,
  Parameter,
  Significance,
  TransmissionConstraint,
  Verifier,
} from './dictionary.ts'
import type { XmlNode } from './xml-tree.ts'
import { type Reading, report } from './xtce-context.ts'

/** A command as its element says it, before inheritance. */
export type CommandPart = {
  readonly scope: Scope
  readonly node: XmlNode
  readonly base: string | undefined
  readonly assigned: ReadonlyMap<string, string>
  readonly arguments: readonly Argument[]
  /** What its own arguments are made of, by name. */
  readonly shapes: ReadonlyMap<string, ArgumentPart>
  readonly entries: readonly WrittenEntry[]
  /** What its container extends by itself: a container that is no command's comes in front of its entries. */
  readonly extends:
    | { readonly node: XmlNode; readonly name: string; readonly entries: readonly CommandEntry[] | undefined }
    | undefined
  readonly significance: { readonly level: Significance; readonly reason: string } | undefined
  readonly verifiers: readonly Verifier[]
  readonly constraints: readonly TransmissionConstraint[]
  readonly contextSignificance: Command['contextSignificance']
  readonly interlock: Interlock | undefined
  readonly ancillary: ReadonlyMap<string, string>
}

/** An element of a command's EntryList: what it names, and how that is placed. */
export type WrittenEntry = {
  readonly node: XmlNode
  /** The gap before it, or where it begins instead. */
  readonly place: readonly CommandEntry[]
  readonly include: readonly ArgumentCriterion[]
  readonly repeat: { readonly count: ArgumentInteger; readonly gap_bits: number } | undefined
  readonly what:
    | { readonly argument: string; readonly dimensions: readonly Dimension<ArgumentInteger>[] | undefined }
    | { readonly entries: readonly CommandEntry[] }
}

/** A type as written: a simple one, or one made of others, which may stand later in the file. `N` is how sizes are told. */
export type TypePart<N = IntegerValue> =
  | { readonly kind: 'simple'; readonly type: DataType }
  | {
      readonly kind: 'aggregate'
      readonly scope: Scope
      readonly members: readonly {
        readonly name: string
        readonly typeRef: string
        readonly line: number
        readonly description: string
        readonly initial: string | undefined
      }[]
    }
  | {
      readonly kind: 'array'
      readonly scope: Scope
      readonly typeRef: string
      readonly line: number
      /** The first and the last index of each dimension where the type says them. */
      readonly dimensions: readonly Dimension<N>[] | undefined
    }
/** How many elements; `first` is the least index. */
export type Dimension<N = IntegerValue> = { readonly first: number; readonly count: N }

/** What an argument's name stands for, as `ParameterPart`. */
export type ArgumentPart =
  | { readonly kind: 'leaf'; readonly argument: Argument }
  | { readonly kind: 'group'; readonly parts: readonly ArgumentPart[] }
  | {
      readonly kind: 'array'
      readonly element: ArgumentPart
      readonly counts: readonly ArgumentInteger[]
    }

/** What a parameter's name stands for: one parameter, or the parts of an aggregate or array. */
export type ParameterPart =
  | { readonly kind: 'leaf'; readonly parameter: Parameter }
  | { readonly kind: 'group'; readonly parts: readonly ParameterPart[] }
  | { readonly kind: 'array'; readonly element: ParameterPart; readonly counts: readonly IntegerValue[] | undefined }

/** Everything defined in any file, by qualified name. */
export type Names = {
  readonly parameterTypes: Map<string, Named<TypePart>>
  readonly argumentTypes: Map<string, Named<TypePart<ArgumentInteger>>>
  /** Every parameter, parts of aggregates and arrays by their own names. */
  readonly parameters: Map<string, Named<Parameter>>
  /** The parameters as the file defines them. */
  readonly parts: Map<string, Named<ParameterPart>>
  readonly containers: Map<string, Named<Container>>
  readonly commands: Map<string, Named<CommandPart>>
  /** Their own paths. */
  readonly systems: Map<string, Named<string>>
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
  if (name.startsWith('/')) return map.get(straightened(name))?.value
  let from = path
  let rest = straightened(name)
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

/** A path without `.`, and without `..` behind a name. */
function straightened(name: string): string {
  if (!name.includes('./')) return name
  const out: string[] = []
  for (const step of name.split('/')) {
    const above = out.at(-1)
    if (step === '..' && above !== undefined && above !== '..' && above !== '') out.pop()
    else if (step !== '.') out.push(step)
  }
  return out.join('/')
}

/** A parameter or part of one: XTCE writes members as `header/apid`, here they are called `header.apid`. */
export function lookUpParameter(path: string, names: Names, name: string): Parameter | undefined {
  let candidate = name
  for (;;) {
    const found = lookUp(path, names.parameters, candidate)
    if (found !== undefined) return found
    const slash = candidate.lastIndexOf('/')
    if (slash <= 0) return undefined
    candidate = `${candidate.slice(0, slash)}.${candidate.slice(slash + 1)}`
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
