/**
 * Values that changes are measured from: XTCE's span of interest, so many values and so many seconds back at least
 * (ChangeAlarmRangesType). What lies before the newest value that is far enough back is forgotten.
 */
import type { Micros } from './micros.ts'

/** More values than these are not kept: of a long span between frequent values every second one is then forgotten. */
const MOST = 4096

/** A value and when it was made. */
export type Seen = { readonly value: number; readonly time_us: Micros }

export class ChangeSpan {
  private readonly samples: number
  private readonly span_us: number
  private values: Seen[] = []

  constructor(samples: number, seconds: number) {
    this.samples = samples
    this.span_us = 1e6 * seconds
  }

  /** The value that the one to come at this time is measured against; undefined until the span has passed. */
  reference(time_us: Micros): Seen | undefined {
    for (let i = this.values.length - this.samples; i >= 0; i--) {
      const seen = this.values[i]!
      if (time_us - seen.time_us < this.span_us) continue
      this.values.splice(0, i)
      return seen
    }
    return undefined
  }

  add(seen: Seen): void {
    if (this.values.length >= MOST && this.samples === 1) this.values = this.values.filter((_, i) => i % 2 === 0)
    this.values.push(seen)
    if (this.values.length > MOST + this.samples) this.values.shift()
  }
}
