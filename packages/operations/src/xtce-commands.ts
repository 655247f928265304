/** MetaCommands of XTCE 1.2 and 1.3, with what they inherit folded in: arguments, fixed values, significance, verifiers. */
import type {
  Argument,
  ArgumentInteger,
  Command,
  CommandEntry,
  DataType,
  Interlock,
  Significance,
  TransmissionConstraint,
  Verifier,
} from './dictionary.ts'
import type { XmlNode } from './xml-tree.ts'
import {
  argumentName,
  checkArgument,
  checkPlaces,
  checkSizes,
  commandEntries,
  entriesBefore,
  leavesOf,
  readCommandEntry,
  readExtended,
  type Shapes,
} from './xtce-command-entries.ts'
import {
  badValue,
  booleanAttribute,
  child,
  durationSeconds,
  numberAttribute,
  otherElement,
  type Reading,
  report,
  required,
  unsupported,
  wordAttribute,
} from './xtce-context.ts'
import { readCriteria } from './xtce-criteria.ts'
import { type PartOf, takeApart } from './xtce-parts.ts'
import { type ArgumentPart, type CommandPart, define, type Names, resolve, type Scope } from './xtce-scope.ts'
import { NO_LIMIT_S, REPORTED } from './xtce-writer/command-elements.ts'

/** Reads the commands of one system. */
export function readCommands(scope: Scope, names: Names): void {
  const data = child(scope.node, 'CommandMetaData')
  const set = data === undefined ? undefined : child(data, 'MetaCommandSet')
  for (const node of set?.children ?? []) {
    if (node.name === 'BlockMetaCommand') continue
    if (node.name !== 'MetaCommand') {
      otherElement(scope.reading, node, set!)
      continue
    }
    const name = required(scope.reading, node, 'name')
    define(scope, names.commands, 'command', name, node.line, readPart(scope, names, node))
  }
}

function readPart(scope: Scope, names: Names, node: XmlNode): CommandPart {
  const { reading } = scope
  for (const part of node.children)
    if (!PARTS.has(part.name) && part.name !== 'AncillaryDataSet') otherElement(reading, part, node)
  const base = child(node, 'BaseMetaCommand')
  const container = child(node, 'CommandContainer')
  const list = container === undefined ? undefined : child(container, 'EntryList')
  const significance = child(node, 'DefaultSignificance')
  const shapes = new Map(
    (child(node, 'ArgumentList')?.children ?? []).flatMap((arg) => readArgument(scope, names, arg)),
  )
  return {
    scope,
    node,
    base: base === undefined ? undefined : required(reading, base, 'metaCommandRef'),
    assigned: readAssignments(reading, base),
    arguments: [...shapes.values()].flatMap(leavesOf),
    shapes,
    entries: (list?.children ?? []).flatMap((entry) => readCommandEntry(scope, names, entry, list!)),
    extends: readExtended(scope, names, container),
    significance: significance === undefined ? undefined : readSignificance(reading, significance),
    verifiers: (child(node, 'VerifierSet')?.children ?? []).flatMap((v) => readVerifier(scope, names, v)),
    constraints: (child(node, 'TransmissionConstraintList')?.children ?? []).flatMap((c) => readConstraint(reading, c)),
    contextSignificance: readContextSignificance(reading, child(node, 'ContextSignificanceList')),
    interlock: readInterlock(scope, names, child(node, 'Interlock')),
    ancillary: readAncillary(reading, node),
  }
}

const PARTS = new Set([
  'BaseMetaCommand',
  'ArgumentList',
  'CommandContainer',
  'DefaultSignificance',
  'ContextSignificanceList',
  'TransmissionConstraintList',
  'VerifierSet',
  'Interlock',
])

const INTERLOCKS: Readonly<Record<string, Interlock['stage']>> = {
  release: 'release',
  transferredToRange: 'transferred',
  sentFromRange: 'sent',
  received: 'received',
  accepted: 'accepted',
  queued: 'queued',
  executing: 'executing',
  complete: 'complete',
}

/** An Interlock; that a command failed is nothing that others could wait for. */
function readInterlock(scope: Scope, names: Names, node: XmlNode | undefined): Interlock | undefined {
  if (node === undefined) return undefined
  const { reading, path } = scope
  const word = wordAttribute(reading, node, 'verificationToWaitFor', Object.keys(INTERLOCKS), 'complete')
  const percent = { min: 0, max: 100 }
  const progress = node.attributes.has('verificationProgressPercentage')
    ? { progress: numberAttribute(reading, node, 'verificationProgressPercentage', 0, percent) }
    : {}
  const system = node.attributes.get('scopeToSpaceSystem')
  return {
    scope: (system === undefined ? undefined : resolve(scope, names.systems, 'system', system, node.line)) ?? path,
    stage: INTERLOCKS[word]!,
    ...progress,
    suspendable: booleanAttribute(reading, node, 'suspendable', false),
  }
}

function readAssignments(reading: Reading, base: XmlNode | undefined): Map<string, string> {
  const list = base === undefined ? undefined : child(base, 'ArgumentAssignmentList')
  const assigned = new Map<string, string>()
  for (const node of list?.children ?? [])
    assigned.set(argumentName(reading, node, 'argumentName'), required(reading, node, 'argumentValue'))
  return assigned
}

/** An argument as the aggregate or array that it may be: `limits.low`, `cells[]`. */
function readArgument(scope: Scope, names: Names, node: XmlNode): [string, ArgumentPart][] {
  const name = required(scope.reading, node, 'name')
  const typeName = required(scope.reading, node, 'argumentTypeRef')
  const about = node.attributes.get('shortDescription') ?? ''
  const leaf = (leafName: string, type: DataType, description: string, own: string | undefined): Argument => {
    const initial = own ?? type.initial
    return { name: leafName, type, description, ...(initial === undefined ? {} : { initial }) }
  }
  const to = { scope, types: names.argumentTypes, what: 'argument type', leaf, made: 0 }
  const part = takeApart(to, scope, name, typeName, node.line, about, node.attributes.get('initialValue'))
  const shape = part === undefined ? undefined : argumentPart(scope.reading, node, part, undefined)
  return shape === undefined ? [] : [[name, shape]]
}

type Counts = readonly ArgumentInteger[]

/** The parts of an argument, those in an array with its number of elements. */
function argumentPart(
  reading: Reading,
  node: XmlNode,
  part: PartOf<Argument, ArgumentInteger>,
  within: Counts | undefined,
): ArgumentPart | undefined {
  if (part.kind === 'leaf')
    return { kind: 'leaf', argument: within === undefined ? part.leaf : { ...part.leaf, counts: within } }
  if (part.kind === 'group')
    return { kind: 'group', parts: part.parts.flatMap((inner) => argumentPart(reading, node, inner, within) ?? []) }
  const { counts } = part
  if (counts === undefined)
    return report(reading, {
      kind: 'xtce-missing-element',
      line: node.line,
      element: 'DimensionList',
      parent: node.name,
    })
  if (within !== undefined)
    return unsupported(reading, node, 'an array whose number of elements is told, in the aggregates of another')
  if (part.element.kind === 'array') return argumentPart(reading, node, joinedArrays(part, part.element), undefined)
  const element = argumentPart(reading, node, part.element, counts)
  return element === undefined ? undefined : { kind: 'array', element, counts }
}

type ArrayOf = PartOf<Argument, ArgumentInteger> & { readonly kind: 'array' }

/** An array of arrays stands in the packet as one of several dimensions does. */
function joinedArrays({ counts }: ArrayOf, inner: ArrayOf): ArrayOf {
  const both = counts === undefined || inner.counts === undefined ? undefined : [...counts, ...inner.counts]
  return { kind: 'array', element: renamed(inner.element), counts: both }
}

/** The same parts, their names with one pair of brackets for two. */
function renamed(part: PartOf<Argument, ArgumentInteger>): PartOf<Argument, ArgumentInteger> {
  if (part.kind === 'leaf') return { kind: 'leaf', leaf: { ...part.leaf, name: part.leaf.name.replace('[][]', '[]') } }
  if (part.kind === 'group') return { kind: 'group', parts: part.parts.map(renamed) }
  return { ...part, element: renamed(part.element) }
}

function readConstraint(reading: Reading, node: XmlNode): TransmissionConstraint[] {
  const criteria = readCriteria(reading, node, ['ArgumentRestrictionList'])
  if (node.name !== 'TransmissionConstraint' || criteria.length === 0) {
    report(reading, { kind: 'xtce-missing-element', line: node.line, element: 'criteria', parent: node.name })
    return []
  }
  const timeout_s = duration(reading, node, 'timeOut', Number.POSITIVE_INFINITY)
  return [{ criteria, timeout_s, ...readRestriction(reading, node) }]
}

function readContextSignificance(reading: Reading, list: XmlNode | undefined): Command['contextSignificance'] {
  return (list?.children ?? []).flatMap((node) => {
    const match = child(node, 'ContextMatch')
    const significance = child(node, 'Significance')
    if (match === undefined || significance === undefined) {
      report(reading, {
        kind: 'xtce-missing-element',
        line: node.line,
        element: 'ContextMatch or Significance',
        parent: node.name,
      })
      return []
    }
    const { level, reason } = readSignificance(reading, significance)
    return [{ criteria: readCriteria(reading, match), significance: level, reason }]
  })
}

/** Seconds of a duration, `fallback` where it is absent. */
function duration(reading: Reading, node: XmlNode, attribute: string, fallback: number): number {
  const text = node.attributes.get(attribute)
  if (text === undefined) return fallback
  const seconds = durationSeconds(text)
  if (seconds === undefined) badValue(reading, node, attribute, text, 'a duration such as PT30S')
  return seconds ?? fallback
}

/** The words of XTCE 1.1, and of 1.2, which has those of ECSS (vital, critical, forbidden) and two for the mission. */
const LEVELS: Readonly<Record<string, Significance>> = {
  none: 'none',
  watch: 'watch',
  warning: 'warning',
  distress: 'distress',
  critical: 'critical',
  severe: 'severe',
  normal: 'none',
  user1: 'watch',
  user2: 'warning',
  vital: 'distress',
  forbidden: 'severe',
}

function readSignificance(reading: Reading, node: XmlNode) {
  return {
    level: LEVELS[wordAttribute(reading, node, 'consequenceLevel', Object.keys(LEVELS), 'none')]!,
    reason: node.attributes.get('reasonForWarning') ?? '',
  }
}

const STAGES: Readonly<Record<string, Verifier['stage']>> = {
  TransferredToRangeVerifier: 'transferred',
  SentFromRangeVerifier: 'sent',
  ReceivedVerifier: 'received',
  AcceptedVerifier: 'accepted',
  QueuedVerifier: 'queued',
  ExecutionVerifier: 'executing',
  CompleteVerifier: 'complete',
  FailedVerifier: 'failed',
}

function readVerifier(scope: Scope, names: Names, node: XmlNode): Verifier[] {
  const { reading } = scope
  const stage = STAGES[node.name]
  if (stage === undefined) {
    report(reading, { kind: 'xtce-unknown-element', line: node.line, element: node.name, parent: 'VerifierSet' })
    return []
  }
  const reported = node.children.some(
    (part) => part.name === 'CustomAlgorithm' && part.attributes.get('name') === REPORTED,
  )
  const criteria = readCriteria(reading, node, reported ? [...VERIFIER_PARTS, 'CustomAlgorithm'] : VERIFIER_PARTS)
  const containerRef = child(node, 'ContainerRef')
  const container =
    containerRef === undefined
      ? undefined
      : resolve(
          scope,
          names.containers,
          'container',
          required(reading, containerRef, 'containerRef'),
          containerRef.line,
        )
  const change = readValueChange(reading, child(node, 'ParameterValueChange'))
  const seen = {
    ...(criteria.length === 0 ? {} : { criteria }),
    ...(container === undefined ? {} : { container }),
    ...(change === undefined ? {} : { change }),
    ...readRestriction(reading, node),
  }
  const window = child(node, 'CheckWindow')
  if (window === undefined) return [{ stage, window_s: Number.POSITIVE_INFINITY, ...seen }]
  required(reading, window, 'timeToStopChecking')
  const stop_s = duration(reading, window, 'timeToStopChecking', Number.POSITIVE_INFINITY)
  const window_s = stop_s >= NO_LIMIT_S ? Number.POSITIVE_INFINITY : stop_s
  const from_s = duration(reading, window, 'timeToStartChecking', 0)
  return [{ stage, window_s, ...(from_s === 0 ? {} : { from_s }), ...seen }]
}

const VERIFIER_PARTS = ['CheckWindow', 'ContainerRef', 'ParameterValueChange', 'ArgumentRestrictionList']

/** For which values of arguments it is meant (XTCE 1.3). */
function readRestriction(reading: Reading, node: XmlNode): { readonly onlyWith?: ReadonlyMap<string, string> } {
  const list = child(node, 'ArgumentRestrictionList')
  if (list === undefined) return {}
  const pairs = list.children.map(
    (one) => [argumentName(reading, one, 'argumentName'), required(reading, one, 'argumentValue')] as const,
  )
  return { onlyWith: new Map(pairs) }
}

function readValueChange(reading: Reading, node: XmlNode | undefined): Verifier['change'] {
  const ref = node === undefined ? undefined : child(node, 'ParameterRef')
  const by = node === undefined ? undefined : child(node, 'Change')
  if (node === undefined) return undefined
  if (ref === undefined || by === undefined)
    return report(reading, {
      kind: 'xtce-missing-element',
      line: node.line,
      element: 'ParameterRef or Change',
      parent: node.name,
    })
  required(reading, by, 'value')
  const parameter = reading.parameter(required(reading, ref, 'parameterRef'), ref.line)
  return parameter === undefined ? undefined : { parameter, by: numberAttribute(reading, by, 'value', 0) }
}

function readAncillary(reading: Reading, node: XmlNode): Map<string, string> {
  const set = child(node, 'AncillaryDataSet')
  const pairs = (set?.children ?? []).map((data) => [required(reading, data, 'name'), data.text.trim()] as const)
  return new Map(pairs)
}

/** Other names of a command; they are its own and not inherited. */
function readAliases(reading: Reading, node: XmlNode): NonNullable<Command['aliases']> {
  const set = child(node, 'AliasSet')
  return (set?.children ?? []).map((alias) => ({
    nameSpace: required(reading, alias, 'nameSpace'),
    alias: required(reading, alias, 'alias'),
  }))
}

/** Folds inheritance: entries of the base come first, assignments fix its arguments. */
export function finishCommands(scopes: readonly Scope[], names: Names): Command[] {
  const finished = new Map<CommandPart, Command | undefined>()
  const shapesOf = new Map<Command, Shapes>()
  const lineages = new Map<CommandPart, readonly CommandPart[]>()
  const finish = (key: string, part: CommandPart, above: readonly CommandPart[]): Command | undefined => {
    if (finished.has(part)) return finished.get(part)
    const { scope, node } = part
    if (above.includes(part)) {
      report(scope.reading, { kind: 'xtce-circular', line: node.line, what: 'command', name: key })
      return undefined
    }
    let base: Command | undefined
    const lineage: CommandPart[] = []
    if (part.base !== undefined) {
      const basePart = resolve(scope, names.commands, 'command', part.base, node.line)
      if (basePart === undefined) return undefined
      const baseName = basePart.node.attributes.get('name') ?? ''
      base = finish(`${basePart.scope.path}/${baseName}`, basePart, [...above, part])
      lineage.push(basePart, ...(lineages.get(basePart) ?? []))
    }
    const shapes = new Map([...(base === undefined ? [] : shapesOf.get(base)!), ...part.shapes])
    const command = fold(key, part, base, shapes, entriesBefore(part, lineage))
    finished.set(part, command)
    shapesOf.set(command, shapes)
    lineages.set(part, lineage)
    return command
  }
  const out: Command[] = []
  for (const [key, { value }] of names.commands) {
    const command = finish(key, value, [])
    if (command !== undefined) out.push(command)
  }
  return scopes.length === 0 ? [] : out
}

function fold(
  key: string,
  part: CommandPart,
  base: Command | undefined,
  shapes: Shapes,
  before: readonly CommandEntry[],
): Command {
  const { scope, node } = part
  const aliases = readAliases(scope.reading, node)
  const types = new Map<string, DataType>(base?.types)
  for (const argument of part.arguments) types.set(argument.name, argument.type)
  const restricted = [...part.verifiers, ...part.constraints].flatMap(({ onlyWith }) => [...(onlyWith?.keys() ?? [])])
  for (const name of [...part.assigned.keys(), ...restricted]) checkArgument(scope.reading, node, name, types)
  for (const argument of part.arguments) checkSizes(scope.reading, node, argument, types)
  const assigned = new Map([...(base?.assigned ?? []), ...part.assigned])
  const entries = [...(base?.entries ?? []), ...before, ...commandEntries(part, types, shapes)]
  checkPlaces(scope.reading, node, entries)
  return {
    qualifiedName: key,
    name: node.attributes.get('name') ?? '',
    system: scope.path,
    abstract: booleanAttribute(scope.reading, node, 'abstract', false),
    description: node.attributes.get('shortDescription') ?? '',
    ...(base === undefined ? {} : { base: base.qualifiedName }),
    arguments: [...(base?.arguments ?? []), ...part.arguments].filter((argument) => !assigned.has(argument.name)),
    assigned,
    types,
    entries,
    ...significanceOf(part, base),
    ...waitingOf(part, base),
    constraints: [...(base?.constraints ?? []), ...part.constraints],
    contextSignificance: [...part.contextSignificance, ...(base?.contextSignificance ?? [])],
    ancillary: new Map([...(base?.ancillary ?? []), ...part.ancillary]),
    ...(aliases.length === 0 ? {} : { aliases }),
    line: node.line,
  }
}

/** What is looked for after it, and what others wait for: its own, else that of the one it extends. */
function waitingOf(part: CommandPart, base: Command | undefined): Pick<Command, 'verifiers' | 'interlock'> {
  const interlock = part.interlock ?? base?.interlock
  return {
    verifiers: part.verifiers.length > 0 ? part.verifiers : (base?.verifiers ?? []),
    ...(interlock === undefined ? {} : { interlock }),
  }
}

function significanceOf({ significance }: CommandPart, base: Command | undefined) {
  if (significance !== undefined) return { significance: significance.level, reason: significance.reason }
  return { significance: base?.significance ?? ('none' as const), reason: base?.reason ?? '' }
}
