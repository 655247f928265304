/** MetaCommands of XTCE 1.2, with what they inherit folded in: arguments, fixed values, significance, verifiers. */
import type { Argument, Command, CommandEntry, DataType, Verifier } from './dictionary.ts'
import type { XmlNode } from './xml-tree.ts'
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
  wordAttribute,
} from './xtce-context.ts'
import { octetsOfHex } from './xtce-encodings.ts'
import { type CommandPart, define, type Names, resolve, type Scope } from './xtce-scope.ts'

/** Reads the commands of one system. */
export function readCommands(scope: Scope, names: Names): void {
  const data = child(scope.node, 'CommandMetaData')
  const set = data === undefined ? undefined : child(data, 'MetaCommandSet')
  for (const node of set?.children ?? []) {
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
  return {
    scope,
    node,
    base: base === undefined ? undefined : required(reading, base, 'metaCommandRef'),
    assigned: readAssignments(reading, base),
    arguments: (child(node, 'ArgumentList')?.children ?? []).flatMap((arg) => readArgument(scope, names, arg)),
    entries: (list?.children ?? []).flatMap((entry) => readCommandEntry(reading, entry, list!)),
    significance: significance === undefined ? undefined : readSignificance(reading, significance),
    verifiers: (child(node, 'VerifierSet')?.children ?? []).flatMap((v) => readVerifier(reading, v)),
    ancillary: readAncillary(reading, node),
  }
}

const PARTS = new Set(['BaseMetaCommand', 'ArgumentList', 'CommandContainer', 'DefaultSignificance', 'VerifierSet'])

function readAssignments(reading: Reading, base: XmlNode | undefined): Map<string, string> {
  const list = base === undefined ? undefined : child(base, 'ArgumentAssignmentList')
  const assigned = new Map<string, string>()
  for (const node of list?.children ?? [])
    assigned.set(required(reading, node, 'argumentName'), required(reading, node, 'argumentValue'))
  return assigned
}

function readArgument(scope: Scope, names: Names, node: XmlNode): Argument[] {
  const name = required(scope.reading, node, 'name')
  const typeName = required(scope.reading, node, 'argumentTypeRef')
  const type = resolve(scope, names.argumentTypes, 'argument type', typeName, node.line)
  const initial = node.attributes.get('initialValue')
  const description = node.attributes.get('shortDescription') ?? ''
  return type === undefined ? [] : [{ name, type, description, ...(initial === undefined ? {} : { initial }) }]
}

function readCommandEntry(reading: Reading, node: XmlNode, list: XmlNode): CommandEntry[] {
  if (node.name === 'ArgumentRefEntry') return [{ kind: 'argument', argument: required(reading, node, 'argumentRef') }]
  if (node.name === 'FixedValueEntry') return readFixed(reading, node)
  if (node.name === 'ParameterRefEntry' || node.name === 'ContainerRefEntry')
    report(reading, {
      kind: 'xtce-unsupported',
      line: node.line,
      element: node.name,
      why: 'commands are made of arguments and fixed values here',
    })
  else otherElement(reading, node, list)
  return []
}

function readFixed(reading: Reading, node: XmlNode): CommandEntry[] {
  const hex = required(reading, node, 'binaryValue')
  const bits = numberAttribute(reading, node, 'sizeInBits', hex.length * 4, { min: 1, max: 65536, integer: true })
  if (!/^([0-9a-fA-F]{2})+$/.test(hex) || hex.length * 4 < bits) {
    badValue(reading, node, 'binaryValue', hex, `at least ${bits} bits in pairs of hexadecimal digits`)
    return []
  }
  return [{ kind: 'fixed', bits, octets: Uint8Array.from(octetsOfHex(hex)) }]
}

const LEVELS = ['none', 'watch', 'warning', 'distress', 'critical', 'severe'] as const

function readSignificance(reading: Reading, node: XmlNode) {
  return {
    level: wordAttribute(reading, node, 'consequenceLevel', LEVELS, 'none'),
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

function readVerifier(reading: Reading, node: XmlNode): Verifier[] {
  const stage = STAGES[node.name]
  if (stage === undefined) {
    report(reading, { kind: 'xtce-unknown-element', line: node.line, element: node.name, parent: 'VerifierSet' })
    return []
  }
  const window = child(node, 'CheckWindow')
  if (window === undefined) return [{ stage, window_s: Number.POSITIVE_INFINITY }]
  const text = required(reading, window, 'timeToStopChecking')
  const window_s = durationSeconds(text)
  if (window_s === undefined) badValue(reading, window, 'timeToStopChecking', text, 'a duration such as PT30S')
  return [{ stage, window_s: window_s ?? Number.POSITIVE_INFINITY }]
}

function readAncillary(reading: Reading, node: XmlNode): Map<string, string> {
  const set = child(node, 'AncillaryDataSet')
  const pairs = (set?.children ?? []).map((data) => [required(reading, data, 'name'), data.text.trim()] as const)
  return new Map(pairs)
}

/** Folds inheritance: entries of the base come first, assignments fix its arguments. */
export function finishCommands(scopes: readonly Scope[], names: Names): Command[] {
  const finished = new Map<CommandPart, Command | undefined>()
  const finish = (key: string, part: CommandPart, above: readonly CommandPart[]): Command | undefined => {
    if (finished.has(part)) return finished.get(part)
    const { scope, node } = part
    if (above.includes(part)) {
      report(scope.reading, { kind: 'xtce-circular', line: node.line, what: 'command', name: key })
      return undefined
    }
    let base: Command | undefined
    if (part.base !== undefined) {
      const basePart = resolve(scope, names.commands, 'command', part.base, node.line)
      if (basePart === undefined) return undefined
      const baseName = basePart.node.attributes.get('name') ?? ''
      base = finish(`${basePart.scope.path}/${baseName}`, basePart, [...above, part])
    }
    const command = fold(key, part, base)
    finished.set(part, command)
    return command
  }
  const out: Command[] = []
  for (const [key, { value }] of names.commands) {
    const command = finish(key, value, [])
    if (command !== undefined) out.push(command)
  }
  return scopes.length === 0 ? [] : out
}

function fold(key: string, part: CommandPart, base: Command | undefined): Command {
  const { scope, node } = part
  const types = new Map<string, DataType>(base?.types)
  for (const argument of part.arguments) types.set(argument.name, argument.type)
  for (const name of part.assigned.keys()) checkArgument(scope.reading, node, name, types)
  for (const entry of part.entries)
    if (entry.kind === 'argument') checkArgument(scope.reading, node, entry.argument, types)
  const assigned = new Map([...(base?.assigned ?? []), ...part.assigned])
  return {
    qualifiedName: key,
    name: node.attributes.get('name') ?? '',
    system: scope.path,
    abstract: booleanAttribute(scope.reading, node, 'abstract', false),
    description: node.attributes.get('shortDescription') ?? '',
    arguments: [...(base?.arguments ?? []), ...part.arguments].filter((argument) => !assigned.has(argument.name)),
    assigned,
    types,
    entries: [...(base?.entries ?? []), ...part.entries],
    significance: part.significance?.level ?? base?.significance ?? 'none',
    reason: part.significance?.reason ?? base?.reason ?? '',
    verifiers: part.verifiers.length > 0 ? part.verifiers : (base?.verifiers ?? []),
    ancillary: new Map([...(base?.ancillary ?? []), ...part.ancillary]),
    line: node.line,
  }
}

function checkArgument(reading: Reading, node: XmlNode, name: string, types: ReadonlyMap<string, DataType>): void {
  if (!types.has(name))
    report(reading, {
      kind: 'xtce-unknown-reference',
      line: node.line,
      what: 'argument',
      name,
      from: node.attributes.get('name') ?? '',
    })
}
