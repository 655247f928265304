/**
 * The containers of a dictionary as a tree of programs: every container becomes a table of operations with bit offsets
 * worked out beforehand, and the restriction criteria of its children one look-up where they compare one parameter for
 * equality. Packets run down the tree container by container.
 */
import { err, ok, type Result } from '@magpie/core/result'
import { calibrations } from './calibration.ts'
import {
  type Compare,
  type CompileError,
  type Compiling,
  compileCriterion,
  compileEntries,
  compileTails,
  isCompare,
  type Position,
  type Program,
  type Stretch,
  type Tail,
  type Test,
} from './decoder-program.ts'
import { all, type DecodeError, forget, type PacketAt, run, type Sample } from './decoder-run.ts'
import type { Container, Dictionary, Parameter } from './dictionary.ts'

/** A container's own program, then the children that may extend it. */
export type Node = {
  readonly index: number
  readonly container: Container
  readonly program: Program
  readonly tails: readonly Tail[]
  readonly children: readonly Child[]
  readonly dispatch: Dispatch | undefined
}
type Child = { readonly node: Node; readonly tests: readonly Test[] }
/** All children compare `slot` for equality: they are found by its raw value. */
type Dispatch = { readonly slot: number; readonly groups: readonly (readonly Child[])[]; readonly table: Int16Array }

/** Tables of look-up grow no longer than all values of 16 bits. */
const LARGEST_KEY = 65536

/** One outcome for all packets that went well: the hot path allocates no result. */
const DECODED: Result<void, never> = ok(undefined)

/** A compiled tree, its containers by their index, and how many values a packet holds at most where nothing repeats. */
export type DecoderTree = { readonly root: Node; readonly containers: readonly Container[]; readonly values: number }

/** Compiles `root` (a qualified name) and all that extends it; without a name the container that most others extend. */
export function compileTree(dictionary: Dictionary, root?: string): Result<DecoderTree, CompileError> {
  const top = root === undefined ? commonRoot(dictionary) : dictionary.containers.find((c) => c.qualifiedName === root)
  if (top === undefined) return err({ kind: 'no-root', root: root ?? '' })
  const compiling: Tree = {
    dictionary,
    containers: [],
    values: 0,
    calibrations: calibrations(),
    errors: [],
    entries: 0,
    lookUp: lookUpIn(dictionary),
  }
  const tree = compileNode(compiling, top, { bits: 0, align: 0, start: 0 })
  if (compiling.errors[0] !== undefined) return err(compiling.errors[0])
  keepRepeated(tree, new Map())
  return ok({ root: tree, containers: compiling.containers, values: compiling.values })
}

/** Decodes a packet container by container, each as far as its restrictions lead. */
export function decodeByContainer(tree: Node, packet: PacketAt, into: Sample): Result<void, DecodeError> {
  forget(into)
  into.count = 0
  into.slots = into.own
  let node = tree
  let tails: (readonly Tail[])[] | undefined
  for (;;) {
    into.container = node.index
    const failure = run(node.program, packet, into)
    if (failure !== undefined) return err(failure)
    if (node.tails.length > 0) tails = [...(tails ?? []), node.tails]
    const next = select(node, into)
    if (next === undefined) break
    node = next
  }
  if (node.container.abstract) return err({ kind: 'decode-no-container', container: node.container.qualifiedName })
  return tails === undefined ? DECODED : decodeTails(tails.flat(), packet, into)
}

/**
 * What stands at the end of the container. Its end is the packet's; where contents fill the packet up to its last octet,
 * the bits that fill up that octet are not the container's.
 */
function decodeTails(tails: readonly Tail[], packet: PacketAt, into: Sample): Result<void, DecodeError> {
  const whole = 8 * packet.octets
  const content = into.bits
  for (const { program, back } of tails) {
    const filled = (content + back + 7) >> 3 === packet.octets
    into.bits = Math.max(0, filled ? content : whole - back)
    const failure = run(program, packet, into)
    if (failure !== undefined) return err(failure)
  }
  into.bits = Math.max(into.bits, content)
  return DECODED
}

function select(node: Node, into: Sample): Node | undefined {
  const { dispatch } = node
  const candidates = dispatch === undefined ? node.children : candidatesOf(dispatch, into.raw[dispatch.slot]!)
  if (candidates === undefined) return undefined
  for (const child of candidates) if (all(child.tests, into)) return child.node
  return undefined
}

function candidatesOf({ table, groups }: Dispatch, value: number): readonly Child[] | undefined {
  const key = value | 0
  const group = key === value && key >= 0 && key < table.length ? table[key]! : -1
  return group < 0 ? undefined : groups[group]
}

type Tree = Compiling & {
  readonly dictionary: Dictionary
  readonly containers: Container[]
  values: number
}

function compileNode(to: Tree, container: Container, position: Position): Node {
  const index = to.containers.push(container) - 1
  const program = compileEntries(container, position, to)
  const tails = compileTails(container, to)
  to.values += program.values
  for (const tail of tails) to.values += tail.program.values
  const children = to.dictionary.containers
    .filter((c) => c.base?.container === container)
    .map((c) => ({ node: compileNode(to, c, { ...position }), tests: c.base!.criteria.map(compileCriterion) }))
  return { index, container, program, tails, children, dispatch: dispatchOf(children) }
}

/** Parameters that stand twice on a way from the root: each of their values is kept. */
function keepRepeated(node: Node, above: ReadonlyMap<number, readonly Stretch[]>): void {
  const seen = new Map(above)
  const stretches = [node.program, ...node.tails.map((tail) => tail.program)].flatMap((program) => program.stretches)
  for (const stretch of stretches)
    for (const slot of slotsOf(stretch)) {
      const holders = [...(seen.get(slot) ?? []), stretch]
      seen.set(slot, holders)
      if (holders.length > 1) for (const holder of holders) holder.kept = true
    }
  for (const child of node.children) keepRepeated(child.node, seen)
}

function slotsOf({ listed, turn }: Stretch): number[] {
  if (turn?.kind === 'size') return [...listed, turn.parameter.index]
  return turn?.kind === 'loop' ? [...listed, ...turn.body.flatMap(slotsOf)] : [...listed]
}

/** The parameter of that name nearest to the one that names it: by path, in its own system, then anywhere above. */
function lookUpIn(dictionary: Dictionary): (name: string, from: Parameter) => Parameter | undefined {
  const byName = new Map(dictionary.parameters.map((p) => [p.qualifiedName, p]))
  return (name, from) => {
    if (name.startsWith('/')) return byName.get(name)
    for (let path = from.system; path !== ''; path = path.slice(0, path.lastIndexOf('/'))) {
      const found = byName.get(`${path}/${name}`)
      if (found !== undefined) return found
    }
    return undefined
  }
}

function dispatchOf(children: readonly Child[]): Dispatch | undefined {
  const slot = children[0]?.tests.find(isKey)?.slot
  if (slot === undefined || children.length < 2) return undefined
  const byValue = new Map<number, Child[]>()
  for (const { node, tests } of children) {
    const key = tests.filter(isKey).find((t) => t.slot === slot)
    if (key === undefined) return undefined
    const group = byValue.get(key.number) ?? []
    group.push({ node, tests: tests.filter((t) => t !== key) })
    byValue.set(key.number, group)
  }
  const keys = [...byValue.keys()]
  if (keys.some((key) => !(Number.isInteger(key) && key >= 0 && key < LARGEST_KEY))) return undefined
  const table = new Int16Array(Math.max(...keys) + 1).fill(-1)
  keys.forEach((key, i) => {
    table[key] = i
  })
  return { slot, groups: [...byValue.values()], table }
}

function isKey(test: Test): test is Compare {
  return isCompare(test) && test.operator === '==' && !test.calibrated && test.text === undefined && test.other === -1
}

function commonRoot({ containers }: Dictionary): Container | undefined {
  let best: Container | undefined
  let most = -1
  for (const container of containers) {
    if (container.base !== undefined) continue
    const extensions = containers.filter((c) => rootOf(c) === container).length
    if (extensions > most) {
      most = extensions
      best = container
    }
  }
  return best
}

function rootOf(container: Container): Container {
  return container.base === undefined ? container : rootOf(container.base.container)
}
