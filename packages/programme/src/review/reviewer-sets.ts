/**
 * The best sets of reviewers of one paper that reach a floor of affinity together: what prices whole sets as columns. Depth
 * first over reviewers by what they are worth, cut where neither worth nor affinity can be reached any more.
 */

/** Who may be in a set: worth to the search, and affinity to the paper. */
export type Candidate = { readonly reviewer: number; readonly worth: number; readonly affinity: number }

export type ReviewerSet = { readonly reviewers: readonly number[]; readonly worth: number; readonly affinity: number }

export type SetsAsked = {
  /** How many reviewers; those of `always` are among them. */
  readonly size: number
  readonly floor: number
  readonly always: readonly Candidate[]
  /** Sets worth more than this only. */
  readonly above: number
  /** No more than so many, the best. */
  readonly most: number
}

/** Steps after which the search of one paper gives up. */
const STEPS = 200_000

/** The sets, best first; undefined where there is too much to try. */
export function bestSets(candidates: readonly Candidate[], asked: SetsAsked): ReviewerSet[] | undefined {
  const { size, floor, always, above, most } = asked
  const list = [...candidates].sort((a, b) => b.worth - a.worth || a.reviewer - b.reviewer)
  const left = size - always.length
  // Worth of the next so many is a difference of these; the most affinity from here on.
  const worths = new Float64Array(list.length + 1)
  const liked = new Float64Array(list.length + 1)
  for (const [i, c] of list.entries()) worths[i + 1] = worths[i]! + c.worth
  for (let i = list.length - 1; i >= 0; i--) liked[i] = Math.max(list[i]!.affinity, liked[i + 1]!)
  const found: ReviewerSet[] = []
  const members = always.map((c) => c.reviewer)
  let worst = above
  let steps = 0
  const keep = (worth: number, affinity: number) => {
    found.push({ reviewers: [...members], worth, affinity })
    if (found.length < 2 * most) return
    found.sort(byWorth).length = most
    worst = found[most - 1]!.worth
  }
  const visit = (from: number, more: number, worth: number, affinity: number): void => {
    if (more === 0) {
      if (affinity >= floor && worth > worst) keep(worth, affinity)
      return
    }
    for (let i = from; i + more <= list.length && steps++ < STEPS; i++) {
      if (worth + worths[i + more]! - worths[i]! <= worst || affinity + more * liked[i]! < floor) return
      const c = list[i]!
      members.push(c.reviewer)
      visit(i + 1, more - 1, worth + c.worth, affinity + c.affinity)
      members.pop()
    }
  }
  visit(0, left, sumOf(always, 'worth'), sumOf(always, 'affinity'))
  if (steps > STEPS) return undefined
  return found.sort(byWorth).slice(0, most)
}

function byWorth(a: ReviewerSet, b: ReviewerSet): number {
  return b.worth - a.worth
}

function sumOf(list: readonly Candidate[], of: 'worth' | 'affinity'): number {
  return list.reduce((sum, c) => sum + c[of], 0)
}
