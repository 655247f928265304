/** Names such as `header.apid` and `cells[3]` put back together: the aggregates and arrays that `xtce-parts.ts` took apart. */
import type { DataType } from '../dictionary.ts'
import { cannot, keyOf, type Writing } from './writing.ts'

/** A simple value with its full name in its system. */
export type Simple = {
  readonly name: string
  readonly type: DataType
  readonly description: string
  readonly initial?: string
}

/** What a name is made of. `open` is an array whose number of elements a packet tells. */
export type Composite<T extends Simple> =
  | { readonly kind: 'leaf'; readonly leaf: T }
  | { readonly kind: 'group'; readonly members: Map<string, Composite<T>> }
  | { readonly kind: 'array'; readonly first: number; readonly elements: Composite<T>[] }
  | { readonly kind: 'open'; element: Composite<T> | undefined }

type Step =
  | { readonly kind: 'member'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'open' }

/** The simple values of one system by what stands first in their names, in order. */
export function composites<T extends Simple>(
  writing: Writing,
  system: string,
  simples: readonly T[],
): Map<string, Composite<T>> {
  const out = new Map<string, Composite<T>>()
  for (const simple of simples) {
    const steps = stepsOf(simple.name)
    const [base, ...rest] = steps ?? []
    const before = base === undefined ? undefined : out.get(base.name)
    const made = base === undefined ? undefined : joined(before, rest as Step[], simple)
    if (made === undefined) cannot(writing, `${system}/${simple.name}`, 'its name fits no aggregate and no array')
    else out.set(base!.name, made)
  }
  return out
}

function stepsOf(name: string): readonly [{ readonly name: string }, ...Step[]] | undefined {
  const m = /^([^.[\]]+)((?:\.[^.[\]]+|\[\d*\])*)$/.exec(name)
  if (m === null) return undefined
  const steps = [...m[2]!.matchAll(/\.([^.[\]]+)|\[(\d*)\]/g)].map((step): Step => {
    if (step[1] !== undefined) return { kind: 'member', name: step[1] }
    return step[2] === '' ? { kind: 'open' } : { kind: 'index', index: Number(step[2]) }
  })
  return [{ name: m[1]! }, ...steps]
}

function joined<T extends Simple>(
  node: Composite<T> | undefined,
  steps: readonly Step[],
  leaf: T,
): Composite<T> | undefined {
  const [step, ...rest] = steps
  if (step === undefined) return node === undefined ? { kind: 'leaf', leaf } : undefined
  switch (step.kind) {
    case 'member':
      return joinedMember(node ?? { kind: 'group', members: new Map() }, step.name, rest, leaf)
    case 'index':
      return joinedElement(node ?? { kind: 'array', first: step.index, elements: [] }, step.index, rest, leaf)
    case 'open':
      return joinedOpen(node ?? { kind: 'open', element: undefined }, rest, leaf)
  }
}

function joinedMember<T extends Simple>(group: Composite<T>, name: string, rest: readonly Step[], leaf: T) {
  if (group.kind !== 'group') return undefined
  const inner = joined(group.members.get(name), rest, leaf)
  if (inner === undefined) return undefined
  group.members.set(name, inner)
  return group
}

function joinedElement<T extends Simple>(array: Composite<T>, index: number, rest: readonly Step[], leaf: T) {
  const at = array.kind === 'array' ? index - array.first : -1
  if (array.kind !== 'array' || at < 0 || at > array.elements.length) return undefined
  const inner = joined(array.elements[at], rest, leaf)
  if (inner === undefined) return undefined
  array.elements[at] = inner
  return array
}

function joinedOpen<T extends Simple>(open: Composite<T>, rest: readonly Step[], leaf: T) {
  if (open.kind !== 'open') return undefined
  const inner = joined(open.element, rest, leaf)
  if (inner === undefined) return undefined
  open.element = inner
  return open
}

/** The simple values in a composite, in the order in which a packet holds them. */
export function leavesOf<T extends Simple>(node: Composite<T>): T[] {
  switch (node.kind) {
    case 'leaf':
      return [node.leaf]
    case 'group':
      return [...node.members.values()].flatMap(leavesOf)
    case 'array':
      return node.elements.flatMap(leavesOf)
    case 'open':
      return node.element === undefined ? [] : leavesOf(node.element)
  }
}

/** What makes two elements of an array the same: everything but the names of the elements themselves. */
export function shapeOf<T extends Simple>(node: Composite<T>): string {
  switch (node.kind) {
    case 'leaf':
      return keyOf([node.leaf.type, node.leaf.description, node.leaf.initial ?? null])
    case 'group':
      return `{${[...node.members].map(([name, member]) => `${name}:${shapeOf(member)}`).join()}}`
    case 'array':
      return `[${node.first}:${node.elements.map(shapeOf).join()}]`
    case 'open':
      return node.element === undefined ? '[]' : `[]${shapeOf(node.element)}`
  }
}
