/** The queue of a discrete-event simulation: what is due next, and first in first out among things due together. */

export type Scheduler = {
  /** Simulated time, TDB seconds past J2000. */
  readonly now: number
  /** Runs `act` at `at_s`, or now where that has passed. */
  at(at_s: number, act: () => void): void
  /** Moves to the next thing due before `end_s` and does it; false where there is none. */
  step(end_s: number): boolean
}

/** A queue (binary heap) that begins at `start_s`. */
export function scheduler(start_s: number): Scheduler {
  const due: number[] = []
  const order: number[] = []
  const acts: (() => void)[] = []
  let now = start_s
  let count = 0
  const before = (i: number, j: number) => due[i]! < due[j]! || (due[i] === due[j] && order[i]! < order[j]!)
  const swap = (i: number, j: number) => {
    const [d, o, a] = [due[i]!, order[i]!, acts[i]!]
    due[i] = due[j]!
    order[i] = order[j]!
    acts[i] = acts[j]!
    due[j] = d
    order[j] = o
    acts[j] = a
  }
  const up = (from: number) => {
    let i = from
    while (i > 0) {
      const parent = (i - 1) >> 1
      if (!before(i, parent)) return
      swap(i, parent)
      i = parent
    }
  }
  const down = () => {
    let i = 0
    for (;;) {
      const left = 2 * i + 1
      if (left >= due.length) return
      const least = left + 1 < due.length && before(left + 1, left) ? left + 1 : left
      if (!before(least, i)) return
      swap(i, least)
      i = least
    }
  }
  return {
    get now() {
      return now
    },
    at(at_s, act) {
      due.push(at_s > now ? at_s : now)
      order.push(count++)
      acts.push(act)
      up(due.length - 1)
    },
    step(end_s) {
      if (due.length === 0 || due[0]! > end_s) return false
      const at = due[0]!
      const act = acts[0]!
      swap(0, due.length - 1)
      due.pop()
      order.pop()
      acts.pop()
      down()
      now = at
      act()
      return true
    },
  }
}
