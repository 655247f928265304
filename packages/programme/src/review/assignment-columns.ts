/**
 * The columns of an assignment as they come in: pairs of each paper, and for papers whose floor is at stake whole sets of
 * reviewers that reach it. What is not in yet is priced by the duals of a linear program over what is.
 */
import type { AssignmentProblem, Column, ModelGoal, ModelRows, Pairs } from './assignment-model.ts'
import { bestSets, type Candidate, type ReviewerSet } from './reviewer-sets.ts'

/** Pairs of each paper, and of each reviewer, that stand at the beginning. */
const SHORTLIST = [24, 20] as const
/** Sets of a paper that come in when it takes sets, and at most with each pricing. */
const SETS = [12, 6] as const
/** Sets of one paper within a gap, beyond which its pairs are taken instead. */
const MOST_SETS = 5000
/** Affinities are whole numbers up to 100: what is below this is rounding. */
export const EPSILON = 1e-6

/** How a paper's columns stand: pairs whose floor is not at stake, whole sets, or pairs with a row for the floor. */
const [FREE, BY_SETS, BY_ROW] = [0, 1, 2]

/** Whether something came in; `no-set` where no set of reviewers of some paper reaches the floor. */
export type Came = 'some' | 'none' | 'no-set'

/** Columns for whole numbers, and their rows; `everything` where none is left out. */
export type NearColumns = {
  readonly columns: readonly Column[]
  readonly rows: ModelRows
  readonly everything: boolean
}

export class AssignmentColumns {
  readonly problem: AssignmentProblem
  private readonly all: Pairs
  private readonly floor: number
  private readonly kept: Uint8Array
  private readonly locked: Uint8Array
  private readonly how: Uint8Array
  /** By paper, the row of its floor in the last linear program; -1 where it had none. */
  private readonly floorRow: Int32Array
  private readonly sets: Column[][]
  private readonly known = new Set<string>()

  constructor(problem: AssignmentProblem, all: Pairs, floor: number) {
    this.problem = problem
    this.all = all
    this.floor = floor
    this.locked = lockedOf(problem, all)
    this.kept = shortlist(problem, all, this.locked)
    this.how = new Uint8Array(problem.papers.length)
    this.floorRow = new Int32Array(problem.papers.length).fill(-1)
    this.sets = problem.papers.map(() => [])
  }

  /** All that is in, and its rows: what the next duals are of. */
  linear(): { columns: Column[]; rows: ModelRows } {
    const { papers, reviewers, reviewsPerPaper } = this.problem
    const floored = [...this.how.keys()].filter((p) => this.how[p] === BY_ROW)
    this.floorRow.fill(-1)
    for (const [i, p] of floored.entries()) this.floorRow[p] = papers.length + reviewers.length + i
    const columns = papers.flatMap((_, p) =>
      this.how[p] === BY_SETS ? this.sets[p]! : this.pairsOf(p, (i) => this.kept[i] === 1),
    )
    const needs = Int32Array.from(this.how, (how) => (how === BY_SETS ? 1 : reviewsPerPaper))
    return { columns, rows: { needs, floored, floor: this.floor } }
  }

  /** Takes in every pair, and of each paper the best sets, that would help by these duals. */
  takeIn(duals: Float64Array, goal: ModelGoal): Came {
    let came: Came = 'none'
    for (let p = 0; p < this.how.length; p++) {
      const some =
        this.how[p] === BY_SETS
          ? this.moreSets(p, duals, goal, SETS[1], duals[p]! + EPSILON) !== 'none'
          : this.morePairs(p, duals, goal)
      if (some) came = 'some'
    }
    return came
  }

  /** Gives every paper that an answer over these columns leaves below the floor whole sets instead. */
  bundle(columns: readonly Column[], x: Float64Array, duals: Float64Array): Came {
    const liked = new Float64Array(this.how.length)
    for (const [i, { paper, affinity }] of columns.entries()) liked[paper]! += affinity * x[i]!
    let came: Came = 'none'
    for (let p = 0; p < this.how.length; p++) {
      if (this.how[p] !== FREE || liked[p]! >= this.floor - EPSILON) continue
      this.how[p] = BY_SETS
      came = 'some'
      if (this.moreSets(p, duals, 'affinity', SETS[0], Number.NEGATIVE_INFINITY) === 'none') return 'no-set'
    }
    return came
  }

  /** Every column within a gap by these duals; pairs with a row for the floor where a paper has too many sets. */
  near(duals: Float64Array, gap: number): NearColumns {
    const needs = new Int32Array(this.how.length).fill(this.problem.reviewsPerPaper)
    const columns: Column[] = []
    const floored: number[] = []
    let everything = true
    for (let p = 0; p < this.how.length; p++) {
      const sets = this.how[p] === BY_SETS ? this.setsWithin(p, duals, gap) : undefined
      if (sets !== undefined) {
        needs[p] = 1
        columns.push(...sets)
        everything &&= gap === Number.POSITIVE_INFINITY
        continue
      }
      const whole = this.how[p] === BY_SETS
      const pairs = this.pairsOf(p, (i) => whole || this.price(p, i, duals, 'affinity') >= -gap)
      everything &&= pairs.length === this.all.starts[p + 1]! - this.all.starts[p]!
      columns.push(...pairs)
      floored.push(p)
    }
    return { columns, rows: { needs, floored, floor: this.floor }, everything }
  }

  /** The pairs, marked among all, of an answer over these columns. */
  chosen(columns: readonly Column[], x: Float64Array): Uint8Array {
    const chosen = new Uint8Array(this.all.reviewers.length)
    for (const [k, { paper, reviewers }] of columns.entries()) {
      if (x[k]! < 0.5) continue
      for (let i = this.all.starts[paper]!; i < this.all.starts[paper + 1]!; i++)
        if (reviewers.includes(this.all.reviewers[i]!)) chosen[i] = 1
    }
    return chosen
  }

  /** Affinity of marked pairs in all. */
  affinityIn(chosen: Uint8Array): number {
    return chosen.reduce((sum, c, i) => sum + c * this.all.affinity[i]!, 0)
  }

  private pairsOf(paper: number, fits: (i: number) => boolean): Column[] {
    const pairs: Column[] = []
    for (let i = this.all.starts[paper]!; i < this.all.starts[paper + 1]!; i++) {
      const locked = this.locked[i] === 1
      if (locked || fits(i))
        pairs.push({ paper, reviewers: [this.all.reviewers[i]!], affinity: this.all.affinity[i]!, locked })
    }
    return pairs
  }

  private morePairs(p: number, duals: Float64Array, goal: ModelGoal): boolean {
    let some = false
    for (let i = this.all.starts[p]!; i < this.all.starts[p + 1]!; i++) {
      if (this.kept[i] === 1 || this.price(p, i, duals, goal) <= EPSILON) continue
      this.kept[i] = 1
      some = true
    }
    return some
  }

  /** What a pair would add, by the duals of the paper's row, the reviewer's and the floor's. */
  private price(p: number, i: number, duals: Float64Array, goal: ModelGoal): number {
    const affinity = this.all.affinity[i]!
    const floor = this.floorRow[p]! < 0 ? 0 : duals[this.floorRow[p]!]!
    const own = goal === 'any' ? 0 : affinity
    return own - affinity * floor - duals[p]! - duals[this.problem.papers.length + this.all.reviewers[i]!]!
  }

  /** A paper with too much to try goes back to pairs, with a row for its floor. */
  private moreSets(p: number, duals: Float64Array, goal: ModelGoal, most: number, above: number): Came {
    const found = this.setsAbove(p, duals, goal, most, above)
    if (found === undefined) this.how[p] = BY_ROW
    const added = found?.map((set) => this.addSet(p, set)).includes(true)
    return added === false ? 'none' : 'some'
  }

  /** The sets of a paper within a gap; undefined where there are too many. */
  private setsWithin(p: number, duals: Float64Array, gap: number): readonly Column[] | undefined {
    const found = this.setsAbove(p, duals, 'affinity', MOST_SETS, duals[p]! - gap - EPSILON)
    if (found === undefined || found.length === MOST_SETS) return undefined
    for (const set of found) this.addSet(p, set)
    return this.sets[p]!
  }

  private setsAbove(
    p: number,
    duals: Float64Array,
    goal: ModelGoal,
    most: number,
    above: number,
  ): ReviewerSet[] | undefined {
    const { papers, reviewsPerPaper: size } = this.problem
    const always: Candidate[] = []
    const others: Candidate[] = []
    for (let i = this.all.starts[p]!; i < this.all.starts[p + 1]!; i++) {
      const [reviewer, affinity] = [this.all.reviewers[i]!, this.all.affinity[i]!]
      const worth = (goal === 'any' ? 0 : affinity) - duals[papers.length + reviewer]!
      const list = this.locked[i] === 1 ? always : others
      list.push({ reviewer, affinity, worth })
    }
    return always.length > size ? [] : bestSets(others, { size, floor: this.floor, always, above, most })
  }

  private addSet(paper: number, { reviewers, affinity }: ReviewerSet): boolean {
    const sorted = [...reviewers].sort((a, b) => a - b)
    const key = `${paper} ${sorted.join(' ')}`
    if (this.known.has(key)) return false
    this.known.add(key)
    this.sets[paper]!.push({ paper, reviewers: sorted, affinity, locked: false })
    return true
  }
}

/** Marks each paper's best pairs, each reviewer's, and the locked ones. */
function shortlist({ papers, reviewers }: AssignmentProblem, all: Pairs, locked: Uint8Array): Uint8Array {
  const kept = locked.slice()
  const ofReviewer: number[][] = reviewers.map(() => [])
  const best = (list: number[], most: number) => {
    list.sort((a, b) => all.affinity[b]! - all.affinity[a]! || a - b)
    for (const i of list.slice(0, most)) kept[i] = 1
  }
  for (let p = 0; p < papers.length; p++) {
    const list = Array.from({ length: all.starts[p + 1]! - all.starts[p]! }, (_, k) => all.starts[p]! + k)
    for (const i of list) ofReviewer[all.reviewers[i]!]!.push(i)
    best(list, SHORTLIST[0])
  }
  for (const list of ofReviewer) best(list, SHORTLIST[1])
  return kept
}

function lockedOf({ locked }: AssignmentProblem, all: Pairs): Uint8Array {
  const marks = new Uint8Array(all.reviewers.length)
  for (const [reviewer, paper] of locked)
    for (let i = all.starts[paper]!; i < all.starts[paper + 1]!; i++) if (all.reviewers[i] === reviewer) marks[i] = 1
  return marks
}
