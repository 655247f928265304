/**
 * Scores freed of how severe each reviewer is. Model: a score is the proposal's worth, plus the reviewer's offset, plus noise;
 * least squares over all scores (Roos, Rothe and Scheuermann, "How to calibrate the scores of biased reviewers by quadratic
 * programming", AAAI 2011). Offsets are only known against each other, and so sum to nothing among reviewers who share
 * proposals, directly or through others; between groups that share none, nothing can be compared, which is told.
 */

export type Score = { readonly paper: string; readonly reviewer: string; readonly value: number }

export type Calibrated = {
  /** Worth of each paper, on the scale of the scores. */
  readonly papers: ReadonlyMap<string, number>
  /** What each reviewer adds to it. */
  readonly offsets: ReadonlyMap<string, number>
  /** Groups of reviewers that share no proposal; one where all can be compared. */
  readonly groups: number
}

/** Worth and offsets of these scores. */
export function calibrate(scores: readonly Score[]): Calibrated {
  const byPaper = Map.groupBy(scores, (s) => s.paper)
  const offsets = new Map<string, number>()
  const groups = groupsOf(scores)
  for (const reviewers of groups) {
    const of = offsetsOf(reviewers, scores, byPaper)
    for (const [i, r] of reviewers.entries()) offsets.set(r, of[i]!)
  }
  const papers = new Map<string, number>()
  for (const [paper, of] of byPaper) papers.set(paper, mean(of.map((s) => s.value - offsets.get(s.reviewer)!)))
  return { papers, offsets, groups: groups.length }
}

/** Reviewers connected by papers, group by group, in the order of the scores. */
function groupsOf(scores: readonly Score[]): string[][] {
  const [byPaper, byReviewer] = [Map.groupBy(scores, (s) => s.paper), Map.groupBy(scores, (s) => s.reviewer)]
  const seen = new Set<string>()
  const groups: string[][] = []
  for (const first of byReviewer.keys()) {
    if (seen.has(first)) continue
    const group = new Set([first])
    // A set is walked through what is added to it on the way.
    for (const r of group)
      for (const s of byReviewer.get(r)!) for (const o of byPaper.get(s.paper)!) group.add(o.reviewer)
    for (const r of group) seen.add(r)
    groups.push([...group])
  }
  return groups
}

/**
 * The normal equations once the papers are put in terms of the offsets: a Laplacian of the reviewers, singular by one; the
 * last offset is set to 0, and all are centred then.
 */
function offsetsOf(
  reviewers: readonly string[],
  scores: readonly Score[],
  byPaper: ReadonlyMap<string, readonly Score[]>,
): Float64Array {
  const n = reviewers.length
  const at = new Map(reviewers.map((r, i) => [r, i]))
  const matrix = new Float64Array(n * n)
  const right = new Float64Array(n)
  for (const { paper, reviewer, value } of scores) {
    const i = at.get(reviewer)
    if (i === undefined) continue
    const of = byPaper.get(paper)!
    right[i]! += value - mean(of.map((s) => s.value))
    matrix[i * n + i]! += 1
    for (const s of of) matrix[i * n + at.get(s.reviewer)!]! -= 1 / of.length
  }
  const offsets = solved(matrix, right, n, n - 1)
  const centre = mean([...offsets])
  return offsets.map((o) => o - centre)
}

/** Cholesky's solution of the first `m` equations of a symmetric system of width `n`; what is beyond stays 0. */
function solved(a: Float64Array, b: Float64Array, n: number, m: number): Float64Array {
  const x = new Float64Array(n)
  for (let i = 0; i < m; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j]!
      for (let k = 0; k < j; k++) sum -= a[i * n + k]! * a[j * n + k]!
      a[i * n + j] = i === j ? Math.sqrt(sum) : sum / a[j * n + j]!
    }
    let sum = b[i]!
    for (let k = 0; k < i; k++) sum -= a[i * n + k]! * x[k]!
    x[i] = sum / a[i * n + i]!
  }
  for (let i = m - 1; i >= 0; i--) {
    let sum = x[i]!
    for (let k = i + 1; k < m; k++) sum -= a[k * n + i]! * x[k]!
    x[i] = sum / a[i * n + i]!
  }
  return x
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length
}
