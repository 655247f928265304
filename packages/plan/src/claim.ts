/** Claims: an activity without a place takes one, and what stands in its way goes, to be placed elsewhere if it can. */
import type { Random } from '@magpie/core/random'
import type { Block, Placement } from './placement.ts'

/** So many activities may have to give way to one. */
const MOST_EVICTED = 24

/** One activity without a place, drawn by its value, takes one; false where it could not. */
export function claimSomething(placement: Placement, rng: Random): boolean {
  const { activities } = placement.problem
  const off: number[] = []
  let total = 0
  for (let i = 0; i < activities.length; i++) {
    if (placement.has(i)) continue
    off.push(i)
    total += activities[i]!.value
  }
  if (off.length === 0) return false
  let left = rng.next() * total
  const chosen = off.find((i) => {
    left -= activities[i]!.value
    return left <= 0
  })
  return claim(placement, chosen ?? off[0]!, rng)
}

/** Puts an activity, and before it the predecessors it lacks, at a random place, and takes out what stands in its way. */
function claim(placement: Placement, i: number, rng: Random): boolean {
  const a = placement.problem.activities[i]!
  for (const p of a.after) if (!placement.has(p.activity) && !claim(placement, p.activity, rng)) return false
  const range = placement.range(i)
  if (range === undefined) return false
  const open = a.windows.filter((w) => w.start <= range.to && w.end - a.duration >= range.from)
  if (open.length === 0) return false
  const w = open[rng.integer(open.length)]!
  const first = Math.max(w.start, range.from)
  const last = Math.min(w.end - a.duration, range.to)
  if (last < first) return false
  const kind = rng.next()
  const start = kind < 0.35 ? first : kind < 0.5 ? last : first + rng.integer(last - first + 1)
  for (let evicted = 0; evicted < MOST_EVICTED; evicted++) {
    if (placement.next(a, start) === start) {
      placement.put(i, start)
      return true
    }
    const victim = inTheWay(placement, i, start, rng)
    if (victim < 0) return false
    placement.remove(victim)
  }
  return false
}

/** One placed activity that helps to block a start, and on which the claimant does not rest; -1 where there is none. */
function inTheWay(placement: Placement, i: number, start: number, rng: Random): number {
  const { activities } = placement.problem
  const block = placement.blocked
  if (block === undefined || block.kind === 'store') return -1
  if (block.kind === 'apart') return restsOn(placement, i, block.activity) ? -1 : block.activity
  const candidates: number[] = []
  for (let j = 0; j < activities.length; j++) {
    if (placement.has(j) && sharesIn(placement, block, i, j, start) && !restsOn(placement, i, j)) candidates.push(j)
  }
  if (candidates.length === 0) return -1
  // the cheaper of two drawn at random: mostly what is worth little gives way, but not always the same
  const one = candidates[rng.integer(candidates.length)]!
  const two = candidates[rng.integer(candidates.length)]!
  return activities[one]!.value <= activities[two]!.value ? one : two
}

/** Whether a placed activity holds what is blocked at that time, or has drained it by then. */
function sharesIn(placement: Placement, block: Block, i: number, j: number, start: number): boolean {
  const { activities } = placement.problem
  const [a, other] = [activities[i]!, activities[j]!]
  const at = placement.starts[j]!
  const end = start + a.duration
  if (block.kind === 'capacity') {
    return at < end && start < at + other.duration && other.holds.some((h) => h.capacity === block.resource)
  }
  if (block.kind !== 'charge') return false
  const until = Math.max(end, placement.charges[block.resource]!.foundAt)
  return at <= until && other.draws.some((d) => d.charge === block.resource)
}

function restsOn(placement: Placement, i: number, j: number): boolean {
  return placement.problem.activities[i]!.after.some((p) => p.activity === j || restsOn(placement, p.activity, j))
}
