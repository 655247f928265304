/**
 * Reads XTCE 1.2 (OMG formal/18-10-04) into a `Dictionary`: strictly, with the file and line of every error. Several
 * files make one dictionary, each with a root SpaceSystem of its own, so that every party can keep its own file.
 */
import { err, ok, type Result } from '@magpie/core/result'
import type { Comparison, Container, Dictionary, Entry, EntryOffset, Parameter } from './dictionary.ts'
import { labelOf } from './dictionary.ts'
import { readXml, type XmlNode } from './xml-tree.ts'
import { finishCommands, readCommands } from './xtce-commands.ts'
import {
  badValue,
  booleanAttribute,
  child,
  otherElement,
  parseNumber,
  type Reading,
  report,
  required,
  wordAttribute,
  type XtceError,
} from './xtce-context.ts'
import { define, type Names, resolve, type Scope } from './xtce-scope.ts'
import { kindOfType, readDataType } from './xtce-types.ts'

/** One file of a dictionary; `name` stands in errors. */
export type DictionaryFile = { readonly name: string; readonly text: string }

/** A dictionary, and the elements that XTCE knows and this reader left out. */
export type ReadDictionary = {
  readonly dictionary: Dictionary
  readonly notRead: readonly { readonly file: string; readonly line: number; readonly element: string }[]
}

/** Reads all files together; all errors at once. */
export function readXtce(files: readonly DictionaryFile[]): Result<ReadDictionary, readonly XtceError[]> {
  const errors: XtceError[] = []
  const notRead: Reading['notRead'] = []
  const names: Names = {
    parameterTypes: new Map(),
    argumentTypes: new Map(),
    parameters: new Map(),
    containers: new Map(),
    commands: new Map(),
  }
  const scopes: Scope[] = []
  for (const file of files) {
    const reading: Reading = { file: file.name, errors, notRead }
    const root = readXml(file.text)
    if ('kind' in root) report(reading, root)
    else if (root.name !== 'SpaceSystem' || !/\/XTCE\/|\/space\/xtce$/i.test(root.namespace))
      report(reading, {
        kind: 'xtce-wrong-root',
        line: root.line,
        element: root.name,
        namespace: root.namespace,
      })
    else collectSystems(root, '', reading, scopes)
  }
  // References may point to what stands later or in another file, so each layer is read before the next.
  for (const scope of scopes) readTypes(scope, names)
  for (const scope of scopes) readParameters(scope, names)
  for (const scope of scopes) declareContainers(scope, names)
  for (const scope of scopes) fillContainers(scope, names)
  for (const scope of scopes) readCommands(scope, names)
  findCircles(scopes, names)
  if (errors.length > 0) return err(errors)
  const commands = finishCommands(scopes, names)
  if (errors.length > 0) return err(errors)
  const values = <T>(map: ReadonlyMap<string, { readonly value: T }>) => [...map.values()].map((named) => named.value)
  return ok({
    dictionary: { parameters: values(names.parameters), containers: values(names.containers), commands },
    notRead,
  })
}

function collectSystems(node: XmlNode, parent: string, reading: Reading, scopes: Scope[]): void {
  const path = `${parent}/${required(reading, node, 'name')}`
  scopes.push({ path, node, reading })
  for (const part of node.children) {
    if (part.name === 'SpaceSystem') collectSystems(part, path, reading, scopes)
    else if (part.name !== 'TelemetryMetaData' && part.name !== 'CommandMetaData') otherElement(reading, part, node)
  }
}

/** The children of a set, in telemetry and in commanding. */
function members(scope: Scope, set: string): XmlNode[] {
  return ['TelemetryMetaData', 'CommandMetaData'].flatMap((area) => {
    const data = child(scope.node, area)
    return data === undefined ? [] : (child(data, set)?.children ?? [])
  })
}

function readTypes(scope: Scope, names: Names): void {
  for (const [set, map] of [
    ['ParameterTypeSet', names.parameterTypes],
    ['ArgumentTypeSet', names.argumentTypes],
  ] as const) {
    for (const node of members(scope, set)) {
      const kind = kindOfType(node.name)
      if (kind === undefined) {
        report(scope.reading, {
          kind: 'xtce-unsupported',
          line: node.line,
          element: node.name,
          why: 'arrays and aggregates are not read yet',
        })
        continue
      }
      const baseName = node.attributes.get('baseType')
      const base = baseName === undefined ? undefined : resolve(scope, map, 'type', baseName, node.line)
      const type = readDataType(scope.reading, node, kind, base)
      if (type !== undefined) define(scope, map, 'type', type.name, node.line, type)
    }
  }
}

function readParameters(scope: Scope, names: Names): void {
  for (const node of members(scope, 'ParameterSet')) {
    if (node.name !== 'Parameter') {
      if (node.name !== 'ParameterRef') otherElement(scope.reading, node, scope.node)
      continue
    }
    const name = required(scope.reading, node, 'name')
    const typeName = required(scope.reading, node, 'parameterTypeRef')
    const type = resolve(scope, names.parameterTypes, 'parameter type', typeName, node.line)
    if (type === undefined) continue
    const parameter: Parameter = {
      index: names.parameters.size,
      qualifiedName: `${scope.path}/${name}`,
      name,
      system: scope.path,
      type,
      description: node.attributes.get('shortDescription') ?? '',
      line: node.line,
    }
    define(scope, names.parameters, 'parameter', name, node.line, parameter)
  }
}

function declareContainers(scope: Scope, names: Names): void {
  for (const node of members(scope, 'ContainerSet')) {
    if (node.name !== 'SequenceContainer') {
      otherElement(scope.reading, node, scope.node)
      continue
    }
    const name = required(scope.reading, node, 'name')
    define(scope, names.containers, 'container', name, node.line, {
      qualifiedName: `${scope.path}/${name}`,
      name,
      system: scope.path,
      abstract: booleanAttribute(scope.reading, node, 'abstract', false),
      entries: [],
      base: undefined,
      line: node.line,
    } satisfies Container)
  }
}

function fillContainers(scope: Scope, names: Names): void {
  for (const node of members(scope, 'ContainerSet')) {
    const container = names.containers.get(`${scope.path}/${node.attributes.get('name') ?? ''}`)?.value
    if (container === undefined || container.line !== node.line) continue
    for (const part of node.children) {
      if (part.name === 'EntryList')
        container.entries = part.children.flatMap((entry) => readEntry(scope, names, entry, part))
      else if (part.name === 'BaseContainer') container.base = readBase(scope, names, part)
      else otherElement(scope.reading, part, node)
    }
  }
}

function readEntry(scope: Scope, names: Names, node: XmlNode, list: XmlNode): Entry[] {
  const { reading } = scope
  let offset: EntryOffset = { from: 'previous', bits: 0 }
  let include: readonly Comparison[] = []
  for (const part of node.children) {
    if (part.name === 'LocationInContainerInBits') offset = readLocation(reading, part)
    else if (part.name === 'IncludeCondition') include = readCriteria(scope, names, part)
    else if (part.name === 'RepeatEntry')
      report(reading, { kind: 'xtce-unsupported', line: part.line, element: part.name, why: 'not read yet' })
    else otherElement(reading, part, node)
  }
  if (node.name === 'ParameterRefEntry') {
    const name = required(reading, node, 'parameterRef')
    const parameter = resolve(scope, names.parameters, 'parameter', name, node.line)
    return parameter === undefined ? [] : [{ kind: 'parameter', parameter, offset, include }]
  }
  if (node.name === 'ContainerRefEntry') {
    const name = required(reading, node, 'containerRef')
    const container = resolve(scope, names.containers, 'container', name, node.line)
    return container === undefined ? [] : [{ kind: 'container', container, offset, include }]
  }
  otherElement(reading, node, list)
  return []
}

function readLocation(reading: Reading, node: XmlNode): EntryOffset {
  const words = ['previousEntry', 'containerStart'] as const
  const from = wordAttribute(reading, node, 'referenceLocation', words, 'previousEntry')
  const fixed = child(node, 'FixedValue')
  const bits = fixed === undefined ? undefined : parseNumber(fixed.text)
  if (bits === undefined || !Number.isInteger(bits) || (from === 'containerStart' && bits < 0))
    badValue(reading, node, 'FixedValue', fixed?.text.trim() ?? '', 'a whole number of bits')
  return { from: from === 'previousEntry' ? 'previous' : 'start', bits: bits ?? 0 }
}

function readBase(scope: Scope, names: Names, node: XmlNode): Container['base'] {
  const name = required(scope.reading, node, 'containerRef')
  const container = resolve(scope, names.containers, 'container', name, node.line)
  const criteria = child(node, 'RestrictionCriteria')
  if (container === undefined) return undefined
  return { container, criteria: criteria === undefined ? [] : readCriteria(scope, names, criteria) }
}

/** Comparisons that must all hold. */
export function readCriteria(scope: Scope, names: Names, node: XmlNode): Comparison[] {
  return node.children.flatMap((part) => {
    if (part.name === 'ComparisonList') return readCriteria(scope, names, part)
    if (part.name === 'Comparison') return readComparison(scope, names, part)
    const known = ['BooleanExpression', 'CustomAlgorithm', 'NextContainer'].includes(part.name)
    if (known)
      report(scope.reading, {
        kind: 'xtce-unsupported',
        line: part.line,
        element: part.name,
        why: 'only lists of comparisons are read yet',
      })
    else otherElement(scope.reading, part, node)
    return []
  })
}

const OPERATORS = ['==', '!=', '<', '<=', '>', '>='] as const

function readComparison(scope: Scope, names: Names, node: XmlNode): Comparison[] {
  const { reading } = scope
  const name = required(reading, node, 'parameterRef')
  const value = node.attributes.get('value')
  if (value === undefined)
    report(reading, { kind: 'xtce-missing-attribute', line: node.line, element: node.name, attribute: 'value' })
  const operator = wordAttribute(reading, node, 'comparisonOperator', OPERATORS, '==')
  const calibrated = booleanAttribute(reading, node, 'useCalibratedValue', true)
  const parameter = resolve(scope, names.parameters, 'parameter', name, node.line)
  if (parameter === undefined || value === undefined) return []
  if (!comparable(parameter, value, calibrated)) badValue(reading, node, 'value', value, `a value of ${parameter.name}`)
  return [{ parameter, operator, value, calibrated }]
}

/** Whether the text can be a value of the parameter at all: a typing error in a label must not wait for a packet. */
function comparable({ type }: Parameter, value: string, calibrated: boolean): boolean {
  if (type.encoding.kind === 'string' || type.encoding.kind === 'binary') return true
  const number = parseNumber(value)
  if (type.kind === 'enumerated' && calibrated)
    return (
      type.labels!.some((label) => label.label === value) ||
      (number !== undefined && labelOf(type, number) !== undefined)
    )
  if (type.kind === 'boolean' && calibrated)
    return [type.words!.one, type.words!.zero].includes(value) || number !== undefined
  return number !== undefined
}

function findCircles(scopes: readonly Scope[], names: Names): void {
  const reading = (container: Container) => scopes.find((scope) => scope.path === container.system)!.reading
  const done = new Set<Container>()
  const visit = (container: Container, above: readonly Container[]): void => {
    if (above.includes(container)) {
      report(reading(container), {
        kind: 'xtce-circular',
        line: container.line,
        what: 'container',
        name: container.qualifiedName,
      })
      return
    }
    if (done.has(container)) return
    const below = [...above, container]
    if (container.base !== undefined) visit(container.base.container, below)
    for (const entry of container.entries) if (entry.kind === 'container') visit(entry.container, below)
    done.add(container)
  }
  for (const { value } of names.containers.values()) visit(value, [])
}
