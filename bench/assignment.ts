/**
 * Who reviews what, 200 reviewers and 400 papers, 3 reviews a paper: CPU time, floor and total, for three seeds and three
 * loads. Made up: 30 topics, 4 a reviewer, 2 a paper, bids on a tenth of all, a conflict on a twentieth.
 */
import { highsSolver } from '@magpie/adapters/highs'
import { random } from '@magpie/core/random'
import { unwrap } from '@magpie/core/result'
import { assignReviewers } from '@magpie/programme/review/assignment'
import { type AssignmentProblem, CONFLICT } from '@magpie/programme/review/assignment-model'

const [REVIEWERS, PAPERS, TOPICS, REVIEWS] = [200, 400, 30, 3]

function problem(seed: string, most: number): AssignmentProblem {
  const rng = random(seed)
  const weights = Array.from({ length: REVIEWERS }, () => {
    const of = new Float64Array(TOPICS)
    for (let i = 0; i < 4; i++) of[rng.integer(TOPICS)] = 0.3 + 0.7 * rng.next()
    return of
  })
  const topics = Array.from({ length: PAPERS }, () => [rng.integer(TOPICS), rng.integer(TOPICS)])
  const factor = () => {
    const u = rng.next()
    return u < 0.05 ? 1 : u < 0.08 ? 0.8 : u < 0.1 ? 0.1 : 0.5
  }
  const affinity = Int16Array.from({ length: REVIEWERS * PAPERS }, (_, i) => {
    const [r, p] = [Math.floor(i / PAPERS), i % PAPERS]
    const topic = topics[p]!.reduce((sum, t) => sum + weights[r]![t]! / 2, 0)
    return rng.next() < 0.05 ? CONFLICT : Math.round(100 * (0.1 + 0.9 * topic) * factor())
  })
  return {
    papers: topics.map((_, i) => `paper-${i + 1}`),
    reviewers: weights.map((_, i) => ({ id: `reviewer-${i + 1}`, least: 4, most })),
    ...{ reviewsPerPaper: REVIEWS, affinity, locked: [] },
  }
}

const solver = await highsSolver()
for (const most of [6, 7, 10]) {
  for (const seed of ['a', 'b', 'c']) {
    const from = process.cpuUsage()
    const found = unwrap(await assignReviewers(problem(seed, most), solver))
    const { user, system } = process.cpuUsage(from)
    const { floor, floorBound, total, proved, loads } = found
    console.log(
      `at most ${most}, seed ${seed}: floor ${floor} of at most ${floorBound}, ${total} in all, ${proved ? 'proven' : 'not proven'}, loads ${loads.join(' to ')}, ${((user + system) / 1e6).toFixed(2)} s of CPU`,
    )
  }
}
