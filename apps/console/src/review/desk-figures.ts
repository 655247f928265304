/** What the owner of a call reads of its review at a glance: loads, coverage, what is in and what is missing. Pure. */

type Pair = { readonly reviewer: string; readonly paper: string }
type Reviewer = {
  readonly profile: { readonly id: string; readonly name: string }
  readonly state: string
  readonly assigned: readonly string[]
  /** Stage and paper, with a space between. */
  readonly submitted: readonly string[]
}

/** How many reviewers have how many proposals, from none to the most. */
export function loadHistogram(reviewers: readonly string[], pairs: readonly Pair[]): number[] {
  const loads = reviewers.map((id) => pairs.filter((p) => p.reviewer === id).length)
  return Array.from({ length: Math.max(0, ...loads) + 1 }, (_, n) => loads.filter((l) => l === n).length)
}

/** Each proposal with who reviews it, and how many are missing. */
export function coverageOf(
  papers: readonly string[],
  pairs: readonly Pair[],
  needs: number,
): readonly { readonly paper: string; readonly reviewers: readonly string[]; readonly missing: number }[] {
  return papers.map((paper) => {
    const reviewers = pairs.filter((p) => p.paper === paper).map((p) => p.reviewer)
    return { paper, reviewers, missing: Math.max(0, needs - reviewers.length) }
  })
}

/** How far a reviewer is in a stage: what they were given, what is in, what is not. */
export function progressOf(reviewer: Reviewer, stage: string) {
  const done = new Set(
    reviewer.submitted.filter((s) => s.startsWith(`${stage} `)).map((s) => s.slice(stage.length + 1)),
  )
  return {
    in: reviewer.assigned.filter((p) => done.has(p)),
    missing: reviewer.assigned.filter((p) => !done.has(p)),
  }
}

/** Everybody's progress in a stage, those with the most missing first. */
export function progressOfAll(reviewers: readonly Reviewer[], stage: string) {
  return reviewers
    .filter((r) => r.assigned.length > 0)
    .map((r) => ({ id: r.profile.id, name: r.profile.name, ...progressOf(r, stage) }))
    .sort((a, b) => b.missing.length - a.missing.length || (a.id < b.id ? -1 : 1))
}

/** Pairs as they are edited by hand: with one more, or one fewer. */
export function withPair(pairs: readonly Pair[], pair: Pair): Pair[] {
  return hasPair(pairs, pair) ? [...pairs] : [...pairs, pair]
}

export function withoutPair(pairs: readonly Pair[], { reviewer, paper }: Pair): Pair[] {
  return pairs.filter((p) => p.reviewer !== reviewer || p.paper !== paper)
}

function hasPair(pairs: readonly Pair[], { reviewer, paper }: Pair): boolean {
  return pairs.some((p) => p.reviewer === reviewer && p.paper === paper)
}

/** Names with commas or lines between, each once. */
export function namesIn(text: string): string[] {
  const names = text.split(/[,;\n]/).map((n) => n.trim())
  return [...new Set(names.filter((n) => n !== ''))]
}
