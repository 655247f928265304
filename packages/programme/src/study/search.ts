/**
 * An exact search of small portfolios: depth first, bounded by the Lagrangian dual of all rows (Fisher, Management Science
 * 27, 1981, 1), its multipliers by Polyak's subgradient step. Most of a call's proposals are settled by the bound alone, so
 * that a study of hundreds of portfolios takes well under a second. It finds all that are worth enough, not the best only.
 * Gives up, and says so, after a number of nodes: then a solver takes over.
 */
import type { PortfolioProgram } from '../portfolio-model.ts'

export type Found = { readonly x: Uint8Array; readonly value: number }

export type SearchAsk = {
  /** How many of the best are kept. */
  readonly most: number
  /** Nothing below this is looked for. */
  readonly atLeast?: number
  /** Two values that differ, differ by this at least. */
  readonly step: number
  /** Nodes after which it gives up. */
  readonly nodes: number
}

/** `found` best first; `whole`: nothing else is worth `atLeast`, or as much as the last one found where there are `most`. */
export type SearchOutcome = { readonly found: readonly Found[]; readonly whole: boolean; readonly nodes: number }

/** Searches a program without groups. */
export function searchProgram(program: PortfolioProgram, ask: SearchAsk): SearchOutcome {
  if (program.groups.length > 0) throw new Error("a search of groups is a solver's")
  return new Search(program, ask).run()
}

type Partner = { readonly of: number; readonly half: number; readonly cost: number }

class Search {
  private readonly n: number
  private readonly m: number
  /** Rows as `a . x <= b`, dense, candidate by candidate in the order of the search. */
  private readonly a: Float64Array
  private readonly b: Float64Array
  /** The least that candidates from a depth on add to each row. */
  private readonly least: Float64Array
  private readonly used: Float64Array
  private readonly order: Int32Array
  /** What the bound loses by each decision against the bound's own. */
  private readonly reduced: Float64Array
  private readonly partners: readonly (readonly Partner[])[]
  private readonly x: Int8Array
  private readonly program: PortfolioProgram
  private readonly ask: SearchAsk
  private readonly found: Found[] = []
  private bound: number
  private floor: number
  private nodes = 0

  constructor(program: PortfolioProgram, ask: SearchAsk) {
    this.program = program
    this.ask = ask
    this.n = program.profit.length
    const rows = lessThanRows(program)
    this.m = rows.length
    const profit = withHalves(program)
    const dual = dualOf(profit, rows, program)
    this.bound = dual.bound
    const { lower, upper } = program
    const fixed = (j: number) => lower[j]! === upper[j]!
    const weight = (j: number) => (fixed(j) ? Number.MAX_VALUE : Math.abs(dual.reduced[j]!))
    this.order = Int32Array.from(dual.reduced.keys()).sort((i, j) => weight(j) - weight(i) || i - j)
    const place = new Int32Array(this.n)
    this.order.forEach((j, k) => {
      place[j] = k
    })
    // What is fixed stands in the bound already, and loses nothing.
    this.reduced = Float64Array.from(this.order, (j) => (fixed(j) ? 0 : dual.reduced[j]!))
    this.a = new Float64Array(this.n * this.m)
    this.b = Float64Array.from(rows, (r) => r.upper)
    rows.forEach((row, i) => {
      row.columns.forEach((j, k) => {
        this.a[place[j]! * this.m + i]! += row.values[k]!
      })
    })
    this.least = new Float64Array((this.n + 1) * this.m)
    for (let k = this.n - 1; k >= 0; k--) this.leastFrom(k)
    this.used = new Float64Array(this.m)
    this.x = new Int8Array(this.n).fill(-1)
    this.partners = partnersOf(program, place)
    this.floor = ask.atLeast ?? Number.NEGATIVE_INFINITY
  }

  run(): SearchOutcome {
    const whole = this.descend(0, this.bound)
    const found = this.found.sort((p, q) => q.value - p.value || compareSets(p.x, q.x))
    return { found, whole, nodes: this.nodes }
  }

  private leastFrom(k: number): void {
    const j = this.order[k]!
    for (let i = 0; i < this.m; i++) {
      const takes = this.a[k * this.m + i]!
      const fixedIn = this.program.lower[j]! > 0.5
      const fixedOut = this.program.upper[j]! < 0.5
      const adds = fixedOut ? 0 : fixedIn ? takes : Math.min(0, takes)
      this.least[k * this.m + i] = this.least[(k + 1) * this.m + i]! + adds
    }
  }

  /** Decides the candidate at a depth both ways, the better first. False once it gave up. */
  private descend(k: number, bound: number): boolean {
    if (++this.nodes > this.ask.nodes) return false
    if (!this.fits(k)) return true
    if (k === this.n) {
      this.keep()
      return true
    }
    const first = this.reduced[k]! > 0 ? 1 : 0
    return this.decide(k, first, bound) && this.decide(k, 1 - first, bound - Math.abs(this.reduced[k]!))
  }

  private decide(k: number, value: number, bound: number): boolean {
    const j = this.order[k]!
    if (value < this.program.lower[j]! || value > this.program.upper[j]!) return true
    const left = bound - this.lostByPartners(k, value)
    if (left < this.floor - SLACK * Math.max(1, Math.abs(this.floor))) return true
    this.x[k] = value
    if (value === 1) this.take(k, 1)
    const on = this.descend(k + 1, left)
    if (value === 1) this.take(k, -1)
    this.x[k] = -1
    return on
  }

  private take(k: number, sign: number): void {
    for (let i = 0; i < this.m; i++) this.used[i]! += sign * this.a[k * this.m + i]!
  }

  private fits(k: number): boolean {
    for (let i = 0; i < this.m; i++) {
      const b = this.b[i]!
      if (this.used[i]! + this.least[k * this.m + i]! > b + SLACK * Math.max(1, Math.abs(b))) return false
    }
    return true
  }

  /** Half of a pair's bonus stood with each of the two; it is lost where one is in alone, and a cost falls due where both are. */
  private lostByPartners(k: number, value: number): number {
    let lost = 0
    for (const { of, half, cost } of this.partners[k]!) {
      const other = this.x[of]!
      if (other < 0) continue
      if (other !== value) lost += half
      else if (value === 1) lost += cost
    }
    return lost
  }

  private keep(): void {
    const { profit, pairs } = this.program
    const x = new Uint8Array(this.n)
    let value = 0
    for (let k = 0; k < this.n; k++) {
      if (this.x[k] !== 1) continue
      x[this.order[k]!] = 1
      value += profit[this.order[k]!]!
    }
    for (const { i, j, bonus } of pairs) if (x[i] === 1 && x[j] === 1) value += bonus
    const { atLeast = Number.NEGATIVE_INFINITY, most, step } = this.ask
    if (value < atLeast - SLACK * Math.max(1, Math.abs(atLeast))) return
    if (this.found.length === most) {
      const worst = this.found.reduce((w, f, i) => (f.value < this.found[w]!.value ? i : w), 0)
      if (value <= this.found[worst]!.value) return
      this.found.splice(worst, 1)
    }
    this.found.push({ x, value })
    if (this.found.length === most) this.floor = Math.max(atLeast, Math.min(...this.found.map((f) => f.value)) + step)
  }
}

/** What rounding may do to sums of decimals, relative. */
const SLACK = 1e-9

type LessThan = { readonly columns: readonly number[]; readonly values: readonly number[]; readonly upper: number }

function lessThanRows({ rows }: PortfolioProgram): LessThan[] {
  return rows.flatMap(({ columns, values, lower, upper }) => {
    const below = Number.isFinite(upper) ? [{ columns, values, upper }] : []
    const above = Number.isFinite(lower) ? [{ columns, values: values.map((v) => -v), upper: -lower }] : []
    return [...below, ...above]
  })
}

/** Profits with half of each bonus: a b <= (a + b) / 2. */
function withHalves({ profit, pairs }: PortfolioProgram): number[] {
  const out = [...profit]
  for (const { i, j, bonus } of pairs) {
    if (bonus <= 0) continue
    out[i]! += bonus / 2
    out[j]! += bonus / 2
  }
  return out
}

function partnersOf({ pairs, profit }: PortfolioProgram, place: Int32Array): Partner[][] {
  const out: Partner[][] = profit.map(() => [])
  for (const { i, j, bonus } of pairs) {
    const [half, cost] = bonus > 0 ? [bonus / 2, 0] : [0, -bonus]
    out[place[i]!]!.push({ of: place[j]!, half, cost })
    out[place[j]!]!.push({ of: place[i]!, half, cost })
  }
  return out
}

/** The least bound over the rounds, and the candidates' profits less what they take at its prices. */
function dualOf(profit: readonly number[], rows: readonly LessThan[], program: PortfolioProgram) {
  const relaxation = relaxationOf(profit.length, rows)
  const best = { bound: Number.POSITIVE_INFINITY, reduced: Float64Array.from(profit) }
  let step = 1
  let since = 0
  for (let round = 0; round < ROUNDS && step > LEAST_STEP; round++) {
    const bound = relaxed(profit, program, relaxation)
    if (bound < best.bound) {
      best.bound = bound
      best.reduced.set(relaxation.reduced)
      since = 0
    } else if (++since === PATIENCE) {
      step /= 2
      since = 0
    }
    if (!stepAlong(relaxation, step * 0.05 * Math.max(1, Math.abs(bound)))) break
  }
  return best
}

/** The rows dense, each scaled to length 1: what the rounds spend their time in. */
function relaxationOf(n: number, rows: readonly LessThan[]): Relaxation {
  const m = rows.length
  const a = new Float64Array(m * n)
  const b = new Float64Array(m)
  for (const [i, { columns, values, upper }] of rows.entries()) {
    const norm = Math.hypot(...values) || 1
    columns.forEach((j, k) => {
      a[i * n + j]! += values[k]! / norm
    })
    b[i] = upper / norm
  }
  return { a, b, prices: new Float64Array(m), slopes: new Float64Array(m), reduced: new Float64Array(n) }
}

/** Moves the prices along the slopes (Polyak's step); false where there is no way to go. */
function stepAlong({ prices, slopes }: Relaxation, far: number): boolean {
  let square = 0
  for (let i = 0; i < prices.length; i++) if (slopes[i]! > 0 || prices[i]! > 0) square += slopes[i]! * slopes[i]!
  if (square === 0) return false
  for (let i = 0; i < prices.length; i++) prices[i] = Math.max(0, prices[i]! + (far / square) * slopes[i]!)
  return true
}

const ROUNDS = 150
/** Rounds without a better bound after which steps are halved, and the length at which they end. */
const PATIENCE = 6
const LEAST_STEP = 1e-4

type Relaxation = {
  readonly a: Float64Array
  readonly b: Float64Array
  readonly prices: Float64Array
  readonly slopes: Float64Array
  readonly reduced: Float64Array
}

/** The bound at these prices; profits less prices go to `reduced`, what rows are overdrawn by to `slopes`. */
function relaxed(profit: readonly number[], p: PortfolioProgram, r: Relaxation): number {
  const { a, b, prices, slopes, reduced } = r
  const [n, m] = [reduced.length, b.length]
  let bound = 0
  for (let j = 0; j < n; j++) reduced[j] = profit[j]!
  for (let i = 0; i < m; i++) {
    slopes[i] = -b[i]!
    const price = prices[i]!
    if (price === 0) continue
    bound += price * b[i]!
    for (let j = 0; j < n; j++) reduced[j]! -= price * a[i * n + j]!
  }
  for (let j = 0; j < n; j++) {
    const is = p.lower[j]! > 0.5 || (reduced[j]! > 0 && p.upper[j]! > 0.5)
    if (!is) continue
    bound += reduced[j]!
    for (let i = 0; i < m; i++) slopes[i]! += a[i * n + j]!
  }
  return bound
}

function compareSets(p: Uint8Array, q: Uint8Array): number {
  for (let i = 0; i < p.length; i++) if (p[i] !== q[i]) return q[i]! - p[i]!
  return 0
}
