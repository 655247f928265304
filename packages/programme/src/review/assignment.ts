/**
 * Who reviews what: the assignment whose least-liked paper is liked most, and among those the one with most affinity in
 * all. The floor is found by bisection over linear programs, as Stelmakh, Shah and Singh ask of a fair assignment ("PeerReview4All", JMLR 22, 2021, 163), here exactly:
 * affinities are whole numbers, so that "not one more" is a proof. What the solver gives back is checked against the problem.
 */
import { err, ok, type Result } from '@magpie/core/result'
import type { MilpSolver } from '../milp.ts'
import { type AssignmentProblem, affinityOf, CONFLICT, type Pairs, pairsOf } from './assignment-model.ts'
import { bestAbove, type Step } from './assignment-search.ts'
import { describeShortage, type Shortage, shortageOf } from './shortage.ts'

export type AssignedPair = { readonly reviewer: string; readonly paper: string; readonly affinity: number }

export type Assignment = {
  readonly pairs: readonly AssignedPair[]
  /** Total affinity of the paper that has least of it; no assignment gives its own least more than `floorBound`. */
  readonly floor: number
  readonly floorBound: number
  /** Affinity in all; none with this floor has more than `totalBound`. */
  readonly total: number
  readonly totalBound: number
  readonly proved: boolean
  /** Fewest and most reviews of a reviewer. */
  readonly loads: readonly [number, number]
  readonly solver: string
}

export type AssignmentError =
  | Shortage
  | { readonly kind: 'locked-conflict'; readonly reviewer: string; readonly paper: string }
  | { readonly kind: 'solver-failed'; readonly status: string }
  | { readonly kind: 'solver-wrong'; readonly violations: readonly string[] }

/** The best assignment, with its proof, or why there is none. */
export async function assignReviewers(
  problem: AssignmentProblem,
  solver: MilpSolver,
): Promise<Result<Assignment, AssignmentError>> {
  if (problem.papers.length === 0) return err({ kind: 'no-papers' })
  const barred = problem.locked.find(([r, p]) => affinityOf(problem, r, p) === CONFLICT)
  if (barred !== undefined)
    return err({
      kind: 'locked-conflict',
      reviewer: problem.reviewers[barred[0]]!.id,
      paper: problem.papers[barred[1]]!,
    })
  const all = pairsOf(problem)
  const bound = floorBound(problem, all)
  // Often every paper can have what the worst off could have at best: one step, and the proof with it.
  const best = await bestAbove(problem, all, bound, solver)
  if (best.kind === 'failed') return err({ kind: 'solver-failed', status: best.status })
  if (best.kind === 'found') return checked(problem, all, best, bound, solver.name)
  const free = await bestAbove(problem, all, undefined, solver)
  if (free.kind === 'failed') return err({ kind: 'solver-failed', status: free.status })
  if (free.kind === 'none') return err(await shortageOf(problem, all, solver))
  const searched = await searchFloor(problem, all, free, bound, solver)
  if (!searched.ok) return searched
  return checked(problem, all, searched.value.step, searched.value.bound, solver.name)
}

type Found = Extract<Step, { kind: 'found' }>

/** Bisects between what is had already and what nobody can have. */
async function searchFloor(
  problem: AssignmentProblem,
  all: Pairs,
  free: Found,
  most: number,
  solver: MilpSolver,
): Promise<Result<{ step: Found; bound: number }, AssignmentError>> {
  let [low, high] = [leastLiked(problem, all, free.chosen), most]
  let best: Found | undefined
  let bound = most
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    const step = await bestAbove(problem, all, middle, solver)
    if (step.kind === 'failed') return err({ kind: 'solver-failed', status: step.status })
    if (step.kind === 'found') {
      low = Math.max(middle, leastLiked(problem, all, step.chosen))
      best = step
    } else {
      high = middle
      if (step.proved) bound = middle
    }
  }
  // The step that showed the floor may have reached more than it asked for: then it is not the best at that floor.
  const last = await bestAbove(problem, all, low, solver)
  if (last.kind === 'failed') return err({ kind: 'solver-failed', status: last.status })
  return ok({ step: last.kind === 'found' ? last : (best ?? free), bound: bound - 1 })
}

/** The worst paper's best reviewers: no floor is higher. */
function floorBound({ papers, reviewsPerPaper }: AssignmentProblem, { starts, affinity }: Pairs): number {
  let bound = Number.POSITIVE_INFINITY
  for (let p = 0; p < papers.length; p++) {
    const best = affinity
      .slice(starts[p]!, starts[p + 1]!)
      .sort()
      .slice(-reviewsPerPaper)
    bound = Math.min(
      bound,
      best.reduce((a, b) => a + b, 0),
    )
  }
  return bound
}

function leastLiked({ papers }: AssignmentProblem, { starts, affinity }: Pairs, chosen: Uint8Array): number {
  let least = Number.POSITIVE_INFINITY
  for (let p = 0; p < papers.length; p++) {
    let total = 0
    for (let i = starts[p]!; i < starts[p + 1]!; i++) if (chosen[i] === 1) total += affinity[i]!
    least = Math.min(least, total)
  }
  return least
}

function checked(
  problem: AssignmentProblem,
  pairs: Pairs,
  step: Found,
  bound: number,
  solver: string,
): Result<Assignment, AssignmentError> {
  const chosen: AssignedPair[] = []
  for (const [p, paper] of problem.papers.entries())
    for (let i = pairs.starts[p]!; i < pairs.starts[p + 1]!; i++)
      if (step.chosen[i] === 1)
        chosen.push({ reviewer: problem.reviewers[pairs.reviewers[i]!]!.id, paper, affinity: pairs.affinity[i]! })
  const judged = evaluateAssignment(problem, chosen)
  if (judged.violations.length > 0) return err({ kind: 'solver-wrong', violations: judged.violations })
  const { floor, total, loads } = judged
  // Affinities are whole: within a half is equal.
  const totalBound = Math.max(total, Math.floor(step.bound + 1e-6))
  const proved = step.proved && floor >= bound && totalBound === total
  return ok({ pairs: chosen, floor, floorBound: Math.max(floor, bound), total, totalBound, proved, loads, solver })
}

/** What an assignment is worth and what it breaks: plain sums, no solver. */
export function evaluateAssignment(problem: AssignmentProblem, pairs: readonly Omit<AssignedPair, 'affinity'>[]) {
  const paperAt = new Map(problem.papers.map((id, i) => [id, i]))
  const reviewerAt = new Map(problem.reviewers.map(({ id }, i) => [id, i]))
  const [liked, reviews] = [new Float64Array(problem.papers.length), new Int32Array(problem.papers.length)]
  const load = new Int32Array(problem.reviewers.length)
  const barred: string[] = []
  const violations: string[] = []
  const seen = new Set<string>()
  for (const { reviewer, paper } of pairs) {
    const [r, p] = [reviewerAt.get(reviewer) ?? -1, paperAt.get(paper) ?? -1]
    const affinity = r < 0 || p < 0 ? CONFLICT : affinityOf(problem, r, p)
    if (affinity === CONFLICT) barred.push(`${reviewer} must not review ${paper}`)
    else {
      liked[p]! += affinity
      reviews[p]!++
      load[r]!++
    }
    if (seen.has(`${reviewer} ${paper}`)) barred.push(`${reviewer} has ${paper} twice`)
    seen.add(`${reviewer} ${paper}`)
  }
  violations.push(...boundsBroken(problem, reviews, load))
  for (const [r, p] of problem.locked)
    if (!seen.has(`${problem.reviewers[r]!.id} ${problem.papers[p]}`))
      violations.push(`${problem.reviewers[r]!.id} has not kept ${problem.papers[p]}`)
  return {
    /** What no assignment may have, whoever made it. */
    barred,
    floor: liked.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    total: liked.reduce((a, b) => a + b, 0),
    loads: [Math.min(...load), Math.max(...load)] as const,
    violations: [...barred, ...violations],
  }
}

function boundsBroken(problem: AssignmentProblem, reviews: Int32Array, load: Int32Array): string[] {
  const needs = problem.reviewsPerPaper
  const papers = problem.papers.flatMap((id, p) =>
    reviews[p] === needs ? [] : [`${id} has ${reviews[p]} of ${needs}`],
  )
  const reviewers = problem.reviewers.flatMap(({ id, least, most }, r) =>
    load[r]! >= least && load[r]! <= most ? [] : [`${id} has ${load[r]} reviews, not ${least} to ${most}`],
  )
  return [...papers, ...reviewers]
}

/** Why there is no assignment, in words. */
export function describeAssignmentError(e: AssignmentError): string {
  switch (e.kind) {
    case 'locked-conflict':
      return `${e.reviewer} cannot keep ${e.paper}: they are in conflict with it`
    case 'solver-failed':
      return `the solver ended with status ${e.status}`
    case 'solver-wrong':
      return `the solver's answer breaks the rules: ${e.violations.join('; ')}`
    default:
      return describeShortage(e)
  }
}
