/**
 * Writes a `Dictionary` as XTCE 1.2 (OMG formal/18-10-04) or 1.3 (July 2025), one file for each root system, so that what is read from them is the
 * dictionary again. Types are written once; aggregates and arrays stand as such; what XTCE has no words for is an error.
 */
import { err, ok, type Result } from '@magpie/core/result'
import type { Algorithm, Command, CommandBlock, Container, Dictionary, Parameter } from '../dictionary.ts'
import { XTCE_NAMESPACES, type XtceEdition } from '../xtce-edition.ts'
import type { DictionaryFile } from '../xtce-reader.ts'
import { algorithmElements } from './algorithm-elements.ts'
import { blockElement, commandElement, ownArguments } from './command-elements.ts'
import { type Composite, composites, leavesOf } from './composites.ts'
import { containerElement, countsIn, entriesOf, type Whole } from './container-elements.ts'
import { type TypeBook, typeBook, typeOf } from './type-book.ts'
import { cannot, checkName, type Writing, type XtceWriteError } from './writing.ts'
import { element, listed, renderXml, type XmlElement } from './xml-element.ts'

type Counts = ReturnType<typeof countsIn>

/** What stands in one system. */
type System = {
  readonly parameters: Parameter[]
  readonly containers: Container[]
  readonly commands: Command[]
  readonly algorithms: Algorithm[]
  readonly blocks: CommandBlock[]
  readonly inner: Set<string>
}

/** Writes the whole dictionary, or says all that cannot be written. Files are called after their root system. */
export function writeXtce(
  dictionary: Dictionary,
  edition: XtceEdition = '1.2',
): Result<readonly DictionaryFile[], readonly XtceWriteError[]> {
  const writing: Writing = { edition, errors: [], known: new Set(dictionary.parameters.map((p) => p.qualifiedName)) }
  const systems = systemsOf(dictionary)
  const nodes = nodesOf(writing, systems)
  const roots = new Map([...nodes.values()].flatMap((own) => [...own.values()].flatMap(rootsOf)))
  const counts = countsIn(dictionary.containers, roots)
  const wholes = wholesOf(nodes, counts)
  const bases = new Map(dictionary.commands.map((command) => [command.qualifiedName, command]))
  const baseOf = (command: Command) => (command.base === undefined ? undefined : bases.get(command.base))
  const parameterTypes = typeBook(writing, 'Parameter', dictionary.parameters)
  const argumentTypes = typeBook(
    writing,
    'Argument',
    dictionary.commands.flatMap((c) => ownArguments(c, baseOf(c)).map(({ type }) => ({ system: c.system, type }))),
  )
  const parts = (path: string, system: System): SystemParts => ({
    parameters: [...(nodes.get(path) ?? [])].map(([name, node]) =>
      parameterElement(writing, parameterTypes, path, name, node, counts),
    ),
    containers: system.containers.map((c) => {
      checkName(writing, c.qualifiedName, c.name)
      return containerElement(writing, wholes, c)
    }),
    algorithms: algorithmElements(writing, system.algorithms),
    commands: [
      ...system.commands.map((command) => commandElement(writing, argumentTypes, command, baseOf(command))),
      ...system.blocks.map((block) => blockElement(writing, block)),
    ],
  })
  const made = new Map([...systems].map(([path, system]) => [path, parts(path, system)]))
  for (const book of [parameterTypes, argumentTypes]) for (const path of book.bySystem.keys()) addSystem(systems, path)
  const files = [...systems.keys()]
    .filter((path) => path.lastIndexOf('/') === 0)
    .map((path) => ({
      name: `${path.slice(1)}.xml`,
      text: renderXml(systemElement(writing, path, systems, made, parameterTypes, argumentTypes)),
    }))
  return writing.errors.length > 0 ? err(writing.errors) : ok(files)
}

function systemsOf(dictionary: Dictionary): Map<string, System> {
  const systems = new Map<string, System>()
  for (const parameter of dictionary.parameters) addSystem(systems, parameter.system).parameters.push(parameter)
  for (const container of dictionary.containers) addSystem(systems, container.system).containers.push(container)
  for (const algorithm of dictionary.algorithms) addSystem(systems, algorithm.system).algorithms.push(algorithm)
  for (const command of dictionary.commands) addSystem(systems, command.system).commands.push(command)
  for (const block of dictionary.blocks ?? []) addSystem(systems, block.system).blocks.push(block)
  return systems
}

/** The system at a path, with those that hold it. */
function addSystem(systems: Map<string, System>, path: string): System {
  const before = systems.get(path)
  if (before !== undefined) return before
  const above = path.slice(0, path.lastIndexOf('/'))
  if (above !== '') addSystem(systems, above).inner.add(path)
  const own = { parameters: [], containers: [], commands: [], algorithms: [], blocks: [] }
  const system = { ...own, inner: new Set<string>() }
  systems.set(path, system)
  return system
}

type Nodes = Map<string, Map<string, Composite<Parameter>>>

function nodesOf(writing: Writing, systems: ReadonlyMap<string, System>): Nodes {
  return new Map([...systems].map(([path, { parameters }]) => [path, composites(writing, path, parameters)]))
}

function rootsOf(node: Composite<Parameter>): [string, Composite<Parameter>][] {
  return leavesOf(node).map((leaf) => [leaf.qualifiedName, node])
}

function wholesOf(nodes: Nodes, counts: Counts): Map<string, Whole> {
  const out = new Map<string, Whole>()
  for (const [path, own] of nodes)
    for (const [name, node] of own) {
      const whole = { path: `${path}/${name}`, node, expected: entriesOf(node, counts) }
      for (const leaf of leavesOf(node)) out.set(leaf.qualifiedName, whole)
    }
  return out
}

function parameterElement(
  writing: Writing,
  book: TypeBook,
  system: string,
  name: string,
  node: Composite<Parameter>,
  counts: Counts,
): XmlElement {
  const leaf = node.kind === 'leaf' ? node.leaf : undefined
  const leaves = leavesOf(node)
  const about = node.kind === 'group' ? '' : (leaves[0]?.description ?? '')
  if (leaves.some((one) => node.kind !== 'leaf' && one.initial !== one.type.initial && !isMember(one)))
    cannot(writing, `${system}/${name}`, 'an element of an array with a first value of its own')
  return element('Parameter', {
    name: checkName(writing, `${system}/${name}`, name),
    shortDescription: about === '' ? undefined : about,
    parameterTypeRef: typeOf(book, system, name, node, counts),
    initialValue: leaf?.initial === leaf?.type.initial ? undefined : leaf?.initial,
  })
}

/** Whether the last step of a name is a member of an aggregate, which may have a first value of its own. */
function isMember({ name }: Parameter): boolean {
  return !name.endsWith(']')
}

type SystemParts = Readonly<Record<'parameters' | 'containers' | 'algorithms' | 'commands', readonly XmlElement[]>>

function systemElement(
  writing: Writing,
  path: string,
  systems: ReadonlyMap<string, System>,
  made: ReadonlyMap<string, SystemParts>,
  parameterTypes: TypeBook,
  argumentTypes: TypeBook,
): XmlElement {
  const name = checkName(writing, path, path.slice(path.lastIndexOf('/') + 1))
  const parts = made.get(path)
  const types = (book: TypeBook) => [...(book.bySystem.get(path)?.values() ?? [])]
  const telemetry = [
    listed('ParameterTypeSet', types(parameterTypes)),
    listed('ParameterSet', parts?.parameters ?? []),
    listed('ContainerSet', parts?.containers ?? []),
    listed('AlgorithmSet', parts?.algorithms ?? []),
  ].filter((set) => set !== undefined)
  const argumentSet = listed('ArgumentTypeSet', types(argumentTypes))
  const commandSet = element('MetaCommandSet', {}, parts?.commands ?? [])
  const commands = argumentSet !== undefined || commandSet.children.length > 0
  const inner = [...(systems.get(path)?.inner ?? [])]
  const root = path.lastIndexOf('/') === 0
  return element('SpaceSystem', { name, xmlns: root ? XTCE_NAMESPACES[writing.edition] : undefined }, [
    listed('TelemetryMetaData', telemetry),
    commands ? element('CommandMetaData', {}, [argumentSet, commandSet]) : undefined,
    ...inner.map((below) => systemElement(writing, below, systems, made, parameterTypes, argumentTypes)),
  ])
}
