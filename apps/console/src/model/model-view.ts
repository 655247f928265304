/** The model as a person reads it: the tree, one element with all that touches it, who grew, and each owner's part. */
import type { Agreement } from '@magpie/mission/agreement'
import { type Amount, amountOf, type BudgetName, type Budgets, latest } from '@magpie/mission/budgets'
import type { Element, Parameter } from '@magpie/mission/element'

export type Branch = { readonly element: Element; readonly level: number; readonly carries: readonly Branch[] }

const KINDS: readonly Element['kind'][] = ['stack', 'spacecraft', 'lander', 'rover', 'robot', 'relay', 'module']

/** Hosts with what they carry; what stands alone comes after the stack. A host that is not in the model counts as none. */
export function treeOf(elements: readonly Element[]): Branch[] {
  const known = new Set(elements.map((e) => e.id))
  const placed = new Set<string>()
  const below = (host: string | undefined, level: number): Branch[] =>
    elements
      .filter((e) => (e.host !== undefined && known.has(e.host) ? e.host : undefined) === host && !placed.has(e.id))
      .map((element) => {
        placed.add(element.id)
        return { element, level, carries: below(element.id, level + 1) }
      })
      .sort((a, b) => rank(a) - rank(b))
  return below(undefined, 1)
}

/** Vehicles before instruments, in the order of kinds; equals keep the order of the model. */
function rank({ element }: Branch): number {
  const kind = KINDS.indexOf(element.kind)
  return kind === -1 ? KINDS.length : kind
}

/** The branches that show, from top to bottom, where some are folded. */
export function visibleBranches(tree: readonly Branch[], folded: ReadonlySet<string>): Branch[] {
  return tree.flatMap((b) => [b, ...(folded.has(b.element.id) ? [] : visibleBranches(b.carries, folded))])
}

/** Where a key leads in a tree (WAI-ARIA Authoring Practices 1.2, tree view): to an element, or to fold or unfold one. */
export function treeKey(
  tree: readonly Branch[],
  folded: ReadonlySet<string>,
  at: string,
  key: string,
): { readonly go?: string; readonly fold?: string } {
  const shown = visibleBranches(tree, folded)
  const index = shown.findIndex((b) => b.element.id === at)
  const branch = shown[index]
  if (branch === undefined) return {}
  const to = (b: Branch | undefined) => (b === undefined ? {} : { go: b.element.id })
  const open = branch.carries.length > 0 && !folded.has(at)
  switch (key) {
    case 'ArrowDown':
      return to(shown[index + 1])
    case 'ArrowUp':
      return to(shown[index - 1])
    case 'Home':
      return to(shown[0])
    case 'End':
      return to(shown.at(-1))
    case 'ArrowRight':
      return open ? to(branch.carries[0]) : branch.carries.length > 0 ? { fold: at } : {}
    case 'ArrowLeft':
      return open ? { fold: at } : to(shown.slice(0, index).findLast((b) => b.level < branch.level))
    default:
      return {}
  }
}

/** An element's mass with all that it carries; undefined where neither states any. */
export function massWithAll(budgets: Budgets, id: string): Amount | undefined {
  const { mass } = budgets.budgets
  const own = mass.lines.find((line) => line.element === id)
  const carried = mass.carriedBy[id]
  if (own === undefined || carried === undefined) return own ?? carried
  return {
    value: own.value + carried.value,
    margin: own.margin + carried.margin,
    withMargin: own.withMargin + carried.withMargin,
  }
}

export type Estimate = Amount & { readonly parameter: Parameter }

/** The estimates in force, in the order in which the element first states them. */
export function estimatesOf(element: Element): Estimate[] {
  const names = [...new Set(element.parameters.map((p) => p.name))]
  return names.map((name) => {
    const parameter = latest(element, name)!
    return { parameter, ...amountOf(parameter) }
  })
}

/** How an estimate moved: each step with its day, oldest first. */
export type GrowthLine = {
  readonly element: Element
  readonly name: Parameter['name']
  readonly unit: Parameter['unit']
  readonly steps: readonly { readonly asOf: string; readonly value: number }[]
  readonly by: number
  /** Of the first estimate; undefined where that was nothing. */
  readonly fraction: number | undefined
}

/** Every parameter with more than one estimate, the one that moved last first. */
export function growthOf(elements: readonly Element[]): GrowthLine[] {
  const lines = elements.flatMap((element) =>
    estimatesOf(element).flatMap(({ parameter: { name, unit } }) => {
      // Sorting is stable: of two estimates of one day the later entry stays the later.
      const steps = element.parameters.filter((p) => p.name === name).sort((a, b) => a.asOf.localeCompare(b.asOf))
      const [first, last] = [steps[0]!.value, steps.at(-1)!.value]
      if (steps.length < 2) return []
      const by = last - first
      return [{ element, name, unit, steps, by, fraction: first === 0 ? undefined : by / first }]
    }),
  )
  return lines.sort((a, b) => b.steps.at(-1)!.asOf.localeCompare(a.steps.at(-1)!.asOf))
}

/** The agreements that name an element, or grant something over it. */
export function agreementsOf(agreements: readonly Agreement[], id: string): Agreement[] {
  return agreements.filter((a) => a.elements.includes(id) || a.grants.some((g) => g.element === id))
}

export type Joint = {
  /** The other side; undefined for free ports. */
  readonly element: string | undefined
  readonly ports: readonly { readonly id: string; readonly kind: string; readonly to: string | undefined }[]
}

/** The ports of an element by what they are joined to; free ports last. */
export function jointsOf(element: Element): Joint[] {
  const joints = new Map<string | undefined, Joint['ports'][number][]>()
  for (const { id, kind, joinedTo } of element.ports) {
    const list = joints.get(joinedTo?.element) ?? []
    joints.set(joinedTo?.element, [...list, { id, kind, to: joinedTo?.port }])
  }
  return [...joints]
    .map(([other, ports]) => ({ element: other, ports }))
    .sort((a, b) => Number(a.element === undefined) - Number(b.element === undefined))
}

export type OwnerShare = { readonly owner: string; readonly before: Amount; readonly after: Amount }

/** Each owner's part of a budget before and after; of partners' elements on a host, or of all. Largest first. */
export function sharesOf(before: Budgets, after: Budgets, name: BudgetName, scope: 'partners' | 'all'): OwnerShare[] {
  const of = (budgets: Budgets) => {
    const shares = new Map<string, Amount>()
    for (const line of budgets.budgets[name].lines) {
      if (scope === 'partners' && (line.project === undefined || line.host === undefined)) continue
      shares.set(line.owner, plus(shares.get(line.owner), line))
    }
    return shares
  }
  const [old, now] = [of(before), of(after)]
  return [...now]
    .map(([owner, amount]) => ({ owner, before: old.get(owner) ?? amount, after: amount }))
    .sort((a, b) => b.after.withMargin - a.after.withMargin)
}

/** The sum of shares. */
export function totalOf(amounts: readonly Amount[]): Amount {
  return amounts.reduce<Amount>((sum, a) => plus(sum, a), { value: 0, margin: 0, withMargin: 0 })
}

function plus(a: Amount | undefined, b: Amount): Amount {
  return {
    value: (a?.value ?? 0) + b.value,
    margin: (a?.margin ?? 0) + b.margin,
    withMargin: (a?.withMargin ?? 0) + b.withMargin,
  }
}
