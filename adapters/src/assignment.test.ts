import { random } from '@magpie/core/random'
import { unwrap } from '@magpie/core/result'
import { assignReviewers, describeAssignmentError, evaluateAssignment } from '@magpie/programme/review/assignment'
import {
  type AssignmentProblem,
  assignmentModel,
  CONFLICT,
  pairColumns,
  pairsOf,
} from '@magpie/programme/review/assignment-model'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { highsSolver } from './highs.ts'
import { threadedSolver } from './milp-thread.ts'

const solver = await highsSolver()

type Sizes = { papers: number; reviewers: number; reviewsPerPaper: number; least: number; most: number }

function problem(sizes: Sizes, affinity: readonly number[], locked: AssignmentProblem['locked'] = []) {
  const { least, most } = sizes
  return {
    papers: Array.from({ length: sizes.papers }, (_, i) => `paper-${i + 1}`),
    reviewers: Array.from({ length: sizes.reviewers }, (_, i) => ({ id: `r-${i + 1}`, least, most })),
    reviewsPerPaper: sizes.reviewsPerPaper,
    affinity: Int16Array.from(affinity),
    locked,
  } satisfies AssignmentProblem
}

/** All ways to take `k` of a list. */
function choose(list: readonly number[], k: number): number[][] {
  if (k === 0) return [[]]
  return list.flatMap((first, i) => choose(list.slice(i + 1), k - 1).map((rest) => [first, ...rest]))
}

/** Every assignment there is, tried: the highest floor, and with it the highest total. Undefined where there is none. */
function bruteForce(p: AssignmentProblem): readonly [number, number] | undefined {
  const liking = (r: number, paper: number) => p.affinity[r * p.papers.length + paper]!
  const teams = p.papers.map((_, paper) => {
    const able = p.reviewers.map((_, r) => r).filter((r) => liking(r, paper) !== CONFLICT)
    const kept = p.locked.filter(([, q]) => q === paper).map(([r]) => r)
    return choose(able, p.reviewsPerPaper).filter((team) => kept.every((r) => team.includes(r)))
  })
  let best: readonly [number, number] | undefined
  const visit = (paper: number, load: readonly number[], floor: number, total: number): void => {
    if (load.some((l, r) => l > p.reviewers[r]!.most)) return
    if (paper < p.papers.length) {
      for (const team of teams[paper]!) {
        const liked = team.reduce((sum, r) => sum + liking(r, paper), 0)
        const more = load.map((l, r) => l + (team.includes(r) ? 1 : 0))
        visit(paper + 1, more, Math.min(floor, liked), total + liked)
      }
    } else if (load.every((l, r) => l >= p.reviewers[r]!.least)) {
      if (best === undefined || floor > best[0] || (floor === best[0] && total > best[1])) best = [floor, total]
    }
  }
  const nothing = p.reviewers.map(() => 0)
  visit(0, nothing, Number.POSITIVE_INFINITY, 0)
  return best
}

const small = fc
  .record({
    papers: fc.integer({ min: 1, max: 5 }),
    reviewers: fc.integer({ min: 2, max: 5 }),
    reviewsPerPaper: fc.integer({ min: 1, max: 3 }),
    least: fc.integer({ min: 0, max: 1 }),
    most: fc.integer({ min: 1, max: 4 }),
  })
  .chain((sizes) => {
    const cells = sizes.papers * sizes.reviewers
    const affinity = fc.oneof(
      { arbitrary: fc.integer({ min: 0, max: 20 }), weight: 6 },
      { arbitrary: fc.constant(CONFLICT), weight: 1 },
    )
    const locked = fc.array(fc.tuple(fc.nat(sizes.reviewers - 1), fc.nat(sizes.papers - 1)), { maxLength: 1 })
    return fc.tuple(fc.constant(sizes), fc.array(affinity, { minLength: cells, maxLength: cells }), locked)
  })

describe('an assignment', () => {
  it('is the best there is, floor first and total then, on every small instance; or there is none, in words', async () => {
    let [solved, none] = [0, 0]
    await fc.assert(
      fc.asyncProperty(small, async ([sizes, affinity, locked]) => {
        const p = problem(sizes, affinity, locked)
        const got = await assignReviewers(p, solver)
        const best = bruteForce(p)
        if (got.ok) {
          expect([got.value.floor, got.value.total]).toEqual(best)
          expect(got.value.proved).toBe(true)
          expect(evaluateAssignment(p, got.value.pairs).violations).toEqual([])
          solved++
        } else {
          expect(best).toBeUndefined()
          expect(['solver-failed', 'solver-wrong']).not.toContain(got.error.kind)
          expect(describeAssignmentError(got.error)).not.toBe('')
          none++
        }
      }),
      { numRuns: 300 },
    )
    // Both happen often enough to mean something.
    expect(Math.min(solved, none)).toBeGreaterThan(50)
  })

  it('raises the least-liked paper at the cost of the total', async () => {
    // Alone, the total of 30 + 1 would win; the floor wants 12 and 12.
    const p = problem({ papers: 2, reviewers: 2, reviewsPerPaper: 1, least: 0, most: 1 }, [30, 12, 12, 1])
    expect(unwrap(await assignReviewers(p, solver))).toMatchObject({ floor: 12, total: 24 })
  })

  it.each([
    [
      'a paper lacks reviewers',
      [-1, 5, -1, 5],
      1,
      0,
      2,
      'paper-1 lacks reviewers: 0 without a conflict, and it needs 1',
    ],
    ['the loads are too small', [5, 5, 5, 5], 2, 0, 1, '4 reviews are needed, and all reviewers together take 2'],
    ['the least load is too high', [5, 5, 5, 5], 1, 2, 3, 'the least load of 2 cannot be had with 2 proposals'],
  ])('says why there is none: %s', async (_, affinity, reviewsPerPaper, least, most, words) => {
    const p = problem({ papers: 2, reviewers: 2, reviewsPerPaper, least, most }, affinity)
    const got = await assignReviewers(p, solver)
    expect(got.ok ? '' : describeAssignmentError(got.error)).toContain(words)
  })

  it('names the papers that share too few reviewers', async () => {
    const [x, o] = [CONFLICT, 9]
    // Papers 1 to 3 have reviewers 1 and 2 only, who take one each; paper 4 has everybody.
    const rows = [
      [o, o, o, o],
      [o, o, o, o],
      [x, x, x, o],
      [x, x, x, o],
    ]
    const p = problem({ papers: 4, reviewers: 4, reviewsPerPaper: 1, least: 0, most: 1 }, rows.flat())
    const got = await assignReviewers(p, solver)
    expect(got.ok ? undefined : got.error).toEqual({
      kind: 'too-few-shared',
      papers: ['paper-1', 'paper-2', 'paper-3'],
      reviewers: ['r-1', 'r-2'],
      needs: 3,
      most: 2,
    })
  })

  it.each(['a', 'b', 'c'])(
    'of 40 reviewers at their limit is that of one model of everything, seed %s',
    async (seed) => {
      const rng = random(seed)
      const sizes = { papers: 60, reviewers: 40, reviewsPerPaper: 2, least: 3, most: 3 }
      // Whole papers are liked little, so that floors are at stake.
      const liking = Array.from({ length: 60 }, () => 5 + rng.integer(60))
      const affinity = Array.from({ length: 40 * 60 }, (_, i) =>
        rng.next() < 0.1 ? CONFLICT : rng.integer(liking[i % 60]!),
      )
      const p = problem(sizes, affinity)
      const found = unwrap(await assignReviewers(p, solver))
      expect(found.proved).toBe(true)
      const { columns, rows } = pairColumns(p, pairsOf(p))
      const wholeAt = (floor: number) => {
        const floored = { ...rows, floored: [...p.papers.keys()], floor }
        return solver.solve(assignmentModel(p, columns, floored, 'whole'))
      }
      const [at, above] = [await wholeAt(found.floor), await wholeAt(found.floor + 1)]
      expect(at.kind === 'optimal' && Math.round(at.value)).toBe(found.total)
      expect(above.kind).toBe('infeasible')
    },
  )

  it('of 60 reviewers and 120 papers, on a thread, is the same as in this one, and proved', async () => {
    const rng = random('sixty')
    const sizes = { papers: 120, reviewers: 60, reviewsPerPaper: 3, least: 2, most: 7 }
    const affinity = Array.from({ length: 60 * 120 }, () => (rng.next() < 0.1 ? CONFLICT : rng.integer(101)))
    const [here, there] = await Promise.all([solver, thread].map((s) => assignReviewers(problem(sizes, affinity), s)))
    const { solver: _, ...same } = unwrap(there!)
    expect(unwrap(here!)).toMatchObject(same)
    expect(same.proved).toBe(true)
  })
})

const thread = threadedSolver()
afterAll(() => thread.close())

describe('the solver on a thread', () => {
  it('answers several at once, each its own, and tells who waits when it ends', async () => {
    const own = threadedSolver()
    const answers = await Promise.all([1, 2, 3].map((most) => own.solve(oneColumn(most))))
    expect(answers.map((a) => a.kind === 'optimal' && a.value)).toEqual([1, 2, 3])
    const waiting = own.solve(oneColumn(4))
    await Promise.all([expect(waiting).rejects.toThrow('closed'), own.close()])
    // It begins anew with the next model.
    expect(await own.solve(oneColumn(5))).toMatchObject({ kind: 'optimal', value: 5 })
    await own.close()
  })
})

function oneColumn(most: number) {
  return {
    ...{ cost: Float64Array.of(1), lower: Float64Array.of(0), upper: Float64Array.of(9), integer: Uint8Array.of(1) },
    ...{ rowLower: Float64Array.of(0), rowUpper: Float64Array.of(most), rowStarts: Int32Array.of(0, 1) },
    ...{ columns: Int32Array.of(0), values: Float64Array.of(1) },
  }
}
