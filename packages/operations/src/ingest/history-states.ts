/**
 * Values that are words over time, from blocks of history: for how long each held, where it changed, where nothing came. What
 * is shorter than a bar is told together with its neighbours, so that an answer is as short as a screen needs however many
 * samples it rests on; sums and counts are those of all samples.
 */
import { type Block, type BlockDamage, inOrder, type SampleValue, type Slice, type Span, valueAt } from './history.ts'
import type { Micros } from './micros.ts'

/** A value, and the level that it had of its limits: another level is another state. */
export type HeldState = {
  readonly value: SampleValue
  readonly level: string | undefined
  readonly samples: number
  /** How long it held in the span, to the change or to the last sample before a gap. */
  readonly held_us: number
}

/** A stretch in which one state held, or several that were too short to tell apart. */
export type StateStretch = {
  readonly from_us: Micros
  readonly to_us: Micros
  readonly samples: number
  readonly changes: number
  /** Gaps within it that are too short to be told apart. */
  readonly gaps: number
  /** How many states. */
  readonly distinct: number
  /** Those that held longest, by their places; at most `MOST_PARTS`. */
  readonly parts: readonly { readonly state: number; readonly held_us: number }[]
}

/** Between two samples where packets are missing, or nothing came for much longer than usual. */
export type StateGap = { readonly from_us: Micros; readonly to_us: Micros; readonly missing: number }

export type StateLine = {
  /** Those that stretches name, in the order in which they came first. */
  readonly states: readonly HeldState[]
  readonly stretches: readonly StateStretch[]
  readonly gaps: readonly StateGap[]
  readonly samples: number
  readonly changes: number
  /** Two samples further apart than this have a gap between them. */
  readonly silence_us: number
  readonly damaged: readonly BlockDamage[]
}

/** Packets of a channel that are known to be missing, by their sequence counts. */
export type KnownLoss = {
  readonly apid: number
  readonly after_us: Micros
  readonly before_us: Micros
  readonly missing: number
}

/** More states of one stretch nobody tells apart. */
const MOST_PARTS = 4
/** Samples further apart than so many times what is usual have a gap between them. */
const SILENT_STEPS = 10
/** What came no later than this many times what is usual lacks nothing, whatever else of its channel is missing. */
const LATE_STEPS = 1.5

/** The states of a parameter over a span; what is shorter than a `bars`th of it may be told together. */
export async function statesOver(
  blocks: readonly Block[],
  name: string,
  span: Span,
  bars: number,
  losses: readonly KnownLoss[],
): Promise<StateLine> {
  const damaged: BlockDamage[] = []
  const line = new Line(span, bars, SILENT_STEPS * cadence(blocks), losses)
  const columns = [name, `${name}.level`]
  for await (const slice of inOrder(blocks, columns, span, (d) => damaged.push(d), 'ascending', 'no-counts'))
    line.takeAll(slice)
  return { ...line.end(), damaged }
}

/** How far apart samples usually are, us: the median of the blocks' own, a block as often as it has rows. */
function cadence(blocks: readonly Block[]): number {
  const steps = blocks
    .filter(({ rows }) => rows > 1)
    .map(({ rows, first_us, last_us }) => ({ rows, step_us: (last_us - first_us) / (rows - 1) }))
    .sort((a, b) => a.step_us - b.step_us)
  let half = steps.reduce((sum, { rows }) => sum + rows, 0) / 2
  for (const { rows, step_us } of steps) {
    half -= rows
    if (half <= 0) return step_us
  }
  return Number.POSITIVE_INFINITY
}

type Tally = { readonly value: SampleValue; readonly level: string | undefined; samples: number; held_us: number }
type Stretch = {
  readonly from_us: Micros
  to_us: Micros
  samples: number
  changes: number
  gaps: number
  readonly held: Map<number, number>
}

class Line {
  private readonly states: Tally[] = []
  private readonly places = new Map<string, number>()
  private readonly stretches: Stretch[] = []
  private readonly gaps: StateGap[] = []
  private readonly losses: readonly KnownLoss[]
  private readonly from_us: Micros
  private readonly bar_us: number
  private readonly silence_us: number
  private readonly late_us: number
  private changes = 0
  private nextLoss = 0
  /** What holds: since when, until which sample, and in how many. */
  private state = -1
  private value: SampleValue | undefined
  private level: string | undefined
  private since_us = 0
  private last_us = 0
  private held = 0

  constructor({ from_us, to_us }: Span, bars: number, silence_us: number, losses: readonly KnownLoss[]) {
    this.from_us = from_us
    this.bar_us = Math.max(1, (to_us - from_us) / bars)
    this.silence_us = silence_us
    this.late_us = LATE_STEPS * (silence_us / SILENT_STEPS)
    this.losses = losses.toSorted((a, b) => a.before_us - b.before_us)
  }

  takeAll({ block, from, to }: Slice): void {
    const { times_us, columns } = block
    const [values, levels] = columns
    const texts = values?.kind === 'texts' ? values.texts : undefined
    const grades = levels?.kind === 'texts' ? levels.texts : undefined
    for (let row = from; row < to; row++) {
      const value = texts === undefined ? valueAt(values, row) : texts[row]
      if (value === undefined) continue
      const level = grades?.[row]
      const time_us = times_us[row]!
      // Nearly all are like the one before, and came in time: nothing can be missing between.
      if (value === this.value && level === this.level && time_us - this.last_us <= this.late_us) {
        this.last_us = time_us
        this.held++
      } else this.take(value, level, time_us, block.apids[row]!)
    }
  }

  private take(value: SampleValue, level: string | undefined, time_us: Micros, apid: number): void {
    const missing = this.missingUntil(time_us, apid)
    const state = this.place(value, level)
    if (this.state < 0) this.begin(state, time_us)
    else if (missing > 0 || time_us - this.last_us > this.silence_us) {
      this.close(this.last_us)
      this.gaps.push({ from_us: this.last_us, to_us: time_us, missing })
      this.begin(state, time_us)
    } else if (state !== this.state) {
      this.close(time_us)
      this.changes++
      this.begin(state, time_us)
    } else {
      this.last_us = time_us
      this.held++
    }
  }

  end(): Omit<StateLine, 'damaged'> {
    if (this.state >= 0) this.close(this.last_us)
    const { gaps, changes, silence_us } = this
    const samples = this.states.reduce((sum, one) => sum + one.samples, 0)
    const longest = this.stretches.map(({ held, ...one }) => {
      const parts = [...held].sort((a, b) => b[1] - a[1]).slice(0, MOST_PARTS)
      return { ...one, distinct: held.size, parts }
    })
    const named = [...new Set(longest.flatMap(({ parts }) => parts.map(([state]) => state)))].sort((a, b) => a - b)
    const placeOf = new Map(named.map((state, i) => [state, i]))
    const stretches = longest.map(({ parts, ...one }) => ({
      ...one,
      parts: parts.map(([state, held_us]) => ({ state: placeOf.get(state)!, held_us })),
    }))
    return { states: named.map((state) => this.states[state]!), stretches, gaps, samples, changes, silence_us }
  }

  private begin(state: number, time_us: Micros): void {
    this.state = state
    this.value = this.states[state]!.value
    this.level = this.states[state]!.level
    this.since_us = time_us
    this.last_us = time_us
    this.held = 1
  }

  /** Writes down what held until now; beside what is as short it is told together with that. */
  private close(to_us: Micros): void {
    const { state, since_us, held } = this
    const of = this.states[state]!
    of.held_us += to_us - since_us
    of.samples += held
    const before = this.stretches.at(-1)
    if (before !== undefined && this.isCrowded(before, to_us)) this.join(before, to_us)
    else
      this.stretches.push({
        ...{ from_us: since_us, to_us, samples: held, changes: 0, gaps: 0 },
        held: new Map([[state, to_us - since_us]]),
      })
  }

  /** Whether what held until now and what is before it begin in one bar, and neither is as long as that. */
  private isCrowded(before: Stretch, to_us: Micros): boolean {
    const { since_us, from_us, bar_us } = this
    if (to_us - since_us >= bar_us || since_us - before.to_us >= bar_us || before.to_us - before.from_us >= bar_us)
      return false
    return Math.floor((since_us - from_us) / bar_us) === Math.floor((before.from_us - from_us) / bar_us)
  }

  private join(before: Stretch, to_us: Micros): void {
    if (this.gaps.at(-1)?.to_us === this.since_us) {
      this.gaps.pop()
      before.gaps++
    } else before.changes++
    before.held.set(this.state, (before.held.get(this.state) ?? 0) + to_us - this.since_us)
    before.samples += this.held
    before.to_us = to_us
  }

  /** Packets of the channel known to be missing since the last sample; none where it came no later than usual. */
  private missingUntil(time_us: Micros, apid: number): number {
    const { losses } = this
    let missing = 0
    for (; this.nextLoss < losses.length && losses[this.nextLoss]!.before_us <= time_us; this.nextLoss++) {
      const loss = losses[this.nextLoss]!
      if (loss.apid === apid && loss.after_us >= this.last_us) missing += loss.missing
    }
    return time_us - this.last_us > this.late_us ? missing : 0
  }

  private place(value: SampleValue, level: string | undefined): number {
    const key = `${level ?? ''} ${typeof value} ${value}`
    const found = this.places.get(key)
    if (found !== undefined) return found
    this.places.set(key, this.states.length)
    return this.states.push({ value, level, samples: 0, held_us: 0 }) - 1
  }
}
