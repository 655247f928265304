/**
 * Reads XTCE 1.2 (OMG formal/18-10-04) and 1.3 (July 2025), and 1.1 as far as it is the same, into a `Dictionary`: strictly, with the file and line of every error. Several
 * files make one dictionary, each with a root SpaceSystem of its own, so that every party can keep its own file.
 */
import { err, ok, type Result } from '@magpie/core/result'
import type { ArgumentInteger, DataType, Dictionary, IntegerValue, Parameter } from './dictionary.ts'
import { readXml, type XmlNode } from './xml-tree.ts'
import { readAlgorithms } from './xtce-algorithms.ts'
import { readBlocks } from './xtce-blocks.ts'
import { finishCommands, readCommands } from './xtce-commands.ts'
import { declareContainers, fillContainers, findCircles } from './xtce-containers.ts'
import { child, otherElement, type Reading, report, required, type XtceError } from './xtce-context.ts'
import { readCriteria } from './xtce-criteria.ts'
import { isXtce } from './xtce-edition.ts'
import { ARGUMENT_SIZES, PARAMETER_SIZES, parameterPart, readTypePart, type Sizes, takeApart } from './xtce-parts.ts'
import {
  define,
  lookUp,
  lookUpParameter,
  type Named,
  type Names,
  resolve,
  type Scope,
  type TypePart,
} from './xtce-scope.ts'
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
    parts: new Map(),
    containers: new Map(),
    commands: new Map(),
    systems: new Map(),
  }
  const scopes: Scope[] = []
  const later: (() => void)[] = []
  for (const file of files)
    collectFile(file, readingOf('', file.name, { errors, notRead, later }, names), names, scopes)
  // References may point to what stands later or in another file, so each layer is read before the next.
  readTypes(scopes, names)
  for (const scope of scopes) readParameters(scope, names)
  finish(later)
  for (const scope of scopes) declareContainers(scope, names, members(scope, 'ContainerSet'))
  for (const scope of scopes) fillContainers(scope, names, members(scope, 'ContainerSet'))
  finish(later)
  // What holds itself cannot be followed to its end.
  const before = errors.length
  findCircles(scopes, names)
  if (errors.length > before) return err(errors)
  const algorithms = scopes.flatMap((scope) => readAlgorithms(scope, names, members(scope, 'AlgorithmSet')))
  for (const scope of scopes) readCommands(scope, names)
  finish(later)
  if (errors.length > 0) return err(errors)
  const commands = finishCommands(scopes, names)
  if (errors.length > 0) return err(errors)
  const byName = new Map(commands.map((command) => [command.qualifiedName, command]))
  const blocks = scopes.flatMap((scope) => readBlocks(scope, names, byName))
  if (errors.length > 0) return err(errors)
  return ok({
    dictionary: {
      ...{ parameters: valuesOf(names.parameters), containers: valuesOf(names.containers), commands, algorithms },
      ...(blocks.length === 0 ? {} : { blocks }),
    },
    notRead,
  })
}

function collectFile({ text }: DictionaryFile, reading: Reading, names: Names, scopes: Scope[]): void {
  const root = readXml(text)
  if ('kind' in root) report(reading, root)
  else if (root.name !== 'SpaceSystem' || !isXtce(root.namespace))
    report(reading, { kind: 'xtce-wrong-root', line: root.line, element: root.name, namespace: root.namespace })
  else collectSystems(root, '', reading, names, scopes)
}

function valuesOf<T>(map: ReadonlyMap<string, Named<T>>): T[] {
  return [...map.values()].map(({ value }) => value)
}

/** Does what waited until what it needs is known. */
function finish(later: (() => void)[]): void {
  for (const job of later.splice(0)) job()
}

function readingOf(
  path: string,
  file: string,
  shared: Pick<Reading, 'errors' | 'notRead' | 'later'>,
  names: Names,
): Reading {
  const { errors, notRead, later } = shared
  const reading: Reading = {
    file,
    errors,
    notRead,
    later,
    criteria: (node) => readCriteria(reading, node),
    parameter: (name, line) => {
      const found = lookUpParameter(path, names, name)
      if (found === undefined)
        report(reading, { kind: 'xtce-unknown-reference', line, what: 'parameter', name, from: path })
      return found
    },
  }
  return reading
}

function collectSystems(node: XmlNode, parent: string, above: Reading, names: Names, scopes: Scope[]): void {
  const path = `${parent}/${required(above, node, 'name')}`
  const reading = readingOf(path, above.file, above, names)
  scopes.push({ path, node, reading })
  names.systems.set(path, { value: path, line: node.line })
  for (const part of node.children) {
    if (part.name === 'SpaceSystem') collectSystems(part, path, reading, names, scopes)
    else if (part.name !== 'TelemetryMetaData' && part.name !== 'CommandMetaData') otherElement(reading, part, node)
    else for (const set of part.children) if (!SETS.has(set.name)) otherElement(reading, set, part)
  }
}

/** What TelemetryMetaData and CommandMetaData hold that is read. */
const SETS = new Set([
  'ParameterTypeSet',
  'ArgumentTypeSet',
  'ParameterSet',
  'ContainerSet',
  'MetaCommandSet',
  'AlgorithmSet',
])

/** The children of a set, in telemetry and in commanding. */
function members(scope: Scope, set: string): XmlNode[] {
  return ['TelemetryMetaData', 'CommandMetaData'].flatMap((area) => {
    const data = child(scope.node, area)
    return data === undefined ? [] : (child(data, set)?.children ?? [])
  })
}

/** A type that is to be read: of telemetry or of commands. */
type Pending = { readonly scope: Scope; readonly node: XmlNode; readonly inCommands: boolean }

/** Types may extend others that stand later, so those whose base is known are read until none is left. */
function readTypes(scopes: readonly Scope[], names: Names): void {
  let pending: Pending[] = scopes.flatMap((scope) => [
    ...members(scope, 'ParameterTypeSet').map((node) => ({ scope, node, inCommands: false })),
    ...members(scope, 'ArgumentTypeSet').map((node) => ({ scope, node, inCommands: true })),
  ])
  for (;;) {
    const waiting = pending.filter((type) => !readType(names, type, false))
    if (waiting.length === pending.length) break
    pending = waiting
  }
  for (const type of pending) readType(names, type, true)
}

/** Whether it could be read; with `last` it is, or what it extends is an error. */
function readType(names: Names, { scope, node, inCommands }: Pending, last: boolean): boolean {
  if (inCommands) {
    const reading = { ...scope.reading, inCommands }
    return readTypeInto({ ...scope, reading }, node, names.argumentTypes, ARGUMENT_SIZES, last)
  }
  return readTypeInto(scope, node, names.parameterTypes, PARAMETER_SIZES, last)
}

function readTypeInto<N extends IntegerValue | ArgumentInteger>(
  scope: Scope,
  node: XmlNode,
  map: Map<string, Named<TypePart<N>>>,
  sizes: Sizes<N>,
  last: boolean,
): boolean {
  const kind = kindOfType(node.name)
  const baseName = kind === undefined ? undefined : node.attributes.get('baseType')
  const found = baseName === undefined ? undefined : lookUp(scope.path, map, baseName)
  if (baseName !== undefined && found === undefined) {
    if (!last) return false
    resolve(scope, map, 'type', baseName, node.line)
  }
  const base = found?.kind === 'simple' ? found.type : undefined
  const part = kind === undefined ? readTypePart(scope, node, sizes) : simple(scope, node, kind, base)
  if (part !== undefined) define(scope, map, 'type', node.attributes.get('name') ?? '', node.line, part)
  else if (kind === undefined) otherElement(scope.reading, node, scope.node)
  return true
}

function simple(
  scope: Scope,
  node: XmlNode,
  kind: DataType['kind'],
  base: DataType | undefined,
): TypePart<never> | undefined {
  const type = readDataType(scope.reading, node, kind, base)
  return type === undefined ? undefined : { kind: 'simple', type }
}

function readParameters(scope: Scope, names: Names): void {
  for (const node of members(scope, 'ParameterSet')) {
    if (node.name !== 'Parameter') {
      if (node.name !== 'ParameterRef') otherElement(scope.reading, node, scope.node)
      continue
    }
    for (const part of node.children) readBeside(scope.reading, part, node)
    const name = required(scope.reading, node, 'name')
    const typeName = required(scope.reading, node, 'parameterTypeRef')
    const description = node.attributes.get('shortDescription') ?? ''
    const initial = node.attributes.get('initialValue')
    const leaf = (leafName: string, type: DataType, about: string, first: string | undefined) =>
      addParameter(scope, names, node.line, leafName, type, about, first)
    const to = { scope, types: names.parameterTypes, what: 'parameter type', leaf, made: 0 }
    const part = takeApart(to, scope, name, typeName, node.line, description, initial)
    if (part !== undefined) define(scope, names.parts, 'parameter', name, node.line, parameterPart(part))
  }
}

/** What a parameter has beside its type: said of people, or left out with a note. */
function readBeside(reading: Reading, part: XmlNode, node: XmlNode): void {
  if (part.name !== 'ParameterProperties') otherElement(reading, part, node)
  else for (const inner of part.children) otherElement(reading, inner, part)
}

function addParameter(
  scope: Scope,
  names: Names,
  line: number,
  name: string,
  type: DataType,
  description: string,
  own: string | undefined,
): Parameter {
  const initial = own ?? type.initial
  const parameter: Parameter = {
    index: names.parameters.size,
    qualifiedName: `${scope.path}/${name}`,
    name,
    system: scope.path,
    type,
    description,
    ...(initial === undefined ? {} : { initial }),
    line,
  }
  if (!names.parameters.has(parameter.qualifiedName))
    names.parameters.set(parameter.qualifiedName, { value: parameter, line })
  return parameter
}
