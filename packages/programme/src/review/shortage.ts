/**
 * Why there is no assignment, in words: a paper with too few reviewers, papers that share too few of them (a Hall set, found
 * by alternating paths from a paper left short), or loads that ask for more than there is.
 */
import type { MilpSolver } from '../milp.ts'
import { type AssignmentProblem, assignmentModel, type Pairs, pairColumns } from './assignment-model.ts'

export type Shortage =
  | { readonly kind: 'no-papers' }
  | { readonly kind: 'too-few-able'; readonly paper: string; readonly able: number; readonly needs: number }
  | { readonly kind: 'too-little-load'; readonly needs: number; readonly most: number }
  | {
      readonly kind: 'too-much-load'
      readonly papers: number
      readonly least: number
      readonly reviewers: readonly string[]
    }
  | {
      readonly kind: 'too-few-shared'
      readonly papers: readonly string[]
      readonly reviewers: readonly string[]
      readonly needs: number
      /** How many reviews those reviewers can give those papers at most. */
      readonly most: number
    }

/** The reason, of a problem that a solver found to have no assignment. */
export async function shortageOf(problem: AssignmentProblem, pairs: Pairs, solver: MilpSolver): Promise<Shortage> {
  const { papers, reviewers, reviewsPerPaper: needs } = problem
  for (const [p, paper] of papers.entries()) {
    const able = pairs.starts[p + 1]! - pairs.starts[p]!
    if (able < needs) return { kind: 'too-few-able', paper, able, needs }
  }
  const most = reviewers.reduce((sum, r) => sum + r.most, 0)
  if (most < needs * papers.length) return { kind: 'too-little-load', needs: needs * papers.length, most }
  const { columns, rows } = pairColumns(problem, pairs)
  const outcome = await solver.solve(assignmentModel(problem, columns, rows, 'elastic'))
  const x = outcome.kind === 'optimal' || outcome.kind === 'limit' ? outcome.x : new Float64Array(pairs.affinity.length)
  const short = papers.findIndex((_, p) => countOf(pairs, x, p) < needs)
  if (short >= 0) return sharedBy(problem, pairs, x, short)
  const load = new Int32Array(reviewers.length)
  for (let i = 0; i < x.length; i++) if (x[i]! > 0.5) load[pairs.reviewers[i]!]!++
  const idle = reviewers.filter((r, i) => load[i]! < r.least).map((r) => r.id)
  return {
    kind: 'too-much-load',
    papers: papers.length,
    least: Math.max(...reviewers.map((r) => r.least)),
    reviewers: idle,
  }
}

/** The sentence for it. */
export function describeShortage(s: Shortage): string {
  switch (s.kind) {
    case 'no-papers':
      return 'there is no proposal to review'
    case 'too-few-able':
      return `${s.paper} lacks reviewers: ${s.able} without a conflict, and it needs ${s.needs}`
    case 'too-little-load':
      return `${s.needs} reviews are needed, and all reviewers together take ${s.most}: invite more, or let each take more`
    case 'too-much-load':
      return `the least load of ${s.least} cannot be had with ${s.papers} proposals: ${s.reviewers.join(', ')} would stay below it`
    case 'too-few-shared':
      return `${s.papers.join(', ')} lack reviewers: they need ${s.needs} reviews, and only ${s.reviewers.join(', ')} are free of conflicts with them, who can give them ${s.most} at most`
  }
}

function countOf({ starts }: Pairs, x: Float64Array, paper: number): number {
  let count = 0
  for (let i = starts[paper]!; i < starts[paper + 1]!; i++) if (x[i]! > 0.5) count++
  return count
}

/** Papers reached from the short one by "could be reviewed by", "who reviews": all their reviewers are at their limit. */
function sharedBy(problem: AssignmentProblem, pairs: Pairs, x: Float64Array, short: number): Shortage {
  const holds = Map.groupBy(
    problem.papers.flatMap((_, p) =>
      pairsAt(pairs, p)
        .filter((i) => x[i]! > 0.5)
        .map((i) => ({ i, p })),
    ),
    ({ i }) => pairs.reviewers[i]!,
  )
  const papers = new Set([short])
  const reviewers = new Set<number>()
  for (const p of papers) {
    for (const i of pairsAt(pairs, p)) {
      const r = pairs.reviewers[i]!
      // Whoever reviews the paper already cannot review it twice: no way on through them.
      if (x[i]! > 0.5 || reviewers.has(r)) continue
      reviewers.add(r)
      for (const held of holds.get(r) ?? []) papers.add(held.p)
    }
  }
  let most = 0
  const able = new Set<number>()
  for (const p of papers) for (const i of pairsAt(pairs, p)) able.add(pairs.reviewers[i]!)
  for (const r of able) {
    const could = [...papers].filter((p) => pairsAt(pairs, p).some((i) => pairs.reviewers[i] === r)).length
    most += Math.min(problem.reviewers[r]!.most, could)
  }
  return {
    kind: 'too-few-shared',
    papers: [...papers].map((p) => problem.papers[p]!),
    reviewers: [...able].map((r) => problem.reviewers[r]!.id),
    needs: papers.size * problem.reviewsPerPaper,
    most,
  }
}

function pairsAt({ starts }: Pairs, paper: number): number[] {
  return Array.from({ length: starts[paper + 1]! - starts[paper]! }, (_, k) => starts[paper]! + k)
}
